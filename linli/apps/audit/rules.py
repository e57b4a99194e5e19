"""What a seal covers, and what a check of the trail may find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from linli.core.canonical import canonical_bytes, digest
from linli.core.chain import leaf_hash, merkle_root
from linli.core.personal import After, Basis, personal, years

# Roles are plain text here: accounts, which names them, stands above. A test holds them equal.
AUDITORS = frozenset({"AUDIT_ADMIN"})
GENESIS = bytes(32)
DIGEST_BYTES = 32
RELEASED = "audit.rows_released"  # the act that says which seals have no rows any more
# A batch is small enough to be read and hashed in one go, and large enough that a year of a
# district (some 10 million acts) is a few thousand seals.
BATCH = 5_000

# The trail is what makes every act accountable; it is never changed. After its period whole seals
# go: their numbers, leaves and roots stay, so that the chain still holds.
AFTER_ACT = years(10, After.RECORDED)
# What the triggers of the database let go: a migration holds the same, a test both equal.
ENDING = {"audit_auditevent": ("at", AFTER_ACT.days)}
PERSONAL = (
    personal(
        "AuditEvent",
        "account_id person_id actor_name post kind subject_type subject_id scope_path facts",
        data="acts",
        purpose="people.accountability",
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_ACT,
    ),
)
IMPERSONAL = {
    "AuditEvent": "id at digest",
    "Seal": "id number first_event last_event event_ids leaves root previous head sealed_at",
    "SealStamp": "id seal response stamped_at",
}


class Finding(StrEnum):
    """What can be wrong with the trail."""

    ALTERED = "ALTERED"  # a row differs from what was sealed, or from its own digest
    MISSING = "MISSING"  # a sealed row is gone
    INSERTED = "INSERTED"  # a row stands in a sealed range and was not sealed
    SEAL_ALTERED = "SEAL_ALTERED"  # a seal does not match its own content
    CHAIN_BROKEN = "CHAIN_BROKEN"  # a seal does not follow the one before
    SEAL_MISSING = "SEAL_MISSING"  # a published seal is gone or differs


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding: what, at which row or seal."""

    finding: Finding
    at: str


def event_leaf(number: int, record: Mapping[str, object]) -> bytes:
    """Return the Merkle leaf of one row of the trail: its number and all it says."""
    return leaf_hash(canonical_bytes({"number": number, **record}))


def seal_root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root over the leaves of a batch, in order of their numbers."""
    return merkle_root(leaves)


def seal_digest(seal: Mapping[str, object]) -> bytes:
    """Return the head after this seal: it covers the previous head, the root and the numbers."""
    return digest(seal)


def split_leaves(blob: bytes) -> list[bytes]:
    """Return the leaves stored one behind the other."""
    return [blob[start : start + DIGEST_BYTES] for start in range(0, len(blob), DIGEST_BYTES)]
