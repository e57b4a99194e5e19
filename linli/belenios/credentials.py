"""Credentials (投票凭证): what lets an owner vote without being named, and with which weight."""

import hashlib
import re
import secrets
from collections.abc import Iterable

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.election import BASE58
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group, NotAnElement
from linli.belenios.report import Check, CheckFailed, failed_form

_PARTS = (5, 6, 5, 6)
_PRIVATE = re.compile("-".join(f"[{BASE58}]{{{length}}}" for length in _PARTS))
_PRIVATE_2_0 = re.compile("-".join([f"[{BASE58}]{{3}}"] * 5))


class InvalidCredential(BeleniosError):
    """The text is not a private credential (five, six, five and six characters)."""

    code = "credential.form"


def new_private_credential() -> str:
    """Return a fresh private credential: 22 random Base58 characters with dashes."""
    return "-".join("".join(secrets.choice(BASE58) for _ in range(n)) for n in _PARTS)


def derive_secret(credential: str, *, uuid: str, group: Group) -> int:
    """Return the exponent that a private credential stands for in one election.

    Raises InvalidCredential. The form of version 2.0 of the reference tool (15 characters in
    threes) is understood too, so that its elections can be voted in.
    """
    if _PRIVATE.fullmatch(credential):
        digits = "".join(
            hashlib.sha256(f"derive_credential|{uuid}|{part}|{credential}".encode()).hexdigest()
            for part in (0, 1)
        )
        return int(digits, 16) % group.order
    if _PRIVATE_2_0.fullmatch(credential) and _checksum_holds(credential.replace("-", "")):
        derived = hashlib.pbkdf2_hmac("sha256", credential.encode(), uuid.encode(), 1000)
        return int.from_bytes(derived, "big") % group.order
    raise InvalidCredential()


def _checksum_holds(characters: str) -> bool:
    """Return whether the number of 14 characters and the last one add up to 0 modulo 53."""
    value = 0
    for character in characters[:-1]:
        value = (value * 58 + BASE58.index(character)) % 53
    return (value + BASE58.index(characters[-1])) % 53 == 0


def public_credential(credential: str, *, uuid: str, group: Group) -> str:
    """Return the public half of a private credential."""
    return group.power_of_generator(derive_secret(credential, uuid=uuid, group=group))


def write_credentials(entries: Iterable[tuple[str, int | None]]) -> bytes:
    """Return the public credentials file; a weight of None is left out and counts as 1.

    The order is that of the elements, so that it tells nothing about the order of the roll.
    """
    lines = [element if weight is None else f"{element},{weight}" for element, weight in entries]
    return canonical.write(sorted(lines, key=lambda line: (len(line.split(",")[0]), line)))


def read_credentials(source: bytes, group: Group, *, members_known: bool = False) -> dict[str, int]:
    """Return the weight of every public credential, in the order of the file.

    Raises CheckFailed. With `members_known`, nobody asks here whether the elements lie in the
    group: that is known, or left to `require_members`.
    """
    try:
        lines = canonical.items(
            canonical.read(source, where="credentials"), canonical.text, where="credentials"
        )
        weights: dict[str, int] = {}
        for number, line in enumerate(lines):
            element, weight = _entry(line, where=f"credentials[{number}]")
            if element in weights:
                raise CheckFailed(
                    Check.CREDENTIALS_DUPLICATE,
                    expected="every credential once",
                    found=element,
                    where=f"credentials[{number}]",
                )
            weights[element] = weight
    except Malformed as error:
        raise failed_form(Check.CREDENTIALS_FORM, error) from None
    if not members_known:
        require_members(weights, group)
    return weights


def _entry(line: str, *, where: str) -> tuple[str, int]:
    element, *rest = line.split(",")
    if len(rest) > 1:
        raise Malformed(
            where=where,
            expected="a credential and its weight, no name",
            found=f"{len(rest)} commas",
        )
    return element, canonical.natural(rest[0], where=where) if rest else 1


def require_members(elements: Iterable[str], group: Group) -> None:
    """Raise CheckFailed for the first text that is not an element of the group."""
    for element in elements:
        try:
            group.check(element)
        except NotAnElement as error:
            raise CheckFailed(
                Check.CREDENTIALS_ELEMENT,
                expected=f"an element of {group.name}",
                found=f"{error.facts['reason']}: {element[:80]}",
            ) from None
