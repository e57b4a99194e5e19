"""The grid's pages: map, cells, plans, outlines, and what is public."""
