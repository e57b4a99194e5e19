"""Acts on accounts and on what they hold, a module for each part."""
