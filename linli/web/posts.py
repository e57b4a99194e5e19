"""Who somebody is, for the header: "Community worker, 北城街道"."""

from django.utils.translation import gettext

from linli.apps.accounts.labels import ROLES
from linli.apps.accounts.rules import Role
from linli.core.access import Actor
from linli.kit.scope_names import scope_names


def posts_of(actor: Actor) -> list[str]:
    """Return a line for each post held now, with the name of its place."""
    if not actor.grants:
        return []
    names = scope_names({grant.path for grant in actor.grants})
    lines: dict[str, None] = {}
    for grant in actor.grants:
        role, name = ROLES[Role(grant.role)], names.get(grant.path)
        at_place = gettext("%(role)s, %(place)s") % {"role": role, "place": name}
        lines[at_place if name else str(role)] = None
    return list(lines)
