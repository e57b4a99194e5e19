"""The trustee's program: what it decrypts, and everything that it refuses to."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from ceremony_cases import (
    ED25519,
    OPEN,
    Vote,
    count,
    finished,
    make_key,
    program,
    public_key,
    sign,
    vote_for,
)
from ceremony_harms import HARMS
from conversations import PASSPHRASE, SECRETIVE, write

from linli.belenios import pedersen
from linli.belenios.hashing import hex_digest
from linli.belenios.programs import sealed
from linli.belenios.programs.collect import main as collect
from linli.belenios.programs.dialogue import Refusal, path_of
from linli.belenios.programs.files import append_durably
from linli.belenios.programs.keys import KEY, LEDGER, PUBLIC
from linli.belenios.programs.ledger import Ledger
from linli.belenios.programs.safeguards import require_mixed
from linli.belenios.programs.trustee import SIGNING_KEY
from linli.belenios.signed import add_signature
from linli.belenios.trustees import require_trustees
from linli.belenios.verify import verify_archive


@pytest.fixture
def trustee(tmp_path: Path) -> Path:
    make_key(tmp_path / "trustee")
    return tmp_path / "trustee"


@pytest.fixture
def vote(trustee: Path, tmp_path: Path) -> Vote:
    """A signed vote, closed and ready for the count."""
    vote = vote_for(trustee, tmp_path / "vote")
    sign(trustee, vote)
    vote.published_heads()
    return vote


def decryptions(trustee: Path) -> list[str]:
    return sorted(path.name for path in trustee.glob("partial-decryption-*.json"))


def test_key_is_sealed_and_proven(trustee: Path) -> None:
    require_trustees((public_key(trustee, ED25519),), ED25519)

    assert (trustee / KEY).stat().st_mode & 0o077 == 0
    assert json.loads((trustee / PUBLIC).read_text())["name"] == "王托管"
    assert len(json.loads((trustee / SIGNING_KEY).read_text())["signing_key"]) == 64


def test_lost_public_files_are_written_again(trustee: Path) -> None:
    before = public_key(trustee, ED25519).key.public_key
    (trustee / PUBLIC).unlink()
    program(trustee, 2, PASSPHRASE)

    assert public_key(trustee, ED25519).key.public_key == before


def test_both_tallies_are_decrypted_and_the_result_holds(trustee: Path, vote: Vote) -> None:
    said = count(trustee, vote, "yes", "yes")

    assert decryptions(trustee) == ["partial-decryption-area-1.json",
                                    "partial-decryption-heads-1.json"]  # fmt: skip
    totals = {"heads": [4, 2, 1], "area": [36813, 17958, 12804]}
    for name, made in (("heads", vote.heads), ("area", vote.area)):
        mine = (trustee / f"partial-decryption-{name}-1.json").read_bytes()
        archive = finished(made, vote.ballots, mine)
        vote.write(name, archive)
        verification = verify_archive(vote.folder / f"{name}.bel")
        assert verification.report.passed
        assert verification.report.facts["result"] == [totals[name]]
    assert "REFUSED" not in said


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(("harm", "reason"), HARMS, ids=[harm.__name__ for harm, _ in HARMS])
def test_everything_else_is_refused(
    trustee: Path, vote: Vote, harm: Callable[[Vote], None], reason: str
) -> None:
    harm(vote)

    said = count(trustee, vote, "yes", "yes")

    assert f"REFUSED [{reason}]" in said
    assert decryptions(trustee) == []


def test_one_tally_may_follow_the_other(trustee: Path, vote: Vote) -> None:
    count(trustee, vote, "yes", "no")
    mine = (trustee / "partial-decryption-heads-1.json").read_bytes()
    vote.write("heads", finished(vote.heads, vote.ballots, mine))

    count(trustee, vote, "yes")

    assert len(decryptions(trustee)) == 2


def test_nothing_left_to_decrypt_is_refused(trustee: Path, vote: Vote) -> None:
    count(trustee, vote, "yes", "yes")
    for name, made in (("heads", vote.heads), ("area", vote.area)):
        mine = (trustee / f"partial-decryption-{name}-1.json").read_bytes()
        vote.write(name, finished(made, vote.ballots, mine))

    assert "REFUSED [archive.already]" in count(trustee, vote, "yes", "yes")


def test_count_before_closing_time_is_refused(trustee: Path, vote: Vote) -> None:
    said = count(trustee, vote, "yes", "yes", now=OPEN)

    assert "REFUSED [manifest.early]" in said
    assert decryptions(trustee) == []


def test_weights_like_digits_stay_closed_even_if_they_were_signed(
    trustee: Path, tmp_path: Path
) -> None:
    vote = vote_for(trustee, tmp_path / "vote", areas=tuple(10**place for place in range(8)))
    vote.publish()
    vote.published_heads()
    key = sealed.unseal(trustee / KEY, purpose="trustee", passphrase=PASSPHRASE)["signing"]
    signed = add_signature("manifest", vote.draft().read_bytes(), key)
    (vote.folder / "manifest.json").write_bytes(signed)

    said = count(trustee, vote, "yes", "yes")

    assert "REFUSED [weights.positional]" in said
    assert decryptions(trustee) == []


def test_second_decryption_is_refused(trustee: Path, vote: Vote) -> None:
    count(trustee, vote, "yes", "yes")
    for path in trustee.glob("partial-decryption-*.json"):
        path.unlink()

    said = count(trustee, vote, "yes", "yes")

    assert "REFUSED [ledger.repeated]" in said
    assert decryptions(trustee) == []


def test_later_ballots_do_not_open_an_archive_again(trustee: Path, vote: Vote) -> None:
    count(trustee, vote, "yes", "yes")
    vote.ballots.append(vote.heads.ballot(7, [0, 0, 1]))
    vote.publish()

    said = count(trustee, vote, "yes", "yes")

    assert "REFUSED [ledger.repeated]" in said


def test_without_its_book_a_key_decrypts_nothing(trustee: Path, vote: Vote) -> None:
    (trustee / LEDGER).unlink()

    assert "REFUSED [ledger.missing]" in count(trustee, vote, "yes", "yes")
    assert decryptions(trustee) == []


def test_book_of_another_key_is_refused(trustee: Path, vote: Vote) -> None:
    (trustee / LEDGER).unlink()
    Ledger.create(trustee / LEDGER, "another")

    assert "REFUSED [ledger.foreign]" in count(trustee, vote, "yes", "yes")


def test_book_is_written_before_the_decryption_leaves(
    trustee: Path, vote: Vote, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("linli.belenios.programs.counting.write_durably", cut)
        with pytest.raises(KeyboardInterrupt):
            count(trustee, vote, "yes")
    assert len((trustee / LEDGER).read_text().splitlines()) == 2
    assert decryptions(trustee) == []

    count(trustee, vote, "yes", "yes")
    assert len(decryptions(trustee)) == 2


def test_interrupted_decryption_is_not_finished_for_another_tally(
    trustee: Path, vote: Vote
) -> None:
    book = trustee / LEDGER
    number = json.loads(book.read_text().splitlines()[0])["ledger"]
    setup = vote.manifest.tallies[0].setup
    Ledger(book, number).begin(setup=setup, head="0" * 64, tally="0" * 64)
    append_durably(book, b'{"setup": "cut by a power fai')

    said = count(trustee, vote, "yes", "yes")

    assert "REFUSED [ledger.other_tally]" in said
    assert decryptions(trustee) == []


def test_trustee_of_another_vote_is_refused(trustee: Path, vote: Vote, tmp_path: Path) -> None:
    make_key(tmp_path / "stranger")

    said = program(tmp_path / "stranger", 2, vote.folder / "manifest.json", PASSPHRASE, now=OPEN)

    assert "REFUSED [manifest.stranger]" in said


# ---------------------------------------------------------------- signing


def test_second_manifest_of_the_same_vote_is_not_signed(trustee: Path, vote: Vote) -> None:
    lower = vote.draft(replace(vote.manifest, floor=1))

    said = program(trustee, 2, lower, PASSPHRASE, now=OPEN)

    assert "REFUSED [sign.second]" in said


def test_roster_that_works_like_digits_is_not_signed(trustee: Path, tmp_path: Path) -> None:
    vote = vote_for(trustee, tmp_path / "vote", areas=tuple(10**place for place in range(8)))

    said = sign(trustee, vote)

    assert "REFUSED [weights.positional]" in said
    assert not (trustee / "manifest.signed.json").exists()


def test_danger_for_secrecy_is_told_before_signing(trustee: Path, tmp_path: Path) -> None:
    said = sign(trustee, vote_for(trustee, tmp_path / "vote"), "no")

    assert "leave about 0 bits" in said
    assert "REFUSED [sign.declined]" in said


@pytest.mark.parametrize(
    ("weights", "mixed"),
    [
        ((1, 10, 100, 1000), False),
        ((1, 1, 1, 4, 4, 16), False),
        ((8937, 8937, 1200), False),
        ((5, 7), False),
        ((0, 8937, 0, 0), False),
        ((8937, 8937, 8937), True),
        ((8937, 10256, 12804, 9021, 6412), True),
        ((0, 1, 1, 1), True),
    ],
)
def test_positional_weights_are_recognised(weights: tuple[int, ...], mixed: bool) -> None:
    if mixed:
        require_mixed(weights)
        return
    with pytest.raises(Refusal) as refused:
        require_mixed(weights)

    assert refused.value.reason == "weights.positional"


def test_a_roster_of_nobody_is_not_signed(trustee: Path, tmp_path: Path) -> None:
    vote = vote_for(trustee, tmp_path / "vote")
    roster = write(vote.folder / "roster.csv", "\n")
    heads, area = vote.manifest.tallies
    pinned = replace(vote.manifest, tallies=(heads, replace(area, roster=hex_digest(b"\n"))))

    said = program(trustee, 2, vote.draft(pinned), PASSPHRASE, roster, now=OPEN)

    assert "REFUSED [roster.form]" in said


def test_a_closing_time_that_no_calendar_has_is_not_signed(trustee: Path, tmp_path: Path) -> None:
    vote = vote_for(trustee, tmp_path / "vote", closes_at="2026-11-31T10:00:00Z")

    assert "REFUSED [manifest.form]" in sign(trustee, vote)


def test_the_folder_of_a_stranger_is_a_file_that_is_not_there() -> None:
    assert path_of("~nobody-has-this-name/x") == Path("~nobody-has-this-name/x")


# ---------------------------------------------------------------- a shared key


def test_threshold_key_in_its_steps(tmp_path: Path) -> None:
    members = [tmp_path / f"member{index}" for index in (1, 2, 3)]
    for index, folder in enumerate(members, start=1):
        program(folder, 2, 1, f"托管人{index}", 3, 2, index, *SECRETIVE)
    certificates = gathered(tmp_path, members, "certificate.json")
    for folder in members:
        program(folder, 1, PASSPHRASE, certificates)
    polynomials = gathered(tmp_path, members, "polynomial.json")
    for folder in members:
        program(folder, 1, PASSPHRASE, certificates, polynomials)
    received = [
        pedersen.read_received((folder / "voutput.json").read_bytes(), ED25519)
        for folder in members
    ]
    certified = [
        pedersen.read_certificate_file(line, ED25519)
        for line in certificates.read_bytes().splitlines()
    ]
    deals = [pedersen.read_deal(line, ED25519) for line in polynomials.read_bytes().splitlines()]
    shares = pedersen.shares_for(deals)[0]
    require_trustees([pedersen.threshold_group(certified, shares, received)], ED25519)

    said = program(members[0], 1, PASSPHRASE)
    assert "托管人1" in said


def test_step_of_a_shared_key_refuses_the_wrong_files(tmp_path: Path) -> None:
    members = [tmp_path / f"member{index}" for index in (1, 2)]
    for index, folder in enumerate(members, start=1):
        program(folder, 2, 1, "甲", 2, 2, index, *SECRETIVE)
    swapped = gathered(tmp_path, members[::-1], "certificate.json")

    said = program(members[0], 1, PASSPHRASE, swapped)

    assert "REFUSED [threshold.certificates]" in said


def test_collecting_refuses_what_is_not_one_file_from_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = [tmp_path / f"member{index}" for index in (1, 2)]
    for index, folder in enumerate(members, start=1):
        program(folder, 2, 1, "甲", 2, 2, index, *SECRETIVE)
    out = tmp_path / "certificates.jsons"
    one, two = (str(folder / "certificate.json") for folder in members)

    assert collect(["certificates", str(out), one]) == 1
    assert collect(["certificates", str(out), one, one]) == 1
    assert not out.exists()
    assert "trustees.threshold" in capsys.readouterr().err
    assert collect(["certificates", str(out), two, one]) == 0
    assert out.read_bytes() == gathered(tmp_path, members, "certificate.json").read_bytes() + b"\n"
    for folder in members:
        program(folder, 1, PASSPHRASE, out)
    dealt = [str(folder / "polynomial.json") for folder in members]
    arguments = ["polynomials", str(tmp_path / "polynomials.jsons"), "--certificates", str(out)]
    assert collect([*arguments, dealt[0], dealt[0]]) == 1
    assert "collect.members" in capsys.readouterr().err
    assert collect([*arguments, *reversed(dealt)]) == 0


def gathered(folder: Path, members: list[Path], name: str) -> Path:
    """Join the members' files, one a line, as whoever collects does."""
    path = folder / f"{name}s"
    path.write_bytes(b"\n".join((member / name).read_bytes() for member in members))
    return path
