"""Reads of cases, a module for each question."""
