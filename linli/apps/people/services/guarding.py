"""The mark of minors for whom nobody acts: set anew wherever birth dates or guardians change.

It only leads the work list to its rows. Source: [rule:children].
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from linli.apps.people.models import Person, Representation
from linli.apps.people.rules.kinds import PersonKind, RepresentationKind
from linli.apps.people.rules.lifecycle import minors_born_after


def mark_unguarded(person_ids: Collection[int], *, today: date) -> None:
    """Set the marks of some people as they are now; part of the act that has changed them."""
    acting = Representation.objects.filter(
        principal=OuterRef("pk"), kind=RepresentationKind.GUARDIAN, valid_to__isnull=True
    )
    people = Person.objects.filter(pk__in=person_ids)
    young = people.filter(kind=PersonKind.NATURAL, birth_date__gt=minors_born_after(today))
    lacking = list(young.filter(~Exists(acting)).values_list("pk", flat=True))
    Person.objects.filter(pk__in=lacking, may_lack_guardian=False).update(may_lack_guardian=True)
    people.filter(may_lack_guardian=True).exclude(pk__in=lacking).update(may_lack_guardian=False)


def unmark_grown_up(*, today: date) -> int:
    """Take the mark off those who have come of age; return how many."""
    marked = Person.objects.filter(may_lack_guardian=True)
    return marked.filter(birth_date__lte=minors_born_after(today)).update(may_lack_guardian=False)
