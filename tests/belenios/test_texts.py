"""Every sentence that a program or page asks for exists, in every language."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

import linli.belenios
from linli.belenios.booth import ceremony_data, sentences

PACKAGE = Path(linli.belenios.__file__).parent
FRONTEND = PACKAGE.parents[1] / "frontend" / "src"
ENGLISH = sorted((PACKAGE / "texts").glob("*.en.json"))
ASKED = re.compile(
    r"\b(?:text|say|title|ask|ask_optional|ask_number|ask_file|confirm|passphrase)"
    r'\(\s*"([a-z0-9_.]+)"'
)
REFUSED = re.compile(r'Refusal\(\s*"([a-z0-9_.]+)"')
# Codes that a page shows as they are; those of a broken archive are told as archive.invalid.
EXPLAINED = re.compile(
    r"(manifest|roster|weights|twin|heads|ledger|sealed|sign|key|form|book)\."
    r"|archive\.(stage|missing|already|invalid)$"
)
THROWN = re.compile(r'(?:Refused|requireSame|compare)\(\s*"([a-z0-9_.]+)"')
SPOKEN = re.compile(r'\bsay\(\s*"([a-z0-9_.]+)"')


def texts(path: Path) -> dict[str, str]:
    return json.loads(path.read_text("utf-8"))


def facts(sentence: str) -> set[str]:
    """Return the names of the places that a sentence has for facts."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("english", ENGLISH, ids=[path.name for path in ENGLISH])
def test_both_languages_say_the_same(english: Path) -> None:
    chinese = texts(english.with_name(english.name.replace(".en.", ".zh-Hans.")))

    assert list(chinese) == list(texts(english))
    assert {key: facts(text) for key, text in chinese.items()} == {
        key: facts(text) for key, text in texts(english).items()
    }


def test_programs_have_every_sentence_they_ask_for() -> None:
    known = texts(PACKAGE / "texts" / "programs.en.json")
    source = "".join(path.read_text("utf-8") for path in (PACKAGE / "programs").glob("*.py"))

    wanted = set(ASKED.findall(source)) | {f"refused.{key}" for key in REFUSED.findall(source)}

    assert wanted - set(known) == set()


def asked_by_page(page: str) -> set[str]:
    source = "".join(path.read_text("utf-8") for path in (FRONTEND / page).glob("*.js"))
    refused = {f"refused.{code}" for code in THROWN.findall(source) if EXPLAINED.match(code)}
    return set(SPOKEN.findall(source)) | (refused if page == "ceremony" else set())


@pytest.mark.parametrize(
    ("page", "known"),
    [
        ("booth", set(sentences("booth", language="en"))),
        ("ceremony", set(ceremony_data(language="en")["strings"])),
    ],
    ids=["booth", "ceremony"],
)
def test_pages_have_every_sentence_they_ask_for(page: str, known: set[str]) -> None:
    assert asked_by_page(page) - known == set()
