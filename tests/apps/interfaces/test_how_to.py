"""The examples of the how-to are run as they stand, by the program they name."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache

from linli.apps.cases.models import Case
from tests.factories.cases import make_case
from tests.factories.interfaces import make_key

HOW_TO = Path(__file__).resolve().parents[3] / "docs" / "how-to"


def examples(name: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (HOW_TO / name).read_text(), flags=re.DOTALL)


def test_both_languages_show_the_same_examples():
    assert examples("interfaces.md") == examples("interfaces.zh-CN.md")
    assert len(examples("interfaces.md")) == 6


@pytest.mark.django_db
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
def test_every_example_works(town, live_server):
    cache.clear()
    case = make_case(town)
    _key, secret = make_key(town.committee, now=datetime.now(UTC))
    world = os.environ | {
        "LINLI": live_server.url,
        "KEY": secret,
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
    assert Case.objects.filter(channel="INTERFACE").count() == 2
