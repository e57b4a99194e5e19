"""Somebody at the counter or on the telephone says "me too": recorded for them, not the clerk."""

from datetime import datetime

from django.db.models import Q

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.refusals import FollowingAlready
from linli.apps.cases.services.intake import other_person
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.apps.notices.rules.posting import Language
from linli.core.access import Actor
from linli.kit.sealed_fields import candidates


@command
def join_for(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    name: str = "",
    phone: str = "",
    person_id: int | None = None,
    texts_in: Language | None = None,
    key: str = "",
) -> Case:
    """Record that somebody whom the actor serves has the same trouble (代为登记"我也遇到").

    Who is in the register is told like any follower; who is not is called, by name and phone, or
    gets a text message in the language of `texts_in`, where they have allowed that.
    Raises ContactMissing, FollowingAlready, NotFound.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    decision = permissions.can_report_on_behalf(actor, case.scope_path)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    person, kept_name, kept_phone = other_person(actor, name=name, phone=phone, person_id=person_id)
    if _is_known(case, person.pk if person else None, kept_phone or ""):
        raise FollowingAlready(field="person" if person else "phone")
    Follower.objects.create(
        case=case,
        person=person,
        name=kept_name,
        phone=kept_phone,
        texts_in=texts_in if kept_phone and person is None else None,
        entered_by_id=actor.account_id,
        joined_at=now,
    )
    return act.aside("joined", is_heavy=False, is_inner=True)


def _is_known(case: Case, person_id: int | None, phone: str) -> bool:
    """Tell whether this person, or somebody with this number, reported or follows the case."""
    same = Q(pk__in=[])
    if person_id is not None:
        same |= Q(person_id=person_id)
    if phone:
        same |= Q(phone_index__in=candidates(Follower, "phone_index", phone))
    reported = person_id is not None and case.reporter_id == person_id
    if phone and case.reporter_phone_index is not None:
        found = candidates(Case, "reporter_phone_index", phone)
        reported = reported or bytes(case.reporter_phone_index) in found
    return reported or Follower.objects.filter(same, case=case, left_at=None).exists()
