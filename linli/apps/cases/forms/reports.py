"""What a reporter, or somebody at the counter for them, fills in."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import (
    REPORTER_READS,
    DaysField,
    PhotosField,
    ToldForm,
    VoiceField,
    body_choices,
    choices,
    email_field,
    long_text,
    short_text,
)
from linli.apps.cases.labels import CHANNELS, DISCLOSURES
from linli.apps.cases.labels.revisits import LANGUAGES
from linli.apps.cases.rules.kinds import ON_BEHALF, Disclosure
from linli.apps.cases.rules.texts import MOST_BASIS
from linli.apps.notices.rules.posting import Language
from linli.core.identifiers import PhoneMalformed, parse_phone

KEY_MOST = 80


def phone_typed(text: str) -> str:
    """Return a text if it can be a phone number, else ""."""
    try:
        return parse_phone(text, fictional_allowed=True)
    except PhoneMalformed:
        return ""


class WhereForm(forms.Form):
    """Where it is: a place or dwelling by its key, in words, and as a point."""

    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("Where is it?"), max_length=20, error_messages={"required": _("Choose a place.")}
    )
    spot = short_text(
        _("Exactly where"),
        120,
        required=False,
        help_text=_("For instance: second floor, beside the lift."),
    )


class ReportForm(WhereForm, ToldForm):
    """One report: where, what, pictures, and who may see the name.

    `key` is made where the form is filled in: the same report sent twice is one case.
    """

    key = forms.CharField(max_length=KEY_MOST, widget=forms.HiddenInput)
    text = long_text(
        _("In your own words"),
        required=False,
        rows=4,
        help_text=_(
            "What is wrong, since when. Needed where there is no photo, video or voice note. "
            "Please no names of other people."
        ),
    )
    voice = VoiceField()
    photos = PhotosField()
    photo_days = DaysField()
    disclosure = forms.ChoiceField(
        label=_("Who may see the name?"), error_messages={"required": _("Please choose.")}
    )

    def __init__(self, *args: Any, disclosures: Sequence[Disclosure], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["disclosure"].choices = choices(DISCLOSURES, *disclosures)  # type: ignore[attr-defined]


class PlaceForm(WhereForm):
    """Where a report lies rightly, and why; clock and thread stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = long_text(
        _("How do you know where it is?"),
        help_text=REPORTER_READS,
    )


class OwnPlaceForm(PlaceForm):
    """The same from the reporter, who knows where it is."""

    text = long_text(_("Note"), required=False)


class ReportAs(StrEnum):
    """As whom a grid worker reports (上报身份)."""

    FINDER = "FINDER"  # 巡查发现，署名
    RESIDENT = "RESIDENT"  # 本人事项，按居民上报


class RoundReportForm(ReportForm):
    """The same from a grid worker: found on the round, with a name, or a matter of their own.

    Only what was found on the round calls departments and is solved on the spot; only of a matter
    of one's own is it asked who may see the name.
    """

    report_as = forms.TypedChoiceField(
        label=_("As whom do you report?"),
        coerce=ReportAs,
        initial=ReportAs.FINDER,
        widget=forms.RadioSelect,
        choices=[
            (
                ReportAs.FINDER.value,
                _(
                    "Found on my round: my name and post stand with it, everybody who works on it "
                    "sees them. I may solve it on the spot or call a department."
                ),
            ),
            (
                ReportAs.RESIDENT.value,
                _(
                    "A matter of my own, as a resident: my post plays no part, and I choose below "
                    "who sees my name."
                ),
            ),
        ],
    )
    bodies = forms.TypedMultipleChoiceField(
        label=_("Call a department at once"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where one is needed on the spot; it has to come or refuse by law."),
    )
    legal_basis = short_text(
        _("Why it is theirs"),
        MOST_BASIS,
        required=False,
        help_text=_("Law or list of duties, with its article."),
    )

    def __init__(self, *args: Any, bodies: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bodies"].choices = body_choices(bodies)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a call with a matter of one's own."""
        data = super().clean()
        if data.get("bodies") and data.get("report_as") == ReportAs.RESIDENT:
            self.add_error(
                "bodies", _("A department is called only with what was found on the round.")
            )
        return data

    @property
    def called(self) -> list[Any]:
        """Return the fields of the call, for the page."""
        return [self["bodies"], self["legal_basis"]] if self.fields["bodies"].choices else []  # type: ignore[attr-defined]


class VisitorReportForm(ReportForm):
    """The same from somebody without an account: a name and number, where they want to give one."""

    name = short_text(pgettext_lazy("case", "Name"), 60, required=False)
    phone = short_text(pgettext_lazy("case", "Phone"), 30, required=False)
    email = email_field()

    def clean(self) -> dict[str, Any]:
        """Ask for a number unless the report is anonymous."""
        data = super().clean()
        named = data.get("disclosure") not in {None, "", Disclosure.ANONYMOUS}
        if named and not (data.get("name") and data.get("phone")):
            self.add_error("phone", _("Give name and phone, or report without a name."))
        return data


class BehalfReportForm(ReportForm):
    """A report entered for somebody: how it came in, and who reported it."""

    channel = forms.ChoiceField(
        label=_("How it came in"), choices=choices(CHANNELS, *ON_BEHALF), widget=forms.RadioSelect
    )
    person = short_text(
        _("Reporter"),
        40,
        required=False,
        help_text=_("Identity number, phone or record number of somebody in the register."),
    )
    name = short_text(
        _("Name, if they are not in the register of your place"),
        60,
        required=False,
        help_text=_(
            "Of somebody registered elsewhere the full number finds the entry, and the report "
            "stands among theirs; but it opens nothing of it: they say their name."
        ),
    )
    phone = short_text(_("Phone to reach them"), 30, required=False)
    email = email_field()
    language = forms.TypedChoiceField(
        label=_("Language of messages"),
        coerce=Language,
        choices=choices(LANGUAGES),
        initial=str(Language.CHINESE),
        empty_value=Language.CHINESE,
        required=False,
        widget=forms.RadioSelect,
    )
    texts = forms.BooleanField(
        label=_("A caller who joins a report agrees to a text message when it is closed"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Take the phone by which the reporter was looked for: whoever typed it was told it."""
        data = super().clean()
        if data.get("person") and not data.get("phone"):
            data["phone"] = phone_typed(data["person"])
        return data


class FollowForm(forms.Form):
    """The code of a paper slip."""

    code = short_text(
        _("Code on the slip"),
        20,
        help_text=_("Letters and figures; capitals or not and spaces make no difference."),
    )
