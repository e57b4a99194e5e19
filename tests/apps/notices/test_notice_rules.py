"""Timing, pauses and signatures: examples and properties."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.notices.rules.delivery import (
    CHANCES,
    MOST_ATTEMPTS,
    SENDING,
    SendingAction,
    SendingState,
    action_for,
    pause_after,
)
from linli.apps.notices.rules.posting import Urgency
from linli.apps.notices.rules.timing import digest_due, is_quiet, leaves_at
from linli.apps.notices.rules.webhooks import (
    SecretMalformed,
    body_of,
    headers,
    is_given_up,
    secret_text,
    signature,
    wants,
)
from linli.core.machine import IllegalTransition
from linli.core.outcomes import SENT, later, never

# A busy machine may be slow to begin with; that says nothing about the rules.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
HERE = ZoneInfo("Asia/Shanghai")
INSTANTS = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)
)


def at(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute, tzinfo=HERE)


@unhurried
@given(INSTANTS, st.sampled_from(Urgency))
def test_nothing_but_danger_leaves_at_night_and_nothing_early(now, urgency):
    leaves = leaves_at(urgency, now, HERE)

    assert leaves >= now
    assert urgency == Urgency.DANGER or not is_quiet(leaves, HERE)
    assert leaves - now <= timedelta(hours=9)


@unhurried
@given(INSTANTS)
def test_what_may_leave_leaves_at_once(now):
    assert is_quiet(now, HERE) or leaves_at(Urgency.PROMPT, now, HERE) == now


@pytest.mark.parametrize(
    ("hour", "due"), [(7, None), (8, at(8)), (12, at(8)), (21, at(8)), (22, None), (0, None)]
)
def test_digest_is_due_from_its_hour_until_the_night(hour, due):
    assert digest_due(at(hour), HERE) == due


def test_pauses_double_up_to_six_hours():
    assert [pause_after(n, CHANCES) for n in (1, 2, 3)] == [
        timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4),
    ]  # fmt: skip
    assert pause_after(40, CHANCES) == timedelta(hours=6)


@unhurried
@given(st.integers(1, 60), st.integers(0, CHANCES - 1))
def test_half_of_a_pause_is_left_to_chance(attempts, chance):
    full = pause_after(attempts, CHANCES)

    assert full / 2 <= pause_after(attempts, chance) < full


@pytest.mark.parametrize(
    ("outcome", "attempts", "action"),
    [
        (SENT, 1, SendingAction.DELIVER),
        (later("x"), 1, SendingAction.DEFER),
        (later("x"), MOST_ATTEMPTS - 1, SendingAction.DEFER),
        (later("x"), MOST_ATTEMPTS, SendingAction.FAIL),
        (never("x"), 1, SendingAction.FAIL),
    ],
)
def test_what_follows_from_an_attempt(outcome, attempts, action):
    assert action_for(outcome, attempts) == action


def test_every_state_answers_every_action():
    legal = {(row.state, row.action) for row in SENDING}
    for state in SendingState:
        for action in SendingAction:
            if (state, action) in legal:
                assert SENDING.step(state, action)
            else:
                with pytest.raises(IllegalTransition):
                    SENDING.step(state, action)
    assert SENDING.final_states() == {SendingState.DELIVERED, SendingState.MOOT}


def test_signature_is_the_one_of_the_published_format():
    secret, body = secret_text(b"\x01" * 32), '{"type":"x"}'
    moment = datetime(2026, 3, 2, 1, 30, 7, 999999, tzinfo=UTC)

    found = headers(secret, "msg_1", moment, body)

    signed = f"msg_1.{int(moment.timestamp())}.{body}".encode()
    code = hmac.new(b"\x01" * 32, signed, hashlib.sha256).digest()
    assert found == {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": "v1," + base64.b64encode(code).decode(),
    }


def test_published_example_of_the_signature():
    """The example that the documents of the format give for checking implementations."""
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        '{"test": 2432232314}',
    )

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secret_that_is_none_is_refused():
    with pytest.raises(SecretMalformed):
        signature("whsec_???", "msg_1", at(8), "{}")


def test_event_says_which_object_and_nothing_else():
    body = body_of(kind="k", about_type="case", about_code="C-1", place="371702", at=at(8))

    assert json.loads(body) == {
        "type": "k",
        "timestamp": "2026-03-02T00:00:00.000000Z",
        "data": {"object": "case", "code": "C-1", "place": "371702"},
    }


def test_subscription_without_kinds_wants_all():
    assert wants("", "a")
    assert wants("a\nb", "b")
    assert not wants("a\nb", "c")


def test_subscription_is_given_up_after_five_days():
    assert not is_given_up(None, at(8))
    assert not is_given_up(at(8), at(8) + timedelta(days=5) - timedelta(seconds=1))
    assert is_given_up(at(8), at(8) + timedelta(days=5))
