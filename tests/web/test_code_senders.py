"""The contract of what carries sign-in codes; copy it for a gateway's adapter."""

import inspect

import pytest

from linli.web.codes import DemoSender, NoSender

SENDERS = [NoSender, DemoSender]
PHONE, CODE = "12012345678", "042137"


@pytest.fixture(params=SENDERS, ids=lambda sender: sender.__name__)
def sender(request):
    return request.param()


def test_it_is_made_without_arguments_and_sends_with_two(sender):
    assert list(inspect.signature(sender.send).parameters) == ["phone", "code"]
    assert sender.send(PHONE, CODE) is None


def test_it_may_be_called_again_and_again(sender):
    for _time in range(50):
        sender.send(PHONE, CODE)


def test_outside_the_demonstration_neither_number_nor_code_is_logged(caplog):
    NoSender().send(PHONE, CODE)

    assert caplog.records
    assert PHONE not in caplog.text
    assert CODE not in caplog.text
