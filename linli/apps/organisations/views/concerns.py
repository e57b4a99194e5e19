"""Cards of the home page: my posts ending soon, vacancies and terms at my place, absences."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from linli.apps.organisations.rules.readers import POST_ANALYSTS
from linli.apps.organisations.selectors.homes import bodies_of, compounds_of
from linli.apps.organisations.selectors.people import posts_of, stand_ins_of
from linli.apps.organisations.selectors.places import asked_place
from linli.apps.organisations.selectors.radar import SOON_DAYS, radar_counts
from linli.core.access import Actor
from linli.kit.concerns import Card, Line
from linli.kit.days import local_day


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield what concerns this actor now; nothing, and no query, for residents without posts."""
    day = local_day(now)
    if actor.person_id is not None and actor.grants:
        yield from _own_posts(actor.person_id, day)
        yield from _own_bodies(actor, day)
        yield from _own_compounds(actor, day)
    if actor.roles & POST_ANALYSTS:
        yield from _place(actor, day)


def _own_posts(person_id: int, day: date) -> Iterator[Card]:
    soon = day + timedelta(days=SOON_DAYS)
    ending = [
        post
        for post in posts_of(person_id, day)
        if post.is_held and (post.ends or post.term_ends or soon) < soon
    ]
    if ending:
        yield Card(
            title=_("My posts ending soon"),
            icon="calendar-event",
            kind="warn",
            figure=len(ending),
            unit=npgettext("unit", "post", "posts", len(ending)),
            lines=tuple(
                Line(f"{post.body_name} {post.label}", f"{post.until or post.term_until}")
                for post in ending[:3]
            ),
            address=reverse("organisations:my_posts"),
            more=_("My posts"),
        )
    away = stand_ins_of(person_id, day)
    if away:
        yield Card(
            title=_("Absences and standing in"),
            icon="person-dash",
            figure=len(away),
            lines=tuple(
                Line(f"{one.body_name} {one.label}", f"{one.starts} – {one.until}")
                for one in away[:3]
            ),
            address=reverse("organisations:my_posts"),
            more=_("My posts"),
        )


def _own_bodies(actor: Actor, day: date) -> Iterator[Card]:
    for body in bodies_of(actor, day):
        lines = [Line(_("Vacant posts"), body.seats - body.held)]
        if body.term_until is not None:
            lines.append(Line(_("Term until"), f"{body.term_until}"))
        yield Card(
            title=body.name,
            icon="people",
            kind="info",
            figure=body.held,
            of=body.seats,
            text=_("posts held"),
            lines=tuple(lines),
            address=reverse("organisations:body", args=[body.body_id]),
            more=_("Show the body"),
            order=150,
        )


def _own_compounds(actor: Actor, day: date) -> Iterator[Card]:
    for compound in compounds_of(actor, day):
        lines = [
            Line(_("Who looks after it"), compound.stewarding or _("not recorded")),
            Line(_("Open shortcomings"), compound.shortcomings),
            Line(_("Dangerous ones"), compound.dangerous),
        ]
        yield Card(
            title=compound.name,
            icon="buildings",
            kind="danger" if compound.dangerous else "info",
            figure=compound.dwellings,
            text=_("dwellings"),
            lines=tuple(lines),
            address=reverse("organisations:chart", args=[compound.code]),
            more=_("One core, two drives"),
            order=140,
        )


def _place(actor: Actor, day: date) -> Iterator[Card]:
    asked = asked_place(actor, "", POST_ANALYSTS)
    if asked is None:
        return
    counts = radar_counts(asked.path, day)
    address = reverse("organisations:vacancies")
    lines = (
        (_("Terms ending within 90 days"), counts.ending, "ending"),
        (_("Acting for more than half a year"), counts.acting, "acting"),
        (_("Away, and nobody stands in"), counts.uncovered, "uncovered"),
        (_("Bodies missing"), counts.missing, "missing"),
        (_("Entrances and buildings without a leader"), counts.leaderless, "leaders"),
        (_("Cells without anybody"), counts.unattended, "unattended"),
    )
    yield Card(
        title=_("Vacant posts: %(place)s") % {"place": asked.name},
        icon="person-x",
        kind="warn" if counts.vacant or counts.uncovered else "ok",
        figure=counts.vacant,
        unit=npgettext("unit", "post", "posts", counts.vacant),
        lines=tuple(
            Line(label, number, f"{address}?list={chosen}") for label, number, chosen in lines
        ),
        address=address,
        more=_("Vacancies and terms"),
    )
