"""Every number on a home page is the length of the list it leads to, whoever signs in."""

from datetime import datetime

import pytest
from django.test import Client

from linli.apps.accounts.models import Account
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

WHO = ("district", "system", "security", "audit", "department", "street", "grid", "fixed", "branch",
       "committee", "property", "member", "resident", "clerk", "mediator", "village")  # fmt: skip
# Pages whose list comes in pieces, or that show the number itself: what to count there.
IN_PIECES = {
    "/cases/today/": lambda page: len(page["todo"]),
    "/cases/inbox/": lambda page: len(page["page"].rows) + len(page["standing"]),
    "/cases/decisions/": lambda page: sum(count for *_tab, count in page["tabs"]),
    "/organisations/vacancies/?list=missing": lambda page: sum(n for *_kind, n in page["expected"]),
    "/organisations/vacancies/?list=leaders": lambda page: sum(n for *_kind, n in page["expected"]),
    "/trail/seals/": lambda page: page["unsealed"],
    "/people/duties/": lambda page: sum(one.is_due for one, _words in page["sets"]),
    "/jobs/": lambda page: (
        sum(line.state == "FAILED" for line, *_words in page["jobs"])
        + sum(line.tally.failed for line in page["queues"])
    ),
}
# One compound or cell; and one's posts, of which the card shows those that end soon.
NO_LISTS = ("/organisations/chart/", "/organisations/mine/", "/grid/cells/", "/grid/public/")
BODY = "/organisations/"


@pytest.fixture
def home(sign_ins, monkeypatch):
    """Open the home page of somebody on the day of the demonstration."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return NOW.astimezone(tz)

    monkeypatch.setattr("linli.web.middleware.datetime", Clock)

    def opened(username):
        client = Client()
        account = Account.objects.get(username=username)
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client, client.get("/").context["cards"]

    return opened


def numbers(card):
    """Return the numbers of a card with the addresses they lead to."""
    if card.figure is not None and card.address:
        yield str(card.title), card.figure, card.address
    for line in card.lines:
        if line.address and isinstance(line.value, int):
            yield str(line.label), line.value, line.address


def counted(client, address):
    """Return how many rows the list behind an address has, page by page."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    if address in IN_PIECES:
        return IN_PIECES[address](answer.context)
    page, rows = answer.context["page"], 0
    joint = "&" if "?" in address else "?"
    while True:
        rows += len(page.rows)
        if not page.after:
            return rows
        page = client.get(f"{address}{joint}after={page.after}").context["page"]


def differing(client, card):
    """Return the numbers of a card that are not those of the pages they lead to."""
    if card.address.removeprefix(BODY).rstrip("/").isdigit():
        body = client.get(card.address).context["body"]
        right = (card.figure, card.of) == (body.held, len(body.seats))
        return [] if right else [(card.title, card.figure, card.of, body.held)]
    return [
        (label, number, found, address)
        for label, number, address in numbers(card)
        if not address.startswith(NO_LISTS) and (found := counted(client, address)) != number
    ]


def test_all_who_can_sign_in_are_asked(sign_ins):
    assert {one.username for one in sign_ins} == set(WHO)


@pytest.mark.parametrize("username", WHO)
def test_numbers_are_those_of_the_lists_they_lead_to(home, username):
    client, shown = home(username)

    assert shown
    assert [one for card in shown for one in differing(client, card)] == []


def test_the_numbers_asked_about_are_not_all_nothing(home):
    large = {
        (username, address)
        for username in WHO
        for card in home(username)[1]
        for _label, number, address in numbers(card)
        if number
    }

    assert len(large) > 40  # two and a half for each who signs in
    assert {"/cases/today/", "/cases/inbox/", "/trail/seals/"} <= {one[1] for one in large}
