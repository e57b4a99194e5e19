"""Reading the grid: cells, responsibility, loads, staff, maps, revisions, sheets."""
