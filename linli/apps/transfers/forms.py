"""What people give to bring a file in or to take rows out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kit.sheets.reading import MAX_BYTES


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Excel (.xlsx, .xls), .ods or CSV (UTF-8 or GB18030), at most 256 MB. Of a workbook "
            "the first sheet that is not hidden is read."
        ),
        allow_empty_file=False,
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before anything is stored."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 256 MB."))
        return file


class PurposeForm(forms.Form):
    """What the rows are needed for."""

    purpose = forms.CharField(
        label=_("What the rows are needed for"),
        min_length=4,
        max_length=200,
        help_text=_("Kept in the trail; printed on every page of the file."),
    )
