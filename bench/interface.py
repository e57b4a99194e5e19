"""What a list over the JSON interface costs, against an empty answer through the same doors.

./run bench interface [--rounds N] [--cases N]

One JSON line. Measured in turn, in process, the best of each counts: the list of open cases of a
place (nine states merged) and of one state, 20 rows each; an empty answer behind the same
middleware, key, count of the minute and rights; and an empty answer behind the middleware alone,
which every request has. The budget is 4 times the one and 4 times the other (goal 2.5 times the
first); the number of queries must not grow with the rows. Exit status 1 above the budget.
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
BUDGET_RATIO = 4.0
GOAL_RATIO = 2.5


def best_cpu(work, rounds: int) -> float:
    """Return the least CPU milliseconds of one call, over rounds of twenty calls."""
    found = []
    for _round in range(rounds):
        began = process_time()
        for _call in range(20):
            work()
        found.append((process_time() - began) * 50)
    return min(found)


def empty_addresses():
    """Return a URL configuration with the two empty answers beside everything else."""
    from types import ModuleType

    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpResponse
    from django.urls import path

    from linli.apps.interfaces.api.calling import HANDLERS, KeyAuth, answer
    from linli.apps.interfaces.api.described import Interface, open_to_keys
    from linli.web.urls import urlpatterns

    api = Interface(
        urls_namespace="bench", docs_url=None, openapi_url=None, auth=KeyAuth(), version="bench"
    )
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)

    @api.get("/empty")
    def empty(request):
        return answer({})

    module = ModuleType("bench_urls")
    module.urlpatterns = [
        path("bench/bare", login_not_required(lambda _request: HttpResponse(b"{}"))),
        *[path("bench/", ([*open_to_keys(api.urls[0])], "bench", "bench"))],
        *urlpatterns,
    ]
    sys.modules["bench_urls"] = module
    return "bench_urls"


def queries(client, address: str) -> int:
    """Return the number of queries of one call."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)


def cpu_of(body, addresses: dict[str, str], rounds: int):
    """Return the least CPU milliseconds of each address for a key of a body, and its client.

    The addresses are asked in turn, three times over.
    """
    from datetime import UTC, datetime

    from django.test import Client

    from linli.apps.interfaces.models import KeyWindow
    from tests.factories.interfaces import make_key

    limits = {"reads_per_minute": 6000, "writes_per_minute": 60}
    _key, secret = make_key(body, now=datetime.now(UTC), **limits)
    client = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})
    for name, address in addresses.items():
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code} {answer.content[:200]!r}")
    cost: dict[str, list[float]] = {name: [] for name in addresses}
    for _turn in range(3):
        for name, address in addresses.items():
            KeyWindow.objects.all().delete()  # the limit of a minute is not what is measured
            cost[name].append(best_cpu(lambda to=address: client.get(to), rounds))
    return {name: round(min(values), 3) for name, values in cost.items()}, client


def filled(count: int):
    """Return a town with so many cases, in the states of a living desk."""
    from linli.apps.cases.models import Case
    from linli.apps.cases.models.cases import OPEN_STATES
    from tests.factories.cases import make_case, make_town

    town = make_town()
    for number in range(count):
        case = make_case(town, now=town.at(number / 60))
        # The bench reads only; walking every case through the desks would cost minutes.
        Case.objects.filter(pk=case.pk).update(state=OPEN_STATES[number % len(OPEN_STATES)])
    return town


def main() -> int:
    """Measure and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--cases", type=int, default=120)
    asked = parser.parse_args()
    os.environ.setdefault("LINLI_TEST_DATABASE", f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3")
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.web.settings.test"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_databases

    setup_databases(verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    settings.ROOT_URLCONF = empty_addresses()
    town = filled(asked.cases)
    addresses = {
        "bare": "/bench/bare",
        "empty": "/bench/empty",
        "list": "/api/v1/cases",
        "one_state": "/api/v1/cases?state=REPORTED&state=OPEN",
        "single_state": "/api/v1/cases?state=OPEN",
    }
    found, client = cpu_of(town.committee, addresses, asked.rounds)
    rows = len(client.get(addresses["list"]).json()["rows"])
    ratio = round(found["list"] / found["empty"], 2)
    to_bare = round(found["list"] / found["bare"], 2)
    line = {
        "bench": "interface",
        "rows": rows,
        "cpu_ms": found,
        "ratio": ratio,
        "ratio_one_state": round(found["single_state"] / found["empty"], 2),
        "ratio_to_bare": to_bare,
        "queries": {name: queries(client, address) for name, address in addresses.items()},
        "queries_100_rows": queries(client, "/api/v1/cases?size=100"),
        "budget": BUDGET_RATIO,
        "goal": GOAL_RATIO,
        "ok": max(ratio, to_bare) <= BUDGET_RATIO,
        "machine": state(),
    }
    print(json.dumps(line))
    return 0 if line["ok"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
