"""Open311: an independent client over HTTP, the published shapes, what is public."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import georeport
import pytest
from django.core.cache import cache
from django.test import Client

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.interfaces.rules.keys import STRANGER_CODES_PER_HOUR, KeyAct
from linli.kit.days import local_day
from tests.factories.cases import case_in, make_case, make_category
from tests.factories.interfaces import make_key

pytestmark = pytest.mark.django_db
MARCH = {"start_date": "2026-03-01T00:00:00Z", "end_date": "2026-03-31T00:00:00Z"}
# What the standard demands of each record, and of which kind (null: may be missing).
SERVICE = {
    "service_code": str, "service_name": str, "description": str, "metadata": bool, "type": str,
    "keywords": str, "group": str,
}  # fmt: skip
REQUEST = {
    "service_request_id": str, "status": str, "status_notes": (str, type(None)),
    "service_name": str, "service_code": str, "description": (str, type(None)),
    "agency_responsible": (str, type(None)), "service_notice": (str, type(None)),
    "requested_datetime": str, "updated_datetime": str,
    "expected_datetime": (str, type(None)), "address": (str, type(None)),
    "address_id": (str, type(None)), "zipcode": (str, type(None)),
    "lat": (float, type(None)), "long": (float, type(None)), "media_url": (str, type(None)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def key(town):
    return make_key(town.committee, acts=(KeyAct.REPORT,), now=datetime.now(UTC))[1]


def get(path, language="en", **query):
    return Client().get(f"/open311/{path}", query, headers={"Accept-Language": language})


def post(form="json", language="en", **given):
    return Client().post(
        f"/open311/v2/requests.{form}",
        urlencode(given),
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        headers={"Accept-Language": language},
    )


def same_shape(record, shape):
    assert set(record) == set(shape)
    for name, kind in shape.items():
        assert isinstance(record[name], kind), name


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_independent_client_reads_everything(town, live_server, form):
    """Georeport (Apache-2.0) knows the standard and nothing of us; it speaks over HTTP."""
    cases = [case_in(town, CaseState.OPEN) for _one in range(2)]
    client = georeport.GeoReport(f"{live_server.url}/open311/v2", "371702", output_format=form)
    make_category(town.tree.county, "trash")

    services = client.get_service_list()
    definition = client.get_service_definition("lighting")
    found = client.get_service_requests(
        start_date=MARCH["start_date"], end_date=MARCH["end_date"], status="open"
    )
    several = client.get_service_requests(
        service_request_id=",".join(case.number for case in cases)
    )
    one = client.get_service_request(cases[0].number)

    assert [service["service_code"] for service in services] == ["lighting", "trash"]
    assert definition["service_code"] == "lighting"
    numbers = {case.number for case in cases}
    assert {one["service_request_id"] for one in found} == numbers
    assert {one["service_request_id"] for one in several} == numbers
    assert (one["service_request_id"], one["status"]) == (cases[0].number, "open")


def test_services_and_definition_have_the_published_shape(town):
    (service,) = get("v2/services.json", jurisdiction_id="371702").json()
    definition = get("v2/services/lighting.json").json()

    same_shape(service, SERVICE)
    assert service["type"] in {"realtime", "batch", "blackbox"}
    (attribute,) = definition["attributes"]
    assert set(attribute) == {
        "variable", "code", "datatype", "required", "datatype_description", "order",
        "description", "values",
    }  # fmt: skip
    assert {value["key"] for value in attribute["values"]} == {str(one) for one in Disclosure}


def test_xml_is_what_the_standard_draws(town, key):
    case = make_case(town)

    services = ET.fromstring(get("v2/services.xml").content)
    found = get("v2/requests.xml", **MARCH)
    requests = ET.fromstring(found.content)
    definition = ET.fromstring(get("v2/services/lighting.xml").content)

    assert found["Content-Type"] == "text/xml; charset=utf-8"
    assert found.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert services.tag == "services"
    assert {one.tag for one in services} == {"service"}
    assert services.findtext("service/metadata") == "true"
    assert requests.tag == "service_requests"
    assert requests.findtext("request/service_request_id") == case.number
    assert definition.tag == "service_definition"
    assert definition.findtext("attributes/attribute/values/value/key")


def test_a_request_is_posted_read_and_found_by_its_token(town, key):
    posted = post(
        api_key=key, service_code="lighting", address_id=town.compound.code, lat="35.26",
        long="115.45", first_name="秀英", last_name="王", phone="13800001234",
        email="x@example.org", device_id="tt222111", account_id="123456",
        description="路灯不亮\n<script>alert(1)</script>", media_url="http://127.0.0.1/x.jpg",
    )  # fmt: skip
    (made,) = posted.json()
    case = Case.objects.get()

    assert posted.status_code == 201
    assert set(made) == {"service_request_id", "service_notice", "account_id"}
    assert (made["service_request_id"], case.channel) == (case.number, "INTERFACE")
    assert (str(case.reporter_name.open()), case.disclosure) == ("王秀英", "HANDLERS")
    (shown,) = get(f"v2/requests/{case.number}.json").json()
    same_shape(shown, REQUEST)
    slip = case.slip_code.open()
    assert slip in made["service_notice"]
    assert get(f"v2/tokens/{slip}.json").json() == [
        {"service_request_id": case.number, "token": slip}
    ]


def test_what_a_client_sent_and_is_not_kept_is_said(town, key):
    given = {"api_key": key, "service_code": "lighting", "address_id": town.compound.code}

    (silent,) = post(**given, description="路灯不亮").json()
    (told,) = post(
        **given, description="路灯又不亮", email="a@example.org", media_url="https://e.example/a"
    ).json()

    assert "email" not in silent["service_notice"]
    assert "email, media_url" in told["service_notice"]


def test_the_public_part_names_nobody_and_shows_no_words(town):
    case = make_case(town, lon=115.45, lat=35.26, spot="3号楼2单元", name="王秀英")

    for form in ("json", "xml"):
        text = get(f"v2/requests.{form}", **MARCH).content.decode()
        assert case.number in text
        for secret in ("路灯不亮", "王秀英", "13800001234", "3号楼", "115.45", town.compound.name,
                       "T01:30", "09:30"):  # fmt: skip
            assert secret not in text


def test_a_rare_case_is_placed_no_closer_than_where_it_is_common(town):
    rare = make_case(town)
    (shown,) = get(f"v2/requests/{rare.number}.json").json()
    assert shown["address_id"] == town.tree.county.code  # one of its kind: the district only

    for _more in range(4):
        make_case(town)
    (shown,) = get(f"v2/requests/{rare.number}.json").json()

    assert shown["address_id"] == town.tree.community.code
    tree = town.tree
    assert shown["address"] == f"{tree.community.name}, {tree.township.name}"
    away = make_case(town, place_id=town.tree.sibling_community.pk)
    (shown,) = get(f"v2/requests/{away.number}.json").json()
    assert shown["address_id"] == town.tree.township.code


def test_asking_for_one_place_tells_no_more_than_the_place_that_is_shown(town):
    tree = town.tree
    rare = make_case(town)

    def found(place, **query):
        asked = {**MARCH, "jurisdiction_id": place.code} | query
        return [one["service_request_id"] for one in get("v2/requests.json", **asked).json()]

    assert found(tree.county) == [rare.number]
    assert found(tree.township) == found(tree.community) == []
    assert found(tree.community, service_request_id=rare.number) == []
    query = {"jurisdiction_id": tree.community.code}
    assert get(f"v2/requests/{rare.number}.json", **query).status_code == 404

    more = [make_case(town) for _one in range(4)]

    assert set(found(tree.community)) == {rare.number, *(case.number for case in more)}
    away = make_case(town, place_id=tree.sibling_community.pk)
    assert found(tree.sibling_community) == []
    assert away.number in found(tree.township)
    assert away.number not in found(tree.community)


def test_shorter_and_shorter_spans_do_not_tell_the_hour(town):
    case = make_case(town)
    late = {"start_date": "2026-03-02T15:00:00Z", "end_date": "2026-03-02T15:00:01Z"}

    found = get("v2/requests.json", **late).json()

    assert case.reported_at < datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert [one["service_request_id"] for one in found] == [case.number]


def test_the_due_time_is_a_day_and_does_not_tell_the_hour_of_the_report(town):
    case = make_case(town)

    (record,) = get(f"v2/requests/{case.number}.json").json()

    assert case.due_at is not None
    assert record["expected_datetime"] == f"{local_day(case.due_at)}T00:00:00+08:00"
    assert record["requested_datetime"] == f"{case.local_day}T00:00:00+08:00"


def test_filters_states_and_spans(town):
    other = make_category(town.tree.county, "trash")
    case = make_case(town, category_id=other.pk)
    closed = case_in(town, CaseState.CLOSED)

    def found(**query):
        return [one["service_request_id"] for one in get("v2/requests.json", **query).json()]

    assert found(**MARCH, status="closed") == [closed.number]
    assert found(**MARCH, status="open,closed", service_code="trash,none") == [case.number]
    assert found(start_date="2026-03-05T00:00:00Z", end_date="2026-03-31T00:00:00Z") == []
    assert found(**MARCH, jurisdiction_id=town.tree.village.code) == []
    assert len(found(**MARCH, jurisdiction_id=town.tree.county.code)) == 2
    (one,) = get(f"v2/requests/{closed.number}.json").json()
    assert (one["status"], one["status_notes"]) == ("closed", "Solved")
    recent = (datetime.now(UTC) - timedelta(days=90)).date()
    assert bool(found()) == (closed.local_day >= recent)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("v2/requests.json", {"start_date": "2026-01-01T00:00:00Z",
                              "end_date": "2026-06-01T00:00:00Z"}, 400),
        ("v2/requests.json", {"start_date": "yesterday"}, 400),
        ("v2/requests.json", {"start_date": "2026-01-01T00:00:00"}, 400),
        ("v2/requests.json", {"status": "done"}, 400),
        ("v2/requests.json", {"service_request_id": ",".join(["x"] * 101)}, 400),
        ("v2/requests.json", {"jurisdiction_id": "nowhere"}, 404),
        ("v2/requests/NONE.json", {}, 404),
        ("v2/services/none.json", {}, 404),
        ("v2/services.yaml", {}, 404),
        ("v2/tokens/AAAA-AAAA.json", {}, 404),
        ("v2/requests.json", {"service_code": "a\x00b"}, 400),
    ],
)  # fmt: skip
def test_what_is_refused_reads_as_the_standard_says(town, path, query, status):
    answer = get(path, **query)

    (error,) = answer.json()
    assert answer.status_code == status
    assert set(error) == {"code", "description"}
    assert error["code"] == status
    if not path.endswith("yaml"):
        top = ET.fromstring(get(path.replace(".json", ".xml"), **query).content)
        assert (top.tag, top.findtext("error/code")) == ("errors", str(status))


def test_posts_that_are_refused_say_why(town, key):
    whole = {"api_key": key, "service_code": "lighting", "address_id": town.compound.code}

    def refused(**given):
        answer = post(**(whole | given))
        return answer.status_code, answer.json()[0]["description"]

    assert refused(api_key="wrong")[0] == 403
    assert refused(service_code="") == (400, "The service_code is missing.")
    assert refused(service_code="none")[0] == 404
    assert refused(address_id="")[0] == 400
    assert refused(address_id="nowhere")[0] == 400
    assert refused(address_id=town.tree.village.code)[0] == 404
    assert refused(description="长" * 4000)[0] == 400
    assert refused(**{"attribute[disclosure]": "ALL"})[0] == 400
    assert refused(**{"attribute[disclosure]": "HANDLERS"})[0] == 400
    assert not Case.objects.exists()
    assert post(**whole, language="zh-hans").status_code == 201


def test_the_same_report_sent_twice_on_a_day_is_one(town, key):
    given = {"api_key": key, "service_code": "lighting", "address_id": town.compound.code,
             "description": "灯坏"}  # fmt: skip

    first, again = post(**given), post(**given)
    other = post(**given | {"description": "灯又坏"})

    assert first.json()[0]["service_request_id"] == again.json()[0]["service_request_id"]
    assert other.json() != first.json()
    assert Case.objects.count() == 2


def test_codes_of_slips_cannot_be_tried_out(town):
    answers = [get("v2/tokens/AAAA-AAAA.json") for _try in range(STRANGER_CODES_PER_HOUR + 1)]

    assert {one.status_code for one in answers[:-1]} == {404}
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_discovery_leads_to_the_interface(town):
    found = get("discovery.json").json()
    top = ET.fromstring(get("discovery.xml").content)

    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2")
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert [one.text for one in top.findall("endpoints/endpoint/formats/format")] == [
        "text/xml", "application/json",
    ]  # fmt: skip
