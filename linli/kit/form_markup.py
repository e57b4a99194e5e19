"""Fields of forms, written without a template for each option.

Django renders every option of a list through two templates, which takes a tenth of a millisecond; a
district has three hundred bodies to choose among. The markup is that of Django's own templates, and
a test holds the two against each other.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_FOLDER = "django/forms/widgets/"
_INPUTS = frozenset(
    f"{_FOLDER}{name}.html"
    for name in ("checkbox", "date", "email", "file", "hidden", "input", "number", "password",
                 "text", "time", "url")
)  # fmt: skip
_SELECT, _OPTION = f"{_FOLDER}select.html", f"{_FOLDER}select_option.html"


class FormRenderer(DjangoTemplates):
    """Django's own, but for lists of options and for plain inputs."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return the markup of a field."""
        widget = context.get("widget")
        if template_name in _INPUTS:
            return _input(widget)
        if template_name == _SELECT and _are_plain(widget):
            return _select(widget)
        return str(super().render(template_name, context, request))


def _are_plain(widget: Any) -> bool:
    """Tell whether every option looks as Django's do."""
    return all(
        option["template_name"] == _OPTION
        for _name, options, _index in widget["optgroups"]
        for option in options
    )


def _input(widget: Any) -> SafeString:
    value = widget["value"]
    shown = "" if value is None else f' value="{_text(value)}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return _marked(f'<input type="{kind}" name="{name}"{shown}{_attributes(widget)}>')


def _select(widget: Any) -> SafeString:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{conditional_escape(localize(group))}">')
        parts += [
            f'\n  <option value="{_text(option["value"])}"{_attributes(option)}>'
            f"{conditional_escape(localize(option['label']))}</option>\n"
            for option in options
        ]
        if group:
            parts.append("\n  </optgroup>")
    return _marked("".join(parts) + "\n</select>")


def _attributes(widget: Any) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    """Return a value as text for an attribute."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _marked(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every value in it was escaped
