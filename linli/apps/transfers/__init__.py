"""Files in and out: trial runs, commits as one, an undo window; exports that expire."""
