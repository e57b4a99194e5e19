"""Printable slips: a voter's private credential in words, digits and a QR code, one to fold."""

import io
from collections.abc import Sequence
from html import escape

import segno

from linli.belenios.programs.dialogue import Dialogue

_STYLE = """
@page { size: A4; margin: 12mm }
body { font: 12pt/1.5 sans-serif; color: #000 }
section { break-inside: avoid; border: 1px dashed #555; padding: 6mm; margin: 0 0 6mm }
h1 { font-size: 14pt; margin: 0 0 2mm }
.code { font: bold 18pt/1.4 monospace; letter-spacing: .06em }
svg { width: 32mm; height: 32mm; float: right }
"""


def sheet(slips: Sequence[tuple[str, str]], *, dialogue: Dialogue, address: str, uuid: str) -> str:
    """Return one HTML page with a slip for each (voter, credential); nothing in it is loaded.

    The QR code holds the address of the booth with the credential behind `#`, a part of an
    address that browsers never send; without an address it holds the credential alone.
    """
    parts = [
        f"<section>{_code(content(credential, address))}<h1>{escape(voter)}</h1>"
        f"<p>{escape(dialogue.text('slip.code'))}</p><p class='code'>{escape(credential)}</p>"
        f"<p>{escape(dialogue.text('slip.advice'))}</p>"
        f"<p>{escape(dialogue.text('slip.vote', uuid=uuid, address=address or '—'))}</p></section>"
        for voter, credential in slips
    ]
    title = escape(dialogue.text("slip.title"))
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def content(credential: str, address: str) -> str:
    """Return what the QR code of a slip says."""
    return f"{address}#{credential}" if address else credential


def _code(text: str) -> str:
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", xmldecl=False, svgns=True, omitsize=True
    )
    return drawing.getvalue().decode()
