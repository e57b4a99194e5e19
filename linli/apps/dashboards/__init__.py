"""Figures of cases: for those who work with them, and for everybody."""
