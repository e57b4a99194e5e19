"""Trustees: single keys, threshold key generation, and everything that must not pass."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from linli.belenios import canonical, pedersen
from linli.belenios.canonical import Malformed
from linli.belenios.channels import Algorithm, Member, MessageRefused
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group, group_named
from linli.belenios.report import Check, CheckFailed
from linli.belenios.tally import combine, decrypt, missing_decryptions, opened, read_decryption
from linli.belenios.trustees import (
    Single,
    election_key,
    new_trustee,
    read_trustees,
    require_trustees,
    write_trustees,
)
from tests.belenios.making import make, threshold_trustees

ED25519 = group_named("Ed25519")


@pytest.fixture(scope="module")
def written() -> bytes:
    """Return a single trustee and a group of two of three, as trustees.json."""
    members, _ = threshold_trustees(ED25519, 2, 3)
    _, key = new_trustee(ED25519, name="公证处")
    return write_trustees([Single(key), members])


def test_trustees_are_read_as_written(written: bytes) -> None:
    trustees = read_trustees(written, ED25519)

    require_trustees(trustees, ED25519)
    assert write_trustees(trustees) == written


@pytest.mark.parametrize("threshold", [1, 2, 3])
@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_any_quorum_opens_the_same_total(name: str, threshold: int) -> None:
    made = make(group=name, singles=1, threshold=(threshold, 3))
    group = made.group
    ciphertext = (
        group.power_of_generator(99),
        group.product([group.power(made.election.public_key, 99), group.power_of_generator(7)]),
    )
    tally = ciphertext * 3
    given = {
        owner: read_decryption(made.election, decrypt(made.election, tally, secret))
        for owner, secret in made.secrets.items()
    }

    for first in range(2, 5 - threshold + 1):
        quorum = {owner: given[owner] for owner in (1, *range(first, first + threshold))}
        assert missing_decryptions(made.trustees, list(quorum)) == []
        factors = combine(made.trustees, quorum, group)
        assert opened(tally, factors, group) == (group.power_of_generator(7),) * 3


def test_missing_decryptions_are_told() -> None:
    made = make(singles=1, threshold=(2, 3))

    assert missing_decryptions(made.trustees, [3]) == [
        "1 more of trustee 1",
        "1 more of trustees 2 to 4",
    ]


Change = Callable[[list[Any]], None]


def bump(proof: dict[str, str]) -> None:
    proof["response"] = str((int(proof["response"]) + 1) % ED25519.order)


def set_in(*path: Any, to: Any) -> Change:
    def change(value: list[Any]) -> None:
        inner: Any = value
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = to

    return change


def swap(name: str) -> Change:
    def change(value: list[Any]) -> None:
        row = value[1][1][name]
        row[0], row[1] = row[1], row[0]

    return change


def exchange_coefficient(value: list[Any]) -> None:
    message = json.loads(value[1][1]["coefexps"][0]["message"])
    message["coefexps"][1] = ED25519.generator
    value[1][1]["coefexps"][0]["message"] = json.dumps(message, separators=(",", ":"))


REFUSED: dict[str, tuple[Check, Change]] = {
    "single proof": (Check.TRUSTEES_PROOF, lambda v: bump(v[0][1]["pok"])),
    "single key": (Check.TRUSTEES_PROOF, set_in(0, 1, "public_key", to=ED25519.generator)),
    "key of small order": (Check.TRUSTEES_PROOF, set_in(0, 1, "public_key", to="0" * 64)),
    "member's proof": (
        Check.TRUSTEES_PROOF,
        lambda v: bump(v[1][1]["verification_keys"][1]["pok"]),
    ),
    "member's signature": (
        Check.TRUSTEES_THRESHOLD,
        lambda v: bump(v[1][1]["verification_keys"][1]["signature"]),
    ),
    "unsigned key": (
        Check.TRUSTEES_THRESHOLD,
        lambda v: v[1][1]["verification_keys"][0].pop("signature"),
    ),
    "swapped keys": (Check.TRUSTEES_THRESHOLD, swap("verification_keys")),
    "swapped certificates": (Check.TRUSTEES_THRESHOLD, swap("certs")),
    "swapped coefficients": (Check.TRUSTEES_THRESHOLD, swap("coefexps")),
    "swapped signatures": (Check.TRUSTEES_THRESHOLD, swap("signatures")),
    "lower threshold": (Check.TRUSTEES_THRESHOLD, set_in(1, 1, "threshold", to=1)),
    "certificate": (Check.TRUSTEES_THRESHOLD, lambda v: bump(v[1][1]["certs"][2]["signature"])),
    "coefficient": (Check.TRUSTEES_THRESHOLD, exchange_coefficient),
    "coefficients' signature": (
        Check.TRUSTEES_THRESHOLD,
        lambda v: bump(v[1][1]["coefexps"][2]["signature"]),
    ),
    "certificate not JSON": (Check.TRUSTEES_FORM, set_in(1, 1, "certs", 0, "message", to="x")),
    "coefficients not JSON": (Check.TRUSTEES_FORM, set_in(1, 1, "coefexps", 0, "message", to="")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_altered_trustees_are_refused_by_name(written: bytes, name: str) -> None:
    check, change = REFUSED[name]
    value = json.loads(written)
    change(value)

    with pytest.raises(CheckFailed) as refused:
        require_trustees(read_trustees(canonical.write(value), ED25519), ED25519)

    assert refused.value.code == check


@pytest.mark.parametrize(
    "change",
    [
        list.clear,
        set_in(0, 0, to="Double"),
        set_in(0, 0, to=["Single"]),
        set_in(0, to={}),
        set_in(1, 1, to=None),
        set_in(1, 1, "threshold", to=4),
        set_in(1, 1, "threshold", to=0),
        set_in(1, 1, "threshold", to=True),
        set_in(1, 1, "certs", to=[]),
        set_in(1, 1, "signatures", to=[]),
        set_in(0, 1, "pok", to={"challenge": "1", "response": "01"}),
    ],
)
def test_trustees_of_another_form_are_refused(written: bytes, change: Change) -> None:
    value = json.loads(written)
    change(value)

    with pytest.raises(Malformed):
        read_trustees(canonical.write(value), ED25519)


def test_keys_of_the_older_generation_are_refused(written: bytes) -> None:
    value = json.loads(written)
    del value[1][1]["signatures"]

    with pytest.raises(CheckFailed) as refused:
        read_trustees(canonical.write(value), ED25519)

    assert refused.value.code == Check.TRUSTEES_THRESHOLD


# ---------------------------------------------------------------- the ceremony


def ceremony(group: Group = ED25519) -> tuple[list[str], list[Any], list[Any]]:
    seeds = [pedersen.new_seed() for _ in range(3)]
    certificates = [
        pedersen.certificate(group, seed, index=i, threshold=2, size=3)
        for i, seed in enumerate(seeds, start=1)
    ]
    return seeds, certificates, [pedersen.deal(group, seed, certificates) for seed in seeds]


def test_every_step_is_read_as_written() -> None:
    seeds, certificates, deals = ceremony()
    shares = pedersen.shares_for(deals)
    received = pedersen.receive(ED25519, seeds[0], certificates, shares[0])

    for value, read in (
        (certificates[0], pedersen.read_certificate_file),
        (deals[0], pedersen.read_deal),
        (shares[0], pedersen.read_shares),
        (received, pedersen.read_received),
    ):
        assert read(canonical.write(value.as_json()) + b"\n", ED25519) == value


def test_a_share_off_the_polynomial_names_its_dealer() -> None:
    seeds, certificates, deals = ceremony()
    cheat = Member.from_seed(ED25519, seeds[1])
    keys = json.loads(certificates[0].message)["encryption"]
    forged = cheat.send(keys, '{"secret":"12345"}')
    shares = pedersen.shares_for(deals)[0]
    altered = pedersen.Shares(
        shares.polynomial,
        (shares.secrets[0], forged, shares.secrets[2]),
        shares.coefficients,
        shares.signatures,
    )

    with pytest.raises(CheckFailed) as refused:
        pedersen.receive(ED25519, seeds[0], certificates, altered)

    assert refused.value.facts["where"] == "dealer 2"


def test_shares_for_another_member_are_refused() -> None:
    seeds, certificates, deals = ceremony()

    with pytest.raises(MessageRefused):
        pedersen.receive(ED25519, seeds[0], certificates, pedersen.shares_for(deals)[1])


def test_a_stranger_is_not_a_member() -> None:
    _, certificates, _ = ceremony()

    with pytest.raises(pedersen.NotAMember):
        pedersen.deal(ED25519, pedersen.new_seed(), certificates)


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 1], [0, 0, 2]])
def test_certificates_out_of_place_are_refused(order: list[int]) -> None:
    seeds, certificates, _ = ceremony()

    with pytest.raises(CheckFailed):
        pedersen.deal(ED25519, seeds[0], [certificates[i] for i in order])


@pytest.mark.parametrize("algorithm", Algorithm)
def test_messages_reach_their_recipient_only(algorithm: Algorithm) -> None:
    anna, bo, cai = (Member.from_seed(ED25519, seed) for seed in ("anna", "bo", "cai"))
    message = anna.send(bo.encryption, "份额 \U00020000", algorithm)

    assert bo.receive(anna.verification, message) == "份额 \U00020000"
    for recipient, sender in ((cai, anna), (bo, cai)):
        with pytest.raises(MessageRefused):
            recipient.receive(sender.verification, message)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_altered_messages_are_refused(algorithm: Algorithm) -> None:
    anna, bo = (Member.from_seed(ED25519, seed) for seed in ("anna", "bo"))
    value = json.loads(anna.send(bo.encryption, "share", algorithm))
    changes = [
        {"data": value["data"][:-2] + ("00" if value["data"][-2:] != "00" else "01")},
        {"data": value["data"][:8]},
        {"data": "zz"},
        {"data": ""},
        {"alpha": ED25519.generator},
        {"beta": ED25519.generator},
        {"alpha": "0" * 64},
        {"data": 7},
        {"more": ""},
        {"algorithm": "none"},
    ]

    for change in changes:
        with pytest.raises(BeleniosError):
            bo.receive(anna.verification, canonical.write(value | change).decode())


def test_a_long_message_in_the_older_encryption_arrives() -> None:
    anna, bo = (Member.from_seed(ED25519, seed) for seed in ("anna", "bo"))
    text = "长" * 30_000

    message = anna.send(bo.encryption, text, Algorithm.AES_CCM)

    assert bo.receive(anna.verification, message) == text


def test_the_election_key_is_everybodys() -> None:
    secret, key = new_trustee(ED25519)
    members, _ = threshold_trustees(ED25519, 2, 3)
    trustees = [Single(key), members]

    constants = [json.loads(c.message)["coefexps"][0] for c in members.coefficients]

    expected = ED25519.product([ED25519.power_of_generator(secret), *constants])
    assert election_key(trustees, ED25519) == expected
