"""One form for each act on a case: what the act needs, and nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import (
    ANY_WAY,
    COLLEAGUES_READ,
    REPORTER_READS,
    PhotosField,
    ToldForm,
    VoiceField,
    VoiceForm,
    body_choices,
    choices,
    long_text,
    short_text,
    way_field,
)
from linli.apps.cases.labels import EXCLUSION_REASONS, LEVELS, OUTCOMES
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import (
    HANDLED_OUTCOMES,
    AnswerWay,
    ExclusionReason,
    Level,
    Outcome,
)
from linli.apps.cases.services.evidence import evidence_of

_A = CaseAction
BASIS_MOST = 200


@dataclass(frozen=True, slots=True)
class ActChoices:
    """What the forms of one case may offer: bodies, and numbers of likely duplicates.

    `is_last` says that with this person's yes as many have agreed as must.
    """

    bodies: Sequence[Any] = ()
    usual_body: int | None = None
    level: str = ""
    is_last: bool = True
    duplicates: Sequence[tuple[str, str]] = ()


class ActForm(forms.Form):
    """What every act carries: the version of the case that the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: ActChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(offered)

    def offer(self, offered: ActChoices) -> None:
        """Fill in what depends on the case; most acts need nothing."""

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what was given, under the names of the service's arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PlainForm(ActForm):
    """An act that needs no word."""


class WordForm(ActForm):
    """An act that asks for some sentences."""

    text = long_text(_("In a few words"), help_text=REPORTER_READS)


class AcceptForm(ActForm):
    """Ours: how urgent it is, and which body should have it."""

    level = forms.ChoiceField(label=_("How urgent"), choices=choices(LEVELS))
    body = forms.TypedChoiceField(
        label=_("Proposed lead"), required=False, coerce=int, empty_value=None
    )
    text = long_text(_("Note for the dispatcher"), required=False, help_text=COLLEAGUES_READ)

    def offer(self, offered: ActChoices) -> None:
        """Propose the level of the category and its usual body."""
        self.fields["level"].initial = offered.level
        self.fields["body"].choices = body_choices(offered.bodies, empty=_("no proposal"))  # type: ignore[attr-defined]
        self.fields["body"].initial = offered.usual_body

    @property
    def arguments(self) -> dict[str, Any]:
        """Return level, the body that is proposed, and the note."""
        data = self.cleaned_data
        return {"level": Level(data["level"]), "proposed": data["body"], "text": data["text"]}


class RedirectForm(ActForm):
    """Not ours: where the reporter should go."""

    address = long_text(
        _("Where to go"),
        help_text=_(
            "Which office, its telephone number, when it is open. The reporter reads this."
        ),
    )


class AnswerForm(ActForm):
    """A question: the answer, with its source."""

    text = long_text(_("Answer"), rows=5, help_text=REPORTER_READS)


class ReferForm(ActForm):
    """A dispute between people: why it goes to mediation."""

    text = long_text(
        _("To the reporter"),
        help_text=_("The reporter reads this. No judgement about who is right."),
    )


class MergeForm(ActForm):
    """The same as another case."""

    target = forms.CharField(label=_("Number of the other case"), max_length=24)
    found = forms.ChoiceField(
        label=_("Likely the same"), required=False, widget=forms.RadioSelect, choices=[]
    )
    field_order = ("version", "found", "target")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target"].required = False

    def offer(self, offered: ActChoices) -> None:
        """Offer the likely duplicates."""
        self.fields["found"].choices = list(offered.duplicates)  # type: ignore[attr-defined]
        if not offered.duplicates:
            del self.fields["found"]

    def clean(self) -> dict[str, Any]:
        """Take the typed number, else the chosen one."""
        data = super().clean() or {}
        number = data.get("target") or data.get("found")
        if not number:
            self.add_error("target", _("Which case is it the same as?"))
        return data | {"target": (number or "").strip()}

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the number of the other case."""
        return {"target": self.cleaned_data["target"]}


class ExclusionForm(ActForm):
    """Why a demand is excluded; a second person looks at it."""

    reason = forms.ChoiceField(
        label=pgettext_lazy("case", "Reason"),
        choices=choices(EXCLUSION_REASONS),
        widget=forms.RadioSelect,
    )
    text = long_text(
        pgettext_lazy("case", "Facts"),
        help_text=_(
            "A second person decides on these; the reporter may appeal. The reporter reads this."
        ),
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the reason as one of ours, and the facts."""
        data = self.cleaned_data
        return {"reason": ExclusionReason(data["reason"]), "text": data["text"]}


class SendingForm(ActForm):
    """Who leads, who assists, and on what legal basis."""

    body = forms.TypedChoiceField(label=_("Lead"), coerce=int)
    assists = forms.TypedMultipleChoiceField(
        label=_("Assisting"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    assists_gate = forms.BooleanField(
        label=_("The result waits until those that assist have finished"), required=False
    )
    legal_basis = short_text(
        _("Why it is theirs"),
        BASIS_MOST,
        required=False,
        help_text=_("Law or list of duties, with its article."),
    )

    def offer(self, offered: ActChoices) -> None:
        """Offer the bodies of the place."""
        listed = body_choices(offered.bodies)
        self.fields["body"].choices = [("", _("choose")), *listed]  # type: ignore[attr-defined]
        self.fields["assists"].choices = listed  # type: ignore[attr-defined]


class DispatchForm(SendingForm):
    """Sent out by the board, with what is to be done."""

    text = long_text(_("What is to be done"), required=False, help_text=COLLEAGUES_READ)

    def offer(self, offered: ActChoices) -> None:
        """Offer the bodies of the place, the proposed one chosen."""
        super().offer(offered)
        self.fields["body"].initial = offered.usual_body


class ReturnForm(ActForm):
    """Not our task: on what law, and whose it is."""

    basis = short_text(
        _("Legal basis"), BASIS_MOST, help_text=_("Law or list of duties, with its article.")
    )
    text = long_text(_("Why, and whose task it is"), help_text=COLLEAGUES_READ)


class ArbitrateForm(SendingForm):
    """The arbiter's decision: whose task it is, and why."""

    text = long_text(_("Reasons"), help_text=COLLEAGUES_READ)


class ResultForm(ActForm, VoiceForm):
    """What came of it, with pictures, a video or a voice note."""

    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=choices(OUTCOMES, *(one for one in Outcome if one in HANDLED_OUTCOMES)),
        widget=forms.RadioSelect,
    )
    text = long_text(pgettext_lazy("case", "What was done"), help_text=REPORTER_READS)
    photos = PhotosField()
    voice = VoiceField()

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the outcome as one of ours, the words, the pictures, and the clips read.

        Raises what `evidence_of` does.
        """
        data = self.cleaned_data
        return {
            "outcome": Outcome(data["outcome"]),
            "text": data["text"],
            **evidence_of(data["photos"], voice=data.get("voice")).shown,
        }


class NoteForm(ActForm):
    """An act with a note that may stay empty."""

    text = long_text(_("Note"), required=False)


class NoteForReporterForm(ActForm):
    """The same from an office: the reporter reads it."""

    text = long_text(_("Note"), required=False, help_text=REPORTER_READS)


class AgreeForm(NoteForReporterForm):
    """The same where several must agree: until the last of them only colleagues read it."""

    def offer(self, offered: ActChoices) -> None:
        """Say who reads the note."""
        if not offered.is_last:
            self.fields["text"].help_text = COLLEAGUES_READ


class NoteForColleaguesForm(ActForm):
    """The same from an office, to whoever goes on with the case."""

    text = long_text(_("Note"), required=False, help_text=COLLEAGUES_READ)


class DisputeForm(ActForm, ToldForm):
    """The reporter does not agree, and says or shows what is wrong."""

    text = long_text(_("What is still wrong?"), required=False, help_text=ANY_WAY)
    voice = VoiceField()
    photos = PhotosField()

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the words, the pictures, and the clips read; raises what `evidence_of` does."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            **evidence_of(data["photos"], voice=data.get("voice")).shown,
        }


class HeardForm(ActForm):
    """How the desk heard what it records, and in which words."""

    way = way_field()
    text = long_text(_("What the reporter said"), required=False, help_text=REPORTER_READS)

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the way as one of ours, and the words."""
        return {"way": AnswerWay(self.cleaned_data["way"]), "text": self.cleaned_data["text"]}


class HeardDisputeForm(HeardForm):
    """The same where the reporter does not agree: their words are needed."""

    text = long_text(_("What is still wrong, in the reporter's words"), help_text=REPORTER_READS)


class HeardWithdrawForm(HeardForm):
    """The same where the reporter takes the report back: their words are needed."""

    text = long_text(_("Why, in the reporter's words"), help_text=REPORTER_READS)


FORMS: dict[CaseAction, type[ActForm]] = {
    _A.ACCEPT: AcceptForm,
    _A.REDIRECT: RedirectForm,
    _A.ANSWER: AnswerForm,
    _A.REFER: ReferForm,
    _A.MERGE: MergeForm,
    _A.UNMERGE: WordForm,
    _A.PROPOSE_EXCLUSION: ExclusionForm,
    _A.CONFIRM_EXCLUSION: AgreeForm,
    _A.REJECT_EXCLUSION: NoteForColleaguesForm,
    _A.WITHDRAW: NoteForm,
    _A.DISPATCH: DispatchForm,
    _A.TAKE: PlainForm,
    _A.RETURN: ReturnForm,
    _A.DISAGREE: ReturnForm,
    _A.ARBITRATE: ArbitrateForm,
    _A.SOLVE_ON_SPOT: ResultForm,
    _A.FEED_BACK: ResultForm,
    _A.PASS_CHECK: NoteForReporterForm,
    _A.FAIL_CHECK: WordForm,
    _A.FAIL_SPOT: WordForm,
    _A.CONFIRM: PlainForm,
    _A.DISPUTE: DisputeForm,
    _A.APPEAL: DisputeForm,
    _A.ASSISTED_CONFIRM: HeardForm,
    _A.ASSISTED_DISPUTE: HeardDisputeForm,
    _A.ASSISTED_APPEAL: HeardDisputeForm,
    _A.ASSISTED_WITHDRAW: HeardWithdrawForm,
    _A.UPHOLD: WordForm,
    _A.OVERTURN: WordForm,
}
# The letter that begins an act on the sorting desk.
KEYS: dict[CaseAction, str] = {
    _A.ACCEPT: "a",
    _A.REDIRECT: "n",
    _A.ANSWER: "q",
    _A.MERGE: "d",
    _A.REFER: "m",
    _A.PROPOSE_EXCLUSION: "x",
    _A.CONFIRM_EXCLUSION: "c",
    _A.REJECT_EXCLUSION: "r",
    _A.DISPATCH: "s",
    _A.TAKE: "t",
    _A.RETURN: "b",
    _A.DISAGREE: "b",
    _A.ARBITRATE: "e",
    _A.FEED_BACK: "f",
    _A.SOLVE_ON_SPOT: "o",
    _A.PASS_CHECK: "p",
    _A.FAIL_CHECK: "w",
    _A.FAIL_SPOT: "w",
    _A.UPHOLD: "u",
    _A.OVERTURN: "v",
}
# Acts that end a case or send it back: the button says so in red.
GRAVE: Collection[CaseAction] = frozenset(
    {
        _A.REDIRECT,
        _A.PROPOSE_EXCLUSION,
        _A.CONFIRM_EXCLUSION,
        _A.WITHDRAW,
        _A.ASSISTED_WITHDRAW,
        _A.UPHOLD,
    }
)
