"""Notices: what the platform says to somebody, and whether it arrived (通知)."""
