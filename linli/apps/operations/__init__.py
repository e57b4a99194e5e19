"""The worker as its system administrator sees it: jobs of the clock, what waits, what failed."""
