"""Who works with the figures of a place."""

from linli.apps.accounts.rules import Role

FIGURE_READERS = frozenset(
    {Role.COMMUNITY_WORKER, Role.DEPARTMENT_OFFICER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN}
)
