"""The first start: three administrators, no default password, no second first start."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.apps.accounts import services
from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import SEPARATED_ROLES

pytestmark = pytest.mark.django_db


def test_three_administrators_each_with_a_secret_of_their_own(now):
    made = services.first_start(now=now)

    assert {one.role for one in made} == SEPARATED_ROLES
    assert len({one.secret for one in made}) == 3
    for one in made:
        account = Account.objects.get(username=one.username)
        assert account.check_password(one.secret)
        assert account.must_change_password
        assert list(account.grants.values_list("role", "scope_path")) == [(one.role, "")]


def test_there_is_one_first_start(now):
    services.first_start(now=now)

    with pytest.raises(services.AlreadyStarted):
        services.first_start(now=now)
    assert RoleGrant.objects.count() == 3


def test_the_command_prints_what_to_hand_over_and_refuses_a_second_time():
    out = StringIO()
    call_command("first_start", stdout=out)

    printed = out.getvalue().split()
    assert {"system", "security", "audit"} <= set(printed)
    with pytest.raises(CommandError):
        call_command("first_start")


def test_the_three_can_make_no_use_of_each_others_duties(client, now):
    secrets = {one.username: one.secret for one in services.first_start(now=now)}

    client.post("/sign-in/", {"login": "system", "password": secrets["system"]})

    assert client.get("/trail/").headers["Location"] == "/me/password/"
