"""The case, its thread, its pictures, and everybody who reported the same."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.cases.models.catalogue import Category
from linli.apps.cases.models.indexes import (
    IS_OPEN,
    OPEN_STATES,
    UNDER_WAY,
    facet_indexes,
    list_indexes,
)
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import (
    Channel,
    Confirmation,
    Disclosure,
    ExclusionReason,
    Level,
    Outcome,
)
from linli.apps.cases.rules.numbers import compact_code
from linli.apps.grids.models import Cell
from linli.apps.notices.rules.posting import Language
from linli.apps.organisations.models import Body, Seat
from linli.apps.people.models import Person
from linli.apps.places.models import Place, Unit
from linli.core.identifiers import compact_phone
from linli.kit.enums import enum_check, enum_field, optional_enum_field
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import BlindIndexField, SealedField


class Case(models.Model):
    """A matter somebody reported, from the report to the rating (案卷).

    `county`, `township`, `community` and `cell` copy the places above, so that every list is
    one equality and one index. `local_day` is the day of the report in the calendar's zone.
    `seat` is the post that has it now, `due_at` when the running step ends; both are empty when
    nobody has to do anything. `is_overdue` says that an office has let that time pass; the clock
    sets it, so that lists and counts of what is overdue need not look at every case. `version`
    grows with every act; an act on an older version is refused. `take_due_at` and `handle_due_at`
    keep when the task had to be taken and finished, granted delays included; with `taken_at` and
    `handled_at` they are what figures are counted from. While the clock of handling stands,
    `put_off` says by what, `put_off_due_at` until when it ran, and `handle_due_at` is empty.
    `is_repeat` says that the same reporter had reported the same kind of matter shortly before; it
    is counted and shown of no single case. `is_to_call` says that the case waits for the word of a
    reporter whom no account reaches, so that the desk should call. `contact_due_at` is until when
    somebody had to speak with the reporter first, `contacted_at` and `contact_way` when and how
    that was; `contact_tries` counts the attempts in vain before it was due.
    `contact_language` is the language in which the report was made, for what is sent to a number or
    address that was left.
    `slip_index` is the keyed index of the code on the paper slip, with which alone an anonymous
    reporter comes back. `exclusion_needed` is how many have to agree to the exclusion that was
    proposed, as it was set on that day. `wanted_place` is where the case is said to lie by somebody
    who has no say there: the office of its place decides. `came_from` is where it lay before it
    came to the desk of its place from another one. `erased_at` is when what the case said about
    people was erased.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    number = models.CharField(max_length=24, unique=True)
    state = enum_field(CaseState, default=CaseState.REPORTED)
    version = models.IntegerField(default=0)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="cases")
    level = enum_field(Level)
    channel = enum_field(Channel)
    text = models.TextField(max_length=2000)
    # where; what begins an index of lists needs none of its own
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="cases")
    wanted_place = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    came_from = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    scope_path = models.CharField(max_length=120)
    county = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    township = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cell = models.ForeignKey(
        Cell, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    spot = models.CharField(max_length=120, blank=True)
    # who
    reporter = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    reporter_account_id = models.BigIntegerField(null=True)
    reporter_name = SealedField(null=True)
    reporter_phone = SealedField(null=True)
    reporter_phone_index = BlindIndexField(
        source="reporter_phone", label="phone", derive=compact_phone
    )
    reporter_email = SealedField(null=True)
    contact_language = optional_enum_field(Language)
    disclosure = enum_field(Disclosure)
    entered_by_id = models.BigIntegerField(null=True)  # the account that entered it for somebody
    entered_post = models.CharField(max_length=40, blank=True)
    slip_code = SealedField(null=True)
    slip_index = BlindIndexField(source="slip_code", label="case.slip", derive=compact_code)
    # how it stands
    lead = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="led_cases", db_index=False
    )
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="cases")
    due_at = models.DateTimeField(null=True)
    is_overdue = models.BooleanField(default=False)
    returned = models.SmallIntegerField(default=0)
    failed_checks = models.SmallIntegerField(default=0)
    reopened = models.SmallIntegerField(default=0)
    take_due_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    handle_due_at = models.DateTimeField(null=True)
    put_off = optional_enum_field(DelayKind)
    put_off_due_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    was_delayed = models.BooleanField(default=False)
    is_repeat = models.BooleanField(default=False)
    is_to_call = models.BooleanField(default=False)
    contact_due_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    contact_way = optional_enum_field(ContactWay)
    contact_tries = models.SmallIntegerField(default=0)
    outcome = optional_enum_field(Outcome)
    exclusion = optional_enum_field(ExclusionReason)
    exclusion_needed = models.SmallIntegerField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_cases"
    )
    handler_account_id = models.BigIntegerField(null=True)
    confirmation = optional_enum_field(Confirmation)
    rating = models.SmallIntegerField(null=True)
    reported_at = models.DateTimeField()
    local_day = models.DateField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rated_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(CaseState, "state", "cases_case_state"),
            enum_check(Level, "level", "cases_case_level"),
            enum_check(Channel, "channel", "cases_case_channel"),
            enum_check(Disclosure, "disclosure", "cases_case_disclosure"),
            enum_check(Outcome, "outcome", "cases_case_outcome"),
            enum_check(ExclusionReason, "exclusion", "cases_case_exclusion"),
            enum_check(Confirmation, "confirmation", "cases_case_confirmation"),
            enum_check(DelayKind, "put_off", "cases_case_put_off"),
            enum_check(ContactWay, "contact_way", "cases_case_contact_way"),
            models.CheckConstraint(
                condition=Q(contacted_at__isnull=True, contact_way__isnull=True)
                | Q(contacted_at__isnull=False, contact_way__isnull=False),
                name="cases_case_contacted_in_a_way",
            ),
            enum_check(Language, "contact_language", "cases_case_contact_language"),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_at__isnull=False, outcome__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True)),
                name="cases_case_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(outcome=Outcome.MERGED),
                name="cases_case_merged_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="cases_case_rating_range",
            ),
            models.CheckConstraint(
                condition=Q(put_off__isnull=True, put_off_due_at__isnull=True)
                | Q(
                    put_off__isnull=False, put_off_due_at__isnull=False, handle_due_at__isnull=True
                ),
                name="cases_case_stands_without_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["township", "state", "-reported_at", "-id"], name="cases_township"
            ),
            models.Index(
                fields=["community", "state", "-reported_at", "-id"], name="cases_community"
            ),
            models.Index(fields=["lead", "state", "-reported_at", "-id"], name="cases_lead"),
            models.Index(fields=["county", "state", "-reported_at", "-id"], name="cases_county"),
            models.Index(fields=["reporter", "-reported_at", "-id"], name="cases_reporter"),
            models.Index(
                fields=["reporter_account_id", "-reported_at", "-id"],
                name="cases_account",
                condition=Q(reporter_account_id__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="cases_running",
                condition=IS_OPEN & Q(is_overdue=False, due_at__isnull=False),
            ),
            *list_indexes(),
            *facet_indexes(),
            # The board of a township for one lead: neither index alone keeps the order and skips
            # what another township or another lead has.
            models.Index(
                fields=["lead", "township", "due_at", "id"],
                name="cases_due_lead_township",
                condition=Q(state__in=UNDER_WAY, due_at__isnull=False),
            ),
            models.Index(fields=["slip_index"], name="cases_slip"),
            models.Index(
                fields=["reporter_phone_index", "-reported_at"],
                name="cases_phone",
                condition=Q(reporter_phone_index__isnull=False),
            ),
            models.Index(fields=["scope_path"], name="cases_scope"),
            models.Index(
                fields=["scope_path", "due_at", "id"],
                name="cases_open_scope",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["seat", "due_at", "id"],
                name="cases_open_seat",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["lat", "lon"],
                name="cases_open_near",
                condition=Q(state__in=OPEN_STATES, lat__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CaseStep(models.Model):
    """One entry of a case's thread (办理过程): an act of the flow, a remark, or a clock's.

    `action` is empty for what changes no state; `kind` then says what it was ("remark",
    "delay.granted", "call.arrived"). `is_inner` entries are not shown to the reporter. `body` and
    `seat` name whom it went to, `facts` what the act carried, in canonical JSON.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    number = models.IntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    action = optional_enum_field(CaseAction)
    state = enum_field(CaseState)
    part = optional_enum_field(Part)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    post = models.CharField(max_length=40, blank=True)
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, max_length=2000)
    facts = models.TextField(default="{}")
    is_inner = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_step_once"),
            enum_check(CaseState, "state", "cases_step_state"),
        ]
        indexes = [models.Index(fields=["at"], name="cases_step_at")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Photo(models.Model):
    """A picture of a case (照片): re-encoded, without metadata, stored under its own digest.

    `step` is empty for pictures of the report itself. `taken_on` is the day the camera noted, if
    it noted one; the place it noted is read on the reporter's own device only.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="photos")
    step = models.ForeignKey(CaseStep, null=True, on_delete=models.PROTECT, related_name="photos")
    digest = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    size = models.IntegerField()
    taken_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="cases_photo_once")]

    def __str__(self) -> str:
        return self.digest[:12]
