"""Fields look as Django's own templates write them."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.form_markup import FormRenderer

OURS, THEIRS = FormRenderer(), DjangoTemplates()
NASTY = "<b>\"名\u2028&'</b>"
CHOICES = [
    ("", gettext_lazy("State")),
    (3, "three"),
    (4, 4444),
    (NASTY, NASTY),
    (mark_safe("&amp;"), mark_safe("<i>safe</i>")),
    (NASTY, [(5, "five"), ("six", NASTY)]),
]
ATTRIBUTES = {"id": "x", "required": True, "disabled": False, "data-a": NASTY, "rows": 3}
WIDGETS = [
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.TextInput(),
    forms.NumberInput(),
    forms.EmailInput(),
    forms.PasswordInput(),
    forms.HiddenInput(),
    forms.DateInput(),
    forms.TimeInput(),
    forms.CheckboxInput(),
    forms.FileInput(),
    forms.Textarea(),
    forms.RadioSelect(choices=CHOICES[:3]),
    forms.CheckboxSelectMultiple(choices=CHOICES[:3]),
]
VALUES = [None, "", 0, 3, "3", NASTY, True, date(2026, 3, 2), 1.5, ["3", NASTY], mark_safe("&lt;")]


def both(widget, value):
    """Return what we and Django write."""
    return [
        str(widget.render("a&b", value, attrs=ATTRIBUTES, renderer=one)) for one in (OURS, THEIRS)
    ]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_markup_is_that_of_the_framework(widget, language, settings):
    from django.utils import translation

    with translation.override(language):
        for value in VALUES:
            ours, theirs = both(widget, value)
            assert ours == theirs, value


@given(
    value=st.text(),
    labels=st.lists(st.tuples(st.text(), st.text() | st.integers()), max_size=6),
)
def test_any_text_is_escaped_as_the_framework_does(value, labels):
    ours, theirs = both(forms.Select(choices=labels), value)
    assert ours == theirs
    ours, theirs = both(forms.TextInput(), value)
    assert ours == theirs


def test_fields_of_a_form_are_written_so():
    class Form(forms.Form):
        kind = forms.ChoiceField(choices=CHOICES)

    assert isinstance(Form().renderer, FormRenderer)
