"""Writes the trustees' page into a folder: four files for a stick, opened without network.

`python -m linli.belenios.programs.page FOLDER --lang zh`
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from linli.belenios.booth import bundle_hash, ceremony_data
from linli.belenios.programs.files import write_durably

BUNDLES: Final = Path(__file__).parents[2] / "web" / "static" / "dist"
_POLICY: Final = "default-src 'none'; script-src 'self' file:; style-src 'self' file:"
_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="ceremony.css">
<script type="application/json" id="ceremony-data">{data}</script></head>
<body><main id="ceremony"></main><script src="ceremony.js"></script></body></html>
"""


def write_page(folder: Path, *, language: str, bundles: Path = BUNDLES) -> str:
    """Write the page and its two files, and return the script's SHA-256."""
    data = ceremony_data(language=language)
    block = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    title = data["strings"]["start.title"]
    page = _PAGE.format(language=language, policy=_POLICY, title=title, data=block)
    write_durably(folder / "ceremony.html", page.encode())
    for name in ("ceremony.js", "ceremony.css"):
        write_durably(folder / name, (bundles / name).read_bytes())
    digest = bundle_hash(folder / "ceremony.js")
    write_durably(folder / "ceremony.js.sha256", f"{digest}  ceremony.js\n".encode())
    return digest


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page where the caller wants it; the exit status is 1 where that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=["en", "zh"], default="zh")
    parser.add_argument("--bundles", type=Path, default=BUNDLES, help="where ceremony.js is")
    chosen = parser.parse_args(arguments)
    language = {"en": "en", "zh": "zh-Hans"}[chosen.lang]
    try:
        digest = write_page(chosen.folder, language=language, bundles=chosen.bundles)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{digest}  ceremony.js\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
