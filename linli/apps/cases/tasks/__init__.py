"""What the worker does by the clock, a module for each part."""
