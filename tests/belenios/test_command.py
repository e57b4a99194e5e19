"""`linli-verify` as people run it: lines, exit status, JSON, no traceback, no Django."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.belenios.__main__ import main
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import Manifest, PinnedTally, write_manifest
from linli.belenios.signed import new_signing_key, public_signing_key
from linli.belenios.trustees import places
from linli.belenios.verify import verify_archive
from tests.belenios.making import DATA, altered, make

AREA = str(DATA / "area.bel")
HEADCOUNT = str(DATA / "headcount.bel")
ROOT = Path(__file__).parents[2]


def test_a_valid_archive_passes(capsys: pytest.CaptureFixture[str]) -> None:
    status = main([AREA, "--processes", "1"])

    told = capsys.readouterr()
    assert status == 0
    assert "ok   ballot.signature: 20 ballots" in told.out
    assert "result: [[107244, 38661, 46004]]" in told.out
    assert told.out.endswith("ALL CHECKS HOLD\n\n")
    assert told.err == ""


def test_an_altered_archive_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "altered.bel"
    path.write_bytes(Path(AREA).read_bytes()[:-1])

    status = main([str(path)])

    told = capsys.readouterr()
    assert status == 1
    assert "FAIL archive.length" in told.out
    assert told.out.endswith("NOT VALID\n\n")


@pytest.mark.parametrize("name", ["absent.bel", "."])
def test_what_cannot_be_read_has_a_status_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    status = main([AREA, str(tmp_path / name)])

    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert told.err.startswith("linli-verify: ")
    assert told.err.count("\n") == 1


def test_what_cannot_be_read_twice_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "pipe.bel"
    os.mkfifo(pipe)

    status = main([str(pipe)])

    assert status == 2
    assert "save it first" in capsys.readouterr().err


def test_json_is_json_also_where_nothing_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([str(tmp_path / "absent.bel"), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (status, told["passed"], told["reports"]) == (2, False, [])
    assert "No such file" in told["error"]


@pytest.mark.parametrize("option", [[], ["--json"]])
@pytest.mark.parametrize(("target", "status"), [("closed", 1), ("/dev/full", 2)])
def test_a_report_that_cannot_be_written_leaves_no_traceback(
    option: list[str], target: str, status: int
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed, Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "linli.belenios", AREA, *option],
            cwd=ROOT,
            stdout=closed if target == "closed" else full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert ("No space left" in done.stderr) == (target == "/dev/full")


def test_names_of_files_stay_on_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\n  ALL CHECKS HOLD\n\x1b[2J\udcff.bel"
    path.write_bytes(b"no archive")

    status = main([str(path)])

    told = capsys.readouterr().out
    assert status == 1
    assert "\n  ALL CHECKS HOLD" not in told
    assert "\x1b" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--processes", "0", AREA],
        ["--nonsense", AREA],
        ["--twin", AREA],
        ["--signer", "0" * 64, AREA],
    ],
)
def test_a_wrong_call_has_the_same_status(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)

    assert left.value.code == 2


def test_the_report_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    status = main([AREA, HEADCOUNT, "--twin", "--json", "--processes", "2"])

    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert told["passed"] is True
    assert [report["subject"] for report in told["reports"]] == [AREA, HEADCOUNT, "together"]
    assert told["reports"][0]["facts"]["result"] == [[107244, 38661, 46004]]
    assert {check["outcome"] for r in told["reports"] for check in r["checks"]} == {"passed"}


def test_manifest_roster_and_heads_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make(weights=[5, 7])
    ballots = [made.ballot(0, [1, 0, 0])]
    roster = tmp_path / "roster.csv"
    roster.write_text(",a,7\n,b,5\n")
    tallies, paths, heads = [], [], []
    for name, own in (("heads", made.weighted([None, None])), ("area", made)):
        path = tmp_path / f"{name}.bel"
        path.write_bytes(own.archive(ballots))
        paths.append(str(path))
        history = verify_archive(path).history
        assert history is not None
        heads += ["--head", history.heads[1].hex()]
        digest = hex_digest(roster.read_bytes()) if name == "area" else None
        credentials = history.setup["credentials"].digest
        tallies.append(PinnedTally(name, "m²", "none", credentials, history.setup_head, digest))
    key = new_signing_key()
    manifest = Manifest(
        uuid=made.election.uuid,
        fingerprint=made.election.fingerprint,
        trustees=tuple(k.public_key for k in places(made.trustees)),
        tallies=tuple(tallies),
        closes_at="2026-03-02T10:00:00Z",
        floor=1,
    )
    file = tmp_path / "manifest.json"
    file.write_bytes(write_manifest(manifest, secrets=[key]))
    signed = ["--manifest", str(file), "--signer", public_signing_key(key)]

    complete = main([*paths, *signed, *heads, "--roster", str(roster)])
    without_roster = main([*paths, *signed])
    other_signer = main([*paths, "--manifest", str(file), "--signer", "0" * 64])

    assert (complete, without_roster, other_signer) == (0, 1, 1)
    told = capsys.readouterr().out
    area = f"({tmp_path.name}/area.bel)"
    assert f"ok   roster.weights {area}: 2 weights, 12 together" in told
    assert f"FAIL manifest.roster {area}" in told
    assert "FAIL manifest.signature" in told


def test_a_hostile_archive_cannot_write_lines_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make()
    valid, path = tmp_path / "valid.bel", tmp_path / "hostile.bel"
    valid.write_bytes(made.archive([]))
    text = json.dumps("\x1b[2J\r\n  ALL CHECKS HOLD\n")[:-1].encode()

    def change(at: str, body: bytes) -> bytes:
        return body.replace(b'"group":"', b'"group":' + text) if at == "0:Setup:0" else body

    path.write_bytes(altered(valid, change))

    status = main([str(path)])

    told = capsys.readouterr().out
    assert status == 1
    assert "\x1b" not in told
    assert "\n  ALL CHECKS HOLD\n" not in told


BLOCKED = """
import sys
sys.modules["django"] = None
sys.modules["cryptography"] = None
from linli.belenios.__main__ import main
status = main(sys.argv[1:])
foreign = [n for n in sys.modules if n.startswith("linli.") and not n.startswith("linli.belenios")]
assert foreign == [], foreign
sys.exit(status)
"""


def test_it_runs_where_django_is_not_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BLOCKED, AREA, HEADCOUNT, "--twin"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("ALL CHECKS HOLD") == 3
