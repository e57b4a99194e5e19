"""Acts beside the flow."""
