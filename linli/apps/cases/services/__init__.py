"""Acts on cases, a module for each part of a case's life."""
