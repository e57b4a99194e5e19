"""How a case begins: reported by a resident, a grid worker, or by the counter for somebody."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, Category
from linli.apps.cases.rules.flow import Part
from linli.apps.cases.rules.kinds import (
    FROM_PROGRAMS,
    ON_BEHALF,
    Channel,
    Disclosure,
    Level,
)
from linli.apps.cases.rules.names import discloses_enough
from linli.apps.cases.rules.numbers import new_number, new_slip
from linli.apps.cases.rules.refusals import (
    CategoryNotHere,
    CategoryNotOurs,
    ChannelWrong,
    ContactMissing,
    DisclosureTooLittle,
    PlaceOver,
    PlaceTooCoarse,
)
from linli.apps.cases.rules.texts import (
    MOST_EMAIL,
    MOST_NAME,
    MOST_PHONE,
    MOST_SPOT,
    kept_line,
    kept_text,
)
from linli.apps.cases.selectors.areas import LEVEL_COLUMNS, places_above
from linli.apps.cases.selectors.cells import cell_of_case
from linli.apps.cases.selectors.repeats import is_repeated
from linli.apps.cases.services.clips import NewClip, keep_clips
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.photos import keep_photos, picture_of
from linli.apps.cases.services.recording import Act, write_report
from linli.apps.notices.rules.posting import Language, ToAddress
from linli.apps.people.models import Person
from linli.apps.people.selectors import persons_visible_to
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.services import locked_place, locked_unit
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened

_TOO_COARSE = (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.PREFECTURE, PlaceKind.COUNTY)


@dataclass(frozen=True, slots=True)
class ReportData:
    """What is reported, where, and what may be known of whom.

    `text` may be empty where a photo or a clip says it.
    `name`, `phone`, `email` and `person_id` are of the person somebody else reports for; whoever
    reports for themselves is known by their account, or leaves name and phone without one.
    `language` is the one in which messages go to a number or address that was left. `photo_days`
    are the days on which the photos were taken, in their order, for files that note none.
    """

    category_id: int
    place_id: int
    text: str
    disclosure: Disclosure = Disclosure.HANDLERS
    unit_id: int | None = None
    spot: str = ""
    lon: float | None = None
    lat: float | None = None
    level: Level | None = None
    channel: Channel = Channel.RESIDENT
    name: str = ""
    phone: str = ""
    email: str = ""
    language: Language = Language.CHINESE
    person_id: int | None = None
    photos: tuple[bytes, ...] = ()
    photo_days: tuple[date | None, ...] = ()
    clips: tuple[NewClip, ...] = ()


@command
def report_case(*, actor: Actor, report: ReportData, now: datetime, key: str = "") -> Case:
    """Say what is wrong (上报); anybody may, signed in or not.

    Where the reporter has no account or does not want to be named, the case gets a slip code.
    What another program sends in (接口) is somebody else's report: the program stands as who
    entered it, its reporter is known by name and phone or not at all.
    Raises what stands in `rules.refusals` about categories, places, disclosure and photos,
    and CaseFullOfVideos.
    """
    if report.channel not in {Channel.RESIDENT, *FROM_PROGRAMS}:
        raise ChannelWrong(field="channel")
    decision = require(permissions.can_report(actor))
    case = _case(report, now)
    if report.channel in FROM_PROGRAMS:
        case.entered_by_id = actor.account_id
        case.entered_post = decision.grant.source[:40] if decision.grant else ""
        _name_other(case, actor, report)
        return _store(case, report, actor=actor, decision=decision, part=None, now=now)
    _name_reporter(case, actor, report)
    return _store(case, report, actor=actor, decision=decision, part=Part.REPORTER, now=now)


@command
def report_on_behalf(*, actor: Actor, report: ReportData, now: datetime, key: str = "") -> Case:
    """Enter what somebody said, wrote in a message or on paper, or what one has found.

    It is recorded as entered for somebody, in which post (代为上报). What a grid worker finds is
    their own report, with their name whatever the report says of disclosure: entry, thread and
    trail name who found it anyway. They may solve it on the spot.
    """
    if report.channel not in {*ON_BEHALF, Channel.GRID}:
        raise ChannelWrong(field="channel")
    found = report.channel == Channel.GRID and not (report.name or report.person_id)
    case = _case(replace(report, disclosure=Disclosure.OPEN) if found else report, now)
    decision = require(permissions.can_report_on_behalf(actor, case.scope_path))
    case.entered_by_id = actor.account_id
    case.entered_post = decision.grant.source[:40] if decision.grant else ""
    part = None
    if found:
        part = Part.FINDER
        case.reporter_account_id, case.reporter_id = actor.account_id, actor.person_id
        _keep_contact(case, actor.name, "", "")
    else:
        _name_other(case, actor, report)
    return _store(case, report, actor=actor, decision=decision, part=part, now=now)


def _case(report: ReportData, now: datetime) -> Case:
    """Return a case that is not stored yet, with what was reported and where."""
    today = local_day(now)
    place, unit = place_of(report.place_id, report.unit_id, today)
    category = offered_category(report.category_id, place.path, today)
    if not discloses_enough(report.disclosure, Disclosure(category.least)):
        raise DisclosureTooLittle(field="disclosure")
    case = Case(
        number=_free_number(today),
        category=category,
        level=report.level or Level(category.level),
        channel=report.channel,
        text=kept_text(report.text, field="text", needed=not (report.photos or report.clips)),
        place=place,
        unit=unit,
        scope_path=place.path,
        spot=kept_line(report.spot, field="spot", most=MOST_SPOT),
        lon=report.lon,
        lat=report.lat,
        disclosure=report.disclosure,
        reported_at=now,
        local_day=today,
    )
    place_in_lists(case, today)
    return case


def place_of(place_id: int, unit_id: int | None, today: date) -> tuple[Place, Unit | None]:
    """Lock and return where it is: the smallest place named, which for a unit is the unit's.

    Raises NotFound, PlaceTooCoarse, PlaceOver.
    """
    unit = locked_unit(unit_id) if unit_id is not None else None
    place = locked_place(place_id)
    if unit is not None and not is_within(unit.scope_path, place.path):
        raise NotFound(kind="unit")
    if unit is not None and unit.place_id != place.pk:
        place = locked_place(unit.place_id)
    if PlaceKind(place.kind) in _TOO_COARSE:
        raise PlaceTooCoarse(field="place")
    if place.valid_to is not None and place.valid_to <= today:
        raise PlaceOver(field="place")
    return place, unit


def offered_category(category_id: int, path: str, today: date) -> Category:
    """Return a category that takes reports at a place; CategoryNotHere, CategoryNotOurs if not."""
    category = Category.objects.on(today).filter(pk=category_id).first()
    if category is None or not is_within(path, category.scope_path):
        raise CategoryNotHere(field="category")
    if not category.is_ours:
        raise CategoryNotOurs(address=category.redirect_zh, address_en=category.redirect_en)
    return category


def place_in_lists(case: Case, today: date) -> None:
    """Set the copies of the places above, and the cell, by which every list is found."""
    found = places_above(case.scope_path)
    for column in LEVEL_COLUMNS.values():
        setattr(case, column, found.get(column))
    case.cell_id = cell_of_case(case, day=today)


def _name_reporter(case: Case, actor: Actor, report: ReportData) -> None:
    """Keep of the reporter what the reporter chose, and of an anonymous one nothing."""
    if report.disclosure == Disclosure.ANONYMOUS:
        _draw_slip(case)
        return
    if actor.account_id is not None:
        case.reporter_account_id, case.reporter_id = actor.account_id, actor.person_id
        _keep_contact(case, report.name or actor.name, report.phone, report.email)
        return
    _keep_contact(case, report.name, report.phone, report.email, needed=True)
    _draw_slip(case)


def _name_other(case: Case, actor: Actor, report: ReportData) -> None:
    """Keep whom the report is from: out of the register only at the places of the actor's posts.

    Somebody registered elsewhere says name and number: nobody learns them by entering a report.
    """
    _draw_slip(case)
    if report.disclosure == Disclosure.ANONYMOUS:
        return
    case.reporter, case.reporter_name, case.reporter_phone = other_person(
        actor, name=report.name, phone=report.phone, person_id=report.person_id
    )
    _keep_email(case, report.email)


def other_person(
    actor: Actor, *, name: str, phone: str, person_id: int | None
) -> tuple[Person | None, str | None, str | None]:
    """Return whom the actor speaks for: the entry of the register, name and phone.

    Raises NotFound, and ContactMissing for somebody who is in no register the actor reads.
    """
    person = None
    if person_id is not None:
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise NotFound(kind="person")
    own = persons_visible_to(actor).filter(pk=person_id).first() if person else None
    name = name or (opened(own.name) if own else "")
    phone = phone or (opened(own.phone) if own else "")
    return person, *_contact(name, phone, needed=own is None)


def _keep_contact(case: Case, name: str, phone: str, email: str, *, needed: bool = False) -> None:
    case.reporter_name, case.reporter_phone = _contact(name, phone, needed=needed)
    _keep_email(case, email)


def _keep_email(case: Case, email: str) -> None:
    """Keep an address; raises AddressMalformed."""
    email = kept_line(email, field="email", most=MOST_EMAIL)
    case.reporter_email = ToAddress(email).email if email else None


def _contact(name: str, phone: str, *, needed: bool) -> tuple[str | None, str | None]:
    name = kept_line(name, field="name", most=MOST_NAME)
    phone = kept_line(phone, field="phone", most=MOST_PHONE)
    if needed and not (name and phone):
        raise ContactMissing(field="phone" if name else "name")
    return name or None, phone or None


def _draw_slip(case: Case) -> None:
    case.slip_code = new_slip(secrets.choice)


def _free_number(today: date) -> str:
    """Return a number that no case has; the constraint of the table has the last word."""
    while True:
        number = new_number(today, secrets.choice)
        if not Case.objects.filter(number=number).exists():
            return number


def _store(
    case: Case,
    report: ReportData,
    *,
    actor: Actor,
    decision: Decision,
    part: Part | None,
    now: datetime,
) -> Case:
    if case.reporter_phone or case.reporter_email:
        case.contact_language = report.language
    case.is_repeat = part != Part.FINDER and is_repeated(case)
    pictures = [
        picture_of(data, taken_on=day)
        for data, day in zip_longest(report.photos, report.photo_days[: len(report.photos)])
    ]
    act = Act(case=case, actor=actor, now=now, decision=decision, part=part)
    write_report(act)
    keep_photos(case, pictures, actor=act.shown, now=now)
    keep_clips(case, report.clips, actor=act.shown, now=now)
    return case
