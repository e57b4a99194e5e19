"""How due times are explained: the sentences, and instants, days and spans in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateformat import format as formatted
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.apps.cases.rules.clocks import TimeUnit
from linli.apps.cases.rules.limits import Span
from linli.kit.sentences import register_sentences

# Why a limit changed while its clock ran, by the reason of the event.
CAUSES: dict[str, Promise] = {
    "category": _("the report was filed under another category or level"),
    "place": _("the place of the report was put right"),
    "calendar": _("the office changed a working day"),
    "announced": _("the holidays of the year were announced"),
    "until": _("the time given for waiting is over"),
    "ended": _("the waiting was ended"),
    "answered": _("the reporter has answered"),
    "done": _("the step was done"),
}

register_sentences(
    {
        "cases.explain.started": _("The clock began on %(at)s."),
        "cases.explain.limit_built_in": _(
            "The limit is %(amount)s, as the platform brings it; no office has set another."
        ),
        "cases.explain.limit_set": _("The limit is %(amount)s, set for %(place)s."),
        "cases.explain.hours": _("The office is open %(hours)s."),
        "cases.explain.closed": _(
            "At %(at)s the office was closed; it counts from when it opened next."
        ),
        "cases.explain.day_and_night": _("It counts day and night, holidays too."),
        "cases.explain.first_day_free": _("%(day)s itself does not count."),
        "cases.explain.worked_minutes": _("%(first)s: %(minutes)s working minutes."),
        "cases.explain.worked_minutes_several": _(
            "%(first)s to %(last)s: %(minutes)s working minutes on each day."
        ),
        "cases.explain.worked_days": _("%(first)s is a working day and counts."),
        "cases.explain.worked_days_several": _("%(first)s to %(last)s are %(days)s working days."),
        "cases.explain.made_up_minutes": _(
            "%(first)s is a make-up working day: %(minutes)s working minutes."
        ),
        "cases.explain.made_up_minutes_several": _(
            "%(first)s to %(last)s are make-up working days: %(minutes)s working minutes on each."
        ),
        "cases.explain.made_up_days": _("%(first)s is a make-up working day and counts."),
        "cases.explain.made_up_days_several": _(
            "%(first)s to %(last)s are make-up working days and count."
        ),
        "cases.explain.set_worked_minutes": _(
            "%(first)s is worked here (%(reason)s): %(minutes)s working minutes."
        ),
        "cases.explain.set_worked_minutes_several": _(
            "%(first)s to %(last)s are worked here (%(reason)s): %(minutes)s working minutes on"
            " each."
        ),
        "cases.explain.set_worked_days": _("%(first)s is worked here (%(reason)s) and counts."),
        "cases.explain.set_worked_days_several": _(
            "%(first)s to %(last)s are worked here (%(reason)s) and count."
        ),
        "cases.explain.weekend": _("%(first)s is not worked."),
        "cases.explain.weekend_several": _("%(first)s and %(last)s are not worked."),
        "cases.explain.holiday": _("%(first)s is not worked: %(reason)s."),
        "cases.explain.holiday_several": _("%(first)s to %(last)s are not worked: %(reason)s."),
        "cases.explain.set_rest": _("%(first)s is not worked here: %(reason)s."),
        "cases.explain.set_rest_several": _(
            "%(first)s to %(last)s are not worked here: %(reason)s."
        ),
        "cases.explain.paused": _("From %(at)s it stood: %(reason)s. %(left)s were left."),
        "cases.explain.resumed": _("On %(at)s it went on with what was left."),
        "cases.explain.extended": _("It was prolonged to %(due)s: %(reason)s."),
        "cases.explain.changed": _(
            "The due time moved from %(from)s to %(due)s, because %(reason)s."
        ),
        "cases.explain.changed_standing": _("The limit changed, because %(reason)s."),
        "cases.explain.stands": _("It stands now, so there is no due time until it goes on."),
        "cases.explain.due": _("So it is due on %(due)s."),
        "cases.explain.provisional": _(
            "The holidays of %(years)s are not announced yet; the due time may still move."
        ),
    }
)


def spoken_fact(value: object) -> object:
    """Return an instant or a day in words, in the zone of the installation; others as they are."""
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(settings.TIME_ZONE))
        return formatted(local, gettext("l j F Y, H:i"))
    if isinstance(value, date):
        return formatted(value, gettext("l j F"))
    return value


def spoken_span(span: Span) -> str:
    """Return a span in words: "4 hours of working time", "5 working days"."""
    if span.unit == TimeUnit.WORKING_DAYS:
        return ngettext("%(count)s working day", "%(count)s working days", span.amount) % {
            "count": span.amount
        }
    hours, minutes = divmod(span.amount, 60)
    if span.unit == TimeUnit.WORKING_MINUTES:
        if hours and not minutes:
            return ngettext("%(count)s working hour", "%(count)s working hours", hours) % {
                "count": hours
            }
        return ngettext("%(count)s working minute", "%(count)s working minutes", span.amount) % {
            "count": span.amount
        }
    days, rest = divmod(hours, 24)
    if days and not rest and not minutes:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if hours and not minutes:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", span.amount) % {"count": span.amount}
