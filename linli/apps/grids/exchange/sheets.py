"""The sheet for the notice board as a PDF, in Chinese and English at once."""

from datetime import date, datetime
from xml.sax.saxutils import quoteattr

import segno

from linli.apps.grids.labels import CELL_KINDS, POST_KINDS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.sketch import Sketch
from linli.apps.grids.selectors.sheets import CellSheet
from linli.kit.typeset import typeset, worded


def sheet_pdf(sheet: CellSheet, *, address: str, day: date, now: datetime) -> bytes:
    """Return the sheet as PDF/A; `address` is what the QR code leads to."""
    cell = sheet.cell
    kind = CELL_KINDS[CellKind(cell.kind)]
    return typeset(
        "grid_sheet/sheet.typ",
        {
            "title": f"{cell.name} {cell.code}",
            "code": cell.code,
            "name": cell.name,
            "kind_zh": worded(kind, "zh-hans"),
            "kind_en": worded(kind, "en"),
            "places": list(sheet.places),
            "posts": [
                {
                    "name": post.name,
                    "kind_zh": worded(POST_KINDS[post.row.kind], "zh-hans"),
                    "kind_en": worded(POST_KINDS[post.row.kind], "en"),
                    "work_number": post.work_number,
                    "work_phone": post.work_phone,
                }
                for post in sheet.posts
            ],
            "area": list(sheet.area),
            "more_area": sheet.more_area,
            "dwellings": sheet.load.dwellings,
            "households": sheet.load.households,
            "area_text": f"{sheet.area_m2:,} m²" if sheet.area_m2 else "",
            "supervision_phone": sheet.supervision_phone,
            "day": day.isoformat(),
            "since": sheet.since.isoformat(),
            "sketch": sketch_svg(sheet.sketch) if sheet.sketch else "",
            "qr": qr_svg(address),
        },
        now=now,
    )


def sketch_svg(drawn: Sketch) -> str:
    """Return a sketch as a picture that needs no style sheet."""
    others = "".join(
        f'<path d={quoteattr(path)} fill="#f4f4f4" stroke="#aaaaaa"/>' for path in drawn.others
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {drawn.height}">'
        f'{others}<path d={quoteattr(drawn.own)} fill="#fde9e7" stroke="#b3261e"'
        ' stroke-width="3" fill-rule="evenodd"/></svg>'
    )


def qr_svg(address: str) -> str:
    """Return a QR code as a picture."""
    inline = segno.make(address, error="m").svg_inline(border=2)
    return inline.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
