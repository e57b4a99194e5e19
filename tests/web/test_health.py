"""The application starts and answers."""

import pytest


@pytest.mark.django_db
def test_health_answers_ok(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_home_needs_no_javascript_inline(client):
    answer = client.get("/")

    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
