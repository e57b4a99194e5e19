"""Pages of notices: the bell, the inbox, the number of queries, a secret shown once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.notices import services
from linli.apps.notices.models import InboxEntry, Webhook
from linli.apps.notices.rules import ToAddress
from tests.factories.accounts import give_role, make_account
from tests.factories.notices import NOW, make_notice, make_webhook, to

pytestmark = pytest.mark.django_db


def signed_in(account):
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def hand_out():
    while services.hand_out_next(now=NOW):
        pass


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_bell_counts_what_is_unread_and_opening_leads_to_the_object():
    account = make_account("li")
    client = signed_in(account)
    make_notice(to(account))
    hand_out()

    page = client.get(reverse("notices:inbox")).content.decode()
    entry = InboxEntry.objects.get()
    answer = client.post(reverse("notices:open", args=[entry.pk]))

    assert '<span class="count">1' in page
    assert "About lamp" in page
    assert (answer.status_code, answer["Location"]) == (302, "/cases/C-1/")
    assert '<span class="count">' not in client.get(reverse("notices:inbox")).content.decode()


@pytest.mark.parametrize("page", ["notices:inbox", "notices:deliveries", "notices:webhooks"])
def test_queries_do_not_grow_with_rows(page):
    account = make_account("li")
    give_role(account, "SYSTEM_ADMIN")
    client = signed_in(account)
    address = reverse(page) + ("?state=QUEUED" if page == "notices:deliveries" else "")

    def add():
        make_notice(to(account), ToAddress("li@example.com"))
        make_webhook()
        hand_out()

    add()
    one = queries(client, address)
    add()
    add()

    assert queries(client, address) == one


def test_secret_of_a_subscription_is_shown_once():
    account = make_account("li")
    give_role(account, "SYSTEM_ADMIN")
    client = signed_in(account)
    data = {"name": "城管平台", "url": "https://hooks.example/in", "scope_path": ""}

    shown = client.post(reverse("notices:add_webhook"), data).content.decode()
    hook = Webhook.objects.get()
    later = client.get(reverse("notices:webhook", args=[hook.pk])).content.decode()

    assert "whsec_" in shown
    assert "whsec_" not in later
