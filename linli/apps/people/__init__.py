"""Persons, households, ownership; encrypted fields, purpose, consent and retention."""
