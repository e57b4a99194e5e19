"""Who may bring files in and take them out: the register decides, at the place."""

from linli.apps.transfers.models import Export, Import
from linli.apps.transfers.selectors import STEERERS, WAITING
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.kit.registers import Register, registers


def can_import(actor: Actor, register: str, path: str) -> Decision:
    """Ask the register whether this person may bring rows in at the place."""
    found = registers().get(register)
    if found is None or not found.takes:
        return refuse("transfers.register_unknown")
    return found.may_import(actor, path)


def can_export(actor: Actor, register: str, path: str) -> Decision:
    """Ask the register whether this person may take rows out at the place."""
    found = registers().get(register)
    if found is None or not found.sends:
        return refuse("transfers.register_unknown")
    return found.may_export(actor, path)


def can_use_templates(actor: Actor) -> Decision:
    """Allow whoever holds a post; an empty template tells nothing about anybody."""
    return allow() if actor.is_system or actor.roles else refuse("access.no_post_here")


def can_see_import(actor: Actor, item: Import) -> Decision:
    """Allow whoever brought it in, and the worker."""
    if actor.is_system or item.account_id == actor.account_id:
        return allow()
    return refuse("transfers.not_yours")


def can_steer(actor: Actor, item: Import) -> Decision:
    """Allow the system administrator of the place: they see that it hangs, not what it says."""
    return by_role(actor, STEERERS, item.scope_path)


def can_discard(actor: Actor, item: Import) -> Decision:
    """Allow whoever brought it in; the system administrator, while it waits for the worker."""
    if item.state in WAITING and item.account_id != actor.account_id:
        return can_steer(actor, item)
    return can_see_import(actor, item)


def can_fetch_export(actor: Actor, item: Export) -> Decision:
    """Allow only the person it was made for, while the post still allows it."""
    if item.account_id != actor.account_id:
        return refuse("transfers.not_yours")
    return can_export(actor, item.register, item.scope_path)


def offered(actor: Actor, path: str) -> list[tuple[Register, bool, bool]]:
    """Return the registers at a place, with whether this person may bring in and take out."""
    found = []
    for register in registers().values():
        takes = register.takes and bool(register.may_import(actor, path))
        sends = register.sends and bool(register.may_export(actor, path))
        if takes or sends:
            found.append((register, takes, sends))
    return found
