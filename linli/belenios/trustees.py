"""Trustees (计票托管人): who holds the shares of the key, and the proofs that they do.

A trustee is either single (always needed) or a member of a threshold group, where any `threshold`
of its members suffice (Pedersen's key generation; the steps are in `pedersen`).

Source: [rule:belenios-setup].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.groups import Group, NotAnElement
from linli.belenios.proofs import (
    Proof,
    knowledge_challenge,
    prove_knowledge,
    random_exponent,
    read_proof,
)
from linli.belenios.report import Check, CheckFailed, failed_form


@dataclass(frozen=True)
class TrusteeKey:
    """A public key, the proof that its secret is known, and in a threshold group a signature."""

    public_key: str
    pok: Proof
    signature: Proof | None = None
    name: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the key as the protocol writes it."""
        return canonical.without_absent(
            [
                ("pok", self.pok.as_json()),
                ("public_key", self.public_key),
                ("signature", None if self.signature is None else self.signature.as_json()),
                ("name", self.name),
            ]
        )


@dataclass(frozen=True)
class SignedMessage:
    """A text with a proof of knowledge of the signer's key, bound to it."""

    message: str
    signature: Proof

    def as_json(self) -> dict[str, Any]:
        """Return the message as the protocol writes it."""
        return {"message": self.message, "signature": self.signature.as_json()}


@dataclass(frozen=True)
class Single:
    """A trustee whose decryption is always needed."""

    key: TrusteeKey

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        """The keys of this item's places in the list of decryptions."""
        return (self.key,)

    @property
    def threshold(self) -> int:
        """How many decryptions are needed."""
        return 1

    def as_json(self) -> list[Any]:
        """Return the item as the protocol writes it."""
        return ["Single", self.key.as_json()]


@dataclass(frozen=True)
class Pedersen:
    """A group of trustees of whom any `threshold` are enough."""

    threshold: int
    certificates: tuple[SignedMessage, ...]
    coefficients: tuple[SignedMessage, ...]
    signatures: tuple[Proof, ...]
    verification_keys: tuple[TrusteeKey, ...]

    @property
    def keys(self) -> tuple[TrusteeKey, ...]:
        """The keys of this item's places in the list of decryptions."""
        return self.verification_keys

    def as_json(self) -> list[Any]:
        """Return the item as the protocol writes it."""
        return [
            "Pedersen",
            {
                "threshold": self.threshold,
                "certs": [message.as_json() for message in self.certificates],
                "coefexps": [message.as_json() for message in self.coefficients],
                "signatures": [proof.as_json() for proof in self.signatures],
                "verification_keys": [key.as_json() for key in self.verification_keys],
            },
        ]


Trustee = Single | Pedersen


def new_trustee(group: Group, *, name: str | None = None) -> tuple[int, TrusteeKey]:
    """Return a fresh secret key and its public half with proof."""
    secret = random_exponent(group)
    return secret, public_half(group, secret, name=name)


def public_half(
    group: Group, secret: int, *, name: str | None = None, signature: Proof | None = None
) -> TrusteeKey:
    """Return the public key of a secret, with the proof that the secret is known."""
    public_key = group.power_of_generator(secret)
    pok = prove_knowledge(group, _pok_prefix(group, public_key), secret)
    return TrusteeKey(public_key, pok, signature, name)


def _pok_prefix(group: Group, public_key: str) -> str:
    return f"pok|{group.name}|{public_key}|"


def sign_message(group: Group, secret: int, message: str) -> SignedMessage:
    """Return the message signed with a secret key."""
    return SignedMessage(message, prove_knowledge(group, f"sigmsg|{message}|", secret))


def write_trustees(trustees: Sequence[Trustee]) -> bytes:
    """Return the bytes of trustees.json."""
    return canonical.write([trustee.as_json() for trustee in trustees])


def places(trustees: Sequence[Trustee]) -> list[TrusteeKey]:
    """Return all keys; the owner of a partial decryption is a 1-based place in this list."""
    return [key for trustee in trustees for key in trustee.keys]


def election_key(trustees: Sequence[Trustee], group: Group) -> str:
    """Return the public key of an election whose trustees these are."""
    parts = []
    for trustee in trustees:
        if isinstance(trustee, Single):
            parts.append(trustee.key.public_key)
        else:
            parts += [row[0] for row in coefficient_rows(trustee, group)]
    return group.product(parts)


def read_trustees(source: bytes, group: Group) -> tuple[Trustee, ...]:
    """Return the trustees of trustees.json; Malformed if it has another form."""
    value = canonical.read(source, where="trustees")

    def read(item: Any, *, where: str) -> Trustee:
        return _read_trustee(item, group=group, where=where)

    trustees = canonical.items(value, read, where="trustees")
    if not trustees:
        raise Malformed(where="trustees", expected="a trustee", found="none")
    return trustees


def _read_trustee(value: Any, *, group: Group, where: str) -> Trustee:
    if isinstance(value, list) and len(value) == 2:
        if value[0] == "Single":
            return Single(read_key(value[1], group=group, where=where))
        if value[0] == "Pedersen":
            return _read_pedersen(value[1], group=group, where=where)
    raise Malformed(where=where, expected="Single or Pedersen with its data", found=str(value))


def read_key(value: Any, *, group: Group, where: str) -> TrusteeKey:
    """Return a trustee's public key."""
    canonical.fields(value, "pok", "public_key", "signature?", "name?", where=where)
    return TrusteeKey(
        canonical.text(value["public_key"], where=f"{where}.public_key"),
        read_proof(value["pok"], order=group.order, where=f"{where}.pok"),
        read_proof(value["signature"], order=group.order, where=f"{where}.signature")
        if "signature" in value
        else None,
        canonical.text(value["name"], where=f"{where}.name") if "name" in value else None,
    )


def read_signed_message(value: Any, *, group: Group, where: str) -> SignedMessage:
    """Return a signed message."""
    canonical.fields(value, "message", "signature", where=where)
    return SignedMessage(
        canonical.text(value["message"], where=f"{where}.message"),
        read_proof(value["signature"], order=group.order, where=f"{where}.signature"),
    )


def _read_pedersen(value: Any, *, group: Group, where: str) -> Pedersen:
    if isinstance(value, dict) and "signatures" not in value:
        raise CheckFailed(
            Check.TRUSTEES_THRESHOLD,
            expected="signatures on the certificates and coefficients",
            found="none: keys generated before version 2.5.1 of the reference tool",
            where=where,
        )
    names = ("threshold", "certs", "coefexps", "signatures", "verification_keys")
    canonical.fields(value, *names, where=where)

    def signed(item: Any, *, where: str) -> SignedMessage:
        return read_signed_message(item, group=group, where=where)

    def proof(item: Any, *, where: str) -> Proof:
        return read_proof(item, order=group.order, where=where)

    def key(item: Any, *, where: str) -> TrusteeKey:
        return read_key(item, group=group, where=where)

    pedersen = Pedersen(
        canonical.integer(value["threshold"], where=f"{where}.threshold", least=1),
        canonical.items(value["certs"], signed, where=f"{where}.certs"),
        canonical.items(value["coefexps"], signed, where=f"{where}.coefexps"),
        canonical.items(value["signatures"], proof, where=f"{where}.signatures"),
        canonical.items(value["verification_keys"], key, where=f"{where}.verification_keys"),
    )
    sizes = {len(value[name]) for name in names[1:]}
    if len(sizes) != 1 or pedersen.threshold > max(sizes):
        raise Malformed(
            where=where, expected="as many of each as members", found=f"{sorted(sizes)}"
        )
    return pedersen


# ---------------------------------------------------------------- checking


def require_trustees(trustees: Sequence[Trustee], group: Group) -> None:
    """Raise CheckFailed unless every key is proven and every threshold group is consistent."""
    for number, trustee in enumerate(trustees):
        where = f"trustees[{number}]"
        try:
            for key in trustee.keys:
                _require_key(key, group, where)
            if isinstance(trustee, Pedersen):
                _require_pedersen(trustee, group, where)
        except NotAnElement as error:
            raise CheckFailed(
                Check.TRUSTEES_PROOF,
                expected=f"an element of {group.name}",
                found=f"{error.facts['reason']}: {error.facts['text'][:80]}",
                where=where,
            ) from None
        except Malformed as error:
            raise failed_form(Check.TRUSTEES_FORM, error) from None


def _require_key(key: TrusteeKey, group: Group, where: str) -> None:
    group.check(key.public_key)
    asked = knowledge_challenge(group, _pok_prefix(group, key.public_key), key.public_key, key.pok)
    _require(Check.TRUSTEES_PROOF, asked, key.pok.challenge, f"{where}.pok")


def _require(check: Check, expected: object, found: object, where: str) -> None:
    if expected != found:
        raise CheckFailed(check, expected=expected, found=found, where=where)


def require_signature(
    group: Group, signer: str, message: str, signature: Proof, *, where: str
) -> None:
    """Raise CheckFailed unless `signer` signed the message."""
    asked = knowledge_challenge(group, f"sigmsg|{message}|", signer, signature)
    _require(Check.TRUSTEES_THRESHOLD, asked, signature.challenge, where)


@dataclass(frozen=True)
class CertificateKeys:
    """What a member of a threshold group announces first: keys for signing and for receiving."""

    size: int
    threshold: int
    index: int
    verification: str
    encryption: str


def read_certificate(certificate: SignedMessage, group: Group, *, where: str) -> CertificateKeys:
    """Return a certificate's keys once its signature and their membership are checked."""
    value = canonical.read(certificate.message.encode(), where=where)
    canonical.fields(value, "context", "verification", "encryption", where=where)
    context = canonical.fields(
        value["context"], "group", "size", "threshold", "index", where=f"{where}.context"
    )
    keys = CertificateKeys(
        canonical.integer(context["size"], where=where, least=1),
        canonical.integer(context["threshold"], where=where, least=1),
        canonical.integer(context["index"], where=where, least=1),
        canonical.text(value["verification"], where=where),
        canonical.text(value["encryption"], where=where),
    )
    _require(Check.TRUSTEES_THRESHOLD, group.name, context["group"], f"{where}.context.group")
    group.check(keys.verification)
    group.check(keys.encryption)
    require_signature(
        group, keys.verification, certificate.message, certificate.signature, where=where
    )
    return keys


def read_certificates(
    certificates: Sequence[SignedMessage], group: Group, *, threshold: int | None, where: str
) -> tuple[CertificateKeys, ...]:
    """Return all members' keys; every certificate must name its own place in the same group."""
    read = tuple(
        read_certificate(certificate, group, where=f"{where}[{i}]")
        for i, certificate in enumerate(certificates)
    )
    wanted = read[0].threshold if threshold is None else threshold
    for i, keys in enumerate(read):
        _require(
            Check.TRUSTEES_THRESHOLD,
            f"member {i + 1} of {len(read)}, threshold {wanted}",
            f"member {keys.index} of {keys.size}, threshold {keys.threshold}",
            f"{where}[{i}]",
        )
    return read


def signed_certificates(certificates: Sequence[SignedMessage], coefficients: Sequence[str]) -> str:
    """Return the text by which a member binds its coefficients to everybody's certificates."""
    certs = [certificate.as_json() for certificate in certificates]
    body = canonical.write({"certs": certs, "coefexps": list(coefficients)})
    return f"certs_sig|{body.decode()}"


def read_coefficients(message: SignedMessage, group: Group, *, where: str) -> tuple[str, ...]:
    """Return g to the power of each coefficient of a member's polynomial."""
    value = canonical.read(message.message.encode(), where=where)
    canonical.fields(value, "coefexps", where=where)
    coefficients = canonical.items(value["coefexps"], canonical.text, where=where)
    for coefficient in coefficients:
        group.check(coefficient)
    return coefficients


def coefficient_rows(pedersen: Pedersen, group: Group) -> list[tuple[str, ...]]:
    """Return every member's coefficients."""
    return [
        read_coefficients(message, group, where=f"coefexps[{i}]")
        for i, message in enumerate(pedersen.coefficients)
    ]


def share_commitment(row: Sequence[str], index: int, group: Group) -> str:
    """Return g to the power of the share that a member's polynomial gives to `index`."""
    return group.product_of_powers(
        (coefficient, pow(index, k, group.order)) for k, coefficient in enumerate(row)
    )


def _require_pedersen(pedersen: Pedersen, group: Group, where: str) -> None:
    certificates = read_certificates(
        pedersen.certificates, group, threshold=pedersen.threshold, where=f"{where}.certs"
    )
    rows = coefficient_rows(pedersen, group)
    for i, (keys, message, row, signature) in enumerate(
        zip(certificates, pedersen.coefficients, rows, pedersen.signatures, strict=True)
    ):
        place = f"{where}.coefexps[{i}]"
        _require(Check.TRUSTEES_THRESHOLD, pedersen.threshold, len(row), place)
        require_signature(group, keys.verification, message.message, message.signature, where=place)
        bound = signed_certificates(pedersen.certificates, row)
        require_signature(
            group, keys.verification, bound, signature, where=f"{where}.signatures[{i}]"
        )
    for i, (keys, own) in enumerate(zip(certificates, pedersen.verification_keys, strict=True)):
        place = f"{where}.verification_keys[{i}]"
        computed = group.product([share_commitment(row, i + 1, group) for row in rows])
        _require(Check.TRUSTEES_THRESHOLD, computed, own.public_key, place)
        if own.signature is None:
            _require(Check.TRUSTEES_THRESHOLD, "a signature", "none", place)
        else:
            require_signature(group, keys.verification, computed, own.signature, where=place)
