"""PDF files from Typst templates: data goes in as JSON text, never as markup.

A compiler is not re-entrant, so each thread has its own. Only the bundled fonts are used: the
same data at the same instant gives the same bytes everywhere.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from threading import local

import typst
from django.utils.functional import Promise
from django.utils.translation import override

import linli

DOCUMENTS = Path(linli.__file__).parent / "documents"
_threads = local()


@cache
def font_folder() -> Path:
    """Return the folder of the bundled Chinese fonts."""
    return Path(str(resources.files("pylopdf_fonts_zh_cn")))


def worded(text: "str | Promise", language: str) -> str:
    """Return a text in a language: documents carry both, whatever the reader's is."""
    with override(language):
        return str(text)


def typeset(template: str, data: Mapping[str, object], *, now: datetime) -> bytes:
    """Return the PDF/A-2b that a template of `linli/documents` makes of `data`.

    `template` is a path such as "grid_sheet/sheet.typ"; it reads `json(bytes(sys.inputs.data))`.
    """
    compilers = _threads.__dict__.setdefault("compilers", {})
    if template not in compilers:
        compilers[template] = typst.Compiler(
            str(DOCUMENTS / template),
            root=str(DOCUMENTS),
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
        )
    pdf: bytes = compilers[template].compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=int(now.timestamp()),
    )
    return pdf
