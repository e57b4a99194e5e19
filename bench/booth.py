"""How long the booth takes for a ballot, and how large its bundle is: in Chromium and in Node.js.

Bars, in headless Chromium after the one-time tables: 50 ms for one of three, 150 ms for five to
seven of nine. A slow phone takes about ten times the figures of a desktop.
"""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from machine import state, tool_version

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "belenios")]

from booth_requests import COMMITTEE, OWNER, SAMPLE_ELECTION, election_with  # noqa: E402
from page_stand import Stand, serving  # noqa: E402

from linli.belenios.booth import page_data  # noqa: E402

BUNDLE = HERE.parent / "linli" / "web" / "static" / "dist" / "booth.js"
KINDS: dict[str, dict[str, Any]] = {
    "one_of_three": {"text": SAMPLE_ELECTION, "choices": [[1]]},
    "five_to_seven_of_nine": {
        "text": election_with(COMMITTEE),
        "choices": [[0, 1, 2, 3, 4, 5]],
    },
}
BARS = {"one_of_three": 50, "five_to_seven_of_nine": 150}  # milliseconds


def in_node() -> dict[str, Any]:
    """Return the times of the module alone, made in Node.js."""
    request = {"credential": OWNER, "rounds": 30, "kinds": KINDS}
    done = subprocess.run(
        ["node", HERE / "booth_timing.mjs"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def in_chromium(rounds: int = 9) -> dict[str, Any]:
    """Return the times of the whole booth, clicked through in headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        told: dict[str, Any] = {"version": browser.version}
        for name, kind in KINDS.items():
            data = page_data(election=kind["text"], submit_url="/cast", language="en")
            with serving(Stand("booth", data)) as stand:
                page = browser.new_page()
                page.goto(stand.url)
                times = sorted(_ballot(page, kind["choices"][0]) for _ in range(rounds))
                told[name] = {"min_ms": times[0], "median_ms": times[rounds // 2]}
                page.close()
        browser.close()
    return told


def _ballot(page: Any, choices: list[int]) -> float:
    """Vote up to the tracker, begin again, and return how long the making of the ballot took."""
    page.fill("#credential", OWNER)
    page.click("button[type=submit]")
    for choice in choices:
        page.locator("label").nth(choice).click()
    page.click("button[type=submit]")
    page.click("button.page-first")
    page.wait_for_selector("#tracker")
    taken = float(page.get_attribute("[data-encryption-ms]", "data-encryption-ms"))
    page.get_by_text("Start over").click()
    return taken


def main() -> int:
    """Print one JSON line."""
    bundle = BUNDLE.read_bytes()
    chromium = in_chromium() if shutil.which("chromium") else None
    line = {
        "bench": "booth",
        "machine": state(),
        "chromium": chromium or "not here",
        "node": in_node() | {"version": tool_version(["node", "--version"])},
        "bundle_bytes": len(bundle),
        "bundle_gzip_bytes": len(gzip.compress(bundle, mtime=0)),
        "bars_ms": BARS,
        "missed": [
            f"{name} {chromium[name]['median_ms']} > {bar}"
            for name, bar in BARS.items()
            if chromium is not None and chromium[name]["median_ms"] > bar
        ],
    }
    print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
