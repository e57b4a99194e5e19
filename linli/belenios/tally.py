"""Counting: the encrypted tally (加密计票), its partial decryptions, and the totals behind it.

Source: [rule:belenios-tally].
"""

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Any, NamedTuple

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.election import Election
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group, NotAnElement
from linli.belenios.proofs import (
    Ciphertext,
    Proof,
    prove_same_exponent,
    read_proof,
    same_exponent_challenge,
)
from linli.belenios.report import Check, CheckFailed
from linli.belenios.trustees import Single, Trustee, TrusteeKey, places

_GIANT_STEPS = 1024  # at a time
_LARGEST_TABLE = 1 << 18  # some 50 MB, 200 MB with the finite fields

Elements = tuple[str, ...]


class NoSuchTotal(BeleniosError):
    """No total up to the given weight explains the decrypted element."""

    code = "tally.logarithm"


class PartialDecryption(NamedTuple):
    """One trustee's factors, in the order of the ciphertexts, and the proof of each."""

    factors: Elements
    proofs: tuple[Proof, ...]


# ---------------------------------------------------------------- the encrypted tally


def sum_ballots(
    group: Group, rows: Sequence[Elements], weights: Sequence[int], *, width: int
) -> Elements:
    """Return the product of the ballots' elements, each to the power of its weight.

    A row has the `width` elements of one ballot: alpha and beta of every ciphertext in order.
    """
    if not rows:
        return (group.identity,) * width
    return tuple(group.weighted_products(rows, weights))


def merge_sums(group: Group, sums: Sequence[Elements]) -> Elements:
    """Return the tally of several disjoint sets of ballots from the tally of each."""
    return tuple(group.product(column) for column in zip(*sums, strict=True))


def width(election: Election) -> int:
    """Return how many elements a ballot of the election has."""
    return 2 * sum(question.choices for question in election.questions)


def write_tally(election: Election, elements: Elements) -> bytes:
    """Return the bytes of an encrypted tally."""
    pairs = [Ciphertext(*elements[i : i + 2]).as_json() for i in range(0, len(elements), 2)]
    return canonical.write(by_question(election, pairs))


def read_tally(election: Election, source: bytes) -> Elements:
    """Return the elements of an encrypted tally; Malformed unless it has the election's shape."""

    def read(value: Any, *, where: str) -> tuple[str, str]:
        canonical.fields(value, "alpha", "beta", where=where)
        return (
            canonical.text(value["alpha"], where=f"{where}.alpha"),
            canonical.text(value["beta"], where=f"{where}.beta"),
        )

    pairs = _flat(election, canonical.read(source, where="tally"), read, where="tally")
    return tuple(text for pair in pairs for text in pair)


def by_question(election: Election, items: Sequence[Any]) -> list[list[Any]]:
    """Return the items of all choices as a list for each question."""
    rows, start = [], 0
    for question in election.questions:
        rows.append(list(items[start : start + question.choices]))
        start += question.choices
    return rows


def _flat(election: Election, value: Any, read: Any, *, where: str) -> list[Any]:
    """Return the items of a list per question of a list per choice."""

    def read_row(row: Any, *, where: str) -> tuple[Any, ...]:
        return canonical.items(row, read, where=where)

    rows = canonical.items(value, read_row, where=where)
    shape = [question.choices for question in election.questions]
    if [len(row) for row in rows] != shape:
        raise Malformed(
            where=where, expected=f"{shape} items", found=f"{[len(row) for row in rows]} items"
        )
    return [item for row in rows for item in row]


# ---------------------------------------------------------------- partial decryptions


def _decryption_prefix(election: Election, public_key: str) -> str:
    return f"decrypt|{election.fingerprint}|{public_key}|"


def decrypt(election: Election, tally: Elements, secret: int) -> bytes:
    """Return one trustee's partial decryption of a tally, with its proofs.

    Whether this tally may be decrypted at all is the trustee program's question, not this one's.
    """
    group = election.group
    prefix = _decryption_prefix(election, group.power_of_generator(secret))
    alphas = tally[::2]
    factors = [group.power(alpha, secret) for alpha in alphas]
    proofs = [
        prove_same_exponent(group, prefix, [group.generator, alpha], secret).as_json()
        for alpha in alphas
    ]
    return canonical.write(
        {
            "decryption_factors": by_question(election, factors),
            "decryption_proofs": by_question(election, proofs),
        }
    )


def read_decryption(election: Election, source: bytes) -> PartialDecryption:
    """Return a partial decryption; Malformed unless it has the election's shape."""
    value = canonical.read(source, where="decryption")
    canonical.fields(value, "decryption_factors", "decryption_proofs", where="decryption")

    def read(item: Any, *, where: str) -> Proof:
        return read_proof(item, order=election.group.order, where=where)

    return PartialDecryption(
        tuple(
            _flat(election, value["decryption_factors"], canonical.text, where="decryption_factors")
        ),
        tuple(_flat(election, value["decryption_proofs"], read, where="decryption_proofs")),
    )


def require_decryption(
    election: Election, tally: Elements, key: TrusteeKey, decryption: PartialDecryption, where: str
) -> None:
    """Raise CheckFailed unless every factor is alpha to the power of the trustee's secret."""
    group = election.group
    prefix = _decryption_prefix(election, key.public_key)
    for number, (alpha, factor, proof) in enumerate(
        zip(tally[::2], decryption.factors, decryption.proofs, strict=True)
    ):
        place = f"{where}, choice {number}"
        try:
            group.check(factor)
        except NotAnElement as error:
            raise CheckFailed(
                Check.DECRYPTION_PROOF,
                expected=f"an element of {group.name}",
                found=f"{error.facts['reason']}: {factor[:80]}",
                where=place,
            ) from None
        pairs = [(group.generator, key.public_key), (alpha, factor)]
        asked = same_exponent_challenge(group, prefix, pairs, proof)
        if asked != proof.challenge:
            raise CheckFailed(
                Check.DECRYPTION_PROOF, expected=asked, found=proof.challenge, where=place
            )


# ---------------------------------------------------------------- combining


def missing_decryptions(trustees: Sequence[Trustee], owners: Sequence[int]) -> list[str]:
    """Return in words which decryptions are still needed; nothing if there are enough."""
    missing, first = [], 1
    for trustee in trustees:
        own = range(first, first + len(trustee.keys))
        given = sum(owner in own for owner in owners)
        if given < trustee.threshold:
            who = f"trustee {first}" if len(own) == 1 else f"trustees {own[0]} to {own[-1]}"
            missing.append(f"{trustee.threshold - given} more of {who}")
        first = own.stop
    return missing


def combine(
    trustees: Sequence[Trustee], decryptions: Mapping[int, PartialDecryption], group: Group
) -> Elements:
    """Return alpha to the power of the election's secret key, for every ciphertext.

    There must be enough decryptions (see `missing_decryptions`), and they must be checked.
    Of a threshold group, those of its first members are taken, as many as are needed.
    """
    parts: list[Elements] = []
    first = 1
    for trustee in trustees:
        own = range(first, first + len(trustee.keys))
        first = own.stop
        if isinstance(trustee, Single):
            parts.append(decryptions[own[0]].factors)
            continue
        given = [owner for owner in own if owner in decryptions][: trustee.threshold]
        indices = [owner - own[0] + 1 for owner in given]
        weights = [_lagrange(indices, index, group.order) for index in indices]
        columns = zip(*(decryptions[owner].factors for owner in given), strict=True)
        parts.append(
            tuple(group.product_of_powers(zip(column, weights, strict=True)) for column in columns)
        )
    return merge_sums(group, parts)


def _lagrange(indices: Sequence[int], own: int, order: int) -> int:
    """Return the weight of one share in the interpolation at 0."""
    result = 1
    for other in indices:
        if other != own:
            result = result * other * pow(other - own, -1, order) % order
    return result


def opened(tally: Elements, factors: Elements, group: Group) -> Elements:
    """Return g to the power of each total."""
    return tuple(
        group.quotient(beta, factor) for beta, factor in zip(tally[1::2], factors, strict=True)
    )


# ---------------------------------------------------------------- the result


def write_result(election: Election, totals: Sequence[int]) -> bytes:
    """Return the bytes of a result: for every question, the total of every choice."""
    written = [canonical.written_weight(total) for total in totals]
    return canonical.write({"result": by_question(election, written)})


def read_result(election: Election, source: bytes) -> list[int]:
    """Return all totals in order; Malformed unless the result has the election's shape."""
    value = canonical.read(source, where="result")
    canonical.fields(value, "result", where="result")
    return _flat(election, value["result"], canonical.weight, where="result")


def logarithms(group: Group, elements: Elements, *, greatest: int) -> list[int]:
    """Return the exponents of elements of the form g^n with n at most `greatest`.

    Baby steps and giant steps: with k elements, about twice the square root of k * `greatest`
    products in all, as long as the table of baby steps stays in bounds. Raises NoSuchTotal.
    """
    size = min(isqrt(greatest * max(1, len(elements))) + 1, _LARGEST_TABLE)
    baby_steps = {
        element: n
        for n, element in enumerate(group.progression(group.identity, group.generator, size))
    }
    giant = group.inverse(group.power_of_generator(size % group.order))
    return [_logarithm(group, element, baby_steps, giant, greatest) for element in elements]


def _logarithm(
    group: Group, element: str, baby_steps: Mapping[str, int], giant: str, greatest: int
) -> int:
    size = len(baby_steps)
    last = greatest // size
    position = element
    for start in range(0, last + 1, _GIANT_STEPS):
        count = min(_GIANT_STEPS, last + 1 - start)
        *steps, position = group.progression(position, giant, count + 1)
        for number, step in enumerate(steps, start=start):
            if step in baby_steps:
                total = number * size + baby_steps[step]
                if total <= greatest:
                    return total
    raise NoSuchTotal(element=element, greatest=greatest)


def places_of(trustees: Sequence[Trustee], public_key: str) -> list[int]:
    """Return the 1-based places in the list of decryptions that a public key may fill."""
    keys = enumerate(places(trustees), start=1)
    return [place for place, key in keys if key.public_key == public_key]
