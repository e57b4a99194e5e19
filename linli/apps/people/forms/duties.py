"""What the security administrator types: assessments of impact, and incidents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.people.rules.duties import AssessmentData, IncidentData
from linli.apps.people.selectors.duties import data_codes
from linli.kit.sentences import sentence_for


def data_choices() -> list[tuple[str, str]]:
    """Return the kinds of data in words, the sensitive ones first."""
    return [(code, sentence_for(f"data.{code}", default=code)) for code in data_codes()]


def _words(label: Any, help_text: Any = "", *, most: int = 2000) -> forms.CharField:
    widget = forms.Textarea({"rows": 4})
    return forms.CharField(label=label, help_text=help_text, max_length=most, widget=widget)


class AssessmentForm(forms.Form):
    """An assessment of impact, in the three parts that the law names."""

    kind = forms.ChoiceField(label=_("Kind of data"), choices=data_choices)
    lawfulness = _words(
        _("Purpose and way of handling: lawful, justified, necessary?"),
        _("What it is needed for, and why less would not do."),
    )
    impact = _words(_("Impact on people, and risks"))
    measures = _words(_("Measures: lawful, effective, fitting the risk?"))

    def assessment(self) -> AssessmentData:
        """Return what was typed."""
        texts = dict(self.cleaned_data)
        return AssessmentData(data=texts.pop("kind"), **texts)


class IncidentForm(forms.Form):
    """An incident, and what followed from it."""

    what = _words(_("What has happened"), _("How, and since when. No names of people."))
    found_on = forms.DateField(
        label=_("Found on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of data"), choices=data_choices, widget=forms.CheckboxSelectMultiple
    )
    persons = forms.IntegerField(label=_("How many people, at most"), min_value=0)
    measures = _words(_("What was done about it"))
    authority_told = _words(
        _("Authority told"), _("Which, when, what; or why it need not be told."), most=500
    )
    people_told = _words(
        _("People told"), _("How and when; or why they need not be told."), most=500
    )

    def incident(self) -> IncidentData:
        """Return what was typed."""
        given = dict(self.cleaned_data)
        return IncidentData(data=tuple(given.pop("kinds")), **given)
