"""The authority's program: from a roll to the public lists and the slips."""

import json
from pathlib import Path

import pytest
from conversations import CHEAP, PASSPHRASE, SECRETIVE, Conversation, write

from linli.belenios.credentials import public_credential, read_credentials
from linli.belenios.groups import group_named
from linli.belenios.manifest import read_roster
from linli.belenios.programs import sealed
from linli.belenios.programs.credentials import (
    AREA,
    HEADS,
    ROSTER,
    SEALED,
    SLIPS,
    SUMMARY,
    Authority,
    main,
)
from linli.belenios.programs.dialogue import ConversationEnded, Refusal
from linli.belenios.programs.roll import Voter, read_roll
from linli.belenios.programs.slips import content

ROLL = "voter,area_m2\n1-101,89.37\n1-102,89.37\n商铺,128\n"
UUID = "L2SabEkobQ9yb3"


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    return write(tmp_path / "roll.csv", ROLL)


def generated(folder: Path, roll: Path, *then: object, language: str = "en") -> Conversation:
    talk = Conversation(
        roll, "yes", UUID, 1, "https://vote.example/booth", *SECRETIVE, *then, language=language
    )
    with pytest.raises(ConversationEnded):
        Authority(folder, talk.dialogue, cost=CHEAP).run()
    return talk


def private(folder: Path) -> dict[str, str]:
    inside = sealed.unseal(folder / SEALED, purpose="credentials", passphrase=PASSPHRASE)
    return {name: code for name, _, code in inside["voters"]}


def test_lists_hold_every_voter_once_in_an_order_that_tells_nothing(
    tmp_path: Path, roll: Path
) -> None:
    generated(tmp_path / "vote", roll)

    ed25519 = group_named("Ed25519")
    heads = json.loads((tmp_path / "vote" / HEADS).read_text())
    area = read_credentials((tmp_path / "vote" / AREA).read_bytes(), ed25519)
    expected = {
        public_credential(code, uuid=UUID, group=ed25519): {"商铺": 12800}.get(name, 8937)
        for name, code in private(tmp_path / "vote").items()
    }
    assert area == expected
    assert heads == sorted(expected)
    assert json.loads((tmp_path / "vote" / SUMMARY).read_text())["total_weight"] == 30674
    assert read_roster((tmp_path / "vote" / ROSTER).read_bytes()) == [8937, 8937, 12800]


def test_only_the_authority_can_read_what_is_private(tmp_path: Path, roll: Path) -> None:
    generated(tmp_path / "vote", roll)
    codes = private(tmp_path / "vote").values()

    for name in (SEALED, SLIPS):
        assert (tmp_path / "vote" / name).stat().st_mode & 0o077 == 0
    for name in (HEADS, AREA, SUMMARY, SEALED):
        text = (tmp_path / "vote" / name).read_text()
        assert not any(code in text for code in codes)


def test_slips_carry_code_and_qr(tmp_path: Path, roll: Path) -> None:
    generated(tmp_path / "vote", roll)

    sheet = (tmp_path / "vote" / SLIPS).read_text()

    for name, code in private(tmp_path / "vote").items():
        assert name in sheet
        assert f">{code}</p>" in sheet
    assert sheet.count("<svg") == 3
    assert content("a", "https://x/") == "https://x/#a"


@pytest.mark.parametrize("lost", [[SUMMARY], [SUMMARY, SLIPS, AREA], [SUMMARY, HEADS, AREA, SLIPS]])
def test_interrupted_run_is_finished_with_the_same_credentials(
    tmp_path: Path, roll: Path, lost: list[str]
) -> None:
    folder = tmp_path / "vote"
    generated(folder, roll)
    before = {name: (folder / name).read_bytes() for name in (HEADS, AREA, SUMMARY)}
    for name in lost:
        (folder / name).unlink()
    talk = Conversation(PASSPHRASE)
    with pytest.raises(ConversationEnded):
        Authority(folder, talk.dialogue, cost=CHEAP).run()

    assert {name: (folder / name).read_bytes() for name in before} == before
    assert "continued" in talk.text


def test_lost_slip_is_printed_again(tmp_path: Path, roll: Path) -> None:
    generated(tmp_path / "vote", roll, 2, PASSPHRASE, "1-102")

    slip = (tmp_path / "vote" / "slip.PRIVATE.html").read_text()

    codes = private(tmp_path / "vote")
    assert codes["1-102"] in slip
    assert codes["1-101"] not in slip


def test_forgotten_credentials_are_gone(tmp_path: Path, roll: Path) -> None:
    generated(tmp_path / "vote", roll, 3, "yes")

    kept = {path.name for path in (tmp_path / "vote").iterdir()}

    assert kept == {HEADS, AREA, ROSTER, SUMMARY}


def test_wrong_passphrase_is_refused(tmp_path: Path, roll: Path) -> None:
    generated(tmp_path / "vote", roll)
    talk = Conversation(2, "wrong wrong wrong", language="zh")

    with pytest.raises(Refusal) as refused:
        Authority(tmp_path / "vote", talk.dialogue, cost=CHEAP).run()

    assert refused.value.reason == "sealed.passphrase"


def test_readable_file_is_used_only_after_a_warning(tmp_path: Path, roll: Path) -> None:
    generated(tmp_path / "vote", roll)
    (tmp_path / "vote" / SEALED).chmod(0o644)
    talk = Conversation(2, "no")

    with pytest.raises(Refusal) as refused:
        Authority(tmp_path / "vote", talk.dialogue, cost=CHEAP).run()

    assert refused.value.reason == "files.open"
    assert "WARNING" in talk.text


def test_sealed_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    sealed.seal(path, {"a": 1}, purpose="trustee", passphrase=PASSPHRASE, cost=CHEAP)

    with pytest.raises(Refusal) as refused:
        sealed.unseal(path, purpose="credentials", passphrase=PASSPHRASE)

    assert refused.value.reason == "sealed.purpose"


@pytest.mark.parametrize("damaged", ["", "{", "[1]", "[" * 100_000, "\x00"])
def test_damaged_files_are_refused_in_words(tmp_path: Path, roll: Path, damaged: str) -> None:
    generated(tmp_path / "vote", roll)
    for name, asked, reason in ((SUMMARY, [1], "summary.form"), (SEALED, [2, "x"], "sealed.form")):
        kept = (tmp_path / "vote" / name).read_bytes()
        write(tmp_path / "vote" / name, damaged)
        talk = Conversation(*asked, "yes", *SECRETIVE)

        with pytest.raises(Refusal) as refused:
            Authority(tmp_path / "vote", talk.dialogue, cost=CHEAP).run()

        assert refused.value.reason == reason
        (tmp_path / "vote" / name).write_bytes(kept)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "roll.columns"),
        ("name,weight\na,1\n", "roll.columns"),
        ("voter,weight,area_m2\na,1,1\n", "roll.columns"),
        ("voter,weight\n", "roll.form"),
        ("voter,weight\na,1.5\n", "roll.form"),
        ("voter,area_m2\na,1.555\n", "roll.form"),
        ("voter,area_m2\na,-1\n", "roll.form"),
        ("voter,weight\n,1\n", "roll.form"),
        ("voter,weight\na\n", "roll.form"),
        ("voter,weight\na,1\na,2\n", "roll.repeated"),
    ],
)
def test_unclear_roll_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_roll(write(tmp_path / "roll.csv", text))

    assert refused.value.reason == reason


def test_roll_reads_square_metres_exactly(tmp_path: Path) -> None:
    roll = write(tmp_path / "roll.csv", "\ufeff业主,面积\n甲,0.29\n乙,1000000\n\n")

    assert read_roll(roll) == [Voter("甲", 29), Voter("乙", 100000000)]


def test_second_program_in_the_same_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from linli.belenios.programs.files import exclusive

    with exclusive(tmp_path):
        status = main([str(tmp_path), "--lang", "en"])

    assert status == 1
    assert "folder.busy" in capsys.readouterr().out
