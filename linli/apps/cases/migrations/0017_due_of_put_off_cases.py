"""Cases whose clock stands leave the day they had been due; figures follow.

What was fed back while its clock stood is due when it was fed back: it was not late.
"""

from collections import Counter

from django.db import migrations
from django.db.models import F
from django.utils.timezone import localdate

AT_ONCE = 2_000
LEFT_OUT = {"EXCLUDED", "WITHDRAWN", "MERGED", "REFERRED", "NOT_OURS"}
COUNTS = {"PAUSE": ("PAUSED", "STANDS"), "HANG_UP": ("HUNG_UP", "HANGS")}
PLACES = ("county_id", "township_id", "community_id", "cell_id")


def put_off(apps, _schema):
    """Clear due times of clocks that stand, and note what changes in the figures."""
    case, clock, delay = (apps.get_model("cases", name) for name in ("Case", "Clock", "Delay"))
    last = {}
    handling = clock.objects.filter(step="HANDLE", task=None, case__was_delayed=True)
    for row in handling.order_by("pk").iterator(chunk_size=AT_ONCE):
        last[row.case_id] = row
    kinds = dict(
        delay.objects.filter(state="GRANTED", kind__in=COUNTS).values_list("clock_id", "kind")
    )
    noted = Counter()
    for row in case.objects.filter(was_delayed=True).order_by("pk").iterator(chunk_size=AT_ONCE):
        before = _counts(row)
        _move(row, last.get(row.pk), kinds)
        noted.update(_counts(row, later=True))
        noted.subtract(before)
    _note(apps.get_model("cases", "FigureChange"), noted)


def _move(case, clock, kinds):
    if clock is None or clock.paused_at is None or case.handle_due_at is None:
        return
    if clock.stopped_at is None:
        case.put_off = kinds.get(clock.pk, "PAUSE")
        case.put_off_due_at, case.handle_due_at = case.handle_due_at, None
    else:
        case.handle_due_at = max(case.handle_due_at, clock.stopped_at)
    case.save(update_fields=["put_off", "put_off_due_at", "handle_due_at"])


def _counts(case, *, later=False):
    """Return what a delayed case counts for by its due time, now or since this version."""
    place = tuple(getattr(case, name) for name in PLACES)
    found = Counter()
    if case.handle_due_at is not None:
        day = localdate(case.handle_due_at)
        found.update((name, day, *place, case.category_id, None) for name in _due(case, later))
    if later and case.put_off:
        of_day, of_now = COUNTS[case.put_off]
        found[(of_day, localdate(case.put_off_due_at), *place, case.category_id, None)] += 1
        found[(of_now, None, *place, None, case.lead_id)] += 1
    return found


def _due(case, later):
    if case.outcome in LEFT_OUT:
        return ["LEFT_OUT"]
    in_time = case.handled_at is not None and case.handled_at <= case.handle_due_at
    is_closed = case.state == "CLOSED"
    handled = case.handled_at is not None
    names = {
        "SHOULD_CLOSE": True,
        "DELAYED": True,
        "HANDLED": handled,
        "HANDLED_IN_TIME": in_time,
        "REWORKED": handled and (case.failed_checks or case.reopened),
        "SENT_RIGHT": handled and not case.returned,
        "CLOSED": is_closed,
        "CLOSED_IN_TIME": is_closed and in_time,
        "DELAYED_IN_TIME": later and is_closed and in_time,
    }
    return [name for name, is_so in names.items() if is_so]


def _note(change, noted):
    columns = ("name", "day", *PLACES, "category_id", "body_id")
    change.objects.bulk_create(
        [
            change(**dict(zip(columns, key, strict=True)), change=number)
            for key, number in noted.items()
            if number
        ],
        batch_size=500,
    )


def run_on(apps, _schema):
    """Give the due times back; `recount_figures` of the version before counts by them again."""
    standing = apps.get_model("cases", "Case").objects.filter(put_off__isnull=False)
    standing.update(handle_due_at=F("put_off_due_at"), put_off=None, put_off_due_at=None)


class Migration(migrations.Migration):

    dependencies = [("cases", "0016_put_off_cases")]
    operations = [migrations.RunPython(put_off, run_on)]
