"""The examples of the how-to are run as they stand, by the program they name."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache

from linli.apps.cases.models import Case, Delay
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.services.delays import ask_delay
from tests.factories.cases import case_in, make_case
from tests.factories.interfaces import make_key

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to"


def examples(name: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (HOW_TO / name).read_text(), flags=re.DOTALL)


def test_both_languages_show_the_same_examples():
    assert examples("interfaces.md") == examples("interfaces.zh-CN.md")
    assert len(examples("interfaces.md")) == 7


@pytest.mark.django_db
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
def test_every_example_works(town, live_server):
    cache.clear()
    case = make_case(town)
    _key, secret = make_key(town.committee, now=datetime.now(UTC))
    _key, board = make_key(town.office, now=datetime.now(UTC))
    handled = case_in(town, CaseState.HANDLING)
    delay = ask_delay(
        actor=town.handler, case_id=handled.pk, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
        text="等待灯具到货", until=town.at(480), now=town.at(2),
    )  # fmt: skip
    world = os.environ | {
        "LINLI": live_server.url,
        "KEY": secret,
        "BOARD_KEY": board,
        "DELAY": str(delay.pk),
        "CASE": case.number,
        "PLACE": town.compound.code,
        "DIVISION": town.tree.county.code,
        "NO_PROXY": "*",
    }
    for block in examples("interfaces.md"):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            env=world, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, block + done.stderr + done.stdout
        assert done.stdout.strip()

    assert Case.objects.get(pk=case.pk).state == "OPEN"
    assert Delay.objects.get(pk=delay.pk).state == "GRANTED"
    assert Case.objects.filter(channel="INTERFACE").count() == 2
