"""Reading keys, calls, and what programs are shown."""
