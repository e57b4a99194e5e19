"""Glue to Django without one word of the domain."""
