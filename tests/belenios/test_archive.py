"""The archive file: byte for byte, and every irregularity named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.belenios.archive import ArchiveFile, entry
from linli.belenios.events import Chain, EventType, IllegalEvent, rewritten
from linli.belenios.hashing import hex_digest
from linli.belenios.report import Check
from linli.belenios.verify import verify_archive
from tests.belenios.making import DATA, TIMESTAMP, make

SAMPLES = ("area", "headcount", "belenios-2048")
AREA = (DATA / "area.bel").read_bytes()
AREA_TIME = 1795388190


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_rewritten_byte_for_byte(name: str) -> None:
    path = DATA / f"{name}.bel"

    with ArchiveFile(path) as file:
        again = b"".join(rewritten(file))

    assert again == path.read_bytes()


def blocks(source: bytes) -> list[tuple[int, int]]:
    """Return where each entry starts and stops."""
    found, position = [], 0
    while position < len(source):
        size = int(source[position + 124 : position + 135], 8)
        stop = position + 512 + size + -size % 512
        found.append((position, stop))
        position = stop
    return found


def without(source: bytes, number: int) -> bytes:
    start, stop = blocks(source)[number]
    return source[:start] + source[stop:]


def swapped(source: bytes, number: int) -> bytes:
    (start, middle), (_, stop) = blocks(source)[number : number + 2]
    return source[:start] + source[middle:stop] + source[start:middle] + source[stop:]


def repeated(source: bytes, number: int) -> bytes:
    start, stop = blocks(source)[number]
    return source[:stop] + source[start:stop] + source[stop:]


def patched(source: bytes, offset: int, new: bytes) -> bytes:
    return source[:offset] + new + source[offset + len(new) :]


def retimed(source: bytes, number: int) -> bytes:
    start, _ = blocks(source)[number]
    stop = blocks(source)[number][1]
    size = int(source[start + 124 : start + 135], 8)
    body = source[start + 512 : start + 512 + size]
    kind = "event" if b".event." in source[start : start + 100] else "data"
    return source[:start] + entry(kind, body, AREA_TIME + 1) + source[stop:]


def added(source: bytes, number: int, kind: str, body: bytes) -> bytes:
    start, _ = blocks(source)[number]
    return source[:start] + entry(kind, body, AREA_TIME) + source[start:]


HEADER = b'{"version":1,"timestamp":"1795388190"}'
LAST = len(blocks(AREA)) - 1
IRREGULAR: dict[str, tuple[Check, Callable[[bytes], bytes]]] = {
    "empty file": (Check.ARCHIVE_HEADER, lambda a: b""),
    "one byte": (Check.ARCHIVE_HEADER, lambda a: b"B"),
    "text": (Check.ARCHIVE_HEADER, lambda a: b"not an archive\n" * 100),
    "zero bytes": (Check.ARCHIVE_HEADER, lambda a: bytes(10240)),
    "no BELENIOS": (Check.ARCHIVE_HEADER, lambda a: without(a, 0)),
    "only BELENIOS": (Check.EVENT_ORDER, lambda a: a[:1024]),
    "format 2": (Check.ARCHIVE_HEADER, lambda a: a.replace(b'"version":1', b'"version":2', 1)),
    "format true": (
        Check.ARCHIVE_HEADER,
        lambda a: a.replace(HEADER, b'{"version":true,"timestamp":"17953881"}'[:38], 1),
    ),
    "cut in a header": (Check.ARCHIVE_ENTRY, lambda a: a[:-812]),
    "cut in a body": (Check.ARCHIVE_LENGTH, lambda a: a[:-100]),
    "a trailing byte": (Check.ARCHIVE_ENTRY, lambda a: a + b"\0"),
    "end-of-archive blocks": (Check.ARCHIVE_ENTRY, lambda a: a + bytes(1024)),
    "wrong checksum": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024 + 148, b"000000")),
    "other mode": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024 + 100, b"0000755")),
    "other type": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024 + 156, b"5")),
    "other time": (Check.ARCHIVE_ENTRY, lambda a: retimed(a, 3)),
    "size not octal": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024 + 124, b"0000000x624")),
    "negative size": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024 + 124, b"-0000000624")),
    "enormous size": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024 + 124, b"77777777777")),
    "other name": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024, b"../../etc/passwd\0")),
    "upper-case name": (Check.ARCHIVE_ENTRY, lambda a: patched(a, 1024, b"FA085A17")),
    "changed body": (Check.ARCHIVE_BODY, lambda a: patched(a, 1024 + 520, b"X")),
    "changed padding": (Check.ARCHIVE_BODY, lambda a: patched(a, 2047, b"X")),
    "missing data": (Check.ARCHIVE_REFERENCE, lambda a: without(a, 6)),
    "missing event": (Check.EVENT_CHAIN, lambda a: without(a, 7)),
    "missing ballot": (Check.EVENT_CHAIN, lambda a: without(without(a, 7), 6)),
    "missing setup": (Check.EVENT_CHAIN, lambda a: a[:1024] + a[blocks(a)[6][0] :]),
    "missing election": (Check.ARCHIVE_REFERENCE, lambda a: without(a, 1)),
    "data twice": (Check.ARCHIVE_REFERENCE, lambda a: repeated(a, 6)),
    "event twice": (Check.EVENT_CHAIN, lambda a: repeated(a, 7)),
    "event before data": (Check.ARCHIVE_REFERENCE, lambda a: swapped(a, 6)),
    "setup data reordered": (Check.ARCHIVE_REFERENCE, lambda a: swapped(a, 1)),
    "unreferenced at the end": (
        Check.ARCHIVE_REFERENCE,
        lambda a: a + entry("data", b"{}", AREA_TIME),
    ),
    "unreferenced inside": (Check.ARCHIVE_REFERENCE, lambda a: added(a, 6, "data", b"{}")),
    "event not JSON": (Check.EVENT_FORM, lambda a: a + entry("event", b"{", AREA_TIME)),
    "event a list": (Check.EVENT_FORM, lambda a: a + entry("event", b"[]", AREA_TIME)),
    "event after the result": (Check.EVENT_ORDER, lambda a: a + next_event(a, "Ballot")),
    "second result": (Check.EVENT_ORDER, lambda a: a + next_event(a, "Result")),
    "second setup": (Check.EVENT_ORDER, lambda a: a + next_event(a, "Setup")),
    "shuffle": (Check.EVENT_ORDER, lambda a: a + next_event(a, "Shuffle")),
    "unknown event": (Check.EVENT_ORDER, lambda a: a + next_event(a, "Nonsense")),
    "type a list": (Check.EVENT_ORDER, lambda a: a + next_event(a, ["Ballot"])),
    "wrong parent": (Check.EVENT_CHAIN, lambda a: a + next_event(a, "Ballot", parent="0" * 64)),
    "no parent": (Check.EVENT_CHAIN, lambda a: a + next_event(a, "Ballot", parent=None)),
    "wrong height": (Check.EVENT_CHAIN, lambda a: a + next_event(a, "Ballot", height=99)),
    "height a string": (Check.EVENT_CHAIN, lambda a: a + next_event(a, "Ballot", height="27")),
    "height true": (Check.EVENT_CHAIN, lambda a: a + next_event(a, "Ballot", height=True)),
    "ballot after the end": (
        Check.EVENT_ORDER,
        lambda a: a[: blocks(a)[47][0]] + end_and(a[: blocks(a)[46][1]], "Ballot", b"{}"),
    ),
}


def head_of(source: bytes) -> tuple[str, int]:
    """Return the hash and height of the last event."""
    start, _ = [b for b in blocks(source) if b".event." in source[b[0] : b[0] + 100]][-1]
    size = int(source[start + 124 : start + 135], 8)
    body = source[start + 512 : start + 512 + size]
    return hex_digest(body), json.loads(body)["height"]


def next_event(source: bytes, kind: object, **changes: object) -> bytes:
    """Return the data and event that would follow, with some fields changed."""
    head, height = head_of(source)
    body = b'{"an":"payload"}'
    event = {"parent": head, "height": height + 1, "type": kind, "payload": hex_digest(body)}
    event |= changes
    event = {name: value for name, value in event.items() if value is not None}
    written = json.dumps(event, separators=(",", ":")).encode()
    return entry("data", body, AREA_TIME) + entry("event", written, AREA_TIME)


def end_and(source: bytes, kind: str, _body: bytes) -> bytes:
    """Return an event of a kind that may not follow EndBallots, after EndBallots."""
    return next_event(source, kind)


@pytest.mark.parametrize("name", IRREGULAR)
def test_irregular_archives_are_refused_by_name(name: str, tmp_path: Path) -> None:
    check, change = IRREGULAR[name]
    path = tmp_path / "irregular.bel"
    path.write_bytes(change(AREA))

    report = verify_archive(path).report

    assert [line.check for line in report.failures] == [check]
    assert report.failures[0].expected != report.failures[0].found


@given(place=st.integers(0, len(AREA) - 1), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_no_flipped_bit_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    changed = bytearray(AREA)
    changed[place] ^= 1 << bit
    path = tmp_path_factory.mktemp("flipped") / "flipped.bel"
    path.write_bytes(changed)

    assert not verify_archive(path).report.passed


@given(source=st.binary(max_size=3000), start=st.sampled_from([0, 1024, 2048, 5120]))
@settings(max_examples=40, deadline=None)
def test_no_bytes_make_the_verifier_raise(
    tmp_path_factory: pytest.TempPathFactory, source: bytes, start: int
) -> None:
    path = tmp_path_factory.mktemp("noise") / "noise.bel"
    path.write_bytes(AREA[:start] + source)

    assert not verify_archive(path).report.passed


def test_a_chain_appends_what_the_archive_holds() -> None:
    made = make()
    setup, ballot = made.setup(), made.ballot(0, [1, 0, 0])
    chain = Chain(TIMESTAMP)

    first, chain = chain.append(EventType.SETUP, *setup)
    second, chain = chain.append(EventType.BALLOT, ballot)

    whole = Chain(TIMESTAMP).start() + first + second
    assert whole == made.archive([ballot], until=EventType.BALLOT)
    assert (chain.last, chain.height) == (EventType.BALLOT, 1)
    assert head_of(whole) == (chain.head, 1)


@pytest.mark.parametrize("last", [None, *EventType])
@pytest.mark.parametrize("event", EventType)
def test_only_legal_events_can_be_appended(last: EventType | None, event: EventType) -> None:
    legal = {
        (None, "Setup"),
        ("Setup", "Ballot"),
        ("Setup", "EndBallots"),
        ("Ballot", "Ballot"),
        ("Ballot", "EndBallots"),
        ("EndBallots", "EncryptedTally"),
        ("EncryptedTally", "PartialDecryption"),
        ("PartialDecryption", "PartialDecryption"),
        ("PartialDecryption", "Result"),
    }
    chain = Chain(TIMESTAMP, last, None if last is None else "0" * 64, 3)

    if (last, event) in legal:
        assert chain.append(event)[1].last is event
    else:
        with pytest.raises(IllegalEvent):
            chain.append(event)
