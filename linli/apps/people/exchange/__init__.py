"""Registers of people in files."""
