"""Examples for the living style page."""

from datetime import datetime

from django import forms

from linli.kit.pages import Page


class StyleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", max_length=20, help_text="As on the identity card.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Community"), ("b", "Village")])
    since = forms.DateField(label="Since", widget=forms.DateInput({"type": "date"}))
    remark = forms.CharField(label="Remark", required=False, widget=forms.Textarea({"rows": 3}))
    way = forms.ChoiceField(
        label="How may we reach you?",
        widget=forms.RadioSelect,
        choices=[("phone", "By phone"), ("post", "By letter")],
    )
    agreed = forms.BooleanField(label="I have read the notice")
    file = forms.FileField(label="File", required=False)


def style_examples(now: datetime) -> dict[str, object]:
    """Return what the parts of the style page show."""
    day = now.date()
    return {
        "trail": (("牡丹区", "/style/"), ("北城街道", "/style/")),
        "kinds": ["ok", "warn", "danger", "info", "muted"],
        "rows": [
            {"name": "邮政局家属院", "kind": "Compound", "households": 412, "state": "ok"},
            {"name": "检察院家属院", "kind": "Compound", "households": 96, "state": "warn"},
            {"name": "夹河赵", "kind": "Village", "households": 388, "state": "danger"},
        ],
        "page": Page(rows=[], after="W10"),
        "as_of": day,
        "steps": ["Choose a file", "Check", "Commit"],
        "entries": [
            {
                "when": f"{day} 09:30",
                "who": "王秀英",
                "what": "Name changed",
                "detail": "邮电局 → 邮政局",
            },
            {"when": f"{day} 09:10", "who": "", "what": "Created", "detail": ""},
        ],
    }
