"""Rules of keys and of the two interfaces."""

from linli.apps.interfaces.rules.fields import IMPERSONAL, PERSONAL

__all__ = ["IMPERSONAL", "PERSONAL"]
