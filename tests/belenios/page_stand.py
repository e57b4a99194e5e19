"""Serves a page of ours to a browser under the strictest content policy, noting its requests."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DIST = Path(__file__).parents[2] / "linli" / "web" / "static" / "dist"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title><link rel="stylesheet" href="/{name}.css">
<script type="application/json" id="{name}-data">{data}</script></head>
<body><main id="{name}"></main><script src="/{name}.js"></script></body></html>"""
TYPES = {".js": "text/javascript", ".css": "text/css"}

# Takes away what browsers have learnt since Chrome 87 and Safari 14.1, the floor of the booth.
OLDER_BROWSER = """
for (const [owner, names] of [
  [Object, ["hasOwn", "groupBy"]],
  [Promise, ["withResolvers", "try"]],
  [Map, ["groupBy"]],
  [Array, ["fromAsync"]],
  [Array.prototype, ["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced",
    "with"]],
  [String.prototype, ["at", "isWellFormed", "toWellFormed"]],
  [Object.getPrototypeOf(Uint8Array.prototype), ["at", "findLast", "findLastIndex", "toReversed",
    "toSorted", "with"]],
  [Uint8Array, ["fromHex", "fromBase64"]],
  [Uint8Array.prototype, ["toHex", "toBase64", "setFromHex", "setFromBase64"]],
  [Set.prototype, ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf"]],
  [globalThis, ["structuredClone", "scheduler", "reportError"]],
  [Crypto.prototype, ["randomUUID"]],
  [AbortSignal, ["any", "timeout"]],
  [HTMLFormElement.prototype, ["requestSubmit"]],
  [HTMLDialogElement.prototype, ["show", "showModal", "close"]],
  [Element.prototype, ["checkVisibility"]],
  [HTMLElement.prototype, ["showPopover", "hidePopover", "togglePopover"]],
]) for (const name of names) delete owner[name];
"""

Answer = tuple[int, dict[str, Any]]


@dataclass
class Stand:
    """A page, the files beside it, and what the browser asked for."""

    name: str
    data: dict[str, Any]
    language: str = "zh-CN"
    answer: Callable[[str], Answer] = lambda body: (200, {})
    requests: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def page(self) -> bytes:
        block = json.dumps(self.data, ensure_ascii=False).replace("<", "\\u003c")
        return PAGE.format(language=self.language, name=self.name, data=block).encode()


def _handler(stand: Stand) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stand.requests.append(f"GET {self.path}")
            if self.path == "/":
                self._send(200, stand.page(), "text/html; charset=utf-8")
                return
            file = DIST / self.path.lstrip("/")
            if file.suffix in TYPES and file.name.startswith(stand.name) and file.exists():
                self._send(200, file.read_bytes(), TYPES[file.suffix])
            else:
                self._send(404, b"", "text/plain")

        def do_POST(self) -> None:
            stand.requests.append(f"POST {self.path}")
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            stand.posts.append(body)
            status, answer = stand.answer(body)
            self._send(status, json.dumps(answer).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing: the stand keeps its own list."""

    return Handler


@contextmanager
def serving(stand: Stand) -> Iterator[Stand]:
    """Serve the stand's page on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand))
    stand.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
