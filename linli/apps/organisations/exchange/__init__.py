"""Bodies, posts and what hangs on them as tables."""
