"""A form is never lost: the session or the token ran out, the text comes back; and error pages."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.models import Account
from tests.factories.case_pages import browser_of
from tests.factories.cases import make_case, make_town

pytestmark = pytest.mark.django_db
WORDS = "3号楼前的路灯<b>又</b>坏了，请尽快派人来看"
OURS = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def town():
    return make_town()


def strict(client: Client) -> Client:
    """Return the client with the check of forms turned on, as browsers meet it."""
    client.handler.enforce_csrf_checks = True
    return client


def fields_of(page: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return dict(pairs)


def test_text_outlives_the_session_and_is_sent_again(town):
    case = make_case(town)
    client = browser_of(town.clerk)
    address = reverse("cases:remark", args=[case.number])
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(minutes=1))

    kept = client.post(address, {"text": WORDS})

    assert kept.status_code == HTTPStatus.UNAUTHORIZED
    page = kept.content.decode()
    assert "Your text is kept" in page
    assert "&lt;b&gt;又&lt;/b&gt;" in page
    assert not case.steps.filter(text=WORDS).exists()
    again = Account.objects.get(person_id=town.clerk.person_id)
    client.force_login(again, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(address, {"text": WORDS})
    assert case.steps.filter(text=WORDS).count() == 1


def test_text_outlives_the_token_and_the_page_itself_can_send_it(town):
    case = make_case(town)
    client = strict(browser_of(town.clerk))
    address = reverse("cases:remark", args=[case.number])

    kept = client.post(address, {"text": WORDS, "csrfmiddlewaretoken": "x" * 64}, **OURS)

    assert kept.status_code == HTTPStatus.FORBIDDEN
    token = fields_of(kept.content.decode())["csrfmiddlewaretoken"]
    sent = client.post(address, {"text": WORDS, "csrfmiddlewaretoken": token}, **OURS)
    assert sent.status_code == HTTPStatus.FOUND
    assert case.steps.filter(text=WORDS).count() == 1


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://elsewhere.example"}])
def test_a_form_of_another_site_does_not_come_back_ready_to_be_sent(town, origin):
    case = make_case(town)
    client = strict(browser_of(town.clerk))
    address = reverse("cases:remark", args=[case.number])

    answer = client.post(address, {"text": WORDS}, **origin)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "又" not in answer.content.decode()


def test_passwords_and_codes_never_come_back(client):
    answer = strict(client).post(
        reverse("account_login"), {"login": "wang", "password": "peony-garden-2026"}, **OURS
    )

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert b"peony-garden" not in answer.content
    assert b"wang" not in answer.content


def test_a_stranger_is_led_back_to_the_form_not_to_an_address_that_only_takes_forms(client, town):
    case = make_case(town)
    page = reverse("cases:case", args=[case.number])

    answer = client.post(
        reverse("cases:join", args=[case.number]),
        {"text": WORDS},
        headers={"referer": f"http://testserver{page}?tab=2"},
    )
    strange = client.post(
        reverse("cases:join", args=[case.number]), headers={"referer": "https://evil.example/"}
    )

    assert answer.headers["Location"] == f"/sign-in/?next={page}%3Ftab%3D2"
    assert strange.headers["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "There is no page here"), ("zh-hans", "这里没有页面")]
)
def test_an_address_that_only_takes_forms_says_so(town, language, heading):
    client = browser_of(town.clerk, language=language)

    answer = client.get(reverse("large_text"))

    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.headers["Allow"] == "POST"
    assert heading in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_error_page_says_what_to_do_next(town, language, settings):
    client = browser_of(town.clerk, language=language)
    client.raise_request_exception = False
    case = make_case(town)
    nothing_to_leave = reverse("cases:leave", args=[case.number])

    pages = {
        400: client.get("/cases/all/?after=nonsense"),
        403: client.get(reverse("accounts:accounts")),
        404: client.get("/nowhere/"),
        409: client.post(nothing_to_leave),
    }

    for status, answer in pages.items():
        page = answer.content.decode()
        assert answer.status_code == status, page[:400]
        assert 'href="/"' in page
        assert f"{status} · " in page


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "WzEsMl0", "WyJ4IiwgMV0", "WyIyMDI2LTAzLTAyVDAxOjMwOjAwKzAwOjAwIiwgMWUzMF0",
     "WyIyMDI2LTAzLTAyVDAxOjMwOjAwKzAwOjAwIiwgMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd"],
)  # fmt: skip
def test_a_cursor_nobody_handed_out_is_refused_in_words(town, cursor):
    client = browser_of(town.clerk)

    for address in ("/cases/all/", "/people/requests/", "/notices/"):
        assert client.get(address, {"after": cursor}).status_code == HTTPStatus.BAD_REQUEST
