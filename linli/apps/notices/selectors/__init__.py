"""Reads: inboxes, what is due, subscriptions."""
