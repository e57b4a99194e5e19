"""The chain of events in an archive: what may follow what, and which data each event brings.

    Setup  Ballot*  EndBallots  EncryptedTally  PartialDecryption*  Result

Every event names the hash of the one before it, so that the last hash, the head, stands for the
whole history. An archive may end after any event: it is then a stage of the same election.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from linli.belenios import archive, canonical
from linli.belenios.archive import ArchiveFile, Entry
from linli.belenios.canonical import Malformed
from linli.belenios.errors import BeleniosError
from linli.belenios.hashing import hex_digest
from linli.belenios.report import Check, CheckFailed, failed_form


class EventType(StrEnum):
    """The events of a homomorphic election."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


_FOLLOWS: Final[dict[EventType | None, tuple[EventType, ...]]] = {
    None: (EventType.SETUP,),
    EventType.SETUP: (EventType.BALLOT, EventType.END_BALLOTS),
    EventType.BALLOT: (EventType.BALLOT, EventType.END_BALLOTS),
    EventType.END_BALLOTS: (EventType.ENCRYPTED_TALLY,),
    EventType.ENCRYPTED_TALLY: (EventType.PARTIAL_DECRYPTION,),
    EventType.PARTIAL_DECRYPTION: (EventType.PARTIAL_DECRYPTION, EventType.RESULT),
    EventType.RESULT: (),
}


class IllegalEvent(BeleniosError):
    """This event cannot follow the last one."""

    code = "event.order"


@dataclass(frozen=True)
class Chain:
    """The end of a chain of events: everything that is needed to append to it."""

    timestamp: int
    last: EventType | None = None
    head: str | None = None
    height: int = -1

    def start(self) -> bytes:
        """Return the bytes with which the archive begins."""
        return archive.header_entry(self.timestamp)

    def event(self, event: EventType, payload: str | None) -> bytes:
        """Return the bytes of the event that comes next in the chain."""
        parent = "" if self.head is None else f'"parent":"{self.head}",'
        data = "" if payload is None else f',"payload":"{payload}"'
        return f'{{{parent}"height":{self.height + 1},"type":"{event}"{data}}}'.encode()

    def append(self, event: EventType, *data: bytes) -> tuple[bytes, "Chain"]:
        """Return the bytes that an event and its data add to the archive, and the new chain.

        The last of the data is the event's payload. Raises IllegalEvent.
        """
        if event not in _FOLLOWS[self.last]:
            raise IllegalEvent(last=self.last, event=event)
        body = self.event(event, hex_digest(data[-1]) if data else None)
        added = [archive.entry("data", item, self.timestamp) for item in data]
        added.append(archive.entry("event", body, self.timestamp))
        return b"".join(added), Chain(self.timestamp, event, hex_digest(body), self.height + 1)


def setup_data(
    election: bytes, trustees: bytes, credentials: bytes, certificate: bytes | None = None
) -> tuple[bytes, ...]:
    """Return the data of a Setup event, its payload last."""
    files = [election, trustees, credentials]
    hashes = dict(zip(("election", "trustees", "credentials"), map(hex_digest, files), strict=True))
    if certificate is not None:
        files.append(certificate)
        hashes["credentials_certificate"] = hex_digest(certificate)
    return (*files, canonical.write(hashes))


def owned(owner: int, body: bytes) -> tuple[bytes, bytes]:
    """Return the data of a PartialDecryption event: the decryption, and whose it is."""
    return body, canonical.write({"owner": owner, "payload": hex_digest(body)})


def sized(tally: bytes, *, counted: int, total_weight: int) -> tuple[bytes, bytes]:
    """Return the data of an EncryptedTally event: the tally, and the totals behind it."""
    return tally, canonical.write(
        {
            "num_tallied": counted,
            "total_weight": canonical.written_weight(total_weight),
            "encrypted_tally": hex_digest(tally),
        }
    )


# ---------------------------------------------------------------- reading


@dataclass
class History:
    """What an archive holds, event by event; ballots are only located, not read."""

    chain: Chain
    heads: list[bytes] = field(default_factory=list)
    setup: dict[str, Entry] = field(default_factory=dict)
    setup_head: str = ""
    ballots: list[Entry] = field(default_factory=list)
    tally: Entry | None = None
    counted: int = 0
    total_weight: int = 0
    decryptions: list[tuple[int, Entry]] = field(default_factory=list)
    result: Entry | None = None


def read_history(
    file: ArchiveFile, progress: Callable[[int, int], None] = lambda _done, _size: None
) -> History:
    """Return the history of an archive; raise CheckFailed at the first irregularity.

    `progress` hears how many of the file's bytes have been read.
    """
    history = History(Chain(file.timestamp()))
    pending: list[Entry] = []
    for item in file.entries():
        if item.kind == "data":
            pending.append(item)
            continue
        where = f"event {history.chain.height + 1}"
        try:
            _read_event(file, history, item, pending, where)
        except Malformed as error:
            raise failed_form(Check.EVENT_FORM, error, where=f"{where}: ") from None
        pending = []
        progress(item.offset + item.length, file.size)
    if pending:
        raise CheckFailed(
            Check.ARCHIVE_REFERENCE,
            expected="an event after the data",
            found=f"{len(pending)} entries that no event refers to",
            where=f"byte {pending[0].offset}",
        )
    progress(file.size, file.size)
    if history.chain.last is None:
        raise CheckFailed(Check.EVENT_ORDER, expected="a Setup event", found="no event")
    return history


def _read_event(
    file: ArchiveFile, history: History, item: Entry, pending: list[Entry], where: str
) -> None:
    chain = history.chain
    body = file.body(item)
    payload = pending[-1].digest if pending else None
    legal = (event for event in _FOLLOWS[chain.last] if chain.event(event, payload) == body)
    event = next(legal, None)
    if event is None:
        event = _irregular_event(chain, body, pending, where)
    try:
        _RECORDERS[event](file, history, pending, where)
    except Malformed as error:
        raise failed_form(_PAYLOADS[event], error, where=f"{where}: ") from None
    history.chain = Chain(chain.timestamp, event, item.digest, chain.height + 1)
    history.heads.append(bytes.fromhex(item.digest))
    if event is EventType.SETUP:
        history.setup_head = item.digest


def _irregular_event(chain: Chain, body: bytes, pending: list[Entry], where: str) -> EventType:
    """Raise what is wrong with an event that is not the next one of the chain."""
    value = canonical.read(body, where="")
    canonical.fields(value, "parent?", "height", "type", "payload?", where="")
    for name, expected in (("parent", chain.head), ("height", chain.height + 1)):
        found = value.get(name)
        if found != expected or type(found) is not type(expected) or value.get(name, 0) is None:
            raise CheckFailed(
                Check.EVENT_CHAIN,
                expected=f"{name} {expected!r}",
                found=f"{name} {found!r}",
                where=where,
            )
    allowed = _FOLLOWS[chain.last]
    if value["type"] not in list(allowed):
        raise CheckFailed(
            Check.EVENT_ORDER,
            expected=" or ".join(allowed) or "no further event",
            found=value["type"],
            where=where,
        )
    _require_references([value["payload"]] if "payload" in value else [], pending[-1:], where)
    return EventType(value["type"])


def _require_references(named: list[Any], pending: list[Entry], where: str) -> None:
    """Raise CheckFailed unless exactly the named bodies stand before the event, in order."""
    found = [entry.digest for entry in pending]
    if named != found:
        raise CheckFailed(
            Check.ARCHIVE_REFERENCE,
            expected=f"data {', '.join(map(str, named)) or 'none'}",
            found=f"data {', '.join(found) or 'none'}",
            where=where,
        )


def _record_setup(file: ArchiveFile, history: History, pending: list[Entry], where: str) -> None:
    value = _payload(file, pending, where)
    names = ("election", "trustees", "credentials", "credentials_certificate?")
    canonical.fields(value, *names, where="setup")
    for name, digest in value.items():
        canonical.hash_text(digest, where=name)
    _require_references(list(value.values()), pending[:-1], where)
    history.setup = dict(zip(value, pending, strict=False))


def _record_ballot(_file: ArchiveFile, history: History, pending: list[Entry], where: str) -> None:
    _require_count(1, pending, where)
    history.ballots.append(pending[0])


def _record_end(_file: ArchiveFile, _history: History, pending: list[Entry], where: str) -> None:
    _require_count(0, pending, where)


def _record_tally(file: ArchiveFile, history: History, pending: list[Entry], where: str) -> None:
    value = _payload(file, pending, where)
    canonical.fields(value, "num_tallied", "total_weight", "encrypted_tally", where="tally")
    _require_references([value["encrypted_tally"]], pending[:-1], where)
    history.tally = pending[0]
    history.counted = canonical.integer(value["num_tallied"], where="num_tallied")
    history.total_weight = canonical.weight(value["total_weight"], where="total_weight")


def _record_decryption(
    file: ArchiveFile, history: History, pending: list[Entry], where: str
) -> None:
    value = _payload(file, pending, where)
    canonical.fields(value, "owner", "payload", where="decryption")
    _require_references([value["payload"]], pending[:-1], where)
    owner = canonical.integer(value["owner"], where="owner", least=1)
    history.decryptions.append((owner, pending[0]))


def _record_result(_file: ArchiveFile, history: History, pending: list[Entry], where: str) -> None:
    _require_count(1, pending, where)
    history.result = pending[0]


def _payload(file: ArchiveFile, pending: list[Entry], where: str) -> Any:
    if not pending:
        raise CheckFailed(
            Check.ARCHIVE_REFERENCE, expected="a payload", found="no data", where=where
        )
    return canonical.read(file.body(pending[-1]), where="payload")


def _require_count(count: int, pending: list[Entry], where: str) -> None:
    if len(pending) != count:
        raise CheckFailed(
            Check.ARCHIVE_REFERENCE,
            expected=f"{count} data entries",
            found=f"{len(pending)} data entries",
            where=where,
        )


_Recorder = Callable[[ArchiveFile, History, list[Entry], str], None]
_RECORDERS: Final[dict[EventType, _Recorder]] = {
    EventType.SETUP: _record_setup,
    EventType.BALLOT: _record_ballot,
    EventType.END_BALLOTS: _record_end,
    EventType.ENCRYPTED_TALLY: _record_tally,
    EventType.PARTIAL_DECRYPTION: _record_decryption,
    EventType.RESULT: _record_result,
}


# The check that a malformed payload fails; the other events' payloads are read later.
_PAYLOADS: Final = {
    EventType.SETUP: Check.SETUP_FORM,
    EventType.ENCRYPTED_TALLY: Check.TALLY_FORM,
    EventType.PARTIAL_DECRYPTION: Check.DECRYPTION_FORM,
}


def rewritten(file: ArchiveFile) -> Iterator[bytes]:
    """Yield the archive again from its events alone; equal to the file if that is well formed."""
    chain = Chain(file.timestamp())
    yield file.read(0, 2 * archive.BLOCK)
    data: list[bytes] = []
    for item in file.entries():
        body = file.body(item)
        if item.kind == "data":
            data.append(body)
            continue
        value = canonical.read(body, where="event")
        added, chain = chain.append(EventType(value["type"]), *data)
        data = []
        yield added
