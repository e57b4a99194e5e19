"""One ballot of every malformed kind, each signed again with a legitimate credential."""

import json
from collections.abc import Callable
from typing import Any

from linli.belenios import canonical
from linli.belenios.groups.curve import PRIME
from linli.belenios.hashing import compact_digest
from linli.belenios.proofs import prove_knowledge
from linli.belenios.report import Check
from tests.belenios.making import Made

Ballot = dict[str, Any]
Change = Callable[[Made, Ballot], None]

ORDER_2 = f"{PRIME - 1:064x}"
ORDER_8 = "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"


def resigned(made: Made, ballot: Ballot, voter: int = 0) -> bytes:
    """Return the ballot with its hash and signature made again."""
    body = {name: value for name, value in ballot.items() if name != "signature"}
    digest = compact_digest(canonical.write(body))
    proof = prove_knowledge(made.group, f"sig|{digest}|", made.secret(voter)).as_json()
    return canonical.write(body | {"signature": {"hash": digest, "proof": proof}})


def _answer(ballot: Ballot) -> dict[str, Any]:
    answer: dict[str, Any] = ballot["answers"][0]
    return answer


def _bump(made: Made, proof: dict[str, str], name: str) -> None:
    proof[name] = str((int(proof[name]) + 1) % made.group.order)


def individual_response(made: Made, ballot: Ballot) -> None:
    _bump(made, _answer(ballot)["individual_proofs"][1][0], "response")


def individual_challenge(made: Made, ballot: Ballot) -> None:
    _bump(made, _answer(ballot)["individual_proofs"][0][1], "challenge")


def overall_response(made: Made, ballot: Ballot) -> None:
    _bump(made, _answer(ballot)["overall_proof"][0], "response")


def copied_choice(_made: Made, ballot: Ballot) -> None:
    answer = _answer(ballot)
    for name in ("choices", "individual_proofs"):
        answer[name][1] = answer[name][0]


def swapped_choices(_made: Made, ballot: Ballot) -> None:
    answer = _answer(ballot)
    for name in ("choices", "individual_proofs"):
        answer[name][0], answer[name][1] = answer[name][1], answer[name][0]


def swapped_halves(_made: Made, ballot: Ballot) -> None:
    choice = _answer(ballot)["choices"][0]
    choice["alpha"], choice["beta"] = choice["beta"], choice["alpha"]


def double_vote(made: Made, ballot: Ballot) -> None:
    choice = _answer(ballot)["choices"][0]
    choice["beta"] = made.group.product([choice["beta"], made.group.generator])


def order_2_component(made: Made, ballot: Ballot) -> None:
    _multiply_alpha(made, ballot, ORDER_2, "-1")


def order_8_component(made: Made, ballot: Ballot) -> None:
    _multiply_alpha(made, ballot, ORDER_8, "2")


def _multiply_alpha(made: Made, ballot: Ballot, point: str, residue: str) -> None:
    choice = _answer(ballot)["choices"][0]
    if made.group.name == "Ed25519":
        choice["alpha"] = made.group.product([choice["alpha"], point])
    else:
        modulus = made.group.modulus
        choice["alpha"] = str(int(choice["alpha"]) * int(residue) % int(modulus))


def off_curve(made: Made, ballot: Ballot) -> None:
    other = "0" * 63 + "2" if made.group.name == "Ed25519" else "0"
    _answer(ballot)["choices"][0]["alpha"] = other


def off_curve_to_the_first_power(made: Made, ballot: Ballot) -> None:
    """Off the curve where a challenge of 1 would have it used as it is."""
    off_curve(made, ballot)
    _answer(ballot)["individual_proofs"][0][0] = {"challenge": "1", "response": "2"}


def out_of_range(made: Made, ballot: Ballot) -> None:
    choice = _answer(ballot)["choices"][0]
    if made.group.name == "Ed25519":
        choice["beta"] = f"{PRIME + 1:064x}"
    else:
        choice["beta"] = str(int(choice["beta"]) + int(made.group.modulus))


def scalar_at_order(made: Made, ballot: Ballot) -> None:
    proof = _answer(ballot)["individual_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) + made.group.order)


def leading_zero(_made: Made, ballot: Ballot) -> None:
    proof = _answer(ballot)["individual_proofs"][0][0]
    proof["response"] = "0" + proof["response"]


def negative_scalar(made: Made, ballot: Ballot) -> None:
    proof = _answer(ballot)["individual_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) - made.group.order)


def number_for_string(_made: Made, ballot: Ballot) -> None:
    proof = _answer(ballot)["individual_proofs"][0][0]
    proof["response"] = int(proof["response"])


def upper_case(made: Made, ballot: Ballot) -> None:
    choice = _answer(ballot)["choices"][0]
    if made.group.name == "Ed25519":
        choice["alpha"] = choice["alpha"].upper()
    else:
        choice["alpha"] = "+" + choice["alpha"]


def extra_field(_made: Made, ballot: Ballot) -> None:
    _answer(ballot)["note"] = ""


def other_order(_made: Made, ballot: Ballot) -> None:
    answer = _answer(ballot)
    answer["choices"] = answer.pop("choices")


def list_for_proof(_made: Made, ballot: Ballot) -> None:
    _answer(ballot)["individual_proofs"][0][0] = ["1", "2"]


def object_for_answers(_made: Made, ballot: Ballot) -> None:
    ballot["answers"] = {"0": ballot["answers"][0]}


def missing_choice(_made: Made, ballot: Ballot) -> None:
    answer = _answer(ballot)
    answer["choices"].pop()
    answer["individual_proofs"].pop()


def extra_choice(_made: Made, ballot: Ballot) -> None:
    answer = _answer(ballot)
    answer["choices"].append(answer["choices"][0])
    answer["individual_proofs"].append(answer["individual_proofs"][0])


def missing_individual_proof(_made: Made, ballot: Ballot) -> None:
    _answer(ballot)["individual_proofs"].pop()


def third_branch(_made: Made, ballot: Ballot) -> None:
    proofs = _answer(ballot)["individual_proofs"][0]
    proofs.append(proofs[0])


def extra_overall_branch(_made: Made, ballot: Ballot) -> None:
    proofs = _answer(ballot)["overall_proof"]
    proofs.append(proofs[0])


def no_overall_proof(_made: Made, ballot: Ballot) -> None:
    _answer(ballot)["overall_proof"] = []


def uninvited_blank_proof(_made: Made, ballot: Ballot) -> None:
    answer = _answer(ballot)
    answer["blank_proof"] = answer["individual_proofs"][0]


def missing_answer(_made: Made, ballot: Ballot) -> None:
    ballot["answers"].pop()


def extra_answer(_made: Made, ballot: Ballot) -> None:
    ballot["answers"].append(ballot["answers"][0])


def other_election(_made: Made, ballot: Ballot) -> None:
    ballot["election_uuid"] = "11111111111111"


def other_fingerprint(_made: Made, ballot: Ballot) -> None:
    ballot["election_hash"] = compact_digest(b"another election")


RESIGNED: dict[Check, list[Change]] = {
    Check.BALLOT_INDIVIDUAL_PROOF: [
        individual_response,
        individual_challenge,
        swapped_halves,
        double_vote,
    ],
    Check.BALLOT_OVERALL_PROOF: [overall_response, copied_choice, swapped_choices],
    Check.BALLOT_ELEMENT: [
        order_2_component,
        order_8_component,
        off_curve,
        off_curve_to_the_first_power,
        out_of_range,
        upper_case,
    ],
    Check.BALLOT_FORM: [
        scalar_at_order,
        leading_zero,
        negative_scalar,
        number_for_string,
        extra_field,
        other_order,
        list_for_proof,
        object_for_answers,
    ],
    Check.BALLOT_ANSWERS: [
        missing_choice,
        extra_choice,
        missing_individual_proof,
        third_branch,
        extra_overall_branch,
        no_overall_proof,
        uninvited_blank_proof,
        missing_answer,
        extra_answer,
    ],
    Check.BALLOT_ELECTION: [other_election, other_fingerprint],
}
CASES = [(change, check) for check, changes in RESIGNED.items() for change in changes]


def malformed(made: Made, change: Change) -> bytes:
    """Return a ballot of the first voter with one change, signed again."""
    ballot: Ballot = json.loads(made.ballot(0, *([[1, 0, 0]] * len(made.election.questions))))
    change(made, ballot)
    return resigned(made, ballot)
