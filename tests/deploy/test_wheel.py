"""The wheel alone, without the checkout: it migrates, and serves Chinese pages and built files."""

import configparser
import os
import secrets
import shutil
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import sys
from django.conf import settings
from django.core.management import call_command
import django
django.setup()
import linli
assert linli.__file__.startswith(sys.argv[1]), linli.__file__
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
page = Client().get(
    "/sign-in/", headers={"host": "localhost", "accept-language": "zh-hans"}
)
print(page.status_code, "登录" in page.content.decode())
from django.contrib.staticfiles.storage import staticfiles_storage
print(staticfiles_storage.url("dist/app.js"))
"""


def uv() -> str | None:
    beside = ROOT / ".tools" / "bin" / "uv"
    return shutil.which("uv") or (str(beside) if beside.exists() else None)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    builder = uv()
    if builder is None:
        pytest.skip("no uv here to build the wheel with")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [builder, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    site = folder / "site"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return site


@pytest.mark.slow
def test_wheel_carries_what_the_checkout_builds(unpacked):
    built = {path.name for path in (ROOT / "linli/web/static/dist").iterdir()}
    catalogues = {path.parts[-4] for path in (ROOT / "locale").rglob("*.po")}

    assert {path.name for path in (unpacked / "linli/web/static/dist").iterdir()} == built
    assert {path.parts[-4] for path in (unpacked / "linli/locale").rglob("*.mo")} == catalogues
    assert {path.name for path in (unpacked / "linli/documents").rglob("*.typ")} == {
        path.name for path in (ROOT / "linli/documents").rglob("*.typ")
    }


@pytest.mark.slow
def test_console_scripts_exist(unpacked):
    scripts = configparser.ConfigParser()
    scripts.read(next(unpacked.glob("*.dist-info/entry_points.txt")))

    for target in scripts["console_scripts"].values():
        module, _, name = target.partition(":")
        assert callable(getattr(import_module(module), name))


@pytest.mark.slow
def test_installation_from_the_wheel_serves_its_pages(unpacked, tmp_path):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("LINLI_")
    }
    environment |= {
        "PYTHONPATH": str(unpacked),
        "LINLI_DATA": str(tmp_path),
        "LINLI_SECRET": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.production",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(unpacked)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    status, script = done.stdout.splitlines()
    assert status == "200 True"
    assert script.startswith("/static/dist/app.")
    assert script != "/static/dist/app.js", "served under a name that changes with its bytes"
