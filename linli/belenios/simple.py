"""A second verifier of Belenios archives, for readers: one file, no speed, no dependency.

`python simple.py ARCHIVE.bel` needs Python 3.11 and this file alone. It shares no code with
`linli.belenios.verify`; the tests hold both to the same verdict on every archive. Each function
is one paragraph of `docs/rules/belenios.md`; read from `verify` downwards.

Group elements are written multiplicatively: `group.mul`, `group.power`, `group.text`.
"""

import json
import re
import sys
from abc import ABC, abstractmethod
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Refused(Exception):
    """The archive breaks a rule; the first argument names it, the second says what was found."""


def require(holds: bool, rule: str, found: object = "") -> None:
    """Refuse unless the rule holds."""
    if not holds:
        raise Refused(rule, str(found)[:200])


# ---------------------------------------------------------------- the verdict


def verify(archive: bytes) -> dict[str, Any]:
    """Check everything an archive contains and return what it says; Refused if a check fails."""
    bodies, events = read_archive(archive)
    stages = {"Setup": 0, "Ballot": 1, "EndBallots": 2, "EncryptedTally": 3}
    stages |= {"PartialDecryption": 4, "Result": 5}
    payloads: dict[str, list[bytes]] = {kind: [] for kind in stages}
    position = -1
    for kind, own in events:
        require(kind in stages, "event: known type", kind)
        # Ballots and decryptions may be many; everything else comes once, and nothing is left out.
        next_ones = {position, position + 1} if position in (1, 4) else {position + 1}
        if position == 0:
            next_ones = {1, 2}  # an election without any ballot
        require(stages[kind] in next_ones, "event: order", kind)
        position = stages[kind]
        expected = expected_bodies(kind, own, bodies)
        require(own == expected, "archive: exactly the data its events name", own)
        payloads[kind].append(bodies[own[-1]] if own else b"")
    require(position >= 0, "archive: a setup")

    election = read_setup(json.loads(payloads["Setup"][0]), bodies)
    said: dict[str, Any] = {"fingerprint": election["phi"], "ballots": len(payloads["Ballot"])}
    counted = check_ballots(election, payloads["Ballot"])
    said["counted"] = len(counted)
    if position >= 3:
        sized = parse(payloads["EncryptedTally"][0])
        tally = check_tally(election, counted, sized, bodies[sized["encrypted_tally"]])
        decryptions = [
            check_decryption(election, tally, p, bodies)
            for p in map(parse, payloads["PartialDecryption"])
        ]
        owners = [owner for owner, _ in decryptions]
        require(len(set(owners)) == len(owners), "decryption: once per trustee", owners)
        if position == 5:
            total = sum(election["credentials"][ballot["credential"]] for ballot in counted)
            said["result"] = check_result(
                election, tally, dict(decryptions), parse(payloads["Result"][0]), total
            )
    said["stage"] = ["setup", "ballots", "closed", "tallied", "decrypted", "result"][position]
    return said


# ---------------------------------------------------------------- JSON, strictly


def dump(value: Any) -> bytes:
    """Write JSON as the protocol does: no spaces, no escapes but the necessary."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\x7f", "\\u007f").encode()


def parse(data: bytes) -> Any:
    """Read JSON and require that writing it again gives the same bytes."""
    try:
        value = json.loads(data.decode())
        same = dump(value) == data
    except (ValueError, RecursionError) as error:
        raise Refused("json: readable", str(error)) from None
    require(same, "json: one spelling", data[:80])
    return value


def fields(value: Any, names: str) -> None:
    """Require an object with exactly these fields in this order; `name?` may be absent."""
    require(type(value) is dict, "json: an object", value)
    wanted = [
        name.rstrip("?")
        for name in names.split()
        if name.rstrip("?") in value or not name.endswith("?")
    ]
    require(list(value) == wanted, "json: exact fields in order", list(value))


def listed(value: Any, length: int | None = None) -> list[Any]:
    """Require a list, of this length where one is given."""
    require(type(value) is list, "json: a list", value)
    require(length in (None, len(value)), "json: as many as asked", len(value))
    return list(value)


def natural(value: Any, least: int = 0) -> int:
    """Require a JSON integer from `least`."""
    require(type(value) is int and value >= least, "json: a natural number", value)
    return int(value)


def decimal(value: Any) -> int:
    """Require a natural number as a canonical decimal string."""
    require(
        type(value) is str and re.fullmatch("0|[1-9][0-9]{0,999}", value) is not None,
        "number: canonical decimal",
        value,
    )
    return int(value)


def amount(value: Any) -> int:
    """Require a weight or count: a JSON number up to 2^30 - 1, a string above."""
    number = decimal(value) if type(value) is str else natural(value)
    require((number < 2**30) == (type(value) is int), "number: string above 2^30 - 1", value)
    return number


def text(value: Any) -> str:
    """Require a string."""
    require(type(value) is str, "json: a string", value)
    return str(value)


# ---------------------------------------------------------------- hashes


def digest(data: bytes) -> str:
    """SHA-256 as the archive names its bodies."""
    return sha256(data).hexdigest()


def compact(data: bytes) -> str:
    """SHA-256 as people see it: Base64 without padding."""
    return b64encode(sha256(data).digest()).decode().rstrip("=")


def challenge(group: "Group", *parts: str) -> int:
    """SHA-256 of the parts, joined by bars, as a number modulo the group's order."""
    return int.from_bytes(sha256("|".join(parts).encode()).digest(), "big") % group.order


# ---------------------------------------------------------------- groups


class Group(ABC):
    """What both kinds of group share."""

    name: str
    order: int
    one: Any
    g: Any

    @abstractmethod
    def read(self, value: Any) -> Any:
        """The element of a print; refuses whatever is not one."""

    @abstractmethod
    def text(self, a: Any) -> str:
        """The one print of an element."""

    @abstractmethod
    def mul(self, a: Any, b: Any) -> Any:
        """The product of two elements."""

    def power(self, a: Any, exponent: int) -> Any:
        """Square and multiply."""
        result = self.one
        for bit in f"{exponent:b}":
            result = self.mul(result, result)
            if bit == "1":
                result = self.mul(result, a)
        return result

    def product(self, elements: Any) -> Any:
        """The product of many elements."""
        result = self.one
        for element in elements:
            result = self.mul(result, element)
        return result

    def inverse(self, a: Any) -> Any:
        """The element that multiplies with `a` to one."""
        return self.power(a, self.order - 1)


class FiniteField(Group):
    """Numbers modulo a prime, those whose power `order` is one."""

    def __init__(self, name: str, modulus: int, order: int, generator: int) -> None:
        self.name, self.modulus, self.order, self.g, self.one = name, modulus, order, generator, 1

    def read(self, value: Any) -> int:
        """An element, printed in decimal."""
        number = decimal(value)
        require(0 < number < self.modulus, "element: range", value)
        require(pow(number, self.order, self.modulus) == 1, "element: subgroup", value)
        return number

    def text(self, a: int) -> str:
        """Decimal."""
        return str(a)

    def mul(self, a: int, b: int) -> int:
        """Multiply modulo the prime."""
        return a * b % self.modulus

    def power(self, a: int, exponent: int) -> int:
        """Python's own power."""
        return pow(a, exponent, self.modulus)


class Edwards(Group):
    """Points (X : Y : Z : T) of -x^2 + y^2 = 1 + d x^2 y^2 with x = X/Z, y = Y/Z, xy = T/Z."""

    name = "Ed25519"
    p = 2**255 - 19
    order = 2**252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, p) % p
    one = (0, 1, 1, 0)

    def __init__(self) -> None:
        self.g = self.read("6" * 62 + "58")

    def read(self, value: Any) -> tuple[int, int, int, int]:
        """An element, printed as the number y + 2^255 (x mod 2) in 64 hex digits."""
        p = self.p
        require(
            type(value) is str and re.fullmatch("[0-9a-f]{64}", value) is not None,
            "element: 64 lower-case hex digits",
            value,
        )
        odd, y = divmod(int(value, 16), 2**255)
        require(y < p, "element: range", value)
        x2 = (y * y - 1) * pow(self.d * y * y + 1, -1, p) % p
        x = pow(x2, (p + 3) // 8, p)
        if x * x % p != x2:
            x = x * pow(2, (p - 1) // 4, p) % p
        require(x * x % p == x2, "element: on the curve", value)
        if x % 2 != odd:
            require(x != 0, "element: one spelling of zero", value)
            x = p - x
        point = (x, y, 1, x * y % p)
        x, y, z, _ = self.power(point, self.order)
        require(x == 0 and y == z, "element: subgroup", value)
        return point

    def text(self, a: tuple[int, int, int, int]) -> str:
        """64 hex digits."""
        inverse = pow(a[2], -1, self.p)
        x, y = a[0] * inverse % self.p, a[1] * inverse % self.p
        return f"{y + (x % 2 << 255):064x}"

    def mul(self, a: Any, b: Any) -> tuple[int, int, int, int]:
        """The complete addition law; it also doubles."""
        p = self.p
        x1, y1, z1, t1 = a
        x2, y2, z2, t2 = b
        low, high = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
        c, d = 2 * t1 * t2 * self.d, 2 * z1 * z2
        e, f, g, h = high - low, d - c, d + c, high + low
        return (e * f % p, g * h % p, f * g % p, e * h % p)


# The generator of RFC-3526-2048 is 2 and its order (p - 1) / 2; the primes in hex.
BELENIOS_2048_P = (
    "A3EF2D011FEFB1B6E39E568FCCDFFB0FB7DC7EF3A791B6862791811D21FC35F21E6D36856B428030421F514ED40B"
    "FD4C06E092A495AF8D79A2F85E0FB11C0EDE07DD973F9C53E50930C6E82AC36DE1AE3FB8C3AABFFF12CE27A5022D"
    "DD8912D107435012768A2CDD0A4091D8FA447F6C7EBC15A349FA318A6B4FE17D8D47E843A3E14DFA9B2162F4D722"
    "9ABE93A188B46B006517D6F6747EBBB29C9EC3099B607F18FB1A8BC858279AA8599411D998D3E3FADA9E010840D0"
    "82D8C31911ACDD4A0E7992D0F18CC759CB5DE0ACF66A3882555BC810941E021B6A4CCFA04EE4008F878AFFA2375E"
    "2999B44F6CEF17D707301E59E0E6351E051ED9CEC4157646E64F"
)
BELENIOS_2048_G = (
    "1307C1AB5F295885D7CAA3A78A42415E31FD1C5807B61FB1E781878A52230A51988B98C259597F9C5A9DFD001D26"
    "BA31D9D8976F01D95A1C8262EE68A0E92CEA541E5219E0D0D094301B894236823FE1D4BC04E29F3748AEFD4F10D5"
    "B1A356A8643E673FD9D215FC8FE5FB9CF9FDB8EA88FDB1A3381A697FDF9C2458570B06D26AEF1BE365FDD90165F3"
    "97C6B870DF8C1B9E519EDCEE8BB0F74B7A1615A274BA60A7EA574A61F552D2DDE0CE514E0927C4FF49B1964C4A91"
    "3731AE4268D60D7F22127B6CBBA44D453AC8B72FD04E0991B7AEFF04867D8724AC638F5F34100D2D47AA680D4377"
    "1902743D663F42D853C041E1C91FE3823F4BCF284308F1D7E653"
)
BELENIOS_2048_Q = 78571733251071885079927659812671450121821421258408794611510081919805623223441
RFC_3526_2048_P = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E34"
    "04DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6"
    "F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A6916"
    "3FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C"
    "32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA95"
    "6AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF"
)


def group_named(name: str) -> Group:
    """The group of an election."""
    if name == "Ed25519":
        return Edwards()
    if name == "BELENIOS-2048":
        p, g = int(BELENIOS_2048_P, 16), int(BELENIOS_2048_G, 16)
        return FiniteField(name, p, BELENIOS_2048_Q, g)
    require(name == "RFC-3526-2048", "election: known group", name)
    p = int(RFC_3526_2048_P, 16)
    return FiniteField(name, p, (p - 1) // 2, 2)


# ---------------------------------------------------------------- the archive


def read_archive(archive: bytes) -> tuple[dict[str, bytes], list[tuple[str, list[str]]]]:
    """Return all bodies by hash, and the events in order, each with the data before it.

    The file is an old-style tar; it is written again from its contents and compared.
    """
    entries, position = [], 0
    while position < len(archive):
        header = archive[position : position + 512]
        name, size = header[:100].rstrip(b"\0"), header[124:135]
        require(re.fullmatch(b"[0-7]{11}", size) is not None, "archive: header", position)
        entries.append((name, archive[position + 512 : position + 512 + int(size, 8)]))
        position += 512 + (int(size, 8) + 511) // 512 * 512
    require(bool(entries) and entries[0][0] == b"BELENIOS", "archive: first entry")
    first = parse(entries[0][1])
    fields(first, "version timestamp")
    require(first["version"] == 1, "archive: version 1", first["version"])
    time = (
        int(first["timestamp"]) if type(first["timestamp"]) is int else decimal(first["timestamp"])
    )
    require(
        archive == b"".join(tar_entry(*entry, time) for entry in entries), "archive: exact form"
    )

    bodies: dict[str, bytes] = {}
    events: list[tuple[str, list[str]]] = []
    waiting: list[str] = []
    parent = None
    for raw_name, body in entries[1:]:
        found, _, suffix = raw_name.decode("ascii", "replace").partition(".")
        require(found == digest(body), "archive: a name is the hash of its body", found)
        if suffix == "data.json":
            bodies[found] = body
            waiting.append(found)
            continue
        require(suffix == "event.json", "archive: data or event", suffix)
        event = parse(body)
        fields(event, "parent? height type payload?")
        require(event.get("parent") == parent, "event: chain", event.get("parent"))
        require(type(event["height"]) is int and event["height"] == len(events), "event: height")
        require(event.get("payload") == (waiting[-1] if waiting else None), "event: payload")
        events.append((text(event["type"]), waiting))
        parent, waiting = found, []
    require(not waiting, "archive: exactly the data its events name", waiting)
    return bodies, events


def tar_entry(name: bytes, body: bytes, time: int) -> bytes:
    """Write one entry of the archive."""
    start = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    start += b"%011o\0%011o\0" % (len(body), time)
    total = sum(start) + sum(b" " * 8) + ord("0")
    return (start + b"%06o\0 0" % total).ljust(512, b"\0") + body + b"\0" * (-len(body) % 512)


def expected_bodies(kind: str, own: list[str], bodies: dict[str, bytes]) -> list[str]:
    """Return which data an event must bring, going by its payload (the last of `own`)."""
    if kind == "EndBallots":
        return []
    require(bool(own), "event: payload", kind)
    if kind in ("Ballot", "Result"):
        return own[-1:]
    payload = parse(bodies[own[-1]])
    if kind == "Setup":
        fields(payload, "election trustees credentials credentials_certificate?")
        return [*payload.values(), own[-1]]
    if kind == "EncryptedTally":
        fields(payload, "num_tallied total_weight encrypted_tally")
        return [payload["encrypted_tally"], own[-1]]
    fields(payload, "owner payload")
    return [payload["payload"], own[-1]]


# ---------------------------------------------------------------- proofs


def proof(group: Group, value: Any) -> tuple[int, int]:
    """Read a proof: challenge and response, both below the order."""
    fields(value, "challenge response")
    asked, response = decimal(value["challenge"]), decimal(value["response"])
    require(asked < group.order and response < group.order, "proof: below the order", value)
    return asked, response


def commitment(group: Group, base: Any, response: int, value: Any, asked: int) -> str:
    """The print of base^response * value^challenge."""
    return group.text(group.mul(group.power(base, response), group.power(value, asked)))


def check_knowledge(group: Group, rule: str, key: Any, value: Any, *context: str) -> None:
    """A Schnorr proof: whoever made it knows the exponent of `key`, and meant `context`."""
    asked, response = proof(group, value)
    again = commitment(group, group.g, response, key, asked)
    require(asked == challenge(group, *context, again), rule, context[0])


def check_one_of(election: dict[str, Any], rule: str, context: list[str], claims: Any) -> None:
    """One of the claims holds: a claim is (ciphertext, plaintext, proof)."""
    group, commitments, total = election["group"], [], 0
    for (alpha, beta), plaintext, value in claims:
        asked, response = proof(group, value)
        bare = group.mul(beta, group.inverse(group.power(group.g, plaintext)))  # beta / g^M
        commitments.append(commitment(group, group.g, response, alpha, asked))
        commitments.append(commitment(group, election["y"], response, bare, asked))
        total += asked
    require(total % group.order == challenge(group, *context, ",".join(commitments)), rule)


# ---------------------------------------------------------------- the setup


def read_setup(setup: Any, bodies: dict[str, bytes]) -> dict[str, Any]:
    """Return the election with its group, key, trustees' keys and credentials."""
    source = bodies[setup["election"]]
    election: dict[str, Any] = parse(source)
    fields(
        election,
        "version description name group public_key questions uuid "
        "administrator? credential_authority? language?",
    )
    require(election["version"] == 1, "election: version 1", election["version"])
    for name in ("description", "name", "administrator", "credential_authority"):
        text(election.get(name, ""))
    require(
        re.fullmatch(f"[{BASE58}]{{14,}}", text(election["uuid"])) is not None, "election: uuid"
    )
    if "language" in election:
        code, direction = listed(election["language"], 2)
        require(text(code) != "" and direction in ("ltr", "rtl"), "election: language", direction)
    group = group_named(text(election["group"]))
    for question in listed(election["questions"]):
        fields(question, "answers blank? min max question")
        text(question["question"])
        answers = [text(answer) for answer in listed(question["answers"])]
        require(bool(answers) and type(question.get("blank", False)) is bool, "election: question")
        natural(question["max"], natural(question["min"]))
    require(bool(election["questions"]), "election: a question")
    election |= {"group": group, "y": group.read(election["public_key"]), "phi": compact(source)}

    parts, election["trustees"] = [], []
    for item in listed(parse(bodies[setup["trustees"]])):
        kind, trustee = listed(item, 2)
        if kind == "Single":
            keys = [check_key(group, trustee)]
            parts.append(keys[0])
        else:
            require(kind == "Pedersen", "trustees: Single or Pedersen", kind)
            keys, constant_terms = check_threshold_group(group, trustee)
            parts += constant_terms
        election["trustees"].append((1 if kind == "Single" else trustee["threshold"], keys))
    require(bool(parts), "trustees: at least one")
    require(group.text(group.product(parts)) == election["public_key"], "election: key of trustees")
    election["credentials"] = read_credentials(group, parse(bodies[setup["credentials"]]))
    return election


def read_credentials(group: Any, value: Any) -> dict[str, int]:
    """Return the weight of every public credential."""
    credentials: dict[str, int] = {}
    for line in listed(value):
        credential, comma, weight = text(line).partition(",")
        group.read(credential)
        require(credential not in credentials, "credentials: no duplicate", credential)
        credentials[credential] = decimal(weight) if comma else 1
    return credentials


def check_key(group: Any, key: Any) -> Any:
    """A trustee's public key, with the proof that its secret is known."""
    fields(key, "pok public_key signature? name?")
    text(key.get("name", ""))
    element = group.read(key["public_key"])
    context = ("pok", group.name, key["public_key"])
    check_knowledge(group, "trustees: proof of the key", element, key["pok"], *context)
    return element


def check_signed(group: Any, signer: Any, message: str, signature: Any) -> None:
    """A signature of a member of a threshold group."""
    check_knowledge(group, "trustees: signature", signer, signature, "sigmsg", message)


def check_threshold_group(group: Any, value: Any) -> tuple[list[Any], list[Any]]:
    """Return the members' keys, and the constant terms that multiply into the election's key."""
    fields(value, "threshold certs coefexps signatures verification_keys")
    threshold, size = natural(value["threshold"], 1), len(listed(value["certs"]))
    require(threshold <= size, "trustees: threshold", threshold)
    for name in ("coefexps", "signatures", "verification_keys"):
        listed(value[name], size)
    polynomials, signers = [], []
    for i in range(size):
        cert, coefexps = value["certs"][i], value["coefexps"][i]
        fields(cert, "message signature")
        fields(coefexps, "message signature")
        content = parse(text(cert["message"]).encode())
        fields(content, "context verification encryption")
        fields(content["context"], "group size threshold index")
        place = {"group": group.name, "size": size, "threshold": threshold, "index": i + 1}
        require(
            dump(content["context"]) == dump(place), "trustees: certificate", content["context"]
        )
        signer = group.read(content["verification"])
        group.read(content["encryption"])
        raw = parse(text(coefexps["message"]).encode())
        fields(raw, "coefexps")
        polynomials.append([group.read(one) for one in listed(raw["coefexps"], threshold)])
        bound = dump({"certs": value["certs"], "coefexps": raw["coefexps"]}).decode()
        check_signed(group, signer, cert["message"], cert["signature"])
        check_signed(group, signer, coefexps["message"], coefexps["signature"])
        check_signed(group, signer, f"certs_sig|{bound}", value["signatures"][i])
        signers.append(signer)
    keys = []
    for i, key in enumerate(value["verification_keys"]):
        element = check_key(group, key)
        terms = [
            group.power(coefficient, (i + 1) ** k)
            for polynomial in polynomials
            for k, coefficient in enumerate(polynomial)
        ]
        require(group.text(group.product(terms)) == key["public_key"], "trustees: share of the key")
        require("signature" in key, "trustees: signature")
        check_signed(group, signers[i], key["public_key"], key["signature"])
        keys.append(element)
    return keys, [polynomial[0] for polynomial in polynomials]


# ---------------------------------------------------------------- the ballots


def check_ballots(election: dict[str, Any], ballots: list[bytes]) -> list[dict[str, Any]]:
    """Check every ballot and return those that count: the last of each credential."""
    require(len(set(ballots)) == len(ballots), "ballot: no duplicate")
    last = {}
    for source in ballots:
        ballot = check_ballot(election, source)
        last[ballot["credential"]] = ballot
    return list(last.values())


def check_ballot(election: dict[str, Any], source: bytes) -> dict[str, Any]:
    """Check one ballot; its ciphertexts are added as elements under "ciphertexts"."""
    group = election["group"]
    ballot: dict[str, Any] = parse(source)
    fields(ballot, "election_uuid election_hash credential answers signature")
    require(ballot["election_uuid"] == election["uuid"], "ballot: election")
    require(ballot["election_hash"] == election["phi"], "ballot: election")
    credential = text(ballot["credential"])
    require(credential in election["credentials"], "ballot: credential", credential)
    signature = ballot["signature"]
    fields(signature, "hash proof")
    body = {name: value for name, value in ballot.items() if name != "signature"}
    require(signature["hash"] == compact(dump(body)), "ballot: hash")
    check_knowledge(
        group,
        "ballot: signature",
        group.read(credential),
        signature["proof"],
        "sig",
        signature["hash"],
    )
    prefix = f"{election['phi']}|{credential}"
    answers = listed(ballot["answers"], len(election["questions"]))
    ballot["ciphertexts"] = [
        check_answer(election, question, answer, prefix)
        for question, answer in zip(election["questions"], answers, strict=True)
    ]
    return ballot


def check_answer(election: dict[str, Any], question: Any, answer: Any, prefix: str) -> Any:
    """Check all proofs about one question and return its ciphertexts as elements."""
    group, blank = election["group"], question.get("blank", False)
    fields(answer, "choices individual_proofs overall_proof" + " blank_proof" * blank)
    count = len(question["answers"]) + blank
    prints, ciphertexts = [], []
    for choice in listed(answer["choices"], count):
        fields(choice, "alpha beta")
        ciphertexts.append((group.read(choice["alpha"]), group.read(choice["beta"])))
        prints.append(f"{choice['alpha']},{choice['beta']}")
    for i, proofs in enumerate(listed(answer["individual_proofs"], count)):
        zero, one = listed(proofs, 2)
        claims = [(ciphertexts[i], 0, zero), (ciphertexts[i], 1, one)]
        check_one_of(election, "ballot: each 0 or 1", ["prove", prefix, prints[i]], claims)

    prefix = f"{prefix}|{','.join(prints)}"
    alpha, beta = (group.product(column) for column in zip(*ciphertexts[blank:], strict=True))
    values = list(range(question["min"], question["max"] + 1))
    overall = listed(answer["overall_proof"], len(values) + blank)
    claims = [
        ((alpha, beta), value, one) for value, one in zip(values, overall[blank:], strict=True)
    ]
    if not blank:
        context = ["prove", prefix, f"{group.text(alpha)},{group.text(beta)}"]
        check_one_of(election, "ballot: sum in range", context, claims)
        return ciphertexts
    not_blank, nothing = listed(answer["blank_proof"], 2)
    either = [(ciphertexts[0], 0, not_blank), ((alpha, beta), 0, nothing)]
    check_one_of(election, "ballot: blank or not", ["bproof0", prefix], either)
    claims = [(ciphertexts[0], 1, overall[0]), *claims]
    check_one_of(election, "ballot: sum in range, or blank", ["bproof1", prefix], claims)
    return ciphertexts


# ---------------------------------------------------------------- the tally


def check_tally(election: dict[str, Any], counted: Any, sized: Any, source: bytes) -> Any:
    """Recompute the encrypted tally, weight by weight, and return it as elements."""
    group, weights = election["group"], election["credentials"]
    require(natural(sized["num_tallied"]) == len(counted), "tally: number of ballots")
    total = sum(weights[ballot["credential"]] for ballot in counted)
    require(amount(sized["total_weight"]) == total, "tally: weight", sized["total_weight"])
    tally: Any = [
        [(group.one, group.one)] * (len(q["answers"]) + q.get("blank", False))
        for q in election["questions"]
    ]
    for ballot in counted:
        weight = weights[ballot["credential"]]
        for row, answer in zip(tally, ballot["ciphertexts"], strict=True):
            for i, (alpha, beta) in enumerate(answer):
                row[i] = (
                    group.mul(row[i][0], group.power(alpha, weight)),
                    group.mul(row[i][1], group.power(beta, weight)),
                )
    written = [
        [{"alpha": group.text(alpha), "beta": group.text(beta)} for alpha, beta in row]
        for row in tally
    ]
    require(dump(written) == source, "tally: product of the ballots")
    return tally


def check_decryption(election: dict[str, Any], tally: Any, owned: Any, bodies: Any) -> Any:
    """Check one trustee's decryption; return its place in the list of trustees and its factors."""
    group, value = election["group"], parse(bodies[owned["payload"]])
    keys = [key for _, members in election["trustees"] for key in members]
    owner = natural(owned["owner"], 1)
    require(owner <= len(keys), "decryption: known trustee", owner)
    key = keys[owner - 1]
    fields(value, "decryption_factors decryption_proofs")
    read = []
    factors = listed(value["decryption_factors"], len(tally))
    proofs = listed(value["decryption_proofs"], len(tally))
    for row, factor_row, proof_row in zip(tally, factors, proofs, strict=True):
        read.append([group.read(factor) for factor in listed(factor_row, len(row))])
        listed(proof_row, len(row))
        for (alpha, _), factor, one in zip(row, read[-1], proof_row, strict=True):
            asked, response = proof(group, one)
            both = ",".join(
                (
                    commitment(group, group.g, response, key, asked),
                    commitment(group, alpha, response, factor, asked),
                )
            )
            again = challenge(group, "decrypt", election["phi"], group.text(key), both)
            require(asked == again, "decryption: proof", owner)
    return owner, read


def check_result(
    election: dict[str, Any], tally: Any, decryptions: Any, value: Any, most: int
) -> Any:
    """Put the trustees' factors together and compare: beta / factors = g^result."""
    group = election["group"]
    fields(value, "result")
    factors: list[Any] = [[[] for _ in row] for row in tally]
    before = 0
    for threshold, keys in election["trustees"]:
        places = [i for i in range(1, len(keys) + 1) if before + i in decryptions]
        require(len(places) >= threshold, "result: enough decryptions", len(places))
        for place in places:
            exponent = 1  # Lagrange at zero
            for other in places:
                if other != place:
                    exponent = exponent * other * pow(other - place, -1, group.order) % group.order
            for row, own in zip(factors, decryptions[before + place], strict=True):
                for held, factor in zip(row, own, strict=True):
                    held.append(group.power(factor, exponent))
        before += len(keys)
    for row, held_row, numbers in zip(
        tally, factors, listed(value["result"], len(tally)), strict=True
    ):
        for (_, beta), held, number in zip(row, held_row, listed(numbers, len(row)), strict=True):
            votes = amount(number)
            require(votes <= most, "result: at most the total weight", votes)
            again = group.mul(group.product(held), group.power(group.g, votes))
            require(
                group.text(again) == group.text(beta), "result: what the trustees decrypt", votes
            )
    return [[int(number) for number in row] for row in value["result"]]


def main(paths: list[str]) -> int:
    """Verify the archives; the exit status is 1 if one is refused."""
    status = 0
    for path in paths:
        try:
            sys.stdout.write(f"{path}: accepted, {verify(Path(path).read_bytes())}\n")
        except Refused as refusal:
            status = 1
            sys.stdout.write(f"{path}: REFUSED, {': '.join(map(str, refusal.args))}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
