"""A compound with a building, and the people who keep and read its register."""

from dataclasses import dataclass

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor, Grant
from tests.factories.places import Tree, dwellings_of, make_building, make_compound, make_tree


def actor_with(role: Role, path: str, account_id: int, person_id: int | None = None) -> Actor:
    grant = Grant(role=role, path=path, source=f"appointment:{account_id}")
    return Actor(account_id=account_id, person_id=person_id, grants=(grant,), name="某工作人员")


@dataclass
class Scene:
    """The places, some dwellings, and actors by post."""

    tree: Tree
    compound: Place
    building: Place
    units: list[Unit]
    clerk: Actor
    colleague: Actor
    worker: Actor
    township: Actor
    stranger: Actor


def make_scene() -> Scene:
    """Make a compound of 24 dwellings in the first community, with its staff."""
    tree = make_tree()
    compound = make_compound(tree.community)
    building = make_building(compound)
    path = tree.community.path
    return Scene(
        tree=tree,
        compound=compound,
        building=building,
        units=dwellings_of(building),
        clerk=actor_with(Role.COMMUNITY_WORKER, path, 101),
        colleague=actor_with(Role.COMMUNITY_WORKER, path, 102),
        worker=actor_with(Role.GRID_WORKER, path, 103),
        township=actor_with(Role.TOWNSHIP_ADMIN, tree.township.path, 104),
        stranger=actor_with(Role.COMMUNITY_WORKER, tree.sibling_community.path, 105),
    )


@pytest.fixture
def scene(db: None) -> Scene:
    """Return the scene."""
    return make_scene()
