"""Courses and who attended them as a table (培训台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.labels.training import AUDIENCES
from linli.apps.organisations.rules.training import Audience
from linli.apps.organisations.selectors.training import (
    attendees,
    course_rows,
    named_attendee,
    named_organiser,
)
from linli.apps.people.selectors.entries import person_listed
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.registers import Column, RowRefused
from linli.kit.row_acts import ActRegister, Desk, Given, RowsRefused, told_of
from linli.kit.sheets.cleaning import choice, clean_day, clean_text, clean_whole

if TYPE_CHECKING:
    from linli.apps.organisations.models import TrainingCourse
    from linli.apps.places.models import Place

REASON = "import"
_COURSE = ("title", "place", "held_on", "audience", "organiser", "hours", "note")


class TrainingRegister(ActRegister):
    """One row for each who attended; rows of one course stand together, with its particulars."""

    key = "organisations.training"
    label = _("Training")
    subjects: ClassVar = {"organisations.TrainingCourse": "training_course"}
    columns = (
        Column(
            "title",
            _("Title of the course"),
            clean=clean_text(80),
            required=True,
            example="党支部书记培训班（第一期）",
            headings=("培训班", "培训名称"),
        ),
        Column(
            "place",
            _("Place"),
            example="皇镇街道",
            help=_("Name or code; may be left out where the file is brought in at the place."),
            headings=("地点", "适用地点"),
        ),
        Column(
            "held_on", _("Held on"), clean=clean_day, required=True, example="2021-09-16",
            headings=("培训日期", "日期"),
        ),
        Column(
            "audience",
            _("Held for"),
            clean=choice({one: AUDIENCES[one] for one in Audience}),
            required=True,
            example="党支部书记",
            headings=("培训对象",),
        ),
        Column(
            "organiser", _("Held by"), required=True, headings=("主办单位",),
            help=_("Name of a body of the place or above it."),
        ),
        Column(
            "hours", _("Hours"), clean=clean_whole, required=True, example="8", headings=("学时",)
        ),
        Column("note", _("What it was about"), clean=clean_text(200), headings=("培训内容",)),
        Column(
            "body",
            _("Body of the one who attended"),
            help=_("With the name where several of one body are invited; empty for none."),
            headings=("参训单位", "所在组织"),
        ),
        Column("name", _("Name"), headings=("姓名",)),
        Column(
            "number",
            _("Identity or phone number"),
            help=_(
                "Tells people of one name apart, and finds somebody who lives elsewhere. "
                "Format the column as text. It is not sent out."
            ),
            headings=("身份证号", "手机号", "联系电话"),
        ),
        Column(
            "certificate", _("Certificate"), clean=clean_text(40), headings=("证书编号",)
        ),
    )  # fmt: skip

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_training(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_training(actor, path)

    def together(self, given: Given) -> object:
        """Return what names the course of a row."""
        return tuple(given.values[name] for name in _COURSE)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Record one course and everybody of its rows; every row that is wrong is told."""
        with told_of(rows[0]):
            place = named_place(desk.path, rows[0].values["place"] or "")
        refused: list[RowRefused] = []
        course: TrainingCourse | None = None
        try:
            course = self._course(desk, rows[0], place)
        except RowRefused as refusal:
            refused.append(refusal)
        for given in rows:
            try:
                self._attend(desk, given, place, course)
            except RowRefused as refusal:
                refused.append(refusal)
        if course is None or refused:
            raise RowsRefused(refused)
        yield "organisations.TrainingCourse", course.pk

    def _course(self, desk: Desk, given: Given, place: "Place") -> "TrainingCourse":
        values = given.values
        with told_of(given):
            return services.record_course(
                actor=desk.actor,
                place_id=place.pk,
                organiser_id=named_organiser(place.path, values["organiser"]).pk,
                title=values["title"],
                audience=values["audience"],
                held_on=values["held_on"],
                hours=values["hours"],
                note_text=values["note"] or "",
                now=desk.now,
            )

    def _attend(
        self, desk: Desk, given: Given, place: "Place", course: "TrainingCourse | None"
    ) -> None:
        """Record who attended; of a course that is refused itself only the name is looked up."""
        body, name = given.values["body"] or "", given.values["name"] or ""
        if not (body or name):
            return
        with told_of(given):
            person = person_listed(place.path, name, given.values["number"] or "") if name else None
            if course is None:
                return
            certificate = given.values["certificate"] or ""
            services.record_attendance(
                actor=desk.actor,
                course_id=course.pk,
                certificates={named_attendee(course, body, person): certificate},
                now=desk.now,
            )

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out courses with who attended them."""
        for number in numbers:
            services.void_course(actor=desk.actor, course_id=number, reason=REASON, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield a row for each who attended, one for a course without anybody."""
        for course in course_rows(path):
            head = [
                course.title,
                course.place.code,
                course.held_on,
                AUDIENCES[course.audience],
                course.organiser.name,
                course.hours,
                course.note,
            ]
            there = [one for one in attendees(actor, course) if one.attendance_id]
            for one in there:
                yield [*head, one.body, one.name, "", one.certificate]
            if not there:
                yield [*head, "", "", "", ""]
