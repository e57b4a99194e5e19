"""Private messages between the members of a threshold group: signed, encrypted, in one spelling.

The reference tool encrypts with AES-GCM from version 3.1 and with AES-CCM before; it reads both
from then on. A message says its algorithm, except for AES-CCM, which is meant where none is said.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group
from linli.belenios.hashing import scalar_of
from linli.belenios.proofs import random_exponent
from linli.belenios.report import CheckFailed
from linli.belenios.trustees import read_signed_message, require_signature, sign_message

_MESSAGE_FIELDS = ("algorithm?", "alpha", "beta", "data")
_CCM_TAG = 8


class Algorithm(StrEnum):
    """How a message is encrypted; AES-CCM only for members who use version 3.0."""

    AES_GCM = "AES-GCM"
    AES_CCM = "AES-CCM"


class MessageRefused(BeleniosError):
    """A private message was not for this member, not from the named one, or was altered."""

    code = "pedersen.message"


@dataclass(frozen=True)
class Member:
    """A member's two secret keys, for signing and for receiving, and their public halves."""

    group: Group
    signing: int
    receiving: int

    @classmethod
    def from_seed(cls, group: Group, seed: str) -> "Member":
        """Return the member whose keys derive from the seed."""
        return cls(group, scalar_of(group, f"sk|{seed}"), scalar_of(group, f"dk|{seed}"))

    @property
    def verification(self) -> str:
        """The public key that checks this member's signatures."""
        return self.group.power_of_generator(self.signing)

    @property
    def encryption(self) -> str:
        """The public key that messages to this member are encrypted with."""
        return self.group.power_of_generator(self.receiving)

    def send(self, recipient: str, text: str, algorithm: Algorithm = Algorithm.AES_GCM) -> str:
        """Return a text signed by this member and encrypted for the recipient's key."""
        letter = canonical.write({"recipient": recipient, "message": text}).decode()
        signed = sign_message(self.group, self.signing, letter)
        return _encrypt(self.group, recipient, canonical.write(signed.as_json()), algorithm)

    def receive(self, sender: str, message: str) -> str:
        """Return the text of a message from the holder of `sender`; raise MessageRefused."""
        plain = _decrypt(self.group, self.receiving, message)
        signed = read_signed_message(
            canonical.read(plain, where="message"), group=self.group, where="message"
        )
        try:
            require_signature(self.group, sender, signed.message, signed.signature, where="message")
        except CheckFailed:
            raise MessageRefused(reason="signature") from None
        letter = canonical.read(signed.message.encode(), where="letter")
        canonical.fields(letter, "recipient", "message", where="letter")
        if letter["recipient"] != self.encryption:
            raise MessageRefused(reason="recipient")
        return canonical.text(letter["message"], where="letter.message")


def _encrypt(group: Group, recipient: str, plain: bytes, algorithm: Algorithm) -> str:
    r = random_exponent(group)
    shared = group.power_of_generator(random_exponent(group))
    alpha = group.power_of_generator(r)
    key, iv = _key_and_iv(shared, alpha)
    if algorithm is Algorithm.AES_GCM:
        data = AESGCM(key).encrypt(iv, plain, None)
    else:
        data = AESCCM(key, _CCM_TAG).encrypt(_ccm_nonce(iv, len(plain)), plain, None)
    return canonical.write(
        canonical.without_absent(
            [
                ("algorithm", str(algorithm) if algorithm is Algorithm.AES_GCM else None),
                ("alpha", alpha),
                ("beta", group.product([group.power(recipient, r), shared])),
                ("data", data.hex()),
            ]
        )
    ).decode()


def _decrypt(group: Group, secret: int, message: str) -> bytes:
    value = canonical.read(message.encode(), where="message")
    canonical.fields(value, *_MESSAGE_FIELDS, where="message")
    gcm = str(Algorithm.AES_GCM)
    if value.get("algorithm", gcm) != gcm:
        raise Malformed(where="message.algorithm", expected=gcm, found=value["algorithm"])
    alpha, beta, data = (
        canonical.text(value[name], where=f"message.{name}") for name in _MESSAGE_FIELDS[1:]
    )
    group.check(alpha)
    group.check(beta)
    key, iv = _key_and_iv(group.quotient(beta, group.power(alpha, secret)), alpha)
    try:
        encrypted = bytes.fromhex(data)
        if "algorithm" in value:
            return AESGCM(key).decrypt(iv, encrypted, None)
        nonce = _ccm_nonce(iv, len(encrypted) - _CCM_TAG)
        return AESCCM(key, _CCM_TAG).decrypt(nonce, encrypted, None)
    except (InvalidTag, ValueError):
        raise MessageRefused(reason="ciphertext") from None


def _key_and_iv(shared: str, alpha: str) -> tuple[bytes, bytes]:
    """Return the key and the (32-byte) initial vector of a message."""
    return sha256(f"key|{shared}".encode()).digest(), sha256(f"iv|{alpha}".encode()).digest()


def _ccm_nonce(iv: bytes, length: int) -> bytes:
    """Return as much of the initial vector as the counter for a text of `length` leaves."""
    counter = max(2, -(-length.bit_length() // 8))
    return iv[: 15 - counter]
