"""Reporters without an account are asked over the number or address they left, and only by it."""

import pytest
from django.utils.translation import override

from linli.apps.cases import services
from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import AnswerWay, Channel, Confirmation, Disclosure
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.questions import asked
from linli.apps.notices.labels import sentences
from linli.apps.notices.models import Addressee, Delivery
from linli.apps.notices.rules.posting import (
    AddressMalformed,
    Language,
    RecipientKind,
    facts_of,
)
from linli.apps.notices.services import hand_out_next
from linli.core.access import Actor
from linli.kit.channels.gateway import MOST_CHARACTERS
from linli.kit.sealed_fields import opened
from tests.factories.accounts import make_account
from tests.factories.cases import SYSTEM, WAYS, act, case_in, make_case, make_town, report_of

pytestmark = pytest.mark.django_db
CONSOLE = {"adapter": "linli.kit.channels.console.Console"}


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def channels(settings):
    settings.CHANNELS = {"SMS": CONSOLE, "EMAIL": CONSOLE}


def left_by(town, state=CaseState.CHECKED, **given):
    values = {"channel": Channel.COUNTER, "name": "赵大爷", "phone": "138 0000 1234"} | given
    report = report_of(town, **values)
    case = services.report_on_behalf(actor=town.clerk, report=report, now=town.at(0))
    for action, player in WAYS[state]:
        case = act(town, case, action, getattr(town, player))
    return Case.objects.get(pk=case.pk)


def sent(kind):
    """Return where notices of a kind went: over which way, to what."""
    rows = Addressee.objects.filter(notice__kind=kind).order_by("kind")
    return [(row.kind, opened(row.address)) for row in rows]


def deliver(kind, now, *, state="DELIVERED"):
    """Hand out what was posted and let the channel take it."""
    Addressee.objects.exclude(notice__kind=kind).delete()
    while (found := hand_out_next(now=now)) is not None and found.handed_at is not None:
        pass
    Delivery.objects.update(state=state)


@pytest.mark.usefixtures("channels")
def test_the_question_goes_to_number_and_address(town):
    left_by(town, email="zhao@example.com")

    assert sent("cases.question_left") == [
        (RecipientKind.ADDRESS, "zhao@example.com"),
        (RecipientKind.PHONE, "13800001234"),
    ]


@pytest.mark.parametrize(
    ("configured", "given"),
    [
        ({}, {"email": "zhao@example.com"}),
        ({"SMS": CONSOLE}, {"phone": "0530-5123456"}),
        ({"EMAIL": CONSOLE}, {}),
        ({"SMS": CONSOLE, "EMAIL": CONSOLE}, {"disclosure": Disclosure.ANONYMOUS}),
    ],
)
def test_without_a_channel_or_a_way_nothing_is_posted(town, settings, configured, given):
    settings.CHANNELS = configured

    case = left_by(town, **given)

    assert sent("cases.question_left") == []
    assert case.is_to_call is (given.get("disclosure") != Disclosure.ANONYMOUS)


@pytest.mark.usefixtures("channels")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_message_leads_to_the_page_of_codes_and_holds_no_code_and_no_words(town, language):
    case = left_by(town)
    notice = Addressee.objects.get(kind=RecipientKind.PHONE).notice

    with override(language):
        subject, text = sentences(notice.kind, facts_of(notice.facts))

    assert notice.about_path == "/cases/follow/"
    for said in (subject, text):
        assert case.number in said
        assert dossiers.slip_of(case) not in said
        assert "路灯" not in said
    assert len(subject) < MOST_CHARACTERS - len("https://linli.example.org/cases/follow/")


@pytest.mark.usefixtures("channels")
@pytest.mark.parametrize(
    ("state", "confirmation"),
    [("DELIVERED", Confirmation.SILENT), ("FAILED", Confirmation.UNREACHED)],
)
def test_a_lapse_is_silence_only_where_the_channel_took_the_question(town, state, confirmation):
    case = left_by(town)
    deliver("cases.question_left", town.at(2), state=state)
    assert bool(asked([case])[case.pk].ways) is (state == "DELIVERED")

    services.lapse_case(actor=SYSTEM, case_id=case.pk, now=town.at(24 * 60))

    case.refresh_from_db()
    assert case.confirmation == confirmation


@pytest.mark.usefixtures("channels")
def test_who_answers_by_the_slip_is_not_told_of_it_and_who_was_called_is(town):
    own, called = left_by(town), left_by(town)

    services.confirm_case(actor=Actor(), slip=dossiers.slip_of(own), case_id=own.pk, now=town.at(2))
    assert sent("cases.news_left") == []

    services.record_agreement(
        actor=town.second_clerk, case_id=called.pk, way=AnswerWay.TELEPHONE, now=town.at(2)
    )
    assert sent("cases.news_left") == [(RecipientKind.PHONE, "13800001234")]


@pytest.mark.usefixtures("channels")
def test_whoever_has_an_account_hears_there_alone(town):
    account = make_account(person_id=town.reporter.person_id)
    case = make_case(town, actor=town.reporter)
    Case.objects.filter(pk=case.pk).update(reporter_account_id=account.pk)
    for action, player in WAYS[CaseState.CHECKED]:
        act(town, case, action, getattr(town, player))

    assert sent("cases.question_left") == []


def test_an_address_is_sealed_shown_like_the_number_and_erased_with_it(town):
    case = left_by(town, email="zhao@example.com", disclosure=Disclosure.HANDLERS)

    shown = dossiers.contact_of(town.clerk, case, now=town.at(1))
    hidden = dossiers.contact_of(town.dispatcher, case, now=town.at(1))
    services.lapse_case(actor=SYSTEM, case_id=case.pk, now=town.at(24 * 60))
    services.erase_old_cases(actor=SYSTEM, now=town.at(24 * 365 * 5))

    case.refresh_from_db()
    assert (shown.email, hidden.email) == ("zhao@example.com", "")
    assert case.reporter_email is None


def test_what_is_no_address_is_refused_and_an_anonymous_report_keeps_none(town):
    with pytest.raises(AddressMalformed):
        left_by(town, CaseState.REPORTED, email="zhao at example")
    case = left_by(
        town, CaseState.REPORTED, email="zhao@example.com", disclosure=Disclosure.ANONYMOUS
    )

    assert case.reporter_email is None
    assert case_in(town, CaseState.REPORTED).reporter_email is None


@pytest.mark.usefixtures("channels")
def test_the_words_are_in_the_language_of_the_report(town):
    left_by(town, email="zhao@example.com", language=Language.ENGLISH)
    left_by(town)

    rows = Addressee.objects.filter(notice__kind="cases.question_left").order_by("notice", "kind")
    spoken = {row.language for row in rows if row.notice == rows[0].notice}
    assert spoken == {"en"}
    assert {row.language for row in rows if row.notice != rows[0].notice} == {"zh-hans"}


def call_in(town, case, **given):
    values = {"name": "钱阿姨", "phone": "138 0000 5678"} | given
    return services.join_for(actor=town.clerk, case_id=case.pk, now=town.at(0), **values)


@pytest.mark.usefixtures("channels")
def test_callers_hear_of_the_ending_by_text_where_they_have_allowed_it(town):
    case = make_case(town)
    call_in(town, case, texts_in=Language.ENGLISH)
    call_in(town, case, name="孙大爷", phone="138 0000 9999")
    call_in(town, case, name="李奶奶", phone="0530-5123456", texts_in=Language.CHINESE)
    for action, player in WAYS[CaseState.CHECKED]:
        act(town, case, action, getattr(town, player))
    assert sent("cases.joined_left") == []

    act(town, case, CaseAction.CONFIRM, town.reporter, hours=3)

    assert sent("cases.joined_left") == [(RecipientKind.PHONE, "13800005678")]
    row = Addressee.objects.get(notice__kind="cases.joined_left")
    assert row.language == "en"
    assert row.notice.about_path == "/"  # a caller has no code
    with override("en"):
        subject, text = sentences(row.notice.kind, facts_of(row.notice.facts))
    assert "路灯" not in subject + text
    assert len(subject) < MOST_CHARACTERS - len("https://linli.example.org/")


def test_without_text_messages_callers_are_only_called(town):
    case = make_case(town)
    call_in(town, case, texts_in=Language.CHINESE)

    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=town.at(2))

    assert sent("cases.joined_left") == []


@pytest.mark.usefixtures("channels")
def test_who_is_in_the_register_gets_no_text_beside_the_notice(town):
    case = make_case(town)
    call_in(town, case, person_id=town.neighbour.person_id, texts_in=Language.CHINESE)

    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=town.at(2))

    assert sent("cases.joined_left") == []
    assert Follower.objects.get().texts_in is None
