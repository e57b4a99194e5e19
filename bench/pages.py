"""What a list page costs a signed-in person, against rendering its template with canned data.

./run bench pages [--rounds N]

One JSON line: for each page the CPU milliseconds of the whole request (sessions, account, roles,
menu, queries, template), of the template alone with the values it was given, their ratio, and the
number of queries with few and with many rows. Both are measured in turn, the best of each counts.
The budget is a ratio of 2.5: above it, something besides the page is paid for.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from time import process_time

from machine import state

ROOT = Path(__file__).resolve().parent.parent
BUDGET_RATIO = 2.5
FEW, MANY = 3, 30
PAGES = {  # {place} is the code of the community that `fill` fills,
    "accounts": ("/accounts/", "SECURITY_ADMIN"),
    "access": ("/accounts/access/", "SECURITY_ADMIN"),
    "trail": ("/trail/", "AUDIT_ADMIN"),
    "bodies": ("/organisations/", "TOWNSHIP_ADMIN"),
    "vacancies": ("/organisations/vacancies/", "TOWNSHIP_ADMIN"),
    "stewards": ("/organisations/compounds/", "TOWNSHIP_ADMIN"),
    "people": ("/people/?place={place}", "COMMUNITY_WORKER"),
    "requests": ("/people/requests/", "COMMUNITY_WORKER"),
    "merges": ("/people/merges/", "COMMUNITY_WORKER"),
    "unmeasured": ("/places/unmeasured/", "COMMUNITY_WORKER"),
    "place": ("/places/{place}/", "COMMUNITY_WORKER"),
    "search": ("/places/search/?q=%E5%B0%8F%E5%8C%BA", "COMMUNITY_WORKER"),
    "cells": ("/grid/places/{place}/", "TOWNSHIP_ADMIN"),
    "plans": ("/grid/places/{place}/plans/", "TOWNSHIP_ADMIN"),
}


def best_cpu(work, rounds: int) -> float:
    """Return the least CPU milliseconds of one call, over rounds of ten calls."""
    found = []
    for _round in range(rounds):
        began = process_time()
        for _call in range(10):
            work()
        found.append((process_time() - began) * 100)
    return min(found)


def queries(client, address: str) -> int:
    """Return the number of queries of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)


def canned(client, address: str):
    """Return a call that renders the page's template with the values the view gave it."""
    from django.template import Context
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment(debug=False)  # makes the client keep templates and values
    answer = client.get(address)
    teardown_test_environment()
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    template, values = answer.templates[0], answer.context[0].flatten()

    def render():
        context = Context(dict(values))
        context.request = values["request"]
        return template.render(context)

    return render


def measured(client, address: str, rounds: int) -> dict[str, float]:
    """Measure one page."""
    bare = canned(client, address)
    whole_cost, bare_cost = [], []
    for _turn in range(3):
        bare_cost.append(best_cpu(bare, rounds))
        whole_cost.append(best_cpu(lambda: client.get(address), rounds))
    whole, template = min(whole_cost), min(bare_cost)
    return {
        "request_ms": round(whole, 2),
        "template_ms": round(template, 2),
        "ratio": round(whole / template, 2),
    }


def fill(world, more: int) -> None:
    """Give every list `more` rows."""
    from linli.apps.accounts.rules import Role
    from linli.apps.grids.services.revisions import begin_revision
    from tests.factories.accounts import give_role, make_account
    from tests.factories.organisations import make_body
    from tests.factories.people import make_merge, make_person, make_request
    from tests.factories.places import NOW, SYSTEM, make_compound, make_unit

    community = world.communities[0]
    for number in range(more):
        give_role(make_account(), Role.GRID_WORKER, community.path)
        compound = make_compound(community, f"小区{more}-{number}")
        make_body(compound)
        make_unit(compound, "101")
        make_request(make_person(community))
        make_merge(community)
        begin_revision(actor=SYSTEM, place_id=community.pk, title=f"{more}-{number}", now=NOW)


def main() -> int:
    """Measure all pages and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(prefix="linli-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.web.settings.test"
    os.environ["LINLI_TEST_DATABASE"] = f"sqlite:///{folder.name}/bench.sqlite3"
    import django

    django.setup()
    from django.core.management import call_command

    from tests.web.access.world import build_world

    call_command("migrate", verbosity=0)
    world = build_world()
    fill(world, FEW)
    codes = {"place": world.communities[0].code}
    pages = {name: (at.format(**codes), role) for name, (at, role) in PAGES.items()}
    for address, role in pages.values():
        world.client(role).get(address)  # fills what is kept: templates, names of places
    few = {name: queries(world.client(role), at) for name, (at, role) in pages.items()}
    fill(world, MANY)
    result = {}
    for name, (address, role) in pages.items():
        client = world.client(role)
        result[name] = measured(client, address, options.rounds)
        result[name]["queries"] = [few[name], queries(client, address)]
    worst = max(page["ratio"] for page in result.values())
    even = all(page["queries"][0] == page["queries"][1] for page in result.values())
    passed = worst <= BUDGET_RATIO and even
    print(json.dumps({"bench": "pages", "machine": state(), "budget": BUDGET_RATIO, "worst": worst,
                      "passed": passed, **result}))  # fmt: skip
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
