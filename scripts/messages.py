"""Translation catalogues: one per area, extracted, checked and compiled without outside tools.

messages.py extract   refresh locale/AREA/zh_Hans/LC_MESSAGES/django.po from the sources
messages.py check     fail when a text is missing, fuzzy or unused, or its placeholders differ
messages.py compile   write the .mo files
"""

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def areas() -> dict[str, list[Path]]:
    """Return the source folders of each area: every application, the web edge and the kit."""
    package = ROOT / "linli"
    found = {
        folder.name: [folder]
        for folder in sorted((package / "apps").iterdir())
        if (folder / "apps.py").exists()
    }
    for name in ("field", "dashboards", "interfaces", "documents", "web", "kit"):
        if (package / name).is_dir():
            found[name] = [package / name]
    return found


def extracted(folders: list[Path]) -> Catalog:
    """Return all texts of the sources below `folders`."""
    from django.utils.translation.template import templatize

    catalog = Catalog(domain="django")
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if "migrations" in path.parts or "static" in path.parts:
                continue
            if path.suffix == ".py":
                method, source = "python", path.read_bytes()
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                # The framework turns a template into calls among filler; the tolerant reader of
                # JavaScript finds the calls there.
                method, source = "javascript", _calls(templatize(path.read_text())).encode()
            else:
                continue
            where = str(path.relative_to(ROOT))
            options = {"encoding": "utf-8"}
            for _line, message, _comments, context in extract(
                method, BytesIO(source), keywords=KEYWORDS, options=options
            ):
                catalog.add(message, locations=[(where, None)], context=context)
    return catalog


CALL = re.compile(
    r"""\b(?:n?p?gettext|_)\((?:[^()'"]|u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")*\)""", re.DOTALL
)


def _calls(text: str) -> str:
    calls = (match.group(0) for match in CALL.finditer(text))
    return "\n".join(re.sub(r"""\bu(['"])""", r"\1", call) + ";" for call in calls)


def catalogue_path(area: str) -> Path:
    """Return where the catalogue of an area lies."""
    return ROOT / "locale" / area / "zh_Hans" / "LC_MESSAGES" / "django.po"


def stored(area: str) -> Catalog:
    """Return the catalogue as stored, empty where there is none yet."""
    path = catalogue_path(area)
    if not path.exists():
        return Catalog(locale="zh_Hans", domain="django")
    return read_po(path.open("rb"), locale="zh_Hans", domain="django")


def extract_all() -> int:
    """Refresh every catalogue; translations that fit stay, unused texts go."""
    for area, folders in areas().items():
        catalog, template = stored(area), extracted(folders)
        if not len(template):
            continue
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = catalogue_path(area)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = BytesIO()
        write_po(
            buffer, catalog, width=100, omit_header=False, sort_output=True, include_lineno=False
        )
        text = re.sub(
            rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To):[^\n]*\n',
            b"",
            buffer.getvalue(),
        )
        text = re.sub(rb"\A(#[^\n]*\n)+", b"# Chinese (simplified) texts of Linli.\n", text)
        path.write_bytes(text)
        missing = sum(1 for message in catalog if message.id and not message.string)
        print(f"{area}: {len(catalog)} texts, {missing} without translation")
    return 0


def _placeholders(text: object) -> set[str]:
    texts = text if isinstance(text, (list, tuple)) else [text]
    return {match.group(0) for part in texts for match in PLACEHOLDER.finditer(str(part))}


def contradictions() -> list[str]:
    """Return texts that two areas translate differently: one of them would win everywhere.

    Where one word means two things, a context (`pgettext`) tells them apart.
    """
    said: dict[tuple[str, str | None], dict[str, str]] = {}
    for area in areas():
        for message in stored(area):
            if message.id and isinstance(message.string, str):
                key = (str(message.id), message.context)
                said.setdefault(key, {}).setdefault(message.string, area)
    return [
        f"{' and '.join(words.values())} disagree: {text!r}: {', '.join(words)}"
        for (text, _context), words in said.items()
        if len(words) > 1
    ]


def problems() -> list[str]:
    """Return what is wrong with the catalogues, a line each."""
    found = contradictions()
    for area, folders in areas().items():
        catalog, template = stored(area), extracted(folders)
        wanted = {
            (message.id if isinstance(message.id, str) else message.id[0], message.context)
            for message in template
            if message.id
        }
        have = set()
        for message in catalog:
            if not message.id:
                continue
            key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
            have.add(key)
            if key not in wanted:
                found.append(f"{area}: unused: {key[0]!r}")
            strings = (
                message.string if isinstance(message.string, (list, tuple)) else [message.string]
            )
            if not all(strings):
                found.append(f"{area}: not translated: {key[0]!r}")
            elif message.fuzzy:
                found.append(f"{area}: fuzzy: {key[0]!r}")
            elif not _placeholders(message.string) <= _placeholders(message.id):
                found.append(f"{area}: other placeholders: {key[0]!r}")
        found += [f"{area}: missing: {key[0]!r}" for key in sorted(wanted - have, key=str)]
    return found


def check() -> int:
    """Print the problems; 1 when there are any."""
    found = problems()
    print("\n".join(found) if found else "messages: complete")
    return 1 if found else 0


def compile_all() -> int:
    """Write each catalogue's .mo beside it."""
    for path in sorted((ROOT / "locale").glob("*/*/LC_MESSAGES/django.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale="zh_Hans", domain="django"))
    return 0


if __name__ == "__main__":
    actions = {"extract": extract_all, "check": check, "compile": compile_all}
    sys.exit(actions[sys.argv[1] if len(sys.argv) > 1 else "check"]())
