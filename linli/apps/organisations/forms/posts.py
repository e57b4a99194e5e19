"""Forms for posts, absences and queries over posts."""

from functools import cache
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.forms.fields import DayField, LastDayField, choices
from linli.apps.organisations.labels import (
    AWAY_REASONS,
    BASES,
    ENDINGS,
    criterion_label,
)
from linli.apps.organisations.rules.basis import AwayReason, Basis, Ending
from linli.apps.organisations.rules.criteria import GROUPS, seat_criteria
from linli.apps.organisations.services import PostData
from linli.kit.scope_filter import ScopeField
from linli.kit.scope_names import ScopeChoice

ENDED_BY_PEOPLE = [ending for ending in Ending if ending != Ending.DISSOLVED]


class PostForm(forms.Form):
    """Since when, until when and on what basis somebody is in a post."""

    valid_from = DayField(label=_("First day in office"))
    valid_to = LastDayField(label=_("Last day in office"), required=False)
    term_ends = LastDayField(
        label=_("Last day of the term"),
        required=False,
        help_text=_("The end of the term ends nothing by itself; it shows on the radar."),
    )
    basis = forms.ChoiceField(label=_("Came into office"), choices=choices(BASES))
    basis_text = forms.CharField(
        label=_("Basis"), max_length=200, required=False, help_text=_("The election or decision.")
    )
    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    is_acting = forms.BooleanField(label=_("For the time being (acting)"), required=False)

    def post(self) -> PostData:
        """Return what the services take."""
        values = {name: self.cleaned_data[name] for name in PostData.__dataclass_fields__}
        return PostData(**values | {"basis": Basis(values["basis"])})


class AppointForm(PostForm):
    """A person into a seat: somebody found by the search above the form."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int, widget=forms.RadioSelect)
    field_order = ("person",)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class CorrectForm(PostForm):
    """A post put right, with the reason."""

    reason = forms.CharField(label=_("Why it was wrong"), max_length=200)


class EndPostForm(forms.Form):
    """The end of a post."""

    valid_to = LastDayField(label=_("Last day in office"))
    ending = forms.ChoiceField(label=_("Why"), choices=choices(ENDINGS, ENDED_BY_PEOPLE))


class ReasonForm(forms.Form):
    """Why something is struck out."""

    reason = forms.CharField(label=_("Why"), max_length=200)


class AbsenceForm(forms.Form):
    """Away from a post, and who stands in."""

    person = forms.TypedChoiceField(label=_("Who is away"), coerce=int)
    substitute = forms.TypedChoiceField(
        label=_("Who stands in"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Why"))
    valid_from = DayField(label=_("First day away"))
    valid_to = LastDayField(label=_("Last day away"))

    def __init__(
        self,
        *args: Any,
        holders: list[tuple[int, str]],
        people: list[tuple[int, str]],
        may_suspend: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        nobody = [("", _("nobody: the post falls to the one named on the page"))]
        reasons = [reason for reason in AwayReason if may_suspend or reason != AwayReason.SUSPENDED]
        self.fields["person"].choices = holders  # type: ignore[attr-defined]
        self.fields["substitute"].choices = [*people, *nobody]  # type: ignore[attr-defined]
        self.fields["reason"].choices = choices(AWAY_REASONS, reasons)  # type: ignore[attr-defined]


class BackForm(forms.Form):
    """The day somebody is back."""

    valid_to = DayField(label=_("First day back"))


@cache
def _criteria(language: str, *, may_count_members: bool) -> list[Any]:
    """Return what one can ask for, in the active language: some hundred words, always the same."""
    groups = [
        (criterion.code, criterion_label(criterion))
        for criterion in GROUPS.values()
        if may_count_members or not criterion.is_sensitive
    ]
    seats = [(one.code, criterion_label(one)) for one in seat_criteria()]
    return [(gettext("Groups"), groups), (gettext("Single posts"), seats)]


class CrossingForm(forms.Form):
    """Of those in one group, who is in another too."""

    a = forms.ChoiceField(label=_("Of these"))
    b = forms.ChoiceField(label=_("who are also"), required=False)
    same_place = forms.BooleanField(label=_("on the same place"), required=False)
    place = ScopeField()
    as_of = DayField(label=_("As of"), required=False)

    def __init__(
        self, *args: Any, may_count_members: bool, places: list[ScopeChoice], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        cast(ScopeField, self.fields["place"]).offer(places)
        grouped = _criteria(get_language() or "", may_count_members=may_count_members)
        self.fields["a"].choices = grouped  # type: ignore[attr-defined]
        self.fields["b"].choices = [("", _("(count only)")), *grouped]  # type: ignore[attr-defined]
