"""The pages of organisations, a module for each part."""
