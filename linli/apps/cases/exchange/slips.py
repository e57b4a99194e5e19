"""The paper slip of a case as a PDF, in Chinese and English at once."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

import segno

from linli.kit.typeset import typeset


def slip_pdf(facts: Mapping[str, str], *, address: str, now: datetime) -> bytes:
    """Return the slip as PDF/A; `address` is where the code is asked for, never with the code."""
    names = ("number", "category_zh", "category_en", "place", "reported", "due", "code", "handler")
    data = {name: facts[name] for name in names} | {"address": address, "qr": _svg(address)}
    return typeset("case_slip/slip.typ", data, now=now)


def qr_picture(address: str) -> str:
    """Return the picture of a QR code as a data address, for a page to be printed."""
    return "data:image/svg+xml;base64," + b64encode(_svg(address).encode()).decode()


def _svg(address: str) -> str:
    inline = segno.make(address, error="m").svg_inline(border=2)
    return inline.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
