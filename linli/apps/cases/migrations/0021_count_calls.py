"""When called departments had to come and to report, and the figures of the calls that are there."""

from collections import Counter

from django.db import migrations
from django.utils.timezone import localdate

AT_ONCE = 1_000
COLUMNS = {"ARRIVE": "arrive_due_at", "RESULT": "result_due_at"}
PLACES = ("county_id", "township_id", "community_id")


def count_calls(apps, _schema):
    """Fill the due times from the clocks, and count every call."""
    task, clock, figure = (apps.get_model("cases", name) for name in ("Task", "Clock", "CallFigure"))
    calls = task.objects.filter(kind="CALL").order_by("pk")
    figures, last = Counter(), 0
    while rows := list(calls.filter(pk__gt=last)[:AT_ONCE]):
        last = rows[-1].pk
        found = {row.pk: row for row in rows}
        clocks = clock.objects.filter(task__in=found, step__in=COLUMNS).order_by("pk")
        for one in clocks:
            # What was done while the clock stood is due when it was done.
            due = one.stopped_at if one.paused_at is not None else one.due_at
            setattr(found[one.task_id], COLUMNS[one.step], due)
        task.objects.bulk_update(rows, list(COLUMNS.values()), batch_size=200)
        for row in rows:
            figures.update(_rows(row))
    figure.objects.bulk_create(
        [
            figure(place_id=place, month=month, body_id=body, name=name, count=count)
            for (place, month, body, name), count in figures.items()
        ],
        batch_size=500,
    )


def _rows(call):
    places = [getattr(call, name) for name in PLACES]
    for name, at in _dated(call):
        for place in places:
            if place is not None:
                yield place, localdate(at).replace(day=1), call.body_id, f"CALL_{name}"


def _dated(call):
    yield "SENT", call.sent_at
    if call.arrive_due_at is not None:
        for name in _arrival(call):
            yield name, call.arrive_due_at
    due = call.result_due_at
    if due is not None and not (call.state == "CANCELLED" and call.ended_at <= due):
        yield "RESULT_DUE", due
        if call.state == "DONE":
            yield "RESULT", due
            if call.ended_at <= due:
                yield "RESULT_IN_TIME", due


def _arrival(call):
    due = call.arrive_due_at
    if call.state == "CANCELLED" and call.taken_at is None and call.ended_at <= due:
        return ["TAKEN_BACK"]
    refused = call.state == "REFUSED"
    names = {
        "DUE": True,
        "ARRIVED": call.taken_at is not None,
        "ARRIVED_IN_TIME": call.taken_at is not None and call.taken_at <= due,
        "REFUSED": refused,
        "STANDS": refused and call.ruling == "STANDS",
        "OVERRULED": refused and call.ruling == "COME",
    }
    return [name for name, is_so in names.items() if is_so]


def forget(apps, _schema):
    """Take the figures out; the due times go with their columns."""
    apps.get_model("cases", "CallFigure").objects.all().delete()
    # What was noted and is not folded yet: the version before knows no count of a day and a body.
    noted = apps.get_model("cases", "FigureChange").objects
    noted.filter(day__isnull=False, body_id__isnull=False).delete()


class Migration(migrations.Migration):

    dependencies = [("cases", "0020_calls_by_month")]
    operations = [migrations.RunPython(count_calls, forget)]
