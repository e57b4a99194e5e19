"""Production says what is missing in one sentence, and takes no secret that can be guessed."""

import os
import subprocess
import sys

import pytest

GOOD = "k3J9-vQ2x_LmZ7tR5pYw8sB4nD6fH1gC0aEuIoXyTqWrPzVbNjKl"


def manage(tmp_path, *arguments, **variables):
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LINLI_", "DJANGO_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.production",
        "LINLI_DATA": str(tmp_path / "data"),
        "LINLI_KEYS": str(tmp_path / "keys"),
        "LINLI_HTTPS": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "linli", "manage", *arguments],
        env=environment | variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("secret", ["", "changeme", "x" * 60])
def test_no_secret_and_a_guessable_one_are_refused_in_a_sentence(tmp_path, secret):
    ended = manage(tmp_path, "check", LINLI_SECRET=secret)

    assert ended.returncode == 1
    assert ended.stderr.startswith("linli: LINLI_SECRET is not")
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "data").write_text("a file stands here")

    ended = manage(tmp_path, "check", LINLI_SECRET=GOOD)

    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert str(tmp_path / "data") in ended.stderr


def test_the_deployment_check_is_silent(tmp_path):
    ended = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", LINLI_SECRET=GOOD)

    assert (ended.returncode, "WARNINGS" in ended.stderr) == (0, False), ended.stderr
