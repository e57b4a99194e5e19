"""Reads: jobs by the clock, queues."""
