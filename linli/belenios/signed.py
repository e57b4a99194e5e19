"""Signed statements: a value in its one spelling, with Ed25519 signatures of named keys.

Used for what is published beside an archive: the manifest of an election, and the receipt that
a server gives for each head of the chain. The kind of a statement is part of what is signed.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from linli.belenios import canonical
from linli.belenios.errors import BeleniosError


class SignatureMissing(BeleniosError):
    """The statement does not carry a valid signature of this key."""

    code = "statement.signature"


def new_signing_key() -> str:
    """Return a fresh secret key in hex; whoever has it signs in the signer's name."""
    return SigningKey.generate().encode().hex()


def public_signing_key(secret: str) -> str:
    """Return the public half, in hex, of a secret signing key."""
    return SigningKey(bytes.fromhex(secret)).verify_key.encode().hex()


def sign(kind: str, value: Any, secrets: Iterable[str]) -> bytes:
    """Return the statement `value` of a kind, signed with every secret key."""
    message = _message(kind, value)
    signatures = []
    for secret in secrets:
        key = SigningKey(bytes.fromhex(secret))
        signatures.append(
            {"key": key.verify_key.encode().hex(), "signature": key.sign(message).signature.hex()}
        )
    return canonical.write({kind: value, "signatures": signatures})


def add_signature(kind: str, source: bytes, secret: str) -> bytes:
    """Return the statement with one more signature."""
    value, signatures = _read(kind, source)
    [added] = canonical.read(sign(kind, value, [secret]), where=kind)["signatures"]
    return canonical.write({kind: value, "signatures": [*signatures, added]})


def read_signed(kind: str, source: bytes, *, signers: Sequence[str]) -> Any:
    """Return the statement if every one of the public keys `signers` has signed it.

    Raises Malformed or SignatureMissing. An empty list of signers checks the form only.
    """
    value, signatures = _read(kind, source)
    valid = {item["key"] for item in signatures if _holds(item, _message(kind, value))}
    for signer in signers:
        if signer not in valid:
            raise SignatureMissing(key=signer)
    return value


def _message(kind: str, value: Any) -> bytes:
    return f"linli {kind} 1|".encode() + canonical.write(value)


def _read(kind: str, source: bytes) -> tuple[Any, list[dict[str, str]]]:
    statement = canonical.read(source.strip(), where=kind)
    canonical.fields(statement, kind, "signatures", where=kind)

    def read(item: Any, *, where: str) -> dict[str, str]:
        canonical.fields(item, "key", "signature", where=where)
        for name, length in (("key", 64), ("signature", 128)):
            canonical.hex_text(item[name], length=length, where=f"{where}.{name}")
        return dict(item)

    return statement[kind], list(canonical.items(statement["signatures"], read, where=kind))


def _holds(item: dict[str, str], message: bytes) -> bool:
    try:
        VerifyKey(bytes.fromhex(item["key"])).verify(message, bytes.fromhex(item["signature"]))
    except (BadSignatureError, ValueError):
        return False
    return True


# ---------------------------------------------------------------- receipts


def sign_head(
    *, uuid: str, height: int, head: str, tracker: str | None, at: str, secret: str
) -> bytes:
    """Return a server's receipt (回执): at this time the archive of `uuid` ended with this event.

    With a tracker it is a voter's receipt. Heads that later archives do not contain prove that
    the server took something back.
    """
    value = canonical.without_absent(
        [("uuid", uuid), ("height", height), ("head", head), ("tracker", tracker), ("at", at)]
    )
    return sign("head", value, [secret])


def read_head(source: bytes, *, signer: str) -> dict[str, Any]:
    """Return a receipt's fields once its signature is checked."""
    value = read_signed("head", source, signers=[signer])
    canonical.fields(value, "uuid", "height", "head", "tracker?", "at", where="head")
    canonical.integer(value["height"], where="head.height")
    canonical.hash_text(value["head"], where="head.head")
    fields: dict[str, Any] = value
    return fields
