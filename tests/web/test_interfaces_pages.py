"""Pages of keys: asked for, granted, the secret shown once, ended; queries do not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.translation import gettext, override

from linli.apps.accounts.rules import Role
from linli.apps.interfaces.models import ApiKey, KeySecret
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.organisations.rules.bodies import BodyType
from tests.factories.interfaces import make_key
from tests.factories.organisations import make_body
from tests.web.access.world import build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_world()


@pytest.fixture
def body(world):
    return make_body(world.districts[0], BodyType.DEPARTMENT, name="住建局")


def given(body, **changed):
    from django.utils import timezone

    return {
        "name": "12345 热线", "purpose": "与热线平台同步案卷", "body": body.pk,
        "place": body.place.code, "acts": [KeyAct.READ_CASES, KeyAct.WORK],
        "last_day": (timezone.localdate() + timedelta(days=90)).isoformat(),
        "reads_per_minute": 300, "writes_per_minute": 60,
    } | changed  # fmt: skip


def test_a_key_is_asked_for_granted_and_its_secret_shown_once(world, body):
    admin, guard = world.client(Role.DISTRICT_ADMIN), world.client(Role.SECURITY_ADMIN)

    asked = admin.post("/api/keys/ask/", given(body, place=""))
    key = ApiKey.objects.get()
    assert key.place_id == body.place_id
    page = admin.get(asked["Location"]).content.decode()
    assert "待审批" in page
    assert "/grant/" not in page
    assert "/grant/" in guard.get(asked["Location"]).content.decode()
    guard.post(f"/api/keys/{key.pk}/grant/")
    shown = admin.post(f"/api/keys/{key.pk}/secret/").content.decode()

    assert "linli_" in shown
    secret = shown.split("linli_")[1].split("<")[0]
    assert secret not in admin.get(f"/api/keys/{key.pk}/").content.decode()
    assert KeySecret.objects.get().hint == secret[-4:]
    called = admin.get("/api/v1/key", headers={"Authorization": f"Bearer linli_{secret}"})
    assert called.json()["body"]["name"] == "住建局"
    assert admin.get("/api/v1/key").status_code == 401


def test_what_cannot_be_asked_for_is_said_at_its_field(world, body):
    admin = world.client(Role.DISTRICT_ADMIN)

    page = admin.post("/api/keys/ask/", given(body, place="371703")).content.decode()
    none = admin.post("/api/keys/ask/", given(body, acts=[])).content.decode()

    assert "密钥的范围不能超出" in page
    assert "errorlist" in none or "error" in none
    assert not ApiKey.objects.exists()


def test_ending_asks_first(world, body):
    admin = world.client(Role.DISTRICT_ADMIN)
    key, _secret = make_key(body)

    assert "不能撤销" in admin.get(f"/api/keys/{key.pk}/end/").content.decode()
    assert ApiKey.objects.get().ended_at is None
    admin.post(f"/api/keys/{key.pk}/end/")

    assert ApiKey.objects.get().ended_at is not None


def test_pages_ask_the_same_number_of_queries_with_more_keys(world, body):
    admin = world.client(Role.DISTRICT_ADMIN)
    make_key(body)
    admin.get("/api/keys/")

    def count():
        with CaptureQueriesContext(connection) as counted:
            admin.get("/api/keys/")
        return len(counted)

    few = count()
    for _more in range(2):
        make_key(body)

    assert count() == few


def test_the_documentation_names_every_address_in_both_languages(world):
    from linli.apps.interfaces.urls.json import described

    client = world.client("ANONYMOUS")
    chinese = client.get("/api/docs/").content.decode()
    client.cookies["django_language"] = "en"
    english = client.get("/api/docs/").content.decode()

    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in chinese
            assert escape(operation["summary"]) in english
            with override("zh-hans"):
                assert f">{escape(gettext(operation['summary']))}</h2>" in chinese
