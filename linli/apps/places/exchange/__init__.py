"""Registers of places in files."""
