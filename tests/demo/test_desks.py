"""What lies on the desks of the demonstration."""

import pytest

from linli.apps.accounts.models import Account
from linli.apps.cases.models import Case

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_the_resident_has_a_dozen_cases_in_most_states_and_neighbours_have_the_others(sign_ins):
    resident = Account.objects.get(username="resident").person_id
    told = Case.objects.filter(reporter__isnull=False)

    own = told.filter(reporter=resident)

    assert 10 <= own.count() <= 15
    assert own.values("state").distinct().count() >= 6
    assert told.count() >= 2 * own.count()
