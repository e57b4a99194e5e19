"""Forms of what an office sets: categories, check-lists, limits, approvals, days, hours, posts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import (
    body_choices,
    choices,
    day_field,
    long_text,
    short_text,
)
from linli.apps.cases.labels import ACTIONS, DISCLOSURES, LEVELS, STEPS
from linli.apps.cases.labels.approvals import APPROVAL_KINDS
from linli.apps.cases.labels.timing import RUNGS_ABOVE, UNITS
from linli.apps.cases.rules.approvals import LEAST, MOST, ApprovalKind
from linli.apps.cases.rules.categories import LISTED_ACTIONS
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Disclosure, Level
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.limits import Span
from linli.kit.tags import icon

_FROM_HELP = _("Today or later; what runs keeps what it has.")


def _pictured(name: str) -> SafeString:
    return format_html('{}<span class="visually-hidden">{}</span>', icon(name), name)


class CategoryForm(forms.Form):
    """A category as a reporter meets it, and to whom its cases usually go."""

    name_zh = short_text(_("Name in Chinese"), 40)
    name_en = short_text(_("Name in English"), 60)
    icon = forms.ChoiceField(label=_("Picture"), widget=forms.RadioSelect({"class": "icon-grid"}))
    order = forms.IntegerField(
        label=_("Order"), min_value=0, max_value=9999, help_text=_("Low numbers stand first.")
    )
    is_ours = forms.TypedChoiceField(
        label=_("Who does it"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("We take reports")), ("no", _("Not ours: say where to go"))],
        widget=forms.RadioSelect,
    )
    redirect_zh = long_text(_("Where to go, in Chinese"), required=False)
    redirect_en = long_text(
        _("Where to go, in English"),
        required=False,
        help_text=_("Office, telephone number, when it is open. Needed for what is not ours."),
    )
    level = forms.ChoiceField(label=_("How urgent, usually"), choices=choices(LEVELS))
    least = forms.ChoiceField(
        label=_("The least a reporter has to disclose"),
        choices=choices(DISCLOSURES),
        help_text=_("“Nobody” lets people report without a name."),
    )
    lead_id = forms.TypedChoiceField(
        label=_("Usual lead"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: Any, icons: Iterable[str], bodies: Iterable[Any], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["icon"].choices = [(name, _pictured(name)) for name in icons]  # type: ignore[attr-defined]
        self.fields["lead_id"].choices = body_choices(bodies, empty=_("none"))  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """Return the values under the names of the service."""
        data = dict(self.cleaned_data)
        data["level"], data["least"] = Level(data["level"]), Disclosure(data["least"])
        return data


class NewCategoryForm(CategoryForm):
    """The same with the code that stays, and the day from which it holds."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, figures and hyphens; it stays when the name changes."),
    )
    valid_from = day_field(_("Holds from"))
    field_order = ("code",)


class EndForm(forms.Form):
    """From which day a setting holds no more."""

    valid_to = day_field(_("Holds no more from"), help_text=_FROM_HELP)


class ItemForm(forms.Form):
    """One line of a check-list."""

    action = forms.ChoiceField(
        label=_("Before which act"),
        choices=choices(ACTIONS, *LISTED_ACTIONS),
        initial=CaseAction.FEED_BACK,
    )
    text_zh = short_text(_("In Chinese"), 120)
    text_en = short_text(_("In English"), 160)
    is_gate = forms.BooleanField(
        label=_("The act waits until this is seen to"), required=False, initial=True
    )

    @property
    def values(self) -> dict[str, Any]:
        """Return the values under the names of the service."""
        return self.cleaned_data | {"action": CaseAction(self.cleaned_data["action"])}


class LimitForm(forms.Form):
    """How long a step may take, for which category and level, from when on."""

    category = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, empty_value=None
    )
    step = forms.ChoiceField(label=_("Step"), choices=choices(STEPS), initial=Step.HANDLE)
    level = forms.ChoiceField(label=_("How urgent"), choices=choices(LEVELS))
    amount = forms.IntegerField(label=_("How long"), min_value=1, max_value=999_999)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[(name, one[0]) for name, one in UNITS.items()]
    )
    valid_from = day_field(_("Holds from"), help_text=_FROM_HELP)

    def __init__(self, *args: Any, categories: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [("", _("all categories")), *categories]  # type: ignore[attr-defined]

    @property
    def span(self) -> Span:
        """Return what was typed as a span."""
        _label, unit, times = UNITS[self.cleaned_data["unit"]]
        return Span(self.cleaned_data["amount"] * times, unit)

    @property
    def values(self) -> dict[str, Any]:
        """Return which limit is meant, under the names of the service."""
        data = self.cleaned_data
        return {
            "category_id": data["category"],
            "step": Step(data["step"]),
            "level": Level(data["level"]),
            "span": self.span,
        }


class NeededForm(forms.Form):
    """How many must agree to what, for which category and level, from when on."""

    kind = forms.ChoiceField(label=_("To what"), choices=choices(APPROVAL_KINDS))
    category = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, empty_value=None
    )
    level = forms.ChoiceField(
        label=_("How urgent"), required=False, choices=[("", _("all")), *choices(LEVELS)]
    )
    needed = forms.TypedChoiceField(
        label=_("How many must agree"),
        coerce=int,
        choices=[(number, str(number)) for number in range(LEAST, MOST + 1)],
        help_text=_("Never counted: whoever asked. One refusal with reasons ends the request."),
    )
    valid_from = day_field(_("Holds from"), help_text=_FROM_HELP)

    def __init__(self, *args: Any, categories: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = [("", _("all categories")), *categories]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """Return what is meant and how many, under the names of the preview."""
        data = self.cleaned_data
        return {
            "kind": ApprovalKind(data["kind"]),
            "category_id": data["category"],
            "level": Level(data["level"]) if data["level"] else None,
            "needed": data["needed"],
        }


class DayForm(forms.Form):
    """A day on which the offices work, or rest, other than the calendar says."""

    day = day_field(_("Day"))
    is_worked = forms.TypedChoiceField(
        label=_("What it becomes"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("a day of rest")), ("yes", _("a working day"))],
        widget=forms.RadioSelect,
    )
    reason = short_text(
        pgettext_lazy("case", "Reason"), 120, help_text=_("Reporters read it in their clock.")
    )


class HoursForm(forms.Form):
    """The hours in which the offices are open."""

    hours = short_text(_("Office hours"), 80, help_text=_("For instance 08:30-12:00 14:00-18:00"))
    valid_from = day_field(_("Holds from"), help_text=_FROM_HELP)


class LadderPostForm(forms.Form):
    """Which post hears of what has been overdue for long, or arbitrates."""

    rung = forms.ChoiceField(label=_("Rung or arbiter"), choices=choices(RUNGS_ABOVE))
    seat = forms.TypedChoiceField(label=_("Post"), coerce=int)
    valid_from = day_field(_("Holds from"))

    def __init__(self, *args: Any, seats: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seat"].choices = list(seats)  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """Return the values under the names of the service."""
        data = self.cleaned_data
        return {
            "rung": Rung(data["rung"]),
            "seat_id": data["seat"],
            "valid_from": data["valid_from"],
        }
