"""Forms around the tasks of bodies: call, arrive, refuse, tell the result, more time, decisions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import (
    COLLEAGUES_READ,
    REPORTER_READS,
    body_choices,
    choices,
    day_field,
    long_text,
    short_text,
)
from linli.apps.cases.labels import DELAY_KINDS, PAUSE_REASONS, RULINGS
from linli.apps.cases.rules.clocks import DelayKind, Step, TimeUnit
from linli.apps.cases.rules.delays import DELAYED_STEPS
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import CallRuling
from linli.apps.cases.rules.texts import MOST_BASIS

_BASIS_HELP = _("Law or list of duties, with its article.")


class CallForm(forms.Form):
    """Which departments a cell calls, for what, and why it is theirs."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    bodies = forms.TypedMultipleChoiceField(
        label=_("Whom to call"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one department.")},
    )
    text = long_text(_("What they should come for"), help_text=COLLEAGUES_READ)
    legal_basis = short_text(
        _("Why it is theirs"), MOST_BASIS, required=False, help_text=_BASIS_HELP
    )

    def __init__(self, *args: Any, bodies: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bodies"].choices = body_choices(bodies)  # type: ignore[attr-defined]


class ArriveForm(forms.Form):
    """Nothing to type: the moment counts."""


class FinishForm(forms.Form):
    """What a called department, or one that assists, has done."""

    text = long_text(pgettext_lazy("case", "What was done"), help_text=REPORTER_READS)


class DeclineForm(forms.Form):
    """Why a department does not come: the law, and in words."""

    basis = short_text(_("Legal basis"), MOST_BASIS, help_text=_BASIS_HELP)
    text = long_text(_("Why, and whose task it is"), help_text=COLLEAGUES_READ)


class CallOffForm(forms.Form):
    """Why somebody need not come, or assist, any more."""

    text = long_text(_("Why it is not needed any more"), help_text=COLLEAGUES_READ)


class RulingForm(forms.Form):
    """What the arbiter decides about a refused call."""

    ruling = forms.ChoiceField(
        label=pgettext_lazy("case", "Decision"), choices=choices(RULINGS), widget=forms.RadioSelect
    )
    text = long_text(_("Reasons"), help_text=COLLEAGUES_READ)

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the decision under the names of the service."""
        data = self.cleaned_data
        return {"must_come": data["ruling"] == CallRuling.COME, "text": data["text"]}


class DelayForm(forms.Form):
    """More time: in what way, why, and until which day."""

    kind = forms.ChoiceField(label=_("In what way"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=pgettext_lazy("case", "Reason"),
        choices=choices(PAUSE_REASONS),
        help_text=_("The reporter reads this reason and the day."),
    )
    until = day_field(
        pgettext_lazy("case", "Until"),
        help_text=_("An extension ends with this day; a pause and a hanging end as it begins."),
    )
    hour = forms.TimeField(
        label=pgettext_lazy("case", "To the hour"),
        required=False,
        help_text=_("This step is timed in hours. Without an hour the whole day is meant."),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    review_on = day_field(
        _("Looked at again on"),
        required=False,
        help_text=_("For the hang-up list only: within 90 days."),
    )
    text = forms.CharField(
        label=_("Explain it to whoever decides"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, step: Step, unit: TimeUnit, **options: Any) -> None:
        super().__init__(*args, **options)
        if unit == TimeUnit.WORKING_DAYS:
            del self.fields["hour"]
        kinds = [kind for kind in DelayKind if step in DELAYED_STEPS[kind]]
        self.fields["kind"].choices = choices(DELAY_KINDS, *kinds)  # type: ignore[attr-defined]
        if DelayKind.HANG_UP not in kinds:
            del self.fields["review_on"]

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what was asked for, as the values of our tables."""
        data = self.cleaned_data
        return {
            "kind": DelayKind(data["kind"]),
            "reason": PauseReason(data["reason"]),
            "review_on": data.get("review_on"),
            "text": data["text"],
        }


class DecideForm(forms.Form):
    """Whether more time is given; a refusal says why.

    Where several must agree, whoever is not the last writes to colleagues with a yes; whoever has
    agreed can still refuse.
    """

    is_granted = forms.TypedChoiceField(
        label=pgettext_lazy("case", "Decision"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("More time is given")), ("no", _("More time is refused"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Reasons"),
        required=False,
        max_length=1000,
        help_text=_("Needed for a refusal. The reporter reads this."),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, is_last: bool = True, has_agreed: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if has_agreed:
            answers: Any = self.fields["is_granted"]
            answers.choices, answers.initial = answers.choices[1:], "no"
        elif not is_last:
            self.fields["text"].help_text = _(
                "Needed for a refusal. The reporter reads it with a refusal; with a yes only "
                "colleagues do."
            )


class InstructForm(forms.Form):
    """What whoever has an overdue task does next, as the post above sees it."""

    text = forms.CharField(
        label=_("Instruction to whoever has the task"),
        max_length=1000,
        help_text=COLLEAGUES_READ,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )


class EndDelayForm(forms.Form):
    """What has come, so that the clock goes on."""

    text = forms.CharField(
        label=_("Why it goes on now"),
        required=False,
        max_length=1000,
        help_text=REPORTER_READS,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )


class LookAgainForm(forms.Form):
    """What hangs was looked at: why it still hangs, and when it is looked at next."""

    review_on = day_field(
        _("Looked at again on"),
        help_text=_("Within 90 days."),
    )
    text = forms.CharField(
        label=_("Why it still hangs"),
        max_length=1000,
        help_text=REPORTER_READS,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )
