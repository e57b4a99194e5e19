"""A care note is written over only by whoever has read it; an erased person's account is closed."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.people.models import CareNote
from linli.apps.people.rules.kinds import ConsentSubject
from linli.apps.people.services import erase_person, give_consent, record_care_note
from linli.core.access import Actor
from linli.kit.sealed_fields import opened
from tests.apps.people.conftest import make_scene
from tests.factories.accounts import make_account
from tests.factories.people import make_person
from tests.web.test_people_pages import browser

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def test_a_note_nobody_has_read_is_not_written_over():
    scene, now = make_scene(), datetime.now(UTC)
    person = make_person(scene.compound)
    given = {"actor": SYSTEM, "person_id": person.pk, "now": now}
    give_consent(subject=ConsentSubject.CARE_NOTE, given_by_id=person.pk, **given)
    record_care_note(text="对青霉素过敏", **given)
    clerk = browser(Role.COMMUNITY_WORKER, scene.tree.community.path)
    address = reverse("people:care", args=[person.pk])
    reveal = reverse("people:reveal", args=[person.pk])

    assert clerk.get(address).headers["Location"] == reveal
    refused = clerk.post(address, {"text": "行动不便"})
    assert "行动不便" in refused.content.decode()
    assert opened(CareNote.objects.get(ended_at=None).text) == "对青霉素过敏"

    clerk.post(reveal, {"fields_shown": ["care_note"], "reason": "CASE", "note": "办理诉求"})
    assert "对青霉素过敏" in clerk.get(address).content.decode()
    clerk.post(address, {"text": "对青霉素过敏；行动不便"})
    assert opened(CareNote.objects.get(ended_at=None).text) == "对青霉素过敏；行动不便"


def test_the_account_of_an_erased_person_is_closed_and_empty(now):
    person = make_person(make_scene().compound)
    account = make_account(name="王小明", phone="10931313132", person_id=person.pk)

    erase_person(actor=SYSTEM, person_id=person.pk, now=now)

    account = Account.objects.get(pk=account.pk)
    assert (account.is_active, account.display_name, account.phone) == (False, "", None)
    assert not account.has_usable_password()
