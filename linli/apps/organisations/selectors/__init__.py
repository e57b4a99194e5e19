"""Reads, a module for each question; every one of them answers for a day."""
