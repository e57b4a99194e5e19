"""People for tests: real rows with invented numbers from the ranges that belong to nobody."""

from datetime import UTC, date, datetime
from itertools import count

from linli.apps.people import services
from linli.apps.people.models import (
    Holding,
    Household,
    HouseholdMember,
    MergeProposal,
    Person,
    RightsRequest,
)
from linli.apps.people.rules.kinds import (
    DuplicateGround,
    IdKind,
    PersonKind,
    Relation,
    RequestKind,
    Tenure,
)
from linli.apps.people.rules.lifecycle import is_minor
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor
from linli.core.identifiers import fictional_credit_code, fictional_id_number, fictional_phone

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
_serial = count(1)


def make_person(
    home: Place | None = None,
    *,
    name: str = "王小明",
    id_number: str | None = "",
    phone: str | None = "",
    born: date = date(1980, 5, 6),
    **options: object,
) -> Person:
    """Make a natural person; "" draws an invented number, None leaves it out."""
    serial = next(_serial)
    person = Person(
        home=home,
        scope_path=home.path if home else "",
        birth_date=born,
        may_lack_guardian=is_minor(born, NOW.date()),
        created_at=NOW,
        **options,
    )
    person.name = name
    if id_number is not None:
        person.id_kind = IdKind.RESIDENT_ID
        person.id_number = id_number or fictional_id_number(born, serial % 1000)
    if phone is not None:
        person.phone = phone or fictional_phone(serial)
    person.save(force_insert=True)
    return person


def make_company(
    home: Place | None = None, *, name: str = "菏泽某某置业有限公司", developer: bool = False
) -> Person:
    """Make a company, or a developer."""
    company = Person(
        kind=PersonKind.DEVELOPER if developer else PersonKind.COMPANY,
        home=home,
        scope_path=home.path if home else "",
        created_at=NOW,
        id_kind=IdKind.CREDIT_CODE,
    )
    company.name = name
    company.id_number = fictional_credit_code(next(_serial))
    company.save(force_insert=True)
    return company


def make_holding(
    unit: Unit,
    person: Person,
    tenure: Tenure = Tenure.OWNER,
    *,
    since: date = date(2015, 1, 1),
    is_representative: bool = False,
) -> Holding:
    """Let a person hold a unit."""
    return Holding.objects.create(
        unit=unit,
        person=person,
        scope_path=unit.scope_path,
        tenure=tenure,
        is_representative=is_representative,
        valid_from=since,
    )


def make_household(
    unit: Unit, head: Person, *others: tuple[Person, Relation], since: date = date(2015, 1, 1)
) -> Household:
    """Make a household of a head and further members."""
    household = Household.objects.create(unit=unit, scope_path=unit.scope_path, valid_from=since)
    for person, relation in [(head, Relation.HEAD), *others]:
        HouseholdMember.objects.create(
            household=household, person=person, relation=relation, valid_from=since
        )
    return household


def make_loose_unit(place: Place, number: str = "") -> Unit:
    """Make a unit in any place, whatever the rules of places say."""
    serial = next(_serial)
    return Unit.objects.create(
        place=place,
        scope_path=place.path,
        code=f"U{serial}",
        number=number or str(serial),
        valid_from=date(2010, 1, 1),
        since=date(2010, 1, 1),
    )


def make_request(person: Person, text: str = "电话错了") -> RightsRequest:
    """Make a request of a person about their own data."""
    actor = Actor(account_id=next(_serial), person_id=person.pk)
    return services.submit_request(
        actor=actor, person_id=person.pk, kind=RequestKind.CORRECT, text=text, now=NOW
    )


def make_merge(place: Place) -> MergeProposal:
    """Make two similar records at a place and the proposal to merge them, by the system."""
    number = fictional_id_number(date(1970, 1, 1), next(_serial) % 1000)
    kept, dropped = (make_person(place, id_number=number) for _ in range(2))
    return services.propose_merge(
        actor=Actor.system(),
        kept_id=kept.pk,
        dropped_id=dropped.pk,
        ground=DuplicateGround.SAME_ID_NUMBER,
        now=NOW,
    )
