"""Offline programs of the people behind a vote: trustees, and the authority for credentials.

They run on a machine without network, ask plain questions, can be stopped at any moment and
continued, and refuse what would endanger the secrecy of the vote.
"""
