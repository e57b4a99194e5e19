"""Forms beside the flow."""
