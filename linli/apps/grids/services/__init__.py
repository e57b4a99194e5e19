"""Acts on the grid: outlines, drafts, revisions, the switch, assignments, posts."""
