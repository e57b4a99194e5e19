"""Posts and who holds them as a table (任职台账)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.labels import BASES
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.selectors.seat_words import seat_kind_named, seat_word
from linli.apps.organisations.selectors.tables import (
    SeatNotFree,
    free_seat,
    named_body,
    post_rows_below,
)
from linli.apps.people.selectors.entries import person_listed
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column, Span
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day, clean_text, clean_yes

REASON = "import"
NAME = Column("name", _("Name"), required=True, example="王小明", headings=("姓名",))
NUMBER = Column(
    "number",
    _("Identity or phone number"),
    help=_(
        "Tells people of one name apart, and finds somebody who lives elsewhere. "
        "Format the column as text. It is not sent out."
    ),
    headings=("身份证号", "公民身份号码", "手机号", "联系电话", "证件号码"),
)
SINCE = Column(
    "since", _("Since"), clean=clean_day, required=True, example="2024-06-01",
    headings=("任职日期", "起始日期"),
)  # fmt: skip
TERM_UNTIL = Column(
    "term_until",
    _("Last day of the term"),
    clean=clean_day,
    example="2029-05-31",
    headings=("届满日期", "任期至"),
)
BASIS = Column(
    "basis",
    _("On what basis"),
    clean=choice({basis: BASES[basis] for basis in Basis}),
    example="选举产生",
    headings=("任职依据", "产生方式"),
)


class PostRegister(ActRegister):
    """Appointments, one a row: who came into which post of which body, and when."""

    key = "organisations.posts"
    label = _("Posts and who holds them")
    columns = (
        Column(
            "body",
            _("Body"),
            required=True,
            example="花园小区业主委员会",
            help=_("Name of the body; with a place and / in front where several have it."),
            headings=("组织", "组织名称"),
        ),
        Column(
            "kind",
            _("Post"),
            clean=clean_text(60),
            required=True,
            example="主任",
            help=_("As bodies of this type call it; those of a type of one's own by its titles."),
            headings=("职务", "职位"),
        ),
        Column(
            "place",
            _("Works at"),
            help=_("Building or entrance of a building or unit leader; empty for the body's own."),
            headings=("负责范围", "所在楼栋"),
        ),
        NAME,
        NUMBER,
        SINCE,
        Column("until", _("Last day in office"), clean=clean_day, headings=("离任日期",)),
        TERM_UNTIL,
        BASIS,
        Column("document_number", _("Document number"), clean=clean_text(80), headings=("文号",)),
        Column("acting", _("Acting"), clean=clean_yes, example="否", headings=("代理", "是否代理")),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_bodies_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow whoever counts the posts of the place."""
        return permissions.can_see_vacancies(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Put one person into a post; posts beside a committee are set up as they are needed."""
        for given in rows:
            values = given.values
            person = person_listed(desk.path, values["name"], values["number"] or "")
            seat, opened = self._seat(desk, given)
            if opened:
                yield "organisations.Seat", seat
            post = services.appoint(
                actor=desk.actor,
                seat_id=seat,
                person_id=person,
                post=services.PostData(
                    valid_from=values["since"],
                    valid_to=_behind(values["until"]),
                    term_ends=_behind(values["term_until"]),
                    basis=values["basis"] or Basis.APPOINTED,
                    is_acting=values["acting"] or False,
                    document_number=values["document_number"] or "",
                ),
                now=desk.now,
            )
            yield "organisations.Appointment", post.pk

    def _seat(self, desk: Desk, given: Given) -> tuple[int, bool]:
        """Return a free post, and whether it was set up for this row."""
        values = given.values
        body = named_body(desk.path, values["body"])
        kind = seat_kind_named(body, values["kind"])
        where = values["place"]
        place = named_place(body.scope_path, where) if where else body.place
        template = TYPES[BodyType(body.type)].seat(kind)
        try:
            return free_seat(body, kind, place, values["since"], _behind(values["until"])), False
        except SeatNotFree:
            if template.counts:
                raise
        seat = services.open_seat(
            actor=desk.actor,
            body_id=body.pk,
            kind=kind,
            place_id=place.pk,
            valid_from=values["since"],
            now=desk.now,
        )
        return seat.pk, True

    def take_back(self, *, actor: Actor, spans: Sequence[Span], now: datetime) -> None:
        """Strike out the posts first, then the seats that were set up for them."""
        seats_first = sorted(spans, key=lambda span: span.model, reverse=True)
        super().take_back(actor=actor, spans=seats_first, now=now)

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out posts, or close seats."""
        if model == "organisations.Seat":
            services.close_listed_seats(actor=desk.actor, seat_ids=numbers, now=desk.now)
        else:
            services.void_listed_posts(
                actor=desk.actor, appointment_ids=numbers, reason=REASON, now=desk.now
            )

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the posts held today, body by body; no names in bodies of the party."""
        for line in post_rows_below(actor, path, local_day(now)):
            post, seat = line.post, line.seat
            yield [
                seat.body.name,
                seat_word(seat),
                seat.place.code if seat.place_id != seat.body.place_id else "",
                line.name,
                "",
                post.valid_from,
                last_day(post.valid_to) or "",
                last_day(post.term_ends) or "",
                BASES[post.basis],
                post.document_number,
                _("yes") if post.is_acting else _("no"),
            ]


def _behind(day: date | None) -> date | None:
    """Return the first day after, or None where there is no end."""
    return None if day is None else day + timedelta(days=1)
