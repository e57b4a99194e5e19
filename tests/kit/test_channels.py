"""The contract of channels, held against every adapter; services are fakes on loopback.

To hold an adapter of one's own to it, add a case: how to make it, and how its service takes a
letter, refuses an address for good, and is out of order.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core import mail

from linli.core.outcomes import SENT, Verdict
from linli.kit.channels import Adapter, Letter
from linli.kit.channels.console import Console
from linli.kit.channels.dingtalk import DingTalk
from linli.kit.channels.gateway import Gateway
from linli.kit.channels.mail import Mail
from linli.kit.channels.wechat import WeChat
from tests.factories.loopback import Loopback, loopback

KEY = "msg_0123456789abcdef0123456789abcdef"
LETTER = Letter(
    key=KEY, to="13800001234", subject="关于路灯", text="路灯已修好。", link="https://l.example/c/1"
)


@dataclass(frozen=True)
class Case:
    """One adapter with a service of three moods."""

    make: Callable[[Loopback], Adapter]
    takes: Callable[[Loopback], None]
    refuses: Callable[[Loopback], None]
    fails: Callable[[Loopback], None]


def coded(token_first: bool = True, **moods: dict) -> Callable[[str], Callable[[Loopback], None]]:
    def mood(name: str) -> Callable[[Loopback], None]:
        def set_mood(server: Loopback) -> None:
            server.answer(200, {"errcode": 0, "access_token": "T1", "expires_in": 7200})
            server.answer(200, moods[name])

        return set_mood

    return mood


wechat = coded(takes={"errcode": 0}, refuses={"errcode": 43004}, fails={"errcode": -1})
dingtalk = coded(takes={"errcode": 0}, refuses={"errcode": 33012}, fails={"errcode": 88})
CASES = {
    "gateway": Case(
        lambda server: Gateway(f"{server.url}/sms", "secret", time_limit=2),
        lambda server: server.answer(202),
        lambda server: server.answer(422),
        lambda server: server.answer(503),
    ),
    "wechat": Case(
        lambda server: WeChat("app", "secret", "T", site=server.url, time_limit=2),
        wechat("takes"), wechat("refuses"), wechat("fails"),
    ),
    "dingtalk": Case(
        lambda server: DingTalk("key", "secret", "7", site=server.url, time_limit=2),
        dingtalk("takes"), dingtalk("refuses"), dingtalk("fails"),
    ),
}  # fmt: skip


@pytest.fixture(params=sorted(CASES))
def case(request):
    return CASES[request.param]


def test_letter_that_was_taken_is_sent_with_its_key(case):
    with loopback() as server:
        case.takes(server)
        outcome = case.make(server).send(LETTER)

    assert outcome == SENT
    assert KEY[-8:].encode() in server.asked[-1].body
    assert b"13800001234" in server.asked[-1].body


def test_address_that_never_works_is_never(case):
    with loopback() as server:
        case.refuses(server)
        outcome = case.make(server).send(LETTER)

    assert (outcome.verdict, outcome.code) == (Verdict.NEVER, "channel.address")


def test_service_out_of_order_is_later(case):
    with loopback() as server:
        case.fails(server)

        assert case.make(server).send(LETTER).verdict == Verdict.LATER


def test_service_that_hangs_is_later(case):
    with loopback() as server:
        case.takes(server)
        server.waits = 3
        outcome = case.make(server).send(LETTER)

    assert (outcome.verdict, outcome.code) == (Verdict.LATER, "channel.time")


def test_service_that_is_gone_is_later(case):
    with loopback() as server:
        adapter = case.make(server)

    assert adapter.send(LETTER).verdict == Verdict.LATER


def test_answer_that_is_no_answer_is_later():
    with loopback() as server:
        server.answer(200, b"<html>")
        outcome = WeChat("app", "secret", "T", site=server.url).send(LETTER)

    assert (outcome.verdict, outcome.code) == (Verdict.LATER, "channel.answer")


def test_nothing_of_a_letter_is_logged(case, caplog):
    with loopback() as server:
        case.fails(server)
        case.make(server).send(LETTER)

    assert "13800001234" not in caplog.text
    assert "路灯" not in caplog.text


def test_token_is_fetched_once_and_renewed_when_it_is_refused():
    with loopback() as server:
        server.answer(200, {"access_token": "T1", "expires_in": 7200})
        server.answer(200, {"errcode": 0})
        server.answer(200, {"errcode": 42001})
        server.answer(200, {"access_token": "T2", "expires_in": 7200})
        server.answer(200, {"errcode": 0})
        adapter = WeChat("app", "secret", "T", site=server.url)

        assert [adapter.send(LETTER), adapter.send(LETTER)] == [SENT, SENT]

    tokens = [asked.path.partition("access_token=")[2] for asked in server.asked]
    assert tokens == ["", "T1", "T1", "", "T2"]


def test_gateway_that_has_the_message_already_has_taken_it():
    with loopback() as server:
        server.answer(409)

        assert Gateway(server.url, "secret").send(LETTER) == SENT
    assert server.asked[0].headers["authorization"] == "Bearer secret"
    assert server.asked[0].json["id"] == KEY


@pytest.mark.parametrize(
    ("problem", "verdict"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"")}), Verdict.NEVER),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (451, b"")}), Verdict.LATER),
        (smtplib.SMTPAuthenticationError(535, b""), Verdict.LATER),
        (smtplib.SMTPServerDisconnected(), Verdict.LATER),
        (ConnectionRefusedError(), Verdict.LATER),
        (TimeoutError(), Verdict.LATER),
    ],
)
def test_answers_of_mail_servers(monkeypatch, problem, verdict):
    def fail(*_arguments):
        raise problem

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    assert Mail("l@example.org").send(LETTER).verdict == verdict


def test_mail_with_a_line_break_in_its_address_or_subject_adds_no_header(settings):
    sender = Mail("l@example.org")

    outcome = sender.send(Letter(KEY, "a@example.com\nBcc: b@example.com", "x", "y"))
    sender.send(Letter(KEY, "a@example.com", "x\nBcc: b@example.com", "y"))

    assert outcome.verdict == Verdict.NEVER
    assert [letter.subject for letter in mail.outbox] == ["x Bcc: b@example.com"]


def test_console_prints(capsys):
    assert Console().send(LETTER) == SENT
    assert "关于路灯" in capsys.readouterr().err
