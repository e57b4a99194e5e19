"""The first visit on a slow network with an old computer: weight and time until something is seen.

./run bench first_visit [--rounds N]

Serves a production set-up of its own (files collected, compressed, kept by browsers for ever),
with a town of full lists, and opens pages in headless Chromium with an empty cache, at 4 Mbit/s
and 100 ms, the processor slowed six times. One JSON line: for each page the kilobytes sent, those
of scripts and of styles, the requests, the milliseconds to the first paint and until the page can
be used (medians). Budgets: scripts 60 kB and styles 50 kB compressed, the first paint 1.5 seconds;
nothing that blocks it but one style sheet; every static file compressed and kept.
"""

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from machine import state

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"sign-in": ("/sign-in/", ""), "all cases": ("/cases/all/", "clerk"),
         "people": ("/people/", "clerk"), "home": ("/", "clerk")}  # fmt: skip
NETWORK = {"offline": False, "latency": 100, "downloadThroughput": 500_000,
           "uploadThroughput": 500_000}  # fmt: skip
SLOWER = 6
BUDGETS = {"script_kb": 60, "style_kb": 50, "first_paint_ms": 1500}
PAINTED = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const files = performance.getEntriesByType('resource');
  return {first_paint: paint ? paint.startTime : null, usable: page.domContentLoadedEventEnd,
    blocking: files.filter(one => one.renderBlockingStatus === 'blocking').map(one => one.name)};
}"""


def prepared(folder: str) -> dict[str, str]:
    """Make the database of a town in `folder`; return the session of each desk."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "linli.web.settings.production",
                   "LINLI_DATA": folder, "LINLI_DEMO": "1",
                   "LINLI_SECRET": secrets.token_urlsafe(60),
                   "LINLI_HOSTS": "127.0.0.1,testserver"}  # fmt: skip
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from pages_stand import Stand

    call_command("migrate", verbosity=0)
    stand = Stand()
    stand.fill(24)
    connections.close_all()
    return {who: one.cookies["sessionid"].value for who, one in stand.browsers.items()}


@contextmanager
def serving() -> Iterator[str]:
    """Serve what was prepared; yield the address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "linli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    home = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(240):
            try:
                urllib.request.urlopen(f"{home}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield home
    finally:
        server.terminate()
        server.wait(timeout=20)


def visit(browser: Any, home: str, path: str, session: str) -> dict[str, Any]:
    """Open one page with an empty cache, slowly; return its weight and times."""
    context = browser.new_context(base_url=home, locale="zh-CN")
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": home}])
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", NETWORK)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds, sent, answers = {}, {}, []
    slow.on(
        "Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]})
    )
    slow.on("Network.loadingFinished", lambda told: sent.update(
        {told["requestId"]: told["encodedDataLength"]}
    ))  # fmt: skip
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # no builtin here
    page.goto(path, wait_until="load")
    page.wait_for_timeout(300)
    times = page.evaluate(PAINTED)
    static = [one for one in answers if "/static/" in one.url]
    found = {
        "sent_kb": sum(sent.values()) / 1000,
        "script_kb": sum(sent[one] for one in sent if kinds.get(one) == "Script") / 1000,
        "style_kb": sum(sent[one] for one in sent if kinds.get(one) == "Stylesheet") / 1000,
        "requests": len(answers),
        "first_paint_ms": times["first_paint"],
        "usable_ms": times["usable"],
        "blocking": len(times["blocking"]),
        "loose": sorted(one.url for one in static if not kept_and_small(one)),
    }
    context.close()
    return found


def kept_and_small(answer: Any) -> bool:
    """Tell whether a static file may be kept for ever and, where it is text, came compressed."""
    headers = answer.headers
    is_text = answer.url.endswith((".css", ".js", ".svg"))
    packed = "content-encoding" in headers or int(headers.get("content-length", 0)) < 1000
    return "immutable" in headers.get("cache-control", "") and (packed or not is_text)


def medians(visits: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians of numbers, and what was loose in any visit."""
    numbers = [name for name in visits[0] if name != "loose"]
    found: dict[str, Any] = {name: round(median(one[name] for one in visits)) for name in numbers}
    return found | {"loose": sorted({url for one in visits for url in one["loose"]})}


def main() -> int:
    """Open all pages and print the line."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("needs Debian's chromium")
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        sessions = prepared(folder)
        with serving() as home, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            result = {
                name: medians([
                    visit(browser, home, path, sessions.get(who, ""))
                    for _round in range(options.rounds)
                ])
                for name, (path, who) in PAGES.items()
            }  # fmt: skip
            browser.close()
    passed = all(
        page[name] <= budget for page in result.values() for name, budget in BUDGETS.items()
    ) and not any(page["loose"] or page["blocking"] > 1 for page in result.values())
    print(json.dumps({"bench": "first_visit", "machine": state(), "budgets": BUDGETS,
                      "passed": passed, **result}))  # fmt: skip
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
