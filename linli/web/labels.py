"""Sentences for the refusals of the web edge, and what to do next for each status."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: "dict[str, str | Promise]" = {
    "web.bad_request": _("The browser sent something that could not be understood."),
    "web.form_expired": _(
        "The form was open for too long, or was opened in another browser window."
    ),
    "web.signed_out": _(
        "You were signed out meanwhile. Nothing you have written is lost: it is kept in this page."
    ),
    "web.form_kept": _(
        "The page was open for too long. Nothing you have written is lost: please send it again."
    ),
    "web.wrong_method": _("This address only takes forms, and cannot be opened by itself."),
    "web.too_many": _("Too many attempts in a short time."),
    "web.broken": _(
        "Something went wrong on our side. What you asked for was not done; everything saved "
        "before is safe."
    ),
    "web.maintenance": _(
        "The system is being updated. Everything saved is safe. Do not close a page you are "
        "filling in: send it a little later."
    ),
    "web.database_away": _(
        "The database cannot be reached or is too busy just now. What you asked for was not done; "
        "everything saved before is safe."
    ),
    "backup.damaged": _("The backup is not whole: %(problem)s."),
    "backup.target_not_empty": _("There is something already, and nothing is written over it."),
    "backup.tool_missing": _("The program %(program)s is missing or has failed."),
    "worktime.calendar_too_short": _(
        "Working days are known from %(first)s to %(last)s only; enter the calendar of the year."
    ),
}

KEPT_HEADING: "str | Promise" = _("Your text is kept")

HEADINGS: "dict[int, str | Promise]" = {
    400: _("This could not be understood"),
    403: _("This is not open to you"),
    404: _("There is nothing here"),
    405: _("There is no page here"),
    409: _("This is not possible now"),
    429: _("Please wait a moment"),
    500: _("Something went wrong"),
    503: _("Back in a few minutes"),
}

ADVICE: "dict[int, str | Promise]" = {
    400: _("Go back, reload the page and try again."),
    403: _(
        "If your duties need it, ask the administrator of your sub-district to check your posts."
    ),
    404: _("Check the address, or start from the home page."),
    405: _("Start from the home page, or go back to the page with the form."),
    409: _("Somebody else may have changed it meanwhile. Go back, reload the page and look again."),
    429: _("Wait a few minutes, then try again. Nothing was lost."),
    500: _(
        "Try again in a moment. If it happens again, tell the system administrator the time and "
        "the words at the foot of this page."
    ),
    503: _(
        "Try again in a few minutes. If it is urgent, call your community or go to its counter."
    ),
}
