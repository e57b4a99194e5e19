"""Ballots (选票): encrypting, proving and signing a choice; checking somebody else's ballot.

Source: [rule:belenios-ballot].
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from linli.belenios import canonical
from linli.belenios.ballot_form import Answer, BallotForm, ReadBallot
from linli.belenios.canonical import Malformed
from linli.belenios.election import Election, Question
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group, Job, NotAnElement
from linli.belenios.hashing import challenge, compact_digest
from linli.belenios.proofs import (
    Base,
    Branch,
    Ciphertext,
    Disjunction,
    Proof,
    disjunction_jobs,
    prove_disjunction,
    prove_knowledge,
    random_exponent,
    read_proof,
    require_disjunctions,
)
from linli.belenios.report import Check, CheckFailed, failed_form

_SIGNATURE = b',"signature":{"hash":"'


class ChoiceNotAllowed(BeleniosError):
    """The plain choice is not a legal answer to the question."""

    code = "ballot.choice"


class CheckedBallot(NamedTuple):
    """What a valid ballot says: who, under which tracker, and all its ciphertexts in order."""

    credential: str
    tracker: str
    elements: tuple[str, ...]


# ---------------------------------------------------------------- checking


class BallotChecker:
    """Checks ballots of one election; preparing it costs about as much as a hundred checks."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self._group = election.group
        self._form = BallotForm(election)
        self._arithmetic = election.group.for_public_key(election.public_key)

    def check(self, source: bytes, *, credential_known: bool = False) -> CheckedBallot:
        """Return what a valid ballot says; raise CheckFailed with the first check that fails.

        Whether its credential is on the roll, and whether it was cast before, is for the caller.
        With `credential_known` the credential is taken for an element of the group.
        """
        credential, answers, signed, signature = self._form.read(source) or self.read(source)
        body = source[: source.rindex(_SIGNATURE)] + b"}"
        digest = compact_digest(body)
        if signed != digest:
            raise CheckFailed(Check.BALLOT_SIGNATURE, expected=digest, found=signed, where="hash")
        jobs: list[Job] = [
            Job(
                (credential,), not credential_known, ((signature.response, 0, signature.challenge),)
            )
        ]
        parts = []
        prefix = f"{self.election.fingerprint}|{credential}"
        for number, (question, answer) in enumerate(
            zip(self.election.questions, answers, strict=True)
        ):
            claims = _claims(question, answer, prefix, f"answers[{number}]")
            bases = _bases(question, answer)
            own = disjunction_jobs(self._group, bases, claims)
            parts.append((bases, own, claims))
            jobs += own
        self._require(jobs, parts, signed, signature)
        return CheckedBallot(
            credential,
            compact_digest(source),
            tuple(text for answer in answers for pair in answer.ciphertexts for text in pair),
        )

    def _require(
        self,
        jobs: Sequence[Job],
        parts: Sequence[tuple[list[Base], list[Job], list[Disjunction]]],
        signed: str,
        signature: Proof,
    ) -> None:
        try:
            commitments = self._arithmetic.commitments(jobs)
        except NotAnElement as error:
            raise CheckFailed(
                Check.BALLOT_ELEMENT,
                expected=f"an element of {self._group.name}",
                found=f"{error.facts['reason']}: {error.facts['text'][:80]}",
            ) from None
        asked = challenge(self._group, f"sig|{signed}|", commitments[:1])
        if asked != signature.challenge:
            raise CheckFailed(
                Check.BALLOT_SIGNATURE, expected=asked, found=signature.challenge, where="proof"
            )
        start = 1
        for bases, own, claims in parts:
            stop = start + sum(len(job.rows) for job in own)
            require_disjunctions(self._group, bases, own, claims, commitments[start:stop])
            start = stop

    def read(self, source: bytes) -> ReadBallot:
        """Return a ballot read by the book; raise CheckFailed for the first fault of its form."""
        try:
            return self._read(canonical.read(source, where="ballot"))
        except Malformed as error:
            raise failed_form(Check.BALLOT_FORM, error) from None

    def _read(self, value: Any) -> ReadBallot:
        canonical.fields(
            value,
            *("election_uuid", "election_hash", "credential", "answers", "signature"),
            where="ballot",
        )
        election = self.election
        for name, own in (
            ("election_uuid", election.uuid),
            ("election_hash", election.fingerprint),
        ):
            if value[name] != own:
                raise CheckFailed(
                    Check.BALLOT_ELECTION, expected=own, found=value[name], where=name
                )
        credential = canonical.text(value["credential"], where="credential")
        answers = value["answers"]
        if type(answers) is not list:
            raise Malformed(where="answers", expected="a list", found=type(answers).__name__)
        _require_count(len(election.questions), len(answers), "answers")
        read = [
            _read_answer(question, answer, self._group.order, f"answers[{number}]")
            for number, (question, answer) in enumerate(
                zip(election.questions, answers, strict=True)
            )
        ]
        signature = canonical.fields(value["signature"], "hash", "proof", where="signature")
        proof = read_proof(signature["proof"], order=self._group.order, where="signature.proof")
        signed = canonical.text(signature["hash"], where="signature.hash")
        return ReadBallot(credential, read, signed, proof)


def check_ballot(
    checker: BallotChecker, credentials: Mapping[str, int], source: bytes
) -> CheckedBallot:
    """Return what a ballot says if it may be cast: valid, and its credential is on the list."""
    checked = checker.check(source)
    require_listed(checked.credential, credentials)
    return checked


def require_listed(credential: str, credentials: Mapping[str, int]) -> None:
    """Raise CheckFailed unless the credential is on the list."""
    if credential not in credentials:
        raise CheckFailed(
            Check.BALLOT_CREDENTIAL, expected="a credential of the list", found=credential[:80]
        )


def credential_of(election: Election, source: bytes) -> str | None:
    """Return the credential of a ballot of this election without checking anything else."""
    start = _opening(election)
    if not source.startswith(start):
        return None
    stop = source.find(b'"', len(start))
    return source[len(start) : stop].decode("ascii", "replace") if stop > 0 else None


def _opening(election: Election) -> bytes:
    """Return the bytes with which every ballot of the election begins."""
    return (
        f'{{"election_uuid":"{election.uuid}","election_hash":"{election.fingerprint}"'
        ',"credential":"'
    ).encode()


def _read_answer(question: Question, value: Any, order: int, where: str) -> Answer:
    canonical.fields(
        value, "choices", "individual_proofs", "overall_proof", "blank_proof?", where=where
    )
    if ("blank_proof" in value) != bool(question.blank):
        raise CheckFailed(
            Check.BALLOT_ANSWERS,
            expected=f"{'a' if question.blank else 'no'} blank proof",
            found=f"{'a' if 'blank_proof' in value else 'no'} blank proof",
            where=where,
        )
    choices = _list(value["choices"], question.choices, f"{where}.choices")
    individual = _list(value["individual_proofs"], question.choices, f"{where}.individual_proofs")
    branches = question.most - question.least + 1 + bool(question.blank)
    return Answer(
        tuple(_read_ciphertext(item, f"{where}.choices[{i}]") for i, item in enumerate(choices)),
        tuple(
            _read_proofs(item, 2, order, f"{where}.individual_proofs[{i}]")
            for i, item in enumerate(individual)
        ),
        _read_proofs(value["overall_proof"], branches, order, f"{where}.overall_proof"),
        _read_proofs(value["blank_proof"], 2, order, f"{where}.blank_proof")
        if question.blank
        else None,
    )


def _read_proofs(value: Any, count: int, order: int, where: str) -> tuple[Proof, ...]:
    return tuple(read_proof(item, order=order, where=where) for item in _list(value, count, where))


def _read_ciphertext(value: Any, where: str) -> Ciphertext:
    if type(value) is dict and tuple(value) == ("alpha", "beta"):
        alpha, beta = value.values()
        if type(alpha) is type(beta) is str:
            return Ciphertext(alpha, beta)
    raise Malformed(where=where, expected="alpha and beta, strings", found=str(value)[:120])


def _list(value: Any, count: int, where: str) -> list[Any]:
    if type(value) is not list:
        raise Malformed(where=where, expected="a list", found=type(value).__name__)
    _require_count(count, len(value), where)
    return value


def _require_count(expected: int, found: int, where: str) -> None:
    if expected != found:
        raise CheckFailed(
            Check.BALLOT_ANSWERS, expected=f"{expected} items", found=f"{found} items", where=where
        )


# ---------------------------------------------------------------- what a ballot claims


def _bases(question: Question, answer: Answer) -> list[Base]:
    """Return each ciphertext, and last the product of those that stand for answers."""
    singles = [Base((ciphertext,), member=True, printed=False) for ciphertext in answer.ciphertexts]
    summed = answer.ciphertexts[bool(question.blank) :]
    return [*singles, Base(summed, member=False, printed=answer.blank is None)]


def _claims(question: Question, answer: Answer, prefix: str, where: str) -> list[Disjunction]:
    """Return every disjunction that a ballot claims about one answer."""
    claims = [
        Disjunction(
            Check.BALLOT_INDIVIDUAL_PROOF,
            f"{where}.individual_proofs[{base}]",
            f"prove|{prefix}|{ciphertext.alpha},{ciphertext.beta}|",
            None,
            tuple(Branch(base, plaintext, proof) for plaintext, proof in enumerate(proofs)),
        )
        for base, (ciphertext, proofs) in enumerate(
            zip(answer.ciphertexts, answer.individual, strict=True)
        )
    ]
    context = f"{prefix}|{_printed(answer.ciphertexts)}"
    total = len(answer.ciphertexts)
    sums = [
        Branch(total, plaintext, proof)
        for plaintext, proof in enumerate(
            answer.overall if answer.blank is None else answer.overall[1:], start=question.least
        )
    ]
    overall = (Check.BALLOT_OVERALL_PROOF, f"{where}.overall_proof")
    if answer.blank is None:
        return [*claims, Disjunction(*overall, f"prove|{context}|", total, tuple(sums))]
    return [
        *claims,
        Disjunction(
            Check.BALLOT_BLANK_PROOF,
            f"{where}.blank_proof",
            f"bproof0|{context}|",
            None,
            (Branch(0, 0, answer.blank[0]), Branch(total, 0, answer.blank[1])),
        ),
        Disjunction(
            *overall, f"bproof1|{context}|", None, (Branch(0, 1, answer.overall[0]), *sums)
        ),
    ]


def _printed(ciphertexts: Sequence[Ciphertext]) -> str:
    return ",".join(text for ciphertext in ciphertexts for text in ciphertext)


# ---------------------------------------------------------------- making


def make_ballot(election: Election, *, secret: int, choices: Sequence[Sequence[int]]) -> bytes:
    """Return the ballot that encrypts, proves and signs a choice for every question.

    `secret` is the exponent of the credential; a choice has a 0 or 1 for every ciphertext, the
    blank one first. Raises ChoiceNotAllowed.
    """
    group = election.group
    credential = group.power_of_generator(secret)
    prefix = f"{election.fingerprint}|{credential}"
    answers = []
    for number, (question, choice) in enumerate(zip(election.questions, choices, strict=True)):
        if not question.allows(tuple(choice)):
            raise ChoiceNotAllowed(question=number, choice=list(choice))
        answers.append(_make_answer(election, question, choice, prefix))
    ballot: dict[str, Any] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": credential,
        "answers": answers,
    }
    digest = compact_digest(canonical.write(ballot))
    proof = prove_knowledge(group, f"sig|{digest}|", secret)
    return canonical.write(ballot | {"signature": {"hash": digest, "proof": proof.as_json()}})


def _make_answer(
    election: Election, question: Question, choice: Sequence[int], prefix: str
) -> dict[str, Any]:
    group, key = election.group, election.public_key
    randomness = [random_exponent(group) for _ in choice]
    ciphertexts = [_encrypt(group, key, r, m) for r, m in zip(randomness, choice, strict=True)]
    individual = [
        prove_disjunction(
            group, key, f"prove|{prefix}|{c.alpha},{c.beta}|", [(r, m, 0), (r, m, 1)], m
        )
        for c, r, m in zip(ciphertexts, randomness, choice, strict=True)
    ]
    context = f"{prefix}|{_printed(ciphertexts)}"
    first = int(bool(question.blank))
    total_r = sum(randomness[first:]) % group.order
    total_m = sum(choice[first:])
    sums = [(total_r, total_m, m) for m in range(question.least, question.most + 1)]
    blank: tuple[Proof, ...] | None = None
    if question.blank:
        is_blank, r = choice[0], randomness[0]
        blank = prove_disjunction(
            group, key, f"bproof0|{context}|", [(r, is_blank, 0), (total_r, total_m, 0)], is_blank
        )
        true_branch = 0 if is_blank else 1 + total_m - question.least
        overall = prove_disjunction(
            group, key, f"bproof1|{context}|", [(r, is_blank, 1), *sums], true_branch
        )
    else:
        product = _printed(
            [Ciphertext(*(group.product(column) for column in zip(*ciphertexts, strict=True)))]
        )
        overall = prove_disjunction(
            group, key, f"prove|{context}|{product}|", sums, total_m - question.least
        )
    return canonical.without_absent(
        [
            ("choices", [ciphertext.as_json() for ciphertext in ciphertexts]),
            ("individual_proofs", [[p.as_json() for p in proofs] for proofs in individual]),
            ("overall_proof", [proof.as_json() for proof in overall]),
            ("blank_proof", None if blank is None else [proof.as_json() for proof in blank]),
        ]
    )


def _encrypt(group: Group, public_key: str, r: int, m: int) -> Ciphertext:
    """Return the ciphertext of a bit; both bits take the same work."""
    message = (group.identity, group.generator)[m]
    return Ciphertext(
        group.power_of_generator(r), group.product([group.power(public_key, r), message])
    )
