"""Service of members who reported in: offers, needs and what became of them, in some compounds."""

from datetime import timedelta

from linli.apps.organisations import services
from linli.apps.organisations.models import Body, ReportIn
from linli.apps.organisations.rules.service import Skill
from linli.core.access import Actor
from linli.demo import plan
from linli.demo.organiser import Organiser
from linli.demo.places import Compound
from linli.kit.days import local_day

# What compounds look for: title, kind of help, how many people, days until it is needed.
NEEDS = (
    ("夜间巡逻值守", Skill.PATROL, 4, 5),
    ("独居老人陪诊", Skill.ELDER_CARE, 1, 2),
    ("周末清理楼道杂物", Skill.CLEANING, 10, 8),
    ("暑期作业辅导", Skill.CHILDREN, 2, 12),
)
OFFERING = 6
# Every sixth compound has the loop under way, and the one whose people sign in.
EVERY = 6


def is_shown(index: int) -> bool:
    """Tell whether the loop of service is under way in a compound."""
    return index % EVERY == 0 or index == plan.PROCURATORATE


def serve(organiser: Organiser, compound: Compound, branch: Body) -> None:
    """Let members offer and claim: one service confirmed, one waiting for each side, one open."""
    if not is_shown(compound.plan.index):
        return
    reported = list(ReportIn.objects.filter(branch=branch).order_by("pk")[:OFFERING])
    skills = list(Skill)
    begun = organiser.now - timedelta(days=20)
    for number, row in enumerate(reported):
        services.give_offer(
            actor=_member(row),
            report_in_id=row.pk,
            skills=[skills[(number + shift) % len(skills)] for shift in (0, 5)],
            hours_a_month=2 + number % 4,
            now=begun,
        )
    for number, (title, skill, wanted, days) in enumerate(NEEDS):
        need = services.publish_need(
            actor=organiser.actor,
            branch_id=branch.pk,
            place_id=compound.place.pk,
            title=title,
            skill=skill,
            wanted=wanted,
            needed_on=organiser.today + timedelta(days=days),
            now=begun,
        )
        if number < len(reported):
            _claim(organiser, reported[number], need.pk, number)


def _claim(organiser: Organiser, row: ReportIn, need_id: int, number: int) -> None:
    member = _member(row)
    claim = services.claim_need(
        actor=member,
        need_id=need_id,
        report_in_id=row.pk,
        now=organiser.now - timedelta(days=12),
    )
    served_at = organiser.now - timedelta(days=7)
    # The branch has noted the second, which the member is to confirm; the fourth is to come.
    noting = [member, organiser.actor, member]
    if number < len(noting):
        services.note_service(
            actor=noting[number],
            claim_id=claim.pk,
            served_on=local_day(served_at),
            minutes=90 + 30 * number,
            now=served_at,
        )
    if number == 0:
        services.confirm_service(actor=organiser.actor, claim_id=claim.pk, now=organiser.now)


def _member(row: ReportIn) -> Actor:
    return Actor(person_id=row.person_id)
