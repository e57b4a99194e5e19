"""One HTTP request to somewhere else, within a time limit, to an address that was looked at.

The name is resolved once, the address is judged, and the connection goes to that very address: a
name that answers differently the second time gains nothing. Redirects are not followed: the
answer 3xx is handed back like any other.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Judge = Callable[[Address], bool]

MOST_BYTES = 65_536
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Unreachable(Exception):
    """No answer came; `code` tells why: "address", "name", "time", "tls", "connection"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; at most MOST_BYTES of the body are read."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def is_public(address: Address) -> bool:
    """Tell whether an address lies in the open network, and not inside one of another form."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address of version 4 that one of version 6 leads to."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def public_or_within(networks: Iterable[Network]) -> Judge:
    """Return the judge that accepts the open network and the networks named."""
    named = tuple(networks)
    return lambda address: is_public(address) or any(address in network for network in named)


def anywhere(_address: Address) -> bool:
    """Accept every address: for services that the installation itself has set up."""
    return True


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    time_limit: float = 10.0,
    judge: Judge = anywhere,
) -> Answer:
    """Make one request and return its answer, whatever its status.

    Raises Unreachable; a name of which one address is refused by `judge` is refused whole.
    """
    host, port, path, secure = _parts(url)
    connection = _Pinned(host, port, _resolved(host, port, judge), time_limit, secure)
    # Limits of a socket hold for each read alone; this one holds for the whole exchange.
    ender = threading.Timer(time_limit, connection.cut)
    ender.daemon = True
    ender.start()
    try:
        connection.request(method, path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        content = answer.read(MOST_BYTES)
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, content, found)
    except ssl.SSLError:
        raise Unreachable("time" if connection.was_cut else "tls") from None
    except TimeoutError:
        raise Unreachable("time") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable("time" if connection.was_cut else "connection") from None
    finally:
        ender.cancel()
        connection.close()


def _parts(url: str) -> tuple[str, int, str, bool]:
    """Return host, port, path and whether it is over TLS."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable("address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise Unreachable("address")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname, port or (443 if secure else 80), path, secure


def _resolved(host: str, port: int, judge: Judge) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("name") from None
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not all(judge(ipaddress.ip_address(address)) for address in addresses):
        raise Unreachable("address")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection that goes to an address already chosen, under the name it was asked by."""

    def __init__(self, host: str, port: int, target: str, limit: float, secure: bool) -> None:
        super().__init__(host, port, timeout=limit)
        self._target, self._secure = target, secure
        self.was_cut = False

    def connect(self) -> None:
        plain = socket.create_connection((self._target, self.port), self.timeout)
        self.sock = plain
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        """End the exchange from another thread."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself
