"""The groups of the protocol: one interface, Ed25519, BELENIOS-2048 and RFC-3526-2048."""

import os
from functools import cache
from importlib import import_module
from typing import Final

from linli.belenios.groups.interface import (
    Group,
    Job,
    NotAnElement,
    PublicKeyArithmetic,
    UnknownGroup,
)

__all__ = [
    "GROUP_NAMES",
    "Group",
    "Job",
    "NotAnElement",
    "PublicKeyArithmetic",
    "UnknownGroup",
    "group_named",
]

GROUP_NAMES: Final = ("Ed25519", "BELENIOS-2048", "RFC-3526-2048")


def group_named(name: str, *, accelerated: bool = True) -> Group:
    """Return the group called `name`, with the accelerator behind it where one is built.

    The answers are the same with and without. The environment variable
    `LINLI_BELENIOS_ACCELERATOR=off` turns it off for a whole process.
    """
    if name not in GROUP_NAMES:
        raise UnknownGroup(name=name)
    if accelerated and os.environ.get("LINLI_BELENIOS_ACCELERATOR") != "off":
        return _accelerated().get(name) or _plain(name)
    return _plain(name)


@cache
def _plain(name: str) -> Group:
    """Return a group over libsodium or GMP, which take their time to load: only when asked."""
    if name == "Ed25519":
        from linli.belenios.groups.edwards import Ed25519

        return Ed25519()
    from linli.belenios.groups.field import belenios_2048, rfc_3526_2048

    return belenios_2048() if name == "BELENIOS-2048" else rfc_3526_2048()


def _accelerated() -> dict[str, Group]:
    """Return the groups of the accelerator; none where it has not been built."""
    try:
        accelerator = import_module("linli.belenios.accelerator")
    except ImportError:
        return {}
    groups: dict[str, Group] = accelerator.groups()
    return groups
