"""Names of office holders, for those who may see them."""

from collections.abc import Iterable

from linli.apps.people.models import Person
from linli.kit.prepared import PreparedAmong

_NAMED = PreparedAmong(
    Person, "id", lambda wanted: Person.objects.filter(wanted).only("id", "name")
)


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Return person → name, one query for all of them; an erased name is empty."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    return {
        person.pk: person.name.open() if person.name else "" for person in _NAMED.objects(wanted)
    }
