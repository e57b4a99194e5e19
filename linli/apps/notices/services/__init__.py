"""Acts of notices; other applications call `post_notice`."""

from linli.apps.notices.services.posting import post_notice

__all__ = ["post_notice"]
