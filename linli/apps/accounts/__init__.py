"""Accounts, sign-in, sessions, and the roles somebody holds at a place."""
