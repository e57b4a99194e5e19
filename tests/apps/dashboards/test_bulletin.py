"""The template of the bulletin, with its sample and with nothing at all."""

import json
from datetime import UTC, datetime

from linli.kit.typeset import DOCUMENTS, typeset

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SAMPLE = DOCUMENTS / "case_bulletin/sample.json"


def test_sample_is_set_the_same_each_time():
    data = json.loads(SAMPLE.read_text())
    first, second = (typeset("case_bulletin/bulletin.typ", data, now=NOW) for _ in range(2))

    assert first.startswith(b"%PDF-")
    assert first == second


def test_a_month_without_anything_is_set_too():
    data = json.loads(SAMPLE.read_text()) | {
        "rates": [], "outcomes": [], "categories": [], "below": [], "counts": []
    }  # fmt: skip

    assert typeset("case_bulletin/bulletin.typ", data, now=NOW).startswith(b"%PDF-")
