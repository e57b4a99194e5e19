"""Credentials: derivation by known values, the public list, everything it must refuse."""

import json
from collections.abc import Sequence

import pytest

from linli.belenios.credentials import (
    InvalidCredential,
    derive_secret,
    new_private_credential,
    public_credential,
    read_credentials,
    write_credentials,
)
from linli.belenios.groups import group_named
from linli.belenios.report import Check, CheckFailed

ED25519 = group_named("Ed25519")
BELENIOS_2048 = group_named("BELENIOS-2048")
UUID = "L2SabEkobQ9yb3"
A, B = (ED25519.power_of_generator(secret) for secret in (11, 12))


def test_a_private_credential_derives_to_the_published_values() -> None:
    credential = "eRmWf-FziCfp-jHzUS-2WvJdf"

    assert derive_secret(credential, uuid=UUID, group=ED25519) == int(
        "7080219130742676681584962522985020377871445661507661024006042482099586781635"
    )
    assert public_credential(credential, uuid=UUID, group=ED25519) == (
        "de999e6540114a618179bbe0ca60675938921e408425843bc67ac1027a112364"
    )


@pytest.mark.parametrize(
    ("credential", "start"),
    [
        ("Feb-toA-3ms-5dw-6m2", "42918303291857109"),
        ("BdV-HaP-V95-PPU-n5g", "33871691007277682"),
        ("uag-Bvv-dq5-DUx-giG", "15929041457590844"),
    ],
)
def test_credentials_of_version_2_0_are_understood(credential: str, start: str) -> None:
    public = public_credential(credential, uuid="H7BAJMAC5emLNa", group=BELENIOS_2048)

    assert public.startswith(start)


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "eRmWf-FziCfp-jHzUS-2WvJd",
        "eRmWf-FziCfp-jHzUS-2WvJdff",
        "eRmWf-FziCfp-jHzUS-2WvJd0",
        "eRmWf-FziCfp-jHzUS-2WvJdl",
        "eRmWf-FziCfp-jHzUS-2WvJdf\n",
        "eRmWfFziCfpjHzUS2WvJdf",
        "Feb-toA-3ms-5dw-6m3",
        "XXXXX-XXXXX-XXXXX",
    ],
)
def test_other_texts_are_no_credentials(credential: str) -> None:
    with pytest.raises(InvalidCredential):
        derive_secret(credential, uuid=UUID, group=ED25519)


def test_fresh_credentials_are_valid_and_differ() -> None:
    fresh = {new_private_credential() for _ in range(50)}

    assert len({derive_secret(c, uuid=UUID, group=ED25519) for c in fresh}) == 50


def test_the_list_is_read_as_written_and_tells_no_order() -> None:
    entries: list[tuple[str, int | None]] = [(A, 8937), (B, None)]

    source = write_credentials(entries)

    assert source == write_credentials(entries[::-1])
    assert read_credentials(source, ED25519) == {A: 8937, B: 1}


@pytest.mark.parametrize(
    ("lines", "check"),
    [
        ([A, B, A], Check.CREDENTIALS_DUPLICATE),
        ([f"{A},1", f"{A},2"], Check.CREDENTIALS_DUPLICATE),
        ([f"{A},1,owner"], Check.CREDENTIALS_FORM),
        ([f"{A},"], Check.CREDENTIALS_FORM),
        ([f"{A},-1"], Check.CREDENTIALS_FORM),
        ([f"{A},01"], Check.CREDENTIALS_FORM),
        ([f"{A},1.5"], Check.CREDENTIALS_FORM),
        ([f"{A}, 1"], Check.CREDENTIALS_FORM),
        ([f"{A},1e3"], Check.CREDENTIALS_FORM),
        ([f"{A},0x10"], Check.CREDENTIALS_FORM),
        ([f"{A},\u0661"], Check.CREDENTIALS_FORM),
        ([1], Check.CREDENTIALS_FORM),
        ([None], Check.CREDENTIALS_FORM),
        ([[A]], Check.CREDENTIALS_FORM),
        ({A: 1}, Check.CREDENTIALS_FORM),
        ([""], Check.CREDENTIALS_ELEMENT),
        ([A.upper()], Check.CREDENTIALS_ELEMENT),
        (["0" * 64], Check.CREDENTIALS_ELEMENT),
        (["f" * 64], Check.CREDENTIALS_ELEMENT),
    ],
)
def test_lists_of_another_form_are_refused_by_name(lines: Sequence[object], check: Check) -> None:
    source = json.dumps(lines, separators=(",", ":")).encode()

    with pytest.raises(CheckFailed) as refused:
        read_credentials(source, ED25519)

    assert refused.value.code == check


def test_weights_may_be_zero_and_larger_than_any_float_holds() -> None:
    source = write_credentials([(A, 0), (B, 2**60 + 1)])

    assert read_credentials(source, ED25519) == {A: 0, B: 2**60 + 1}
