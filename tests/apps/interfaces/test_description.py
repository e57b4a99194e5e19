"""The description of the interface: kept as a file, valid, and true of what is answered."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.interfaces.urls.json import described
from linli.apps.organisations.rules.bodies import SeatKind
from tests.factories.cases import case_in, make_case
from tests.factories.interfaces import make_program
from tests.factories.organisations import seat_of

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "docs" / "openapi.json"


def as_text() -> str:
    return json.dumps(described(), indent=1, ensure_ascii=False) + "\n"


def test_the_description_is_the_one_that_is_published():
    """A change of one byte is a decision: `./run python scripts/openapi.py`."""
    assert GOLDEN.read_text() == as_text()


def test_it_is_openapi_3_1_and_every_refusal_is_declared():
    schema = json.loads(as_text())

    assert schema["openapi"].startswith("3.1")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            declared = set(operation["responses"])
            assert {"400", "401", "403", "404", "409", "422", "429"} <= declared, path
            headers = {
                one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"
            }
            assert ("Idempotency-Key" in headers) == (method == "post"), path
            assert operation["security"] == [{"KeyAuth": []}]


def checked(schema, path, status, body):
    shape = schema["paths"][path]["get"]["responses"][str(status)]["content"]["application/json"]
    whole = {"$ref": shape["schema"]["$ref"], "components": schema["components"]}
    jsonschema_rs.validator_for(whole).validate(body)


@pytest.mark.django_db
def test_answers_are_as_described(town):
    program = make_program(town.committee)
    team = make_program(town.team)
    schema = json.loads(as_text())
    make_case(town, spot="楼道")
    case = case_in(town, CaseState.HANDLING)

    paths = {
        "cases": {"state": ["REPORTED", "HANDLING"]},
        f"cases/{case.number}": {},
        "key": {},
        "categories": {},
        "places": {"q": "小区"},
        f"places/{town.tree.community.code}": {},
        f"places/{town.tree.community.code}/children": {},
        "bodies": {},
        f"figures/{town.tree.county.code}": {"period": "2026-03"},
        "subscriptions": {},
    }
    for path, query in paths.items():
        answer = program.get(path, **query)
        assert answer.status_code == 200, (path, answer.content)
        pattern = "/api/v1/" + path.replace(case.number, "{number}").replace(
            town.tree.community.code, "{code}"
        ).replace(town.tree.county.code, "{code}")
        checked(schema, pattern, 200, answer.json())
    checked(schema, "/api/v1/tasks", 200, team.get("tasks", state=["TAKEN", "SENT"]).json())
    assert team.get("tasks").json()["rows"]
    note_climbed(case, running_clock(case), seat_of(town.office, SeatKind.HEAD).pk, now=town.at(2))
    climbed = make_program(town.office).get("escalations").json()
    assert climbed["rows"]
    checked(schema, "/api/v1/escalations", 200, climbed)
    cells = program.get(f"places/{town.tree.community.code}/cells")
    assert cells["Content-Type"] == "application/geo+json"
    assert cells.json()["type"] == "FeatureCollection"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "密钥"), ("en", "key")])
def test_refusals_have_one_shape_in_the_language_that_is_asked_for(town, language, word):
    program = make_program(town.committee, language=language)
    program.headers["Authorization"] = "Bearer linli_wrong"
    problem = json.loads(as_text())["components"]["schemas"]
    whole = {"$ref": "#/components/schemas/Problem", "components": {"schemas": problem}}

    answer = program.get("cases")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    jsonschema_rs.validator_for(whole).validate(answer.json())
    assert word in answer.json()["detail"]
    assert answer.json()["advice"]
