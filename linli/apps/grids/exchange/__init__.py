"""The grid's files and what it fetches: GeoJSON in and out, tiles of the base map, sheets."""
