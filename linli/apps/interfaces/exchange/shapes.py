"""What a program is answered: codes and facts, each with its meaning in the documentation."""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema

from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.courses import Direction, Origin
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import (
    Channel,
    Disclosure,
    ExclusionReason,
    Level,
    Outcome,
)
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.interfaces.exchange.evidence import PhotoOut, VideoOut, VoiceOut
from linli.apps.interfaces.exchange.more_time import DelayFileOut
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.rules import PlaceKind


class Problem(Schema):
    """Why a call was refused (RFC 9457)."""

    type: str = Field(description=_("A name for the kind of refusal, made of its code."))
    title: str = Field(description=_("The kind of refusal in a few words."))
    status: int = Field(description=_("The HTTP status."))
    code: str = Field(description=_("The dotted code; programs decide by it."))
    detail: str = Field(description=_("A sentence in the language of Accept-Language."))
    advice: str = Field(description=_("What to do next."))
    field: str | None = Field(None, description=_("The value that was refused."))
    errors: list["Fault"] = Field([], description=_("Each value that cannot be read."))


class Fault(Schema):
    """One value that cannot be read."""

    field: str
    message: str


class KeyOut(Schema):
    """The key of this call."""

    name: str
    purpose: str
    body: "BodyRef"
    place: "PlaceRef"
    acts: list[KeyAct]
    reads_per_minute: int
    writes_per_minute: int
    expires_at: datetime


class PlaceRef(Schema):
    """A place by code and name."""

    code: str
    name: str


class BodyRef(Schema):
    """A body by number and name."""

    id: int
    name: str


class CategoryRef(Schema):
    """A category by code and name."""

    code: str
    name: str


class CaseOut(Schema):
    """A case in a list: facts and codes, no words of anybody."""

    number: str
    state: CaseState
    outcome: Outcome | None
    level: Level
    channel: Channel
    origin: Origin
    direction: Direction | None
    version: int = Field(description=_("Grows with every act; goes back in If-Match."))
    category: CategoryRef
    place: PlaceRef
    community: PlaceRef | None
    lead: BodyRef | None
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    changed_at: datetime | None = Field(
        None, description=_("The last entry of the thread; in lists by change and in a file.")
    )
    reopened: int
    returned: int


class CasePage(Schema):
    """A page of cases."""

    rows: list[CaseOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))


class StepOut(Schema):
    """One entry of the thread of a case."""

    number: int
    at: datetime
    kind: str
    action: CaseAction | None
    state: CaseState
    part: Part | None
    body: BodyRef | None
    text: str
    is_inner: bool
    is_among_colleagues: bool = Field(
        description=_("The words are for those who work on the case, not for the reporter.")
    )


class TaskOut(Schema):
    """What a body has to do in a case."""

    id: int
    kind: TaskKind
    state: TaskState
    case: str
    body: BodyRef
    cell: str = Field(description=_("Code of the cell that called, for a call."))
    text: str
    legal_basis: str
    basis: str
    answer: str
    ruling: CallRuling | None = Field(
        description=_("What the arbiter decided about a call that was refused.")
    )
    is_binding: bool = Field(description=_("A call the arbiter decided on: it cannot be refused."))
    due_at: datetime | None
    sent_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None


class TaskPage(Schema):
    """A page of tasks."""

    rows: list[TaskOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))


class ItemOut(Schema):
    """A line of the check-list; a gate holds its act back until it is ticked."""

    id: int
    action: CaseAction
    text_zh: str
    text_en: str
    is_gate: bool
    is_ticked: bool


class CaseFileOut(CaseOut):
    """Everything the key may read of a case; name and phone of the reporter never."""

    text: str
    spot: str
    unit: str
    lon: float | None
    lat: float | None
    disclosure: Disclosure
    exclusion: ExclusionReason | None
    exclusion_needed: int | None = Field(description=_("How many must agree to the exclusion."))
    exclusion_agreed: int = Field(description=_("How many of them have agreed."))
    rating: int | None
    merged_into: str | None
    contact_due_at: datetime | None = Field(
        description=_("Until when somebody has to contact the reporter first; none if nobody.")
    )
    contacted_at: datetime | None = Field(description=_("When the reporter was first contacted."))
    contact_way: ContactWay | None
    followers: int
    actions: list[CaseAction] = Field(description=_("What the body of the key may do now."))
    thread: list[StepOut]
    tasks: list[TaskOut]
    delays: list[DelayFileOut]
    photos: list[PhotoOut]
    videos: list[VideoOut]
    voices: list[VoiceOut]
    items: list[ItemOut] = Field(description=_("The check-list, for those who work on the case."))


class ContactOut(Schema):
    """Name and phone of a reporter who shows them to this body."""

    name: str
    phone: str


class ReceiptOut(Schema):
    """How a case stands after an act."""

    number: str
    state: CaseState
    outcome: Outcome | None
    version: int
    due_at: datetime | None


class ReportedOut(ReceiptOut):
    """The new case, and the code with which its reporter follows it."""

    slip: str = Field(description=_("For the reporter alone: who holds it speaks as the reporter."))


class TaskReceiptOut(Schema):
    """How a task stands after an act."""

    id: int
    case: str
    state: TaskState
    due_at: datetime | None


class TaskReceipts(Schema):
    """The tasks that a call upwards made."""

    rows: list[TaskReceiptOut]


class CategoryOut(Schema):
    """A kind of matter that may be reported at a place."""

    code: str
    name: str
    icon: str
    is_ours: bool
    redirect: str = Field(description=_("Where to go with what is not ours."))
    level: Level
    disclosures: list[Disclosure] = Field(description=_("What a reporter may choose."))


class CategoryList(Schema):
    """The categories in force at a place."""

    rows: list[CategoryOut]


class PlaceOut(Schema):
    """A place as it stood on a day."""

    code: str
    name: str
    kind: PlaceKind
    present_code: str = Field(description=_("The code it has today."))
    has_children: bool


class PlaceFileOut(PlaceOut):
    """A place with its days and the places above it."""

    valid_from: date
    valid_to: date | None
    above: list[PlaceRef]


class PlacePage(Schema):
    """A page of places."""

    rows: list[PlaceOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))


class FoundOut(PlaceOut):
    """A place that was found, with the names above it."""

    above: list[str]
    is_open: bool


class FoundList(Schema):
    """The places that were found, the best first."""

    rows: list[FoundOut]


class BodyOut(Schema):
    """An organisation on a place."""

    id: int
    name: str
    type: BodyType
    place: PlaceRef
    work_phone: str
    valid_from: date


class BodyPage(Schema):
    """A page of bodies."""

    rows: list[BodyOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))


class CountOut(Schema):
    """A published count, to the nearest five; null where it is below five."""

    code: str
    name: str
    count: int | None


class RateOut(Schema):
    """A published share with its counts, as `rounded_to` says."""

    code: str
    name: str
    part: int | None = Field(description=_("Null where part or rest is below five."))
    whole: int
    left_out: int | None
    share: int = Field(description=_("In whole percents, worked out from the rounded counts."))
    edge: Literal["AT_LEAST", "AT_MOST"] | None = Field(
        description=_("Where the part is null the share is a bound.")
    )


class FiguresOut(Schema):
    """What everybody may read about the cases of a place in a period."""

    place: PlaceRef
    period: str
    first: date
    last: date
    categories: list[CountOut]
    other: int | None = Field(description=_("All categories below five together."))
    outcomes: list[CountOut]
    rates: list[RateOut]
    rounded_to: int


class SubscriptionOut(Schema):
    """An event subscription; its secret is shown to nobody."""

    id: int
    name: str
    address: str
    kinds: list[str] = Field(description=_("Empty: all kinds."))
    created_at: datetime
    failing_since: datetime | None
    ended_at: datetime | None


class SubscriptionPage(Schema):
    """A page of subscriptions."""

    rows: list[SubscriptionOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))
