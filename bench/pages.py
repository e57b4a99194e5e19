"""What a list page costs a signed-in person, against rendering its template with canned data.

./run bench pages [--rounds N] [--only NAME,NAME] [--profile NAME]

One JSON line: for each page the CPU milliseconds of the whole request as the server hands it in
(WSGI: middleware, session, account, roles, menu, queries, template), of the template alone with
the values it was given, their ratio, and the number of queries with few and with many rows. Both
are measured in turn, block by block, and the best block of each counts. Every list has a full page
of rows. The budget is a ratio of 2.5: above it, something besides the page is paid for.
"""

import argparse
import json
import os
import sys
import tempfile
from cProfile import Profile
from http import HTTPStatus
from pathlib import Path
from pstats import Stats
from time import process_time

from machine import state

ROOT = Path(__file__).resolve().parent.parent
BUDGET_RATIO = 2.5
FEW, MANY = 4, 24  # with 3, too few cases for figures to have their tables
CALLS = 5
PAGES = {  # name: (address, who opens it); see pages_stand.Stand
    "home": ("/", "clerk"),
    "accounts": ("/accounts/", "SECURITY_ADMIN"),
    "access": ("/accounts/access/", "SECURITY_ADMIN"),
    "trail": ("/trail/", "AUDIT_ADMIN"),
    "seals": ("/trail/seals/", "AUDIT_ADMIN"),
    "bodies": ("/organisations/", "dispatcher"),
    "vacancies": ("/organisations/vacancies/", "dispatcher"),
    "ending": ("/organisations/vacancies/?list=ending", "dispatcher"),
    "crossings": ("/organisations/crossings/", "dispatcher"),
    "crossed": (
        "/organisations/crossings/?a=PROPERTY_STAFF&b=COMPOUND_SECRETARY&place={place}",
        "dispatcher",
    ),
    "stewards": ("/organisations/compounds/", "dispatcher"),
    "my posts": ("/organisations/mine/", "clerk"),
    "body": ("/organisations/{body}/", "dispatcher"),
    "chart": ("/organisations/chart/{place}/", "dispatcher"),
    "people": ("/people/?place={place}", "clerk"),
    "requests": ("/people/requests/", "clerk"),
    "merges": ("/people/merges/", "clerk"),
    "unmeasured": ("/places/unmeasured/", "clerk"),
    "place": ("/places/{place}/", "clerk"),
    "township": ("/places/{township}/", "dispatcher"),
    "search": ("/places/search/?q=%E5%B0%8F%E5%8C%BA", "clerk"),
    "map": ("/grid/places/{place}/", "dispatcher"),
    "levels": ("/grid/places/{township}/levels/", "dispatcher"),
    "plans": ("/grid/places/{place}/plans/", "dispatcher"),
    "sorting": ("/cases/sorting/", "clerk"),
    "board": ("/cases/board/", "dispatcher"),
    "under way": ("/cases/board/?list=underway", "dispatcher"),
    "more time": ("/cases/decisions/?list=delays", "dispatcher"),
    "inbox": ("/cases/inbox/", "handler"),
    "calls": ("/cases/calls/", "dispatcher"),
    "checks": ("/cases/checks/", "clerk"),
    "hung up": ("/cases/hung-up/", "clerk"),
    "red": ("/cases/red/", "dispatcher"),
    "all cases": ("/cases/all/", "clerk"),
    "rounds": ("/cases/today/", "grid_worker"),
    "my reports": ("/cases/mine/", "reporter"),
    "load": ("/cases/places/{place}/load/", "dispatcher"),
    "figures": ("/figures/{township}/?period={month}", "dispatcher"),
    "figures of cells": ("/figures/{place}/?period={month}", "dispatcher"),
    "notices": ("/notices/", "clerk"),
    "deliveries": ("/notices/deliveries/?state=QUEUED", "SYSTEM_ADMIN"),
    "webhooks": ("/notices/webhooks/", "SYSTEM_ADMIN"),
    "files": ("/files/", "clerk"),
}


def cpu(work) -> float:
    """Return the CPU milliseconds of one call, over a block of calls."""
    began = process_time()
    for _call in range(CALLS):
        work()
    return (process_time() - began) * 1000 / CALLS


def queries(client, address: str) -> int:
    """Return the number of queries of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)


def asked(client, address: str):
    """Return a call that answers the request as a server would hand it in."""
    from django.core.wsgi import get_wsgi_application
    from django.test import RequestFactory

    application = get_wsgi_application()
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())

    def ask():
        environ = RequestFactory().get(address).environ | {"HTTP_COOKIE": cookies}
        answer = application(environ, lambda _status, _headers: None)
        b"".join(answer)
        answer.close()
        return answer

    if ask().status_code != HTTPStatus.OK:
        raise SystemExit(f"{address}: {ask().status_code}")
    return ask


def canned(client, address: str):
    """Return a call that renders the page's template with the values the view gave it."""
    from django.template import Context
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment(debug=False)  # makes the client keep templates and values
    answer = client.get(address)
    teardown_test_environment()
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{address}: {answer.status_code}")
    template, values = answer.templates[0], answer.context[0].flatten()

    def render():
        context = Context(dict(values))
        context.request = values["request"]
        return template.render(context)

    return render


def measured(client, address: str, rounds: int) -> dict[str, float]:
    """Measure one page."""
    bare, ask = canned(client, address), asked(client, address)
    costs = [(cpu(bare), cpu(ask)) for _round in range(rounds)]
    template, whole = (min(column) for column in zip(*costs, strict=True))
    return {
        "request_ms": round(whole, 2),
        "template_ms": round(template, 2),
        "ratio": round(whole / template, 2),
    }


def profiled(client, address: str) -> None:
    """Print where the time of one page goes, and what it asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    for one in counted.captured_queries:
        print(one["sql"][:300])
    ask = asked(client, address)
    profile = Profile()
    profile.enable()
    for _call in range(20):
        ask()
    profile.disable()
    Stats(profile).sort_stats("cumulative").print_stats(90)


def main() -> int:
    """Measure the pages and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", default="")
    parser.add_argument("--profile", default="")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    folder = tempfile.TemporaryDirectory(prefix="linli-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.web.settings.test"
    os.environ["LINLI_TEST_DATABASE"] = f"sqlite:///{folder.name}/bench.sqlite3"
    import django

    django.setup()
    from django.core.management import call_command
    from pages_stand import Stand

    call_command("migrate", verbosity=0)
    stand = Stand()
    stand.fill(FEW)
    chosen = (options.profile or options.only).split(",") if options.profile or options.only else []
    pages = {
        name: (address.format(**stand.addresses()), stand.browsers[who])
        for name, (address, who) in PAGES.items()
        if not chosen or name in chosen
    }
    for address, client in pages.values():
        client.get(address)  # fills what is kept: templates, names of places
    few = {name: queries(client, address) for name, (address, client) in pages.items()}
    stand.fill(MANY)
    if options.profile:
        for address, client in pages.values():
            profiled(client, address)
        return 0
    result = {}
    for name, (address, client) in pages.items():
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
