"""Each file of deploy/ is read by the program it is for, or by a parser of its form."""

import configparser
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from linli.web.settings.environment import database_settings, read_environment

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def unit(path):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(path)
    return parser


@pytest.mark.parametrize(
    "path", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda p: p.name
)
def test_service_runs_as_its_own_account_with_least_rights(path):
    service = unit(path)["Service"]

    assert service["User"] == "linli"
    assert service["NoNewPrivileges"] == "true"
    assert service["ProtectSystem"] == "strict"
    assert "linli" in service["ExecStart"]


def test_backup_timer_starts_the_backup():
    assert unit(DEPLOY / "systemd" / "linli-backup.timer")["Timer"]["Persistent"] == "true"


def test_example_environment_is_what_the_settings_read():
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    environment = read_environment(values)

    assert environment.secret == "", "the example carries no secret"
    assert environment.https
    assert database_settings(environment.database)["NAME"] == "linli"
    source = (DEPLOY.parent / "linli/web/settings/environment.py").read_text()
    known = {f"LINLI_{name}" for name in re.findall(r'get\("([A-Z_]+)"', source)}
    assert set(values) <= known


def test_a_new_database_file_has_large_pages_and_an_older_one_keeps_its_own(tmp_path):
    def page_size(file):
        settings = database_settings(f"sqlite:///{file}")
        with closing(sqlite3.connect(settings["NAME"])) as connection:
            connection.executescript(settings["OPTIONS"]["init_command"])
            connection.execute("CREATE TABLE IF NOT EXISTS one (id integer)")
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            return connection.execute("PRAGMA page_size").fetchone()[0]

    older = tmp_path / "older.sqlite3"
    with closing(sqlite3.connect(older)) as connection:
        connection.executescript("PRAGMA page_size=4096; CREATE TABLE one (id integer);")

    assert page_size(tmp_path / "new.sqlite3") == 8192
    assert page_size(older) == 4096


def test_pgbouncer_pools_by_transaction():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(DEPLOY / "pgbouncer" / "pgbouncer.ini")

    assert parser["pgbouncer"]["pool_mode"] == "transaction"


def test_proxy_braces_balance_and_headers_stand():
    text = (DEPLOY / "nginx" / "linli.conf").read_text()

    assert text.count("{") == text.count("}")
    assert "proxy_pass http://linli" in text
    nginx = shutil.which("nginx")
    if nginx:
        ended = subprocess.run([nginx, "-V"], capture_output=True, check=False)
        assert ended.returncode == 0


def test_pages_of_the_proxy_are_there_and_styled_in_both_languages():
    named = re.findall(
        r"error_page [0-9 ]+(/static/\S+);", (DEPLOY / "nginx/linli.conf").read_text()
    )

    assert len(named) == 2
    for address in named:
        page = Path("linli/web" + address).read_text()
        assert '<link rel="stylesheet" href="/static/dist/app.css">' in page
        assert 'lang="en"' in page
        assert "style=" not in page


def test_append_only_tables_are_the_ones_the_tests_know():
    from tests.conftest import APPEND_ONLY

    text = (DEPLOY / "postgresql" / "trail.sql").read_text()

    assert all(table in text for table in APPEND_ONLY)
