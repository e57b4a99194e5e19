"""The booth's ballot maker against fixed vectors, and what its page is given."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from booth_requests import BUDGET, COMMITTEE, SAMPLE_ELECTION, election_with, make

from linli.belenios.booth import bundle_hash, page_data, sentences, short_number

FRONTEND = Path(__file__).parents[2] / "frontend"
DIST = FRONTEND.parent / "linli" / "web" / "static" / "dist"


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def test_credential_derives_the_secret_of_the_sample() -> None:
    [made] = make({"election": SAMPLE_ELECTION, "choices": [[0]]})

    assert made.secret == (
        7080219130742676681584962522985020377871445661507661024006042482099586781635
    )
    assert made.public_credential == (
        "de999e6540114a618179bbe0ca60675938921e408425843bc67ac1027a112364"
    )


def test_ballot_carries_the_hash_of_the_exact_election_text() -> None:
    [made] = make({"election": SAMPLE_ELECTION, "choices": [[0]]})

    ballot = json.loads(made.text)

    assert ballot["election_hash"] == "+ghaFyyPaXuIQbvI/uyXRrHFe+U3SK47msTspfKUyf8"
    assert ballot["election_uuid"] == "L2SabEkobQ9yb3"
    assert json.dumps(ballot, separators=(",", ":")) == made.text
    assert made.tracker == digest(made.text)


def test_same_chance_gives_the_same_ballot() -> None:
    election = election_with(json.loads(SAMPLE_ELECTION)["questions"][0], COMMITTEE, BUDGET)
    request = {"election": election, "choices": [[2], [0, 1, 2, 3, 8], "blank"]}

    first, again, other = make(request, request, request | {"seed": "two"})

    assert first.text == again.text
    assert first.text != other.text
    assert first.tracker == "qbif4yj7XwGzCuvSKRFJGSYQLhm8muYpjf4c60Q0hTM"


def test_unknown_language_has_no_sentences() -> None:
    with pytest.raises(ValueError, match="fr"):
        sentences("booth", language="fr")


def test_bundle_hash_is_that_of_the_file(tmp_path: Path) -> None:
    bundle = tmp_path / "booth.js"
    bundle.write_bytes(b"abc")

    assert bundle_hash(bundle) == hashlib.sha256(b"abc").hexdigest()


def test_bundles_are_the_same_bytes_wherever_they_are_built(tmp_path: Path) -> None:
    shutil.copytree(FRONTEND, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "elsewhere" / "node_modules").symlink_to(FRONTEND / "node_modules")
    subprocess.run(
        ["node", "build.mjs", str(tmp_path / "out")], cwd=tmp_path / "elsewhere", check=True
    )

    for name in ("booth.js", "ceremony.js"):
        assert bundle_hash(tmp_path / "out" / name) == bundle_hash(DIST / name)


def test_short_number_is_twelve_digits_of_the_hash() -> None:
    tracker = "X3WlATX6te2PXnXUBF5nA5SkBvmBNKdaRDgSulLX9D0"

    assert short_number(tracker) == "6364 3757 8856"


def test_page_data_keeps_the_election_text_untouched() -> None:
    data = page_data(election=SAMPLE_ELECTION, submit_url="/cast", language="zh-Hans")

    assert data["election"] == SAMPLE_ELECTION
    assert data["credentials"] is None
