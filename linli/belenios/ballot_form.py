"""A quick reader of ballots: one pattern that matches exactly the canonical ballots of an election.

What it does not match is not refused here but read by the book in `ballot`, which names the
fault. What it matches is canonical JSON with the right fields and counts, numbers included.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from linli.belenios.election import Election, Question
from linli.belenios.proofs import Ciphertext, Proof

# A pattern with more proofs than this would cost more than it saves.
_MOST_PROOFS: Final = 2000

_NUMBER: Final = "(0|[1-9][0-9]{0,616})"
_ELEMENT: Final = "([0-9a-f]{1,617})"
_PROOF: Final = f'{{"challenge":"{_NUMBER}","response":"{_NUMBER}"}}'
_CIPHERTEXT: Final = f'{{"alpha":"{_ELEMENT}","beta":"{_ELEMENT}"}}'


class Answer(NamedTuple):
    """The answer to one question: ciphertexts and the proofs about them."""

    ciphertexts: tuple[Ciphertext, ...]
    individual: tuple[tuple[Proof, ...], ...]
    overall: tuple[Proof, ...]
    blank: tuple[Proof, ...] | None


class ReadBallot(NamedTuple):
    """A ballot of the right form: nothing in it is proven yet."""

    credential: str
    answers: list[Answer]
    signed: str
    signature: Proof


class BallotForm:
    """The form of every ballot of one election."""

    def __init__(self, election: Election) -> None:
        self._order = election.group.order
        self._questions = election.questions
        proofs = sum(2 * q.choices + _overall(q) + 2 * bool(q.blank) for q in self._questions)
        self._pattern = _ballot_pattern(election) if proofs <= _MOST_PROOFS else None

    def read(self, source: bytes) -> ReadBallot | None:
        """Return a ballot if its form is beyond doubt."""
        found = self._pattern.fullmatch(source) if self._pattern else None
        if found is None:
            return None
        texts = iter([text.decode() for text in found.groups()])
        credential = next(texts)
        answers = [self._answer(question, texts) for question in self._questions]
        ballot = ReadBallot(credential, answers, next(texts), _proof(texts))
        return ballot if self._in_range(ballot) else None

    def _answer(self, question: Question, texts: Iterator[str]) -> Answer:
        choices = range(question.choices)
        return Answer(
            tuple([Ciphertext(next(texts), next(texts)) for _ in choices]),
            tuple([(_proof(texts), _proof(texts)) for _ in choices]),
            tuple([_proof(texts) for _ in range(_overall(question))]),
            (_proof(texts), _proof(texts)) if question.blank else None,
        )

    def _in_range(self, ballot: ReadBallot) -> bool:
        proofs = [ballot.signature]
        for answer in ballot.answers:
            proofs += chain(*answer.individual, answer.overall, answer.blank or ())
        return max(map(max, proofs)) < self._order


def _overall(question: Question) -> int:
    return question.most - question.least + 1 + bool(question.blank)


def _proof(texts: Iterator[str]) -> Proof:
    return Proof(int(next(texts)), int(next(texts)))


def _ballot_pattern(election: Election) -> re.Pattern[bytes]:
    answers = ",".join(_answer_pattern(question) for question in election.questions)
    uuid, fingerprint = re.escape(election.uuid), re.escape(election.fingerprint)
    pattern = (
        f'{{"election_uuid":"{uuid}","election_hash":"{fingerprint}"'
        f',"credential":"{_ELEMENT}","answers":\\[{answers}\\]'
        f',"signature":{{"hash":"([A-Za-z0-9+/]{{43}})","proof":{_PROOF}}}}}'
    )
    return re.compile(pattern.encode())


def _answer_pattern(question: Question) -> str:
    blank = f',"blank_proof":{_list(_PROOF, 2)}' if question.blank else ""
    return (
        f'{{"choices":{_list(_CIPHERTEXT, question.choices)}'
        f',"individual_proofs":{_list(_list(_PROOF, 2), question.choices)}'
        f',"overall_proof":{_list(_PROOF, _overall(question))}{blank}}}'
    )


def _list(pattern: str, count: int) -> str:
    return f"\\[{','.join([pattern] * count)}\\]"
