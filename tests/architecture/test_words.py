"""Words have one place: sentences of codes, entries of rules, the glossary, translations."""

import re
import subprocess
import sys
from importlib import import_module, util
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from linli.core.errors import DomainError, InvalidInput, NotAllowed, NotFound, RuleViolation
from linli.kit.sentences import known_codes

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "linli"
RULE = re.compile(r"\[rule:([a-z0-9-]+)\]")
OURS = [config for config in apps.get_app_configs() if config.name.startswith("linli.apps.")]


def everything_imported() -> None:
    for path in sorted((PACKAGE / "apps").rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            import_module(name.removesuffix(".__init__"))


def refusals(kind: type[DomainError] = DomainError) -> set[type[DomainError]]:
    return {kind}.union(*(refusals(child) for child in kind.__subclasses__()))


def test_every_refusal_has_a_sentence():
    everything_imported()
    without = {
        f"{kind.__module__}.{kind.__name__}: {kind.code}"
        for kind in refusals()
        if kind.code not in known_codes() and kind is not DomainError
        and kind.__module__.startswith(("linli.apps", "linli.kit", "linli.core", "linli.web"))
    }  # fmt: skip

    assert without == set()


def test_refusals_have_codes_of_their_own():
    everything_imported()
    roots = {DomainError, RuleViolation, NotAllowed, NotFound, InvalidInput}
    inherited = {
        f"{kind.__module__}.{kind.__name__}"
        for kind in refusals() - roots
        if "code" not in vars(kind) and kind.__module__.startswith("linli.apps")
    }

    assert inherited == set()


def test_every_kind_of_act_has_words():
    used = set()
    for path in sorted((PACKAGE / "apps").rglob("*.py")):
        if "services" in path.as_posix():
            used |= set(re.findall(r'kind="([a-z_]+\.[a-z_.]+)"', path.read_text()))
            used |= set(
                re.findall(r'_record\(\s*(?:actor, )?"([a-z_]+\.[a-z_]+)"', path.read_text())
            )

    assert {kind for kind in used if f"event.{kind}" not in known_codes()} == set()


def test_every_rule_mark_has_an_entry_and_every_entry_a_mark():
    marks = {
        mark
        for path in PACKAGE.rglob("*.py")
        for mark in RULE.findall(path.read_text())
    }  # fmt: skip
    entries = [
        mark
        for path in sorted((ROOT / "docs" / "rules").glob("*.md"))
        for line in path.read_text().splitlines()
        if line.startswith("## ")
        for mark in RULE.findall(line)
    ]

    assert len(entries) == len(set(entries))
    assert sorted(marks - set(entries)) == []
    assert sorted(set(entries) - marks) == []


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_every_table_and_enum_has_a_row_in_the_glossary(config):
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    rows = set(re.findall(r"^\| ([A-Za-z_]+) \|", glossary, flags=re.MULTILINE))
    wanted = {model.__name__ for model in config.get_models()}
    for name in ("rules", "models"):
        if util.find_spec(f"{config.name}.{name}"):
            wanted |= {
                kind.__name__
                for kind in enums_of(config.name, name)
            }  # fmt: skip

    assert sorted(wanted - rows) == []


def enums_of(app: str, part: str) -> set[type]:
    from enum import StrEnum

    everything_imported()
    return {
        kind
        for name, module in list(sys.modules.items())
        if name == f"{app}.{part}" or name.startswith(f"{app}.{part}.")
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__module__.startswith(app)
    }


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes" in out.getvalue()


def test_translations_are_complete():
    checked = subprocess.run(
        [sys.executable, "scripts/messages.py", "check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout


def test_error_pages_speak_for_every_status():
    from linli.kit.statuses import STATUS
    from linli.web.labels import ADVICE, HEADINGS

    assert set(STATUS.values()) | {429} <= set(HEADINGS)
    assert set(HEADINGS) == set(ADVICE)
