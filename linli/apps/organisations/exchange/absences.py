"""Who is away from a post and who stands in, as a table (请假与代理台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.exchange.posts import NAME, NUMBER
from linli.apps.organisations.labels import AWAY_REASONS
from linli.apps.organisations.rules.basis import AwayReason
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.selectors.seat_words import seat_kind_named, seat_word
from linli.apps.organisations.selectors.tables import (
    absence_there,
    away_rows_below,
    named_body,
    post_acted_for,
)
from linli.apps.people.selectors.entries import person_listed
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day, clean_text


class AbsenceRegister(ActRegister):
    """Absences, one a row: who is away from which post, from when to when, and who stands in."""

    key = "organisations.absences"
    label = _("Absences and who stands in")
    columns = (
        Column(
            "body",
            _("Body"),
            required=True,
            example="王堤口社区居民委员会",
            help=_("Name of the body; with a place and / in front where several have it."),
            headings=("组织", "组织名称"),
        ),
        Column(
            "kind",
            _("Post"),
            clean=clean_text(60),
            required=True,
            example="委员",
            help=_("As bodies of this type call it; those of a type of one's own by its titles."),
            headings=("职务", "职位"),
        ),
        NAME,
        NUMBER,
        Column(
            "reason",
            _("Why"),
            clean=choice({one: AWAY_REASONS[one] for one in AwayReason}),
            required=True,
            example="休假",
            headings=("事由", "原因"),
        ),
        Column(
            "valid_from", _("First day away"), clean=clean_day, required=True, example="2026-03-09",
            headings=("开始日期", "起始日期"),
        ),
        Column(
            "valid_to", _("Last day away"), clean=clean_day, required=True, example="2026-03-20",
            headings=("结束日期", "截止日期"),
        ),
        Column(
            "substitute",
            _("Who stands in"),
            example="李大力",
            help=_("Empty: the post falls to the body or office above."),
            headings=("代理人", "顶岗人员"),
        ),
        Column(
            "substitute_number",
            _("Identity or phone number of who stands in"),
            help=NUMBER.help,
            headings=("代理人手机号", "代理人身份证号", "代理人联系电话"),
        ),
    )  # fmt: skip

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_bodies_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_bodies_at(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Record that one person is away; what is recorded already changes nothing."""
        for given in rows:
            values = given.values
            body = named_body(desk.path, values["body"])
            person = person_listed(desk.path, values["name"], values["number"] or "")
            kind = seat_kind_named(body, values["kind"])
            seat = post_acted_for(body, kind, person, values["valid_from"])
            said = {
                "person_id": person,
                "substitute_id": self._substitute(desk, values),
                "reason": values["reason"],
                "valid_from": values["valid_from"],
                "valid_to": values["valid_to"] + timedelta(days=1),
            }
            if not absence_there(seat, **said):
                made = services.record_absence(actor=desk.actor, seat_id=seat, now=desk.now, **said)
                yield "organisations.Absence", made.pk

    def _substitute(self, desk: Desk, values: Any) -> int | None:
        if not values["substitute"]:
            return None
        return person_listed(
            desk.path,
            values["substitute"],
            values["substitute_number"] or "",
            field="substitute",
            number_field="substitute_number",
        )

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike the absences out."""
        services.void_listed_absences(actor=desk.actor, absence_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the absences of today and later; none in bodies of the party."""
        for line in away_rows_below(actor, path, local_day(now)):
            row, seat = line.absence, line.seat
            yield [
                seat.body.name,
                seat_word(seat),
                line.name,
                "",
                AWAY_REASONS[row.reason],
                row.valid_from,
                last_day(row.valid_to),
                line.substitute,
                "",
            ]
