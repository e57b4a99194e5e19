"""Places: the division tree, compounds, buildings, entrances and their units, with history."""
