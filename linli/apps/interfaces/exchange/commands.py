"""What a program sends with each act: the arguments of the service, and nothing else."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Field

from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.kinds import (
    Channel,
    Disclosure,
    ExclusionReason,
    Level,
    Outcome,
    PauseReason,
)
from linli.apps.cases.rules.tasks import CallRuling
from linli.apps.interfaces.exchange.values import (
    Basis,
    Code,
    Given,
    Id,
    Instant,
    Name,
    Phone,
    Reasons,
    Said,
    Spot,
    Words,
)
from linli.apps.notices.rules.posting import Language

Handled = Literal[Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_POSSIBLE]
Entered = Literal[
    Channel.INTERFACE, Channel.SMS, Channel.CHAT, Channel.COUNTER, Channel.TELEPHONE,
    Channel.PAPER, Channel.GRID,
]  # fmt: skip


class Arguments(Given):
    """The body of a command."""

    def arguments(self) -> dict[str, Any]:
        """Return what was given, under the names of the service's arguments."""
        return self.dict()


class NothingIn(Arguments):
    """An act that needs no word."""


class NoteIn(Arguments):
    """An act with a note that may stay empty."""

    text: Words = Field("", description=_("A note; the reporter reads it."))


class WordsIn(Arguments):
    """An act that asks for some sentences."""

    text: Words = Field(min_length=1, description=_("In words; the reporter reads them."))


class InnerNoteIn(Arguments):
    """An act with a note to whoever goes on with the case."""

    text: Words = Field("", description=_("A note; only those who work on the case read it."))


class InnerWordsIn(Arguments):
    """An act that is explained to those who work on the case."""

    text: Words = Field(
        min_length=1, description=_("In words; only those who work on the case read them.")
    )


class AcceptIn(InnerNoteIn):
    """Take a report up; its level may be set right."""

    level: Level | None = Field(None, description=_("How urgent it is; else as reported."))
    proposed: Id | None = Field(None, description=_("Number of the body proposed as lead."))


class AddressIn(Arguments):
    """Not ours."""

    address: Words = Field(min_length=1, description=_("Where the reporter should go."))


class MergeIn(NoteIn):
    """The same as another case."""

    target: Code = Field(min_length=1, description=_("Number of the other case."))


class ExclusionIn(WordsIn):
    """Why a demand is excluded."""

    reason: ExclusionReason


class DispatchIn(InnerNoteIn):
    """Who leads, who assists, and on what legal basis."""

    body: Id = Field(description=_("Number of the body that leads."))
    assists: list[Id] = Field([], max_length=20, description=_("Numbers of bodies that assist."))
    legal_basis: Basis = Field("", description=_("Law or list of duties, with its article."))


class ReturnIn(InnerWordsIn):
    """Not our task."""

    basis: Basis = Field(min_length=1, description=_("Law or list of duties, with its article."))


class ArbitrateIn(InnerWordsIn):
    """The arbiter's decision."""

    body: Id = Field(description=_("Number of the body that handles it."))
    assists: list[Id] = Field([], max_length=20, description=_("Numbers of bodies that assist."))
    legal_basis: Basis = Field("", description=_("Law or list of duties, with its article."))


class ResultIn(WordsIn):
    """What came of it."""

    outcome: Handled


class SolvedIn(ResultIn):
    """What was put right at once by whoever found it."""


class RulingIn(InnerWordsIn):
    """The arbiter's decision about a refused call."""

    ruling: CallRuling = Field(
        description=_("COME: called again and bound to come. STANDS: the refusal stands.")
    )

    def arguments(self) -> dict[str, Any]:
        """Return the decision as the service takes it."""
        return {"must_come": self.ruling == CallRuling.COME, "text": self.text}


class InstructionIn(InnerWordsIn):
    """What whoever has an overdue task does next."""


class DecisionIn(Arguments):
    """Whether more time is given."""

    is_granted: bool
    text: Reasons = Field(
        "", description=_("In words; needed for a refusal, and the reporter reads it.")
    )


class GoOnIn(Arguments):
    """A clock that stands goes on."""

    text: Reasons = Field("", description=_("Why it goes on now; the reporter reads it."))


class LookAgainIn(Arguments):
    """A matter that hangs was looked at."""

    review_on: date = Field(description=_("Day of the next look, within 90 days."))
    text: Reasons = Field(min_length=1, description=_("Why it still hangs; the reporter reads it."))


class ContactIn(NoteIn):
    """The first contact with the reporter, or an attempt that reached nobody."""

    way: ContactWay
    is_reached: bool = Field(description=_("False: an attempt that reached nobody."))


class RefileIn(NoteIn):
    """Another category."""

    category: Code = Field(min_length=1, description=_("Code of a category in force at the place."))
    slip: Code = Field("", description=_("Code of the slip, to speak as the reporter."))


class PlaceIn(NoteIn):
    """Where a case lies rightly; a desk says in the note how it knows."""

    place: Code = Field(
        min_length=1, description=_("Code of a place or the code on a plate, where it lies.")
    )
    spot: Spot | None = Field(None, description=_("Exactly where, in words; else as it was."))
    lon: float | None = Field(None, ge=-180, le=180, description=_("Longitude, WGS-84."))
    lat: float | None = Field(None, ge=-90, le=90, description=_("Latitude, WGS-84."))
    slip: Code = Field("", description=_("Code of the slip, to speak as the reporter."))


class CallIn(InnerWordsIn):
    """Which departments a cell calls."""

    bodies: list[Id] = Field(
        min_length=1, max_length=20, description=_("Numbers of the bodies that are called.")
    )
    legal_basis: Basis = Field("", description=_("Law or list of duties, with its article."))


class DelayIn(InnerWordsIn):
    """More time, and why."""

    kind: DelayKind
    reason: PauseReason
    until: Instant = Field(description=_("When the clock goes on, or the new due time."))
    task: Id | None = Field(None, description=_("Number of a task; else the step of the case."))
    review_on: date | None = Field(None, description=_("Day of the next look at a hung-up case."))

    def arguments(self) -> dict[str, Any]:
        """Return the task under the name the service gives it."""
        given = self.dict()
        given["task_id"] = given.pop("task")
        return given


class RemarkIn(WordsIn):
    """Something to say about a case."""

    is_inner: bool = Field(False, description=_("Only for those who work on the case."))
    slip: Code = Field("", description=_("Code of the slip, to speak as the reporter."))


class SaidIn(Arguments):
    """What is said in a video or voice note."""

    said: Said = Field("", description=_("What is heard, in words; empty if nothing is."))
    slip: Code = Field("", description=_("Code of the slip, to speak as the reporter."))


class SlipIn(NoteIn):
    """The reporter's own act, made for whoever holds the slip."""

    slip: Code = Field(min_length=1, description=_("Code of the slip the reporter was given."))


class DisputeIn(SlipIn):
    """The reporter does not agree."""

    text: Words = Field(min_length=1, description=_("What is still wrong."))


class ShownDisputeIn(SlipIn):
    """The same, spoken or shown."""

    text: Words = Field(
        "", description=_("What is still wrong; may be empty where a file says it.")
    )


class RateIn(SlipIn):
    """How content the reporter is."""

    rating: Annotated[int, Field(ge=1, le=5)]


class ReportIn(Given):
    """What is wrong, where, and what may be known of the reporter."""

    category: Code = Field(min_length=1, description=_("Code of a category in force at the place."))
    place: Code = Field(
        "", description=_("Code of a place or the code on a plate; else the position.")
    )
    lon: float | None = Field(None, ge=-180, le=180, description=_("Longitude, WGS-84."))
    lat: float | None = Field(None, ge=-90, le=90, description=_("Latitude, WGS-84."))
    spot: Spot = Field("", description=_("Exactly where, in words."))
    text: Words = Field(min_length=1, description=_("What is wrong, since when."))
    disclosure: Disclosure = Field(
        Disclosure.HANDLERS, description=_("Who may see the reporter's name.")
    )
    level: Level | None = Field(None, description=_("How urgent it is; else as the category says."))
    language: Language = Field(
        Language.CHINESE, description=_("Language of messages to a number that was left.")
    )
    channel: Entered = Field(
        Channel.INTERFACE,
        description=_(
            "How it came in; COUNTER, TELEPHONE, PAPER and GRID (found on the round, no name) need "
            "the rights of a counter."
        ),
    )
    name: Name = Field("", description=_("The reporter's name; none for an anonymous report."))
    phone: Phone = Field("", description=_("The reporter's phone; none for an anonymous report."))
