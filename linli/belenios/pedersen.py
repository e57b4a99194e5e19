"""Threshold key generation in its steps, so that n trustees share a key of which any t suffice.

Messages travel through files: nothing here talks to anybody. The order of the ceremony is

1. every member: `new_seed`, `certificate` (announces two keys derived from the seed);
2. everybody sees all certificates: `read_certificates` in `trustees`;
3. every member: `deal` (a random polynomial, a share of it for each member, its commitments);
4. whoever collects: `shares_for` sorts the shares by recipient;
5. every member: `receive` checks the own shares, adds them up to the own decryption key;
6. whoever collects: `threshold_group` puts together what trustees.json needs.

The forms are those of the reference tool from 2.5.1, so that members may use either program.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linli.belenios import canonical
from linli.belenios.channels import Algorithm, Member
from linli.belenios.election import BASE58
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group
from linli.belenios.proofs import Proof, random_exponent, read_proof
from linli.belenios.report import Check, CheckFailed
from linli.belenios.trustees import (
    CertificateKeys,
    Pedersen,
    SignedMessage,
    TrusteeKey,
    public_half,
    read_certificates,
    read_coefficients,
    read_key,
    read_signed_message,
    require_signature,
    share_commitment,
    sign_message,
    signed_certificates,
)


class NotAMember(BeleniosError):
    """None of the certificates is that of this seed."""

    code = "pedersen.member"


@dataclass(frozen=True)
class Deal:
    """What a member deals out in step 3: `secrets` holds one private message for each member."""

    polynomial: str
    secrets: tuple[str, ...]
    coefficients: SignedMessage
    signature: Proof

    def as_json(self) -> dict[str, Any]:
        """Return the deal as the protocol writes it."""
        return {
            "polynomial": self.polynomial,
            "secrets": list(self.secrets),
            "coefexps": self.coefficients.as_json(),
            "signature": self.signature.as_json(),
        }


@dataclass(frozen=True)
class Shares:
    """What one member receives in step 5: its own polynomial back, and everybody's share."""

    polynomial: str
    secrets: tuple[str, ...]
    coefficients: tuple[SignedMessage, ...]
    signatures: tuple[Proof, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shares as the protocol writes them."""
        return {
            "polynomial": self.polynomial,
            "secrets": list(self.secrets),
            "coefexps": [message.as_json() for message in self.coefficients],
            "signatures": [proof.as_json() for proof in self.signatures],
        }


@dataclass(frozen=True)
class Received:
    """What a member has in the end: the own decryption key, encrypted, and its public half."""

    private_key: str
    public_key: TrusteeKey

    def as_json(self) -> dict[str, Any]:
        """Return the keys as the protocol writes them."""
        return {"private_key": self.private_key, "public_key": self.public_key.as_json()}


# ---------------------------------------------------------------- the steps


def new_seed() -> str:
    """Return a fresh seed: the one secret that a member keeps until the count."""
    return "".join(secrets.choice(BASE58) for _ in range(22))


def certificate(group: Group, seed: str, *, index: int, threshold: int, size: int) -> SignedMessage:
    """Return step 1: the member's signed announcement of its keys and its place in the group."""
    member = Member.from_seed(group, seed)
    context = {"group": group.name, "size": size, "threshold": threshold, "index": index}
    announced = canonical.write(
        {"context": context, "verification": member.verification, "encryption": member.encryption}
    )
    return sign_message(group, member.signing, announced.decode())


def deal(
    group: Group,
    seed: str,
    certificates: Sequence[SignedMessage],
    *,
    algorithm: Algorithm = Algorithm.AES_GCM,
) -> Deal:
    """Return step 3: a random polynomial, privately dealt out and publicly committed to.

    `algorithm` has to be AES_CCM where a member uses version 3.0 of the reference tool.
    """
    member, keys, _ = _member(group, seed, certificates)
    polynomial = [random_exponent(group) for _ in range(keys[0].threshold)]
    commitments = [group.power_of_generator(coefficient) for coefficient in polynomial]
    own = canonical.write({"polynomial": [str(coefficient) for coefficient in polynomial]})
    return Deal(
        member.send(member.encryption, own.decode()),
        tuple(
            member.send(
                key.encryption,
                canonical.write({"secret": str(_value(polynomial, index, group))}).decode(),
                algorithm,
            )
            for index, key in enumerate(keys, start=1)
        ),
        sign_message(group, member.signing, canonical.write({"coefexps": commitments}).decode()),
        sign_message(
            group, member.signing, signed_certificates(certificates, commitments)
        ).signature,
    )


def shares_for(deals: Sequence[Deal]) -> list[Shares]:
    """Return step 4: for each member, in order, what it is to receive."""
    return [
        Shares(
            own.polynomial,
            tuple(deal.secrets[index] for deal in deals),
            tuple(deal.coefficients for deal in deals),
            tuple(deal.signature for deal in deals),
        )
        for index, own in enumerate(deals)
    ]


def receive(
    group: Group, seed: str, certificates: Sequence[SignedMessage], shares: Shares
) -> Received:
    """Return step 5: the member's keys, once every share fits its dealer's commitments.

    Raises MessageRefused, NotAMember, or CheckFailed naming the dealer that does not fit.
    """
    member, keys, index = _member(group, seed, certificates)
    total = 0
    for dealer, (key, message, commitments, signature) in enumerate(
        zip(keys, shares.secrets, shares.coefficients, shares.signatures, strict=True)
    ):
        where = f"dealer {dealer + 1}"
        row = _dealt(group, certificates, key, commitments, signature, where)
        share = _secret(member.receive(key.verification, message), "secret", group)
        if group.power_of_generator(share) != share_commitment(row, index, group):
            raise CheckFailed(
                Check.TRUSTEES_THRESHOLD,
                expected="a share on the committed polynomial",
                found="another one",
                where=where,
            )
        total = (total + share) % group.order
    signature = sign_message(group, member.signing, group.power_of_generator(total)).signature
    private = canonical.write({"decryption_key": str(total)}).decode()
    return Received(
        member.send(member.encryption, private), public_half(group, total, signature=signature)
    )


def threshold_group(
    certificates: Sequence[SignedMessage], shares: Shares, received: Sequence[Received]
) -> Pedersen:
    """Return step 6: the group as trustees.json holds it; check it with `require_trustees`."""
    first = canonical.read(certificates[0].message.encode(), where="certificate")
    return Pedersen(
        first["context"]["threshold"],
        tuple(certificates),
        shares.coefficients,
        shares.signatures,
        tuple(own.public_key for own in received),
    )


def decryption_key(group: Group, seed: str, private_key: str) -> int:
    """Return the exponent with which a member decrypts a tally."""
    member = Member.from_seed(group, seed)
    return _secret(member.receive(member.verification, private_key), "decryption_key", group)


def _member(
    group: Group, seed: str, certificates: Sequence[SignedMessage]
) -> tuple[Member, tuple[CertificateKeys, ...], int]:
    """Return the seed's member, everybody's keys, and the member's 1-based place among them."""
    member = Member.from_seed(group, seed)
    keys = read_certificates(certificates, group, threshold=None, where="certs")
    own = (member.verification, member.encryption)
    for index, key in enumerate(keys, start=1):
        if (key.verification, key.encryption) == own:
            return member, keys, index
    raise NotAMember(members=len(keys))


def _value(polynomial: Sequence[int], x: int, group: Group) -> int:
    result = 0
    for coefficient in reversed(polynomial):
        result = (result * x + coefficient) % group.order
    return result


def _dealt(
    group: Group,
    certificates: Sequence[SignedMessage],
    dealer: CertificateKeys,
    commitments: SignedMessage,
    signature: Proof,
    where: str,
) -> tuple[str, ...]:
    """Return a dealer's commitments once both of its signatures are checked."""
    signer = dealer.verification
    require_signature(group, signer, commitments.message, commitments.signature, where=where)
    row = read_coefficients(commitments, group, where=where)
    require_signature(group, signer, signed_certificates(certificates, row), signature, where=where)
    if len(row) != dealer.threshold:
        raise CheckFailed(
            Check.TRUSTEES_THRESHOLD,
            expected=f"{dealer.threshold} coefficients",
            found=len(row),
            where=where,
        )
    return row


def _secret(text: str, name: str, group: Group) -> int:
    value = canonical.read(text.encode(), where=name)
    canonical.fields(value, name, where=name)
    return canonical.natural(value[name], where=name, below=group.order)


# ---------------------------------------------------------------- reading files


def read_certificate_file(source: bytes, group: Group) -> SignedMessage:
    """Return the certificate that one member sends in step 1."""
    value = canonical.read(source.strip(), where="certificate")
    return read_signed_message(value, group=group, where="certificate")


def read_deal(source: bytes, group: Group) -> Deal:
    """Return the deal that one member sends in step 3."""
    value = canonical.read(source.strip(), where="polynomial")
    names = ("polynomial", "secrets", "coefexps", "signature")
    canonical.fields(value, *names, where="polynomial")
    return Deal(
        canonical.text(value["polynomial"], where="polynomial"),
        canonical.items(value["secrets"], canonical.text, where="secrets"),
        read_signed_message(value["coefexps"], group=group, where="coefexps"),
        read_proof(value["signature"], order=group.order, where="signature"),
    )


def read_shares(source: bytes, group: Group) -> Shares:
    """Return what one member receives for step 5."""
    value = canonical.read(source.strip(), where="vinput")
    canonical.fields(value, "polynomial", "secrets", "coefexps", "signatures", where="vinput")

    def signed(item: Any, *, where: str) -> SignedMessage:
        return read_signed_message(item, group=group, where=where)

    def proof(item: Any, *, where: str) -> Proof:
        return read_proof(item, order=group.order, where=where)

    return Shares(
        canonical.text(value["polynomial"], where="polynomial"),
        canonical.items(value["secrets"], canonical.text, where="secrets"),
        canonical.items(value["coefexps"], signed, where="coefexps"),
        canonical.items(value["signatures"], proof, where="signatures"),
    )


def read_received(source: bytes, group: Group) -> Received:
    """Return what one member answers in step 5."""
    value = canonical.read(source.strip(), where="voutput")
    canonical.fields(value, "private_key", "public_key", where="voutput")
    return Received(
        canonical.text(value["private_key"], where="private_key"),
        read_key(value["public_key"], group=group, where="public_key"),
    )
