"""Outgoing requests: which addresses are refused, the pinned one, redirects, the time limit."""

import socket
import time
from ipaddress import ip_address, ip_network
from threading import Thread

import pytest

from linli.kit.outgoing import Unreachable, anywhere, is_public, public_or_within, request
from tests.factories.loopback import loopback

LOOPBACK = public_or_within([ip_network("127.0.0.0/8")])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "198.18.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_public_addresses_are_accepted(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "ftp://1.1.1.1/", "file:///etc/passwd",
        "http://user@1.1.1.1/", "http://1.1.1.1:99999/", "http:///x", "",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused_however_they_are_written(url):
    with pytest.raises(Unreachable) as caught:
        request("GET", url, headers={}, judge=is_public)

    assert caught.value.code in {"address", "name"}


def test_named_network_is_accepted_and_the_answer_handed_back():
    with loopback() as server:
        server.answer(201, b"made", Retry_After="7")
        answer = request(
            "POST", f"{server.url}/events?a=1", headers={"x": "y"}, body=b"hello", judge=LOOPBACK
        )

    assert (answer.status, answer.body, answer.headers["retry-after"]) == (201, b"made", "7")
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body, asked.headers["x"]) == (
        "POST", "/events?a=1", b"hello", "y",
    )  # fmt: skip


def test_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """A name that answers differently the second time gains nothing."""
    with loopback() as server:
        resolved = []

        def resolve(host, port, **_options):
            resolved.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        create = socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", resolve)

        def create_by_number(target, *rest):
            assert target[0] == "127.0.0.1"  # a number, never the name again
            monkeypatch.undo()
            return create(target, *rest)

        monkeypatch.setattr(socket, "create_connection", create_by_number)
        request("GET", f"http://hooks.example:{server.port}/", headers={}, judge=LOOPBACK)

    assert resolved == ["hooks.example"]
    assert server.asked[0].headers["host"] == f"hooks.example:{server.port}"


def test_name_with_one_address_inside_is_refused_whole(monkeypatch):
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("1.1.1.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: found)

    with pytest.raises(Unreachable, match="address"):
        request("GET", "http://hooks.example/", headers={}, judge=is_public)


def test_redirects_are_not_followed():
    with loopback() as server:
        server.answer(302, b"", Location=f"{server.url}/elsewhere")
        answer = request("GET", server.url, headers={}, judge=LOOPBACK)

    assert answer.status == 302
    assert len(server.asked) == 1


def test_server_that_drips_is_cut_off():
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        peer, _address = listener.accept()
        with peer:
            try:
                while True:
                    peer.sendall(b"H")
                    time.sleep(0.05)
            except OSError:
                return

    Thread(target=drip, daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

    with listener, pytest.raises(Unreachable, match="time"):
        request("GET", url, headers={}, time_limit=0.5, judge=anywhere)


def test_nobody_listening_is_said():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(Unreachable, match="connection"):
        request("GET", f"http://127.0.0.1:{port}/", headers={}, judge=anywhere)
