"""Records of Open311 (GeoReport v2) as JSON and XML, and what comes in as a form.

JSON follows the Spark convention of the standard: a list of records, names as in XML.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linli.apps.cases.labels import DISCLOSURES, OUTCOMES, STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure, Outcome
from linli.apps.cases.selectors.offered import allowed_disclosures, category_name
from linli.apps.interfaces.exchange.answers import is_english, written
from linli.apps.interfaces.rules.open311 import PublicState
from linli.apps.interfaces.rules.refusals import ValueMalformed
from linli.apps.interfaces.selectors.open311 import PublicRequest
from linli.kit.days import day_start, local_day

if TYPE_CHECKING:
    from linli.apps.cases.models import Category

Record = Mapping[str, Any]
MEDIA = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
DISCLOSURE = "disclosure"
# What the standard lets a client send and is not taken here; the answer says so.
NOT_KEPT = ("email", "device_id", "account_id", "media_url")


def service_record(category: "Category") -> Record:
    """Return a category as a service."""
    return {
        "service_code": category.code,
        "service_name": category_name(category),
        "description": category_name(category),
        "metadata": True,
        "type": "realtime",
        "keywords": f"{category.name_zh},{category.name_en}",
        "group": "",
    }


def definition_record(category: "Category") -> Record:
    """Return what a service asks for beside the standard: who may see the reporter's name."""
    return {
        "service_code": category.code,
        "attributes": [
            {
                "variable": True,
                "code": DISCLOSURE,
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": _("Without a choice only those who handle it see it."),
                "order": 1,
                "description": _("Who may see the reporter's name"),
                "values": [
                    {"key": str(one), "name": str(DISCLOSURES[one])}
                    for one in allowed_disclosures(category)
                ],
            }
        ],
    }


def request_record(found: PublicRequest) -> Record:
    """Return a case as everybody may see it: no words, no names, no position, no pictures."""
    outcome = OUTCOMES[Outcome(found.outcome)] if found.closed_at and found.outcome else None
    return {
        "service_request_id": found.number,
        "status": str(found.state),
        "status_notes": str(outcome or STATES[CaseState(found.inner_state)]),
        "service_name": found.category_en if is_english() else found.category_zh,
        "service_code": found.category,
        "description": None,
        "agency_responsible": found.agency or None,
        "service_notice": None,
        "requested_datetime": _day_text(found.reported),
        "updated_datetime": _day_text(found.changed),
        "expected_datetime": _day_text(local_day(found.due_at)) if found.due_at else None,
        "address": ", ".join(name for name in found.address if name) or None,
        "address_id": found.address_code or None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def left_out(given: Mapping[str, Any]) -> list[str]:
    """Return what to say of the values of a report that are not kept; nothing when all were."""
    named = [name for name in NOT_KEPT if str(given.get(name, "")).strip()]
    if not named:
        return []
    sentence = _("Not kept: %(names)s. Pictures are sent over the interface of this platform.")
    return [sentence % {"names": ", ".join(named)}]


def _day_text(day: date) -> str:
    """Return the beginning of a day: the hour of a report is nobody's business.

    A limit of so many hours would tell that hour too, so due times are days as well.
    """
    return day_start(day).isoformat()


# name of the list → name of one of it, as XML writes them
_ONE = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


def encoded(form: str, root: str, content: Any) -> bytes:
    """Return records in a form; `root` is the outermost element of XML."""
    if form == "json":
        return written(content)
    top = Element(root)
    _fill(top, root, content)
    text: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return text


def _fill(element: Element, name: str, content: Any) -> None:
    if isinstance(content, Mapping):
        for key, value in content.items():
            _fill(SubElement(element, key), key, value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for one in content:
            _fill(SubElement(element, _ONE[name]), _ONE[name], one)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None:
        element.text = _for_xml(str(content))


def _for_xml(text: str) -> str:
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")


def error_records(status: int, text: str) -> list[Record]:
    """Return a refusal as the standard writes it."""
    return [{"code": status, "description": text}]


def asked_instant(given: Mapping[str, Any], name: str) -> datetime | None:
    """Return an instant of a query, None for none; raises ValueMalformed without a zone."""
    text = str(given.get(name, "")).strip().replace(" ", "+")
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1970 < found.year < 9000:
        raise ValueMalformed(field=name)
    return found


def asked_list(given: Mapping[str, Any], name: str) -> list[str]:
    """Return the comma-separated values of a query."""
    return [part.strip() for part in str(given.get(name, "")).split(",") if part.strip()]


def asked_states(given: Mapping[str, Any]) -> set[PublicState]:
    """Return the states of a query; raises ValueMalformed."""
    try:
        return {PublicState(one) for one in asked_list(given, "status")}
    except ValueError:
        raise ValueMalformed(field="status") from None


def asked_position(given: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return (longitude, latitude), None for none; raises ValueMalformed."""
    lon, lat = str(given.get("long", "")).strip(), str(given.get("lat", "")).strip()
    if not (lon and lat):
        return None
    try:
        point = float(lon), float(lat)
    except ValueError:
        raise ValueMalformed(field="long") from None
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise ValueMalformed(field="long")
    return point


def asked_disclosure(given: Mapping[str, Any]) -> Disclosure:
    """Return who may see the name; raises ValueMalformed."""
    text = str(given.get(f"attribute[{DISCLOSURE}]", "")).strip()
    if text:
        try:
            return Disclosure(text)
        except ValueError:
            raise ValueMalformed(field=f"attribute[{DISCLOSURE}]") from None
    named = any(str(given.get(name, "")).strip() for name in ("first_name", "last_name"))
    named = named and bool(str(given.get("phone", "")).strip())
    return Disclosure.HANDLERS if named else Disclosure.ANONYMOUS
