"""The small world of the access table: two districts, and somebody of every role in the first."""

from dataclasses import dataclass, field

from allauth.usersessions.models import UserSession
from django.test import Client

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.places import services
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_holding, make_person
from tests.factories.places import LONG_AGO, NOW, SYSTEM, make_building, make_compound, make_place
from tests.web.access import ANONYMOUS, FOREIGN, OWN, PARENT, RESIDENT, SIBLING

DISTRICT_ROLES = {
    Role.DISTRICT_ADMIN,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
}
TOWNSHIP_ROLES = {Role.TOWNSHIP_ADMIN, Role.DEPARTMENT_OFFICER}


@dataclass
class World:
    """Places by level and side; a signed-in browser for every role."""

    prefecture: Place
    districts: tuple[Place, Place]
    townships: tuple[Place, Place, Place]  # two in the first district, one in the second
    communities: tuple[Place, Place, Place]  # two in the first township, one in the foreign one
    accounts: dict[str, Account] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def place(self, role: str, where: str) -> Place:
        """Return the place that is `where` seen from somebody of this role."""
        if role in DISTRICT_ROLES:
            own, sibling = self.districts
            return {OWN: own, SIBLING: sibling, PARENT: self.prefecture, FOREIGN: sibling}[where]
        if role in TOWNSHIP_ROLES:
            own, sibling, foreign = self.townships
            parent = self.districts[0]
        else:
            own, sibling, foreign = self.communities
            parent = self.townships[0]
        return {OWN: own, SIBLING: sibling, PARENT: parent, FOREIGN: foreign}[where]

    def client(self, role: str) -> Client:
        """Return the browser of this role."""
        return self.clients[role]


def build_world() -> World:
    """Build two districts of one prefecture and sign everybody in."""
    root = services.found_country(actor=SYSTEM, on=LONG_AGO, now=NOW)
    province = make_place(root, PlaceKind.PROVINCE, "山东省", "37")
    prefecture = make_place(province, PlaceKind.PREFECTURE, "菏泽市", "3717")
    first = make_place(prefecture, PlaceKind.COUNTY, "牡丹区", "371702")
    second = make_place(prefecture, PlaceKind.COUNTY, "定陶区", "371703")
    townships = (
        make_place(first, PlaceKind.TOWNSHIP, "北城街道", "371702004"),
        make_place(first, PlaceKind.TOWNSHIP, "皇镇街道", "371702011"),
        make_place(second, PlaceKind.TOWNSHIP, "天中街道", "371703001"),
    )
    communities = (
        make_place(townships[0], PlaceKind.COMMUNITY, "王堤口社区", "371702004002"),
        make_place(townships[0], PlaceKind.COMMUNITY, "长城社区", "371702004003"),
        make_place(townships[2], PlaceKind.COMMUNITY, "天中社区", "371703001001"),
    )
    world = World(
        prefecture=prefecture,
        districts=(first, second),
        townships=townships,
        communities=communities,
    )
    world.clients[ANONYMOUS] = Client()
    for role in Role:
        account = make_account(role.lower(), name=f"某{role.lower()}")
        give_role(account, role, world.place(role, OWN).path)
        _sign_in(world, role, account)
    _sign_in(world, RESIDENT, _resident(communities[0]))
    return world


def _resident(community: Place) -> Account:
    building = make_building(make_compound(community, "邮政局家属院"))
    person = make_person(community, name="居民甲")
    make_holding(a_dwelling(building), person)
    return make_account("resident", name="居民甲", person_id=person.pk)


def a_dwelling(building: Place) -> Unit:
    """Return the first dwelling of a building."""
    return Unit.objects.filter(scope_path__startswith=building.path).order_by("pk")[0]


def _sign_in(world: World, role: str, account: Account) -> None:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create(
        user=account, session_key=client.session.session_key, ip="127.0.0.1", user_agent="tests"
    )
    world.accounts[role], world.clients[role] = account, client
