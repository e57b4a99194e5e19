"""What a page needs to show the voting booth, and the booth's published fingerprint.

The booth itself is one browser module (`booth.js`). It takes everything from a block of JSON in
its page and makes one request, the one that posts the ballot.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "zh-Hans")
_TEXTS = Path(__file__).parent / "texts"


def sentences(page: str, *, language: str) -> dict[str, str]:
    """Return the sentences of one page ("booth" or "ceremony") in one of LANGUAGES."""
    if language not in LANGUAGES:
        raise ValueError(f"no sentences in {language!r}")
    texts: dict[str, str] = json.loads((_TEXTS / f"{page}.{language}.json").read_text("utf-8"))
    return texts


def bundle_hash(bundle: Path) -> str:
    """Return the SHA-256 of the booth's bundle, as the manifest of a vote publishes it."""
    return hashlib.sha256(bundle.read_bytes()).hexdigest()


def short_number(tracker: str) -> str:
    """Return the tracker's short form, twelve digits in three groups, for comparing by eye.

    Forty bits are enough to find one's line among thousands, not to prove anything: where the
    short numbers agree, the full trackers decide.
    """
    digits = f"{int(hashlib.sha256(tracker.encode()).hexdigest(), 16) % 10**12:012d}"
    return " ".join((digits[:4], digits[4:8], digits[8:]))


def page_data(
    *,
    election: str,
    submit_url: str,
    language: str,
    csrf_token: str = "",
    credentials: Sequence[str] | None = None,
    board_url: str = "",
) -> dict[str, Any]:
    """Return the content of the page's JSON block `booth-data`.

    `election` is the exact text of the election, because every ballot carries its hash.
    `credentials` are the public credentials (the list without weights); with them the booth helps
    with mistyped codes, without them only the server can tell that a code is unknown.
    """
    return {
        "election": election,
        "submitUrl": submit_url,
        "csrfToken": csrf_token,
        "credentials": None if credentials is None else list(credentials),
        "boardUrl": board_url,
        "strings": sentences("booth", language=language),
    }


def ceremony_data(*, language: str) -> dict[str, Any]:
    """Return the content of the JSON block `ceremony-data` of the trustees' page.

    What the page refuses has the same codes and sentences as in the offline program.
    """
    refusals = {
        key: text
        for key, text in sentences("programs", language=language).items()
        if key.split(".")[0] == "refused"
    }
    return {"strings": refusals | sentences("ceremony", language=language)}
