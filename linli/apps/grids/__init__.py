"""Cells with versioned boundaries, their staff, split and merge."""
