"""The groups of the protocol: one interface, Ed25519, BELENIOS-2048 and RFC-3526-2048."""

import os
from importlib import import_module

from linli.belenios.groups.edwards import Ed25519
from linli.belenios.groups.field import belenios_2048, rfc_3526_2048
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

_PLAIN: dict[str, Group] = {
    group.name: group for group in (Ed25519(), belenios_2048(), rfc_3526_2048())
}
GROUP_NAMES = tuple(_PLAIN)


def group_named(name: str, *, accelerated: bool = True) -> Group:
    """Return the group called `name`, with the accelerator behind it where one is built.

    The answers are the same with and without. The environment variable
    `LINLI_BELENIOS_ACCELERATOR=off` turns it off for a whole process.
    """
    if name not in _PLAIN:
        raise UnknownGroup(name=name)
    if accelerated and os.environ.get("LINLI_BELENIOS_ACCELERATOR") != "off":
        return _accelerated().get(name, _PLAIN[name])
    return _PLAIN[name]


def _accelerated() -> dict[str, Group]:
    """Return the groups of the accelerator; none where it has not been built."""
    try:
        accelerator = import_module("linli.belenios.accelerator")
    except ImportError:
        return {}
    groups: dict[str, Group] = accelerator.groups()
    return groups
