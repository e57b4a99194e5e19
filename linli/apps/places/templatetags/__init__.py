"""Template filters of places."""
