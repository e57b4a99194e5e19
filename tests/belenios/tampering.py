"""Ways to tamper with an archive of which the forger then repairs the chain and all hashes."""

import json
from collections.abc import Callable

from linli.belenios.report import Check
from tests.belenios import malformed
from tests.belenios.making import Made, make

Change = Callable[[Made, str, bytes], bytes | None]


def _edited(body: bytes, change: Callable[[dict], None]) -> bytes:  # type: ignore[type-arg]
    value = json.loads(body)
    change(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _in_ballot(change: malformed.Change) -> Change:
    def tamper(made: Made, at: str, body: bytes) -> bytes:
        if at != "1:Ballot:0":
            return body
        return _edited(body, lambda ballot: change(made, ballot))

    return tamper


def _at(place: str, old: bytes, new: bytes) -> Change:
    def tamper(_made: Made, at: str, body: bytes) -> bytes:
        return body.replace(old, new, 1) if at == place else body

    return tamper


def dropped_ballot(_made: Made, at: str, body: bytes) -> bytes | None:
    return None if at.startswith("3:Ballot") else body


def doubled_weight(_made: Made, at: str, body: bytes) -> bytes:
    return body.replace(b',5"', b',9"') if at == "0:Setup:2" else body


def foreign_credentials(made: Made, at: str, body: bytes) -> bytes:
    if at != "0:Setup:2":
        return body
    return body.replace(made.public(1).encode(), made.group.power_of_generator(77).encode())


def exchanged_tally(_made: Made, at: str, body: bytes) -> bytes:
    if not at.endswith("EncryptedTally:0"):
        return body
    rows = json.loads(body)
    rows[0].reverse()
    return json.dumps(rows, separators=(",", ":")).encode()


def decryption_response(made: Made, at: str, body: bytes) -> bytes:
    if not at.endswith("PartialDecryption:0"):
        return body
    return _edited(
        body, lambda value: malformed._bump(made, value["decryption_proofs"][0][0], "response")
    )


def decryption_factor(made: Made, at: str, body: bytes) -> bytes:
    if not at.endswith("PartialDecryption:0"):
        return body

    def change(value: dict) -> None:  # type: ignore[type-arg]
        row = value["decryption_factors"][0]
        row[0] = made.group.product([row[0], made.group.generator])

    return _edited(body, change)


def other_public_key(made: Made, at: str, body: bytes) -> bytes:
    key = made.group.power_of_generator(12345).encode()
    return body.replace(made.election.public_key.encode(), key) if at == "0:Setup:0" else body


def trustee_proof(made: Made, at: str, body: bytes) -> bytes:
    if at != "0:Setup:1":
        return body
    value = json.loads(body)
    malformed._bump(made, value[0][1]["pok"], "response")
    return json.dumps(value, separators=(",", ":")).encode()


def result_value(_made: Made, at: str, body: bytes) -> bytes:
    return body.replace(b"[[5,", b"[[6,") if at.endswith("Result:0") else body


TAMPERED: list[tuple[str, Change, Check]] = [
    ("individual proof", _in_ballot(malformed.individual_response), Check.BALLOT_SIGNATURE),
    ("overall proof", _in_ballot(malformed.overall_response), Check.BALLOT_SIGNATURE),
    ("copied ciphertext", _in_ballot(malformed.copied_choice), Check.BALLOT_SIGNATURE),
    ("other election", _in_ballot(malformed.other_election), Check.BALLOT_ELECTION),
    ("other spelling", _at("1:Ballot:0", b"{", b"{ "), Check.BALLOT_FORM),
    ("foreign credential", foreign_credentials, Check.BALLOT_CREDENTIAL),
    ("dropped ballot", dropped_ballot, Check.TALLY_COUNT),
    ("dropped ballot, ciphertexts", dropped_ballot, Check.TALLY_CIPHERTEXTS),
    ("changed weight", doubled_weight, Check.TALLY_WEIGHT),
    ("changed weight, ciphertexts", doubled_weight, Check.TALLY_CIPHERTEXTS),
    ("num_tallied", _at("6:EncryptedTally:1", b'tallied":3', b'tallied":4'), Check.TALLY_COUNT),
    ("total_weight", _at("6:EncryptedTally:1", b'weight":7', b'weight":8'), Check.TALLY_WEIGHT),
    ("encrypted tally", exchanged_tally, Check.TALLY_CIPHERTEXTS),
    ("decryption proof", decryption_response, Check.DECRYPTION_PROOF),
    ("decryption factor", decryption_factor, Check.DECRYPTION_PROOF),
    ("result", result_value, Check.RESULT_VALUE),
    ("public key", other_public_key, Check.ELECTION_KEY),
    ("trustee proof", trustee_proof, Check.TRUSTEES_PROOF),
    ("owner", _at("7:PartialDecryption:1", b'"owner":1', b'"owner":2'), Check.DECRYPTION_PROOF),
    ("no owner", _at("7:PartialDecryption:1", b'"owner":1', b'"owner":3'), Check.DECRYPTION_OWNER),
    ("owner 0", _at("7:PartialDecryption:1", b'"owner":1', b'"owner":0'), Check.DECRYPTION_FORM),
    ("count", _at("6:EncryptedTally:1", b'tallied":3', b'tallied":"3"'), Check.TALLY_FORM),
    ("setup", _at("0:Setup:3", b'"election":"', b'"election":"X'), Check.SETUP_FORM),
    ("uuid", _at("0:Setup:0", b'"uuid":"', b'"uuid":"1'), Check.BALLOT_ELECTION),
    ("version", _at("0:Setup:0", b'"version":1', b'"version":2'), Check.ELECTION_VERSION),
    ("version type", _at("0:Setup:0", b'"version":1', b'"version":true'), Check.ELECTION_FORM),
    ("group", _at("0:Setup:0", b'"group":"', b'"group":"X'), Check.ELECTION_GROUP),
    ("min", _at("0:Setup:0", b'"min":1', b'"min":-1'), Check.ELECTION_FORM),
    ("negative weight", _at("0:Setup:2", b',5"', b',-5"'), Check.CREDENTIALS_FORM),
    ("zeros in a weight", _at("0:Setup:2", b',5"', b',05"'), Check.CREDENTIALS_FORM),
    ("fractional weight", _at("0:Setup:2", b',5"', b',5.0"'), Check.CREDENTIALS_FORM),
    ("a name in the list", _at("0:Setup:2", b',5"', b',5,owner"'), Check.CREDENTIALS_FORM),
    ("result as string", _at("9:Result:0", b"[[5,", b'[["5",'), Check.RESULT_FORM),
    ("result too short", _at("9:Result:0", b"[[5,", b"[["), Check.RESULT_FORM),
]


def tampered_election(group: str) -> tuple[Made, bytes]:
    """Return the election that all of this is about, and its complete archive."""
    made = make(group=group, singles=2, weights=[5, 1, 1])
    ballots = [
        made.ballot(0, [1, 0, 0]),
        made.ballot(1, [0, 1, 0]),
        made.ballot(2, [0, 1, 0]),
        made.ballot(1, [0, 0, 1]),
    ]
    return made, made.archive(ballots)
