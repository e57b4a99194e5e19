"""What people type about people; shape only, the rules belong to the services."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.people.labels import (
    CHOSEN_LEAVE_REASONS,
    DUPLICATE_GROUNDS,
    EMPTIED,
    FIELDS,
    ID_KINDS,
    PERSON_KINDS,
    READING_REASONS,
    RELATIONS,
    REQUEST_KINDS,
    SEXES,
)
from linli.apps.people.rules.kinds import (
    DuplicateGround,
    IdKind,
    LeaveReason,
    PersonKind,
    ReadingReason,
    Relation,
    RequestKind,
    Tenure,
)
from linli.apps.people.services import NewPerson, PersonChange
from linli.core.identifiers import Sex

Choices = list[tuple[str, "str | Promise"]]


def choices(labels: Mapping[StrEnum, Promise], *, empty: "str | Promise | None" = None) -> Choices:
    """Return the choices of a field from a table of labels."""
    head: Choices = [("", empty)] if empty is not None else []
    return head + [(member.value, label) for member, label in labels.items()]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def _private(label: Any, **options: object) -> forms.CharField:
    """Return a field that browsers neither complete nor remember."""
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, widget=widget, **options)  # type: ignore[arg-type]


def _long(label: Any, most: int, *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea({"rows": rows, "autocomplete": "off"})
    )


AS_IT_IS = _("As it is")
ORGANISATION_KINDS = {
    kind: label for kind, label in PERSON_KINDS.items() if kind is not PersonKind.NATURAL
}
WHO = _("Identity number, phone or record number")


class SearchForm(forms.Form):
    """One box for a number, its last four characters, or a name."""

    text = _private(
        _("Name, identity number, phone, or the last four characters of a number"), max_length=40
    )


class SignInForm(forms.Form):
    """That the number was checked with the person."""

    checked = forms.BooleanField(
        label=_("I have checked with the person who they are and that the number is theirs")
    )


class NewPersonForm(forms.Form):
    """Somebody new. `confirmed` appears once similar records have been shown."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(PERSON_KINDS))  # type: ignore[arg-type]
    name = _private(_("Name"), max_length=100)
    id_kind = forms.ChoiceField(
        label=_("Document"),
        required=False,
        choices=choices(ID_KINDS, empty=_("Unknown")),  # type: ignore[arg-type]
    )
    id_number = _private(_("Identity number"), required=False, max_length=40)
    phone = _private(_("Phone"), required=False, max_length=30)
    other_phone = _private(_("Second phone"), required=False, max_length=30)
    birth_date = _day(_("Date of birth"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=choices(SEXES, empty=_("Unknown")),  # type: ignore[arg-type]
    )
    guardian = _private(
        _("Guardian"),
        required=False,
        max_length=40,
        help_text=_("For a child under fourteen: the guardian's number, phone or record number."),
    )
    confirmed = forms.BooleanField(
        label=_("I have compared; this is another person"), required=False, widget=forms.HiddenInput
    )

    def new_person(self, guardian_id: int | None) -> NewPerson:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return NewPerson(
            name=data["name"],
            kind=PersonKind(data["kind"]),
            id_kind=IdKind(data["id_kind"]) if data["id_kind"] else None,
            id_number=data["id_number"],
            phone=data["phone"],
            other_phone=data["other_phone"],
            birth_date=data["birth_date"],
            sex=Sex(data["sex"]) if data["sex"] else None,
            guardian_id=guardian_id,
        )

    def ask_to_confirm(self) -> None:
        """Show the box that says the similar records were compared."""
        self.fields["confirmed"].widget = forms.CheckboxInput()


class CorrectionForm(forms.Form):
    """What is corrected; an empty field stays as it is, `emptied` says what becomes empty."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=choices(ORGANISATION_KINDS, empty=AS_IT_IS),  # type: ignore[arg-type]
    )
    name = _private(_("Name"), required=False, max_length=100)
    id_kind = forms.ChoiceField(
        label=_("Document"),
        required=False,
        choices=choices(ID_KINDS, empty=AS_IT_IS),  # type: ignore[arg-type]
    )
    id_number = _private(_("Identity number"), required=False, max_length=40)
    phone = _private(_("Phone"), required=False, max_length=30)
    other_phone = _private(_("Second phone"), required=False, max_length=30)
    birth_date = _day(_("Date of birth"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=choices(SEXES, empty=AS_IT_IS),  # type: ignore[arg-type]
    )
    died_on = _day(_("Day of death"), required=False)
    emptied = forms.MultipleChoiceField(
        label=_("Wrong, and the right one is not known: make empty"),
        required=False,
        choices=list(EMPTIED.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, natural: bool, filled: Collection[str], **options: Any) -> None:
        """Offer what the record can have, and emptying of what it has (`filled`)."""
        super().__init__(*args, **options)
        for name in ("kind",) if natural else ("birth_date", "sex", "died_on"):
            del self.fields[name]
        offered = [(name, label) for name, label in EMPTIED.items() if name in filled]
        self.fields["emptied"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            del self.fields["emptied"]
        if "died_on" not in filled:  # a death is entered on a page of its own
            self.fields.pop("died_on", None)

    def clean(self) -> dict[str, Any]:
        """Refuse a field that is typed and made empty as well."""
        data = super().clean() or {}
        for name in data.get("emptied", ()):
            if data.get(name):
                self.add_error(name, _("Type a value or make it empty, not both."))
        return data

    def change(self) -> PersonChange:
        """Return the change, for the service."""
        data = self.cleaned_data
        return PersonChange(
            name=data["name"] or None,
            kind=PersonKind(data["kind"]) if data.get("kind") else None,
            id_kind=IdKind(data["id_kind"]) if data["id_kind"] else None,
            id_number=data["id_number"] or None,
            phone=data["phone"] or None,
            other_phone=data["other_phone"] or None,
            birth_date=data.get("birth_date"),
            sex=Sex(data["sex"]) if data.get("sex") else None,
            died_on=data.get("died_on"),
            emptied=frozenset(data.get("emptied", ())),
        )


class ReasonForm(forms.Form):
    """Why a record is opened."""

    reason = forms.ChoiceField(label=_("What for"), choices=choices(READING_REASONS))  # type: ignore[arg-type]
    note = _private(_("In your own words"), max_length=200)

    def reading_reason(self) -> ReadingReason:
        """Return the chosen reason."""
        return ReadingReason(self.cleaned_data["reason"])


class RevealForm(ReasonForm):
    """Which values are shown in clear, and why."""

    fields_shown = forms.MultipleChoiceField(
        label=_("What to show"), choices=list(FIELDS.items()), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("fields_shown", "reason", "note")


class DayForm(forms.Form):
    """A day on which something happened."""

    on = _day(_("On which day"))


class WhoForm(DayForm):
    """Somebody and a day."""

    person = _private(WHO, max_length=40)
    field_order: tuple[str, ...] = ("person", "on")


class MemberForm(WhoForm):
    """Somebody who joins a household."""

    relation = forms.ChoiceField(label=_("Relation to the head"), choices=choices(RELATIONS))  # type: ignore[arg-type]
    field_order = ("person", "relation", "on")

    def member_relation(self) -> Relation:
        """Return the chosen relation."""
        return Relation(self.cleaned_data["relation"])


class LeaveForm(DayForm):
    """Why and when somebody leaves a household."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(CHOSEN_LEAVE_REASONS))  # type: ignore[arg-type]
    field_order = ("reason", "on")

    def leave_reason(self) -> LeaveReason:
        """Return the chosen reason."""
        return LeaveReason(self.cleaned_data["reason"])


class RelationsForm(DayForm):
    """What everybody of a household is to its new head."""

    def __init__(self, *args: object, members: Mapping[int, tuple[str, Relation]], **kw: object):
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        for person_id, (name, relation) in members.items():
            self.fields[f"person_{person_id}"] = forms.ChoiceField(
                label=name,
                choices=choices(RELATIONS),  # type: ignore[arg-type]
                initial=relation,
            )

    def relations(self) -> dict[int, Relation]:
        """Return the relations by person."""
        return {
            int(name.removeprefix("person_")): Relation(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("person_")
        }


class TransferForm(DayForm):
    """The owners after a transfer, a line each: who, and optionally the share."""

    STOCK = (
        ("", _("Owned")),
        (Tenure.UNSOLD.value, _("Unsold, with the developer")),
        (Tenure.UNDELIVERED.value, _("Sold, not yet handed over")),
    )

    owners = forms.CharField(
        label=_("Owners"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "A line for each: identity number, credit code, phone or record number; behind it the "
            "share, such as 1/2, if it is known."
        ),
    )
    stock = forms.ChoiceField(label=_("State"), required=False, choices=STOCK)
    field_order = ("owners", "stock", "on")

    def lines(self) -> list[tuple[str, tuple[int, int] | None]]:
        """Return who and which share, a pair for each line that is not empty."""
        found = []
        for line in self.cleaned_data["owners"].splitlines():
            words = line.split()
            if words:
                part, slash, whole = words[-1].partition("/")
                share = None
                if slash and part.isdecimal() and whole.isdecimal():
                    share, words = (int(part[:6]), int(whole[:6])), words[:-1]
                found.append(("".join(words), share))
        return found

    def stock_tenure(self) -> Tenure | None:
        """Return the developer's stock this is, if any."""
        return Tenure(self.cleaned_data["stock"]) if self.cleaned_data["stock"] else None


class RepresentativeForm(DayForm):
    """Whom the co-owners have named."""

    def __init__(self, *args: object, owners: Mapping[int, str], **kw: object):
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        options: Choices = [("", _("Nobody yet")), *((str(k), v) for k, v in owners.items())]
        self.fields["person"] = forms.ChoiceField(
            label=_("Representative"), required=False, choices=options
        )
        self.order_fields(("person", "on"))

    def person_id(self) -> int | None:
        """Return who was chosen."""
        return int(self.cleaned_data["person"]) if self.cleaned_data["person"] else None


class MergeForm(forms.Form):
    """Another record of the same person."""

    person = _private(WHO, max_length=40)
    ground = forms.ChoiceField(
        label=pgettext_lazy("ground", "Why"),
        choices=choices(DUPLICATE_GROUNDS),  # type: ignore[arg-type]
    )

    def duplicate_ground(self) -> DuplicateGround:
        """Return the chosen ground."""
        return DuplicateGround(self.cleaned_data["ground"])


class CareNoteForm(forms.Form):
    """What helpers must know."""

    text = forms.CharField(
        label=_("What helpers must know"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        help_text=_("Only what helps. An empty text deletes the note."),
    )


class RightsForm(forms.Form):
    """What somebody asks about their own data."""

    kind = forms.ChoiceField(label=_("I ask to"), choices=choices(REQUEST_KINDS))  # type: ignore[arg-type]
    text = _long(_("What is wrong, or what you wish"), 1000)

    def request_kind(self) -> RequestKind:
        """Return the chosen kind."""
        return RequestKind(self.cleaned_data["kind"])


class AnswerForm(forms.Form):
    """The answer to a request; the person reads it."""

    answer = _long(_("Answer, with the reason"), 1000)


def today_form(form: type[DayForm], today: date, **options: object) -> DayForm:
    """Return an unbound form whose day is today."""
    return form(initial={"on": today}, **options)  # type: ignore[arg-type]
