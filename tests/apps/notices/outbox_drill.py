"""A worker that delivers notices, killed before its statements; another one goes on.

Run as a process of its own, because it needs children to kill and a database that they share:
`python -m tests.apps.notices.outbox_drill FOLDER POSTGRESQL` prints one JSON line; the second
argument is the address of any database of a PostgreSQL server, or empty for SQLite.
"""

import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from linli.core.outcomes import SENT, Outcome
from tests.factories.drills import begin_drill, forked, statements_of
from tests.factories.loopback import loopback

NOTICES = 3
ACCOUNTS = 2
MOST_KILLS = 16
LETTERS = NOTICES * ACCOUNTS + 1  # one goes to an address left by somebody without an account
EVENTS = NOTICES + 1


class Box:
    """A channel that writes down the key of every letter that it takes."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def send(self, letter: Any) -> Outcome:
        """Take the letter."""
        with self.path.open("a") as file:
            file.write(f"{letter.key}\n")
        return SENT


def prepare(url: str) -> None:
    """Post notices to two accounts and one address, and subscribe to all events."""
    from linli.apps.notices.rules.posting import Language, ToAddress
    from tests.factories.accounts import make_account
    from tests.factories.notices import make_channel, make_notice, make_webhook, to

    accounts = [make_account() for _ in range(ACCOUNTS)]
    for account in accounts:
        make_channel(account, address=f"{account.username}@example.com")
    make_webhook(url=url)
    for _ in range(NOTICES):
        make_notice(*map(to, accounts))
    make_notice(ToAddress("wang@example.com", Language.CHINESE))


def deliver(minutes: int = 0) -> None:
    """Do what the worker does."""
    from linli.apps.notices import tasks
    from tests.factories.notices import NOW

    tasks.deliver(NOW + timedelta(minutes=minutes))


def stands() -> str:
    """Return what the rows say: how many were handed out, in which states, and what is open."""
    from linli.apps.notices.models import (
        Addressee,
        Delivery,
        InboxEntry,
        Notice,
        WebhookDelivery,
    )

    return json.dumps(
        {
            "notices": Notice.objects.count(),
            "waiting": Addressee.objects.filter(handed_at=None).count(),
            "inbox": InboxEntry.objects.count(),
            "letters": sorted(Delivery.objects.values_list("state", flat=True)),
            "events": sorted(WebhookDelivery.objects.values_list("state", flat=True)),
        }
    )


WHOLE = {
    "notices": NOTICES + 1,
    "waiting": 0,
    "inbox": NOTICES * ACCOUNTS,
    "letters": ["DELIVERED"] * LETTERS,
    "events": ["DELIVERED"] * EVENTS,
}


def main(folder: Path, postgresql: str) -> None:
    """Run the drill."""
    with loopback() as server:
        database = begin_drill(
            folder, "drill_outbox", postgresql, LINLI_WEBHOOK_NETWORKS="127.0.0.0/8"
        )
        from django.conf import settings

        import tests.factories.notices  # noqa: F401 - here once, and not in every child

        box = folder / "box"
        adapter = {"adapter": "tests.apps.notices.outbox_drill.Box", "path": str(box)}
        settings.CHANNELS = {"EMAIL": adapter}
        forked(lambda: prepare(server.url))
        database.keep()

        def went() -> list[str]:
            """Say what is wrong after another worker has gone on, now and when claims lapse."""
            for minutes in (0, 11):
                forked(lambda minutes=minutes: deliver(minutes))
            rows = json.loads(forked(stands))
            faults = [name for name, wanted in WHOLE.items() if rows[name] != wanted]
            letters = Counter(box.read_text().split() if box.exists() else [])
            events = Counter(asked.headers["webhook-id"] for asked in server.asked)
            for name, sent, wanted in (("letters", letters, LETTERS), ("events", events, EVENTS)):
                if len(sent) != wanted:
                    faults.append(f"{name} sent: {len(sent)}")
                if sent.total() > wanted + 1:  # one alone was under way when the worker died
                    faults.append(f"{name} sent again: {sent.total() - wanted}")
            twice.append(letters.total() > LETTERS or events.total() > EVENTS)
            return faults

        def killed(number: int, *, each_commits: bool) -> list[str]:
            database.rewind()
            box.unlink(missing_ok=True)
            server.asked.clear()
            forked(deliver, kill_at=number, each_commits=each_commits)
            return went()

        twice: list[bool] = []
        database.rewind()
        count = statements_of(deliver)
        step = max(1, count // MOST_KILLS)
        numbers = sorted({*range(0, count, step), count - 1})
        broken = {number: faults for number in numbers
                  if (faults := killed(number, each_commits=False))}  # fmt: skip
        sent_again = sum(twice)
        without: list[str] = []
        for number in range(count):
            without = killed(number, each_commits=True)
            if without:
                break
    result = {
        "statements": count, "kills": len(numbers), "broken": broken,
        "sent_again": sent_again, "broken_without_transaction": without,
    }  # fmt: skip
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
