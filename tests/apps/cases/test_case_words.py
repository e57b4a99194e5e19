"""For whom the words of an act are: forms say it, and the reporter's page keeps to it."""

import pytest
from django.utils.translation import override

from linli.apps.cases import services
from linli.apps.cases.forms import acts, fields, tasks
from linli.apps.cases.forms.acts import ActChoices
from linli.apps.cases.rules.flow import FLOW, CaseAction, CaseState, Part
from linli.apps.cases.rules.refusals import BodyNotCompetent
from linli.apps.cases.rules.words import is_among_colleagues
from linli.apps.cases.selectors import dossiers
from linli.apps.organisations.rules.bodies import BodyType
from tests.factories.cases import act, case_in, make_case, make_town
from tests.factories.organisations import make_body

OF_REPORTERS = {row.action for row in FLOW if row.roles <= {Part.REPORTER}}
OF_OFFICES = [one for one in acts.FORMS if one not in OF_REPORTERS]


@pytest.mark.parametrize("action", OF_OFFICES)
def test_the_form_of_an_office_says_who_reads_its_words(action):
    form = acts.FORMS[action](offered=ActChoices())
    words = [form.fields[name] for name in ("text", "address") if name in form.fields]

    among = is_among_colleagues(action.lower())

    for field in words:
        with override("en"):
            assert (str(fields.COLLEAGUES_READ) in str(field.help_text)) == among
            assert ("reporter reads this" in str(field.help_text).lower()) != among


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (tasks.CallForm, "called"),
        (tasks.FinishForm, "result"),
        (tasks.DeclineForm, "declined"),
        (tasks.CallOffForm, "called_off"),
        (tasks.RulingForm, "call_ruled"),
        (tasks.InstructForm, "instructed"),
    ],
)
def test_so_do_the_forms_of_tasks(form, kind):
    help_text = form.base_fields["text"].help_text

    assert (help_text is fields.COLLEAGUES_READ) == is_among_colleagues(kind)
    assert (help_text is fields.REPORTER_READS) != is_among_colleagues(kind)


@pytest.mark.django_db
def test_notes_among_colleagues_are_kept_from_the_reporter_and_answers_are_not():
    town = make_town()
    case = make_case(town)
    common = {"case_id": case.pk}
    services.accept_case(actor=town.clerk, text="住户情绪激动，先派物业", now=town.at(1), **common)
    services.dispatch_case(
        actor=town.dispatcher, body=town.team.pk, text="别再拖了", now=town.at(1), **common
    )
    act(town, case, CaseAction.TAKE, town.handler)
    act(town, case, CaseAction.FEED_BACK, town.handler)
    services.pass_check(actor=town.clerk, text="灯已亮", now=town.at(2), **common)

    outside = dossiers.thread_of(case, inner=False, now=town.at(3))
    inside = dossiers.thread_of(case, inner=True, now=town.at(3))

    assert [one.text for one in outside] == ["灯已亮", "经现场核实", "", "", "", ""]
    assert [one.text for one in inside][3:5] == ["别再拖了", "住户情绪激动，先派物业"]
    assert [one.is_among for one in inside] == [False, False, False, True, True, False]


@pytest.mark.django_db
def test_the_proposed_lead_is_worded_when_shown_and_offered_to_the_board():
    town = make_town()
    case = make_case(town)

    services.accept_case(
        actor=town.clerk, case_id=case.pk, proposed=town.department.pk, now=town.at(1)
    )

    inside = dossiers.thread_of(case, inner=True, now=town.at(1))
    outside = dossiers.thread_of(case, inner=False, now=town.at(1))
    assert [one.proposed for one in inside] == ["住建局", ""]
    assert [(one.text, one.proposed) for one in outside] == [("", ""), ("", "")]
    assert dossiers.proposed_lead(case) == town.department.pk


@pytest.mark.django_db
def test_a_body_of_another_place_cannot_be_proposed():
    town = make_town()
    elsewhere = make_body(town.tree.village, BodyType.VILLAGERS_COMMITTEE)
    case = make_case(town)

    with pytest.raises(BodyNotCompetent):
        services.accept_case(
            actor=town.clerk, case_id=case.pk, proposed=elsewhere.pk, now=town.at(1)
        )

    assert case_in(town, CaseState.OPEN).lead_id is None
