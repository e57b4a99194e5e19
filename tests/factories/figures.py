"""Figures without cases: what acts would have noted."""

from datetime import date

from linli.apps.cases.models import Category
from linli.apps.cases.rules.call_counts import CallFacts
from linli.apps.cases.rules.counts import CaseFacts
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Confirmation, Outcome
from linli.apps.cases.rules.tasks import TaskState
from linli.apps.cases.services.figures import note_calls, note_changes
from linli.apps.places.models import Place
from tests.factories.places import LONG_AGO


def make_category(place: Place, code: str = "water", **options) -> Category:
    """Return a category at a place."""
    values = {"name_zh": "供水排水", "name_en": "Water and sewage", "icon": "house"}
    return Category.objects.create(
        place=place, scope_path=place.path, code=code, valid_from=LONG_AGO, **{**values, **options}
    )


def note_called(community: Place, body_id: int, count: int, day: date, **facts) -> None:
    """Note `count` calls of a body, in a community, that came and reported in time on a day."""
    township = community.parent
    call = CallFacts(
        county=township.parent_id,
        township=township.pk,
        community=community.pk,
        body=body_id,
        **{
            "state": TaskState.DONE,
            "sent": day,
            "arrive_due": day,
            "result_due": day,
            "is_arrived": True,
            "arrived_in_time": True,
            "result_in_time": True,
            "ended_in_time": True,
            **facts,
        },
    )
    note_calls([(None, call)] * count)


def note_cases(community: Place, category: Category, count: int, day: date, **facts) -> None:
    """Note `count` cases that were reported, handled in time and confirmed as solved on a day."""
    township = community.parent
    case = CaseFacts(
        county=township.parent_id,
        township=township.pk,
        community=community.pk,
        cell=None,
        category=category.pk,
        lead=None,
        **{
            "state": CaseState.CLOSED,
            "reported": day,
            "is_filed": True,
            "take_due": day,
            "taken_in_time": True,
            "handle_due": day,
            "is_handled": True,
            "handled_in_time": True,
            "outcome": Outcome.SOLVED,
            "closed": day,
            "confirmation": Confirmation.CONFIRMED,
            **facts,
        },
    )
    note_changes([(None, case)] * count)
