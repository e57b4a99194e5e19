"""Pages of keys and documentation, and the answers of Open311."""
