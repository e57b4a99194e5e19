"""Zero-knowledge proofs of the protocol: knowledge of an exponent, and one of several plaintexts.

A proof is stored as challenge and response; who checks it recomputes the commitments and hashes
them again. Every recomputation of a ballot is collected as jobs and done in one call.
"""

import re
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from linli.belenios.canonical import Malformed
from linli.belenios.groups import Group, Job
from linli.belenios.hashing import challenge
from linli.belenios.report import Check, CheckFailed

_FIELDS = ("challenge", "response")
_ITSELF = (0, 0, 1)  # the row that asks for a base's own print
_is_number = re.compile("0|[1-9][0-9]{0,616}").fullmatch


class Proof(NamedTuple):
    """A challenge and a response, both exponents."""

    challenge: int
    response: int

    def as_json(self) -> dict[str, str]:
        """Return the proof as the protocol writes it."""
        return {"challenge": str(self.challenge), "response": str(self.response)}


class Ciphertext(NamedTuple):
    """An ElGamal ciphertext: alpha = g^r, beta = y^r g^m."""

    alpha: str
    beta: str

    def as_json(self) -> dict[str, str]:
        """Return the ciphertext as the protocol writes it."""
        return {"alpha": self.alpha, "beta": self.beta}


def read_proof(value: Any, *, order: int, where: str) -> Proof:
    """Return a proof with both numbers canonical and below the group's order."""
    if type(value) is dict and tuple(value) == _FIELDS:
        asked, response = value.values()
        if type(asked) is type(response) is str and _is_number(asked) and _is_number(response):
            proof = Proof(int(asked), int(response))
            if proof.challenge < order and proof.response < order:
                return proof
    raise Malformed(
        where=where,
        expected="a challenge and a response, canonical decimals below the group's order",
        found=value if type(value) is dict else type(value).__name__,
    )


def random_exponent(group: Group) -> int:
    """Return a secret exponent, never zero."""
    return 1 + secrets.randbelow(group.order - 1)


def prove_knowledge(group: Group, prefix: str, secret: int) -> Proof:
    """Prove knowledge of the exponent of g^secret (Schnorr)."""
    w = random_exponent(group)
    asked = challenge(group, prefix, [group.power_of_generator(w)])
    return Proof(asked, (w - secret * asked) % group.order)


def knowledge_challenge(group: Group, prefix: str, public: str, proof: Proof) -> int:
    """Return the challenge that a proof of knowledge of `public`'s exponent should carry."""
    commitment = group.product_of_powers(
        [(group.generator, proof.response), (public, proof.challenge)]
    )
    return challenge(group, prefix, [commitment])


def prove_same_exponent(group: Group, prefix: str, bases: Sequence[str], secret: int) -> Proof:
    """Prove that one exponent, applied to every base, gives the public values (Chaum-Pedersen)."""
    w = random_exponent(group)
    asked = challenge(group, prefix, [group.power(base, w) for base in bases])
    return Proof(asked, (w - secret * asked) % group.order)


def same_exponent_challenge(
    group: Group, prefix: str, pairs: Sequence[tuple[str, str]], proof: Proof
) -> int:
    """Return the challenge that a proof about (base, base^secret) pairs should carry."""
    commitments = [
        group.product_of_powers([(base, proof.response), (value, proof.challenge)])
        for base, value in pairs
    ]
    return challenge(group, prefix, commitments)


class Branch(NamedTuple):
    """One alternative of a disjunction: base number `base` encrypts `plaintext`."""

    base: int
    plaintext: int
    proof: Proof


class Base(NamedTuple):
    """The product of some ciphertexts, whether to show its membership, and whether to print it."""

    factors: tuple[Ciphertext, ...]
    member: bool
    printed: bool


class Disjunction(NamedTuple):
    """The claim that one of the branches holds; `check` and `where` name it in a report.

    With `subject`, the print of that base completes the prefix of the hash.
    """

    check: Check
    where: str
    prefix: str
    subject: int | None
    branches: tuple[Branch, ...]


def disjunction_jobs(
    group: Group, bases: Sequence[Base], disjunctions: Sequence[Disjunction]
) -> list[Job]:
    """Return an alpha job and a beta job for every base, with the rows of all disjunctions.

    beta / g^M to the power c is beta^c * g^(-M c), so that all branches share beta's powers.
    """
    order = group.order
    alphas = [[_ITSELF] if base.printed else [] for base in bases]
    betas = [[_ITSELF] if base.printed else [] for base in bases]
    for disjunction in disjunctions:
        for base, plaintext, (asked, response) in disjunction.branches:
            alphas[base].append((response, 0, asked))
            betas[base].append((-plaintext * asked % order, response, asked))
    jobs = []
    for (factors, member, _), alpha_rows, beta_rows in zip(bases, alphas, betas, strict=True):
        alpha, beta = zip(*factors, strict=True)
        jobs.append(Job(alpha, member, tuple(alpha_rows)))
        jobs.append(Job(beta, member, tuple(beta_rows)))
    return jobs


def require_disjunctions(
    group: Group,
    bases: Sequence[Base],
    jobs: Sequence[Job],
    disjunctions: Sequence[Disjunction],
    found: Sequence[str],
) -> None:
    """Raise CheckFailed unless each disjunction's challenges sum up to its hash.

    `found` are the commitments of `jobs`, which come from `disjunction_jobs`.
    """
    starts = []
    position = 0
    for job in jobs:
        starts.append(position)
        position += len(job.rows)
    prints = {}
    for number, base in enumerate(bases):
        if base.printed:
            prints[number] = f"{found[starts[2 * number]]},{found[starts[2 * number + 1]]}|"
            starts[2 * number] += 1
            starts[2 * number + 1] += 1
    for check, where, prefix, subject, branches in disjunctions:
        commitments = []
        for base_number, _, _ in branches:
            for job_number in (2 * base_number, 2 * base_number + 1):
                commitments.append(found[starts[job_number]])
                starts[job_number] += 1
        context = prefix if subject is None else prefix + prints[subject]
        asked = challenge(group, context, commitments)
        carried = sum(branch.proof.challenge for branch in branches) % group.order
        if asked != carried:
            raise CheckFailed(
                check, expected=f"challenges that sum up to {asked}", found=carried, where=where
            )


def prove_disjunction(
    group: Group,
    public_key: str,
    prefix: str,
    branches: Sequence[tuple[int, int, int]],
    true_branch: int,
) -> tuple[Proof, ...]:
    """Prove that one of several statements "this ciphertext encrypts M" holds.

    A branch is (r, m, M): the ciphertext's randomness, what it really encrypts, and what the
    branch claims. All but the true one are simulated; knowing r, every power is one of g or y.
    """
    order = group.order
    proofs: list[Proof | None] = []
    commitments: list[str] = []
    fresh = random_exponent(group)
    for index, (r, actual, claimed) in enumerate(branches):
        if index == true_branch:
            proofs.append(None)
            commitments += [group.power_of_generator(fresh), group.power(public_key, fresh)]
            continue
        fake = Proof(random_exponent(group), random_exponent(group))
        exponent = (fake.response + r * fake.challenge) % order
        surplus = (actual - claimed) * fake.challenge % order
        proofs.append(fake)
        commitments += [
            group.power_of_generator(exponent),
            group.product([group.power(public_key, exponent), group.power_of_generator(surplus)]),
        ]
    simulated = sum(proof.challenge for proof in proofs if proof is not None)
    asked = (challenge(group, prefix, commitments) - simulated) % order
    own = Proof(asked, (fresh - branches[true_branch][0] * asked) % order)
    return tuple(own if proof is None else proof for proof in proofs)
