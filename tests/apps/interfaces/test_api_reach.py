"""What a key gets at its own, a sibling's, the parent's and a foreign place: the table of reach.

And no answer of any key shows a sealed number, whatever it asks for.
"""

import pytest

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.interfaces.api.acts import ACTS
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.notices.models import Webhook
from tests.factories.cases import case_in, make_case
from tests.factories.interfaces import make_program
from tests.factories.notices import make_webhook
from tests.factories.people import make_person
from tests.factories.places import make_compound
from tests.web.test_access import sealed_numbers

pytestmark = pytest.mark.django_db
OWN, SIBLING, PARENT, FOREIGN = "own", "sibling", "parent", "foreign"


@pytest.fixture
def places(town):
    tree = town.tree
    return {
        OWN: tree.community,
        SIBLING: tree.sibling_community,
        PARENT: tree.township,
        FOREIGN: tree.village,
    }


@pytest.fixture
def cases(town, places):
    return {where: make_case(town, place_id=place.pk) for where, place in places.items()}


def test_a_key_reads_what_is_its_own_and_nothing_else(town, places, cases):
    program = make_program(town.committee)
    wrong = []
    for where, place in places.items():
        number = cases[where].number
        expected = 200 if where == OWN else 404
        for path, query in (
            (f"cases/{number}", {}),
            ("cases", {"place": place.code}),
            ("categories", {"place": place.code}),
            (f"places/{place.code}", {}),
            (f"places/{place.code}/children", {}),
            (f"places/{place.code}/cells", {}),
        ):
            status = program.get(path, **query).status_code
            if status != expected:
                wrong.append((where, path, status))
        contact = program.get(f"cases/{number}/contact").status_code
        if contact != expected:
            wrong.append((where, "contact", contact))

    assert wrong == []
    listed = program.get("cases", size=100).json()["rows"]
    assert [row["number"] for row in listed] == [cases[OWN].number]
    found = program.get("places", q="37", size=100).json()["rows"]
    assert {row["code"][:12] for row in found} <= {places[OWN].code}


def test_no_act_reaches_beyond_the_scope_and_none_is_done_without_the_act(town, cases):
    everything = make_program(town.committee)
    reading = make_program(town.committee, acts=(KeyAct.READ_CASES,))
    given = {
        "address": "95598", "text": "经核实", "target": "A", "reason": "NO_FACTS", "basis": "条例",
        "outcome": "SOLVED", "slip": "AAAA-AAAA", "rating": 3, "body": town.team.pk,
    }  # fmt: skip
    wrong = []
    for act in ACTS:
        content = {name: given[name] for name in act.takes.model_fields if name in given}
        for where in (SIBLING, PARENT, FOREIGN):
            answer = everything.post(f"cases/{cases[where].number}/{act.name}", content)
            if answer.status_code != 404:
                wrong.append((act.name, where, answer.status_code, answer.content))
        answer = reading.post(f"cases/{cases[OWN].number}/{act.name}", content)
        if answer.status_code != 403 or answer.json()["code"] != "interfaces.act_not_in_key":
            wrong.append((act.name, "without the act", answer.status_code))
    for where in (SIBLING, PARENT, FOREIGN):
        number, result = cases[where].number, {"outcome": "SOLVED", "text": "经核实"}
        statuses = {
            everything.send(f"cases/{number}/feed-back", result).status_code,
            everything.send(f"cases/{number}/solve-on-spot", result, b"x").status_code,
            everything.send(f"cases/{number}/dispute-shown", {"slip": "A"}, b"x").status_code,
            everything.post(f"cases/{number}/items/1").status_code,
        }
        if statuses != {404}:
            wrong.append((where, statuses))

    assert wrong == []
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.REPORTED}


def test_each_address_asks_for_its_act(town, cases):
    nothing = make_program(town.committee, acts=(KeyAct.READ_FIGURES,))
    number = cases[OWN].number
    code = town.tree.community.code

    of_case = (f"cases/{number}", f"cases/{number}/contact")
    of_place = (f"places/{code}", f"places/{code}/children", f"places/{code}/cells")
    others = ("cases", "tasks", "tasks/1", "places?q=37", "bodies", "categories", "subscriptions")
    for path in (*of_case, *of_place, *others):
        answer = nothing.get(path)
        assert (path, answer.status_code) == (path, 403)
    for path in (
        f"cases/{number}/remarks", f"cases/{number}/delays", f"cases/{number}/items/1",
        "tasks/1/arrive",
    ):  # fmt: skip
        content = {
            "text": "x", "kind": "PAUSE", "reason": "PARTS", "until": "2027-01-01T00:00:00Z",
        }  # fmt: skip
        content = {} if "arrive" in path or "items" in path else content
        content = {"text": "x"} if "remarks" in path else content
        assert (path, nothing.post(path, content).status_code) == (path, 403)
    assert nothing.get(f"figures/{town.tree.county.code}").status_code == 200
    assert nothing.get("key").status_code == 200


def test_a_key_of_a_smaller_place_than_its_body_stays_there(town):
    other = make_compound(town.tree.sibling_community, "对面小区")
    here, there = make_case(town), make_case(town, place_id=other.pk)
    program = make_program(town.office, place=town.tree.community)

    rows = program.get("cases").json()["rows"]

    assert [row["number"] for row in rows] == [here.number]
    assert program.get(f"cases/{there.number}").status_code == 404
    assert program.post(f"cases/{there.number}/dispatch", {"body": town.team.pk}).status_code == 404


def test_subscriptions_are_listed_without_their_secrets(town):
    own, secret = make_webhook(scope_path=town.tree.community.path)
    make_webhook(scope_path=town.tree.village.path)
    Webhook.objects.filter(pk=own.pk).update(url="https://example.org/events?token=geheim")
    program = make_program(town.committee)

    answer = program.get("subscriptions")

    (row,) = answer.json()["rows"]
    assert (row["id"], row["address"]) == (own.pk, "https://example.org/events")
    assert secret not in answer.content.decode()
    assert "geheim" not in answer.content.decode()


def test_no_answer_shows_a_sealed_number_or_a_hidden_name(town):
    make_person(town.tree.community, name="赵秘密")
    case = case_in(
        town, CaseState.HANDLING, disclosure=Disclosure.SEALED, name="赵秘密", phone="13800009999"
    )
    programs = [make_program(body) for body in (town.committee, town.office, town.team)]

    for program in programs:
        for path in ("cases", f"cases/{case.number}", f"cases/{case.number}/contact", "tasks",
                     "bodies", "places?q=37", "key", "subscriptions",
                     f"figures/{town.tree.county.code}"):  # fmt: skip
            content = program.get(path).content
            assert not sealed_numbers(content), path
            for secret in ("赵秘密", "13800009999"):
                assert secret not in content.decode(), path
