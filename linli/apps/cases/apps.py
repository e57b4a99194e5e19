"""Cases."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.core.access import Actor
from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names

SECTION = pgettext_lazy("case", "Cases")


def _may(name: str, actor: Actor) -> bool:
    from linli.apps.cases import permissions

    return actor.is_known and bool(getattr(permissions, name)(actor))


class CasesConfig(AppConfig):
    """What is wrong, who has it, until when, and whether it was put right."""

    name = "linli.apps.cases"
    label = "cases"
    ticks = (
        Tick(
            "linli.apps.cases.tasks.figures.fold",
            _("Bring the figures of cases up to date"),
            every=timedelta(seconds=10),
        ),
        Tick(
            "linli.apps.cases.tasks.life.lapse",
            _("Close checked cases whose reporters said nothing in time"),
            every=timedelta(minutes=10),
        ),
        Tick(
            "linli.apps.cases.tasks.life.keep_periods",
            _("Erase what old closed cases say about people"),
            every=timedelta(days=1),
        ),
        Tick(
            "linli.apps.cases.tasks.clips.prepare",
            _("Prepare videos of cases so that every phone can play them"),
            every=timedelta(seconds=2),
        ),
        Tick(
            "linli.apps.cases.tasks.clocks.strike",
            _("Watch the limits of cases: mark what is late, tell who is next, end pauses"),
            every=timedelta(minutes=1),
        ),
    )
    registers = (
        "linli.apps.cases.exchange.settings.CategoryRegister",
        "linli.apps.cases.exchange.settings.LimitRegister",
        "linli.apps.cases.exchange.approvals.ApprovalRegister",
        "linli.apps.cases.exchange.offices.WorkDayRegister",
        "linli.apps.cases.exchange.offices.OfficeHoursRegister",
        "linli.apps.cases.exchange.offices.LadderRegister",
        "linli.apps.cases.exchange.offices.CheckListRegister",
    )
    concerns = "linli.apps.cases.views.concerns.concerns"
    links: ClassVar = {
        "places:unit": "linli.apps.cases.views.links.of_unit",
        "places:detail": "linli.apps.cases.views.links.of_place",
    }
    navigation = (
        NavItem(_("Report something"), "cases:new", icon="plus-circle", order=20),
        NavItem(_("My reports"), "cases:mine", icon="list-check", order=21),
        NavItem(
            _("Today"),
            "cases:today",
            icon="calendar-check",
            order=30,
            section=SECTION,
            shown=lambda actor: _may("can_walk_rounds", actor),
        ),
        NavItem(
            _("Sorting desk"),
            "cases:sorting",
            icon="inbox",
            order=31,
            section=SECTION,
            shown=lambda actor: _may("can_sort", actor),
        ),
        NavItem(
            _("To call"),
            "cases:to_call",
            icon="telephone",
            order=31,
            section=SECTION,
            shown=lambda actor: _may("can_revisit", actor),
        ),
        NavItem(
            _("Dispatch board"),
            "cases:board",
            icon="columns-gap",
            order=32,
            section=SECTION,
            shown=lambda actor: _may("can_dispatch", actor),
        ),
        NavItem(
            pgettext_lazy("case", "Decisions"),
            "cases:decisions",
            icon="bank",
            order=32,
            section=SECTION,
            shown=lambda actor: _may("can_decide", actor),
        ),
        NavItem(
            _("Inbox"),
            "cases:inbox",
            icon="list-task",
            order=33,
            section=SECTION,
            shown=lambda actor: _may("can_use_inbox", actor),
        ),
        NavItem(
            _("To be checked"),
            "cases:checks",
            icon="clipboard-check",
            order=34,
            section=SECTION,
            shown=lambda actor: _may("can_check", actor),
        ),
        NavItem(
            _("Red list"),
            "cases:red",
            icon="flag",
            order=35,
            section=SECTION,
            shown=lambda actor: _may("can_dispatch", actor),
        ),
        NavItem(
            _("Hang-up list"),
            "cases:hung_up",
            icon="pause-circle",
            order=36,
            section=SECTION,
            shown=lambda actor: _may("can_watch", actor),
        ),
        NavItem(
            pgettext_lazy("case", "Calls"),
            "cases:calls",
            icon="megaphone",
            order=36,
            section=SECTION,
            shown=lambda actor: _may("can_watch", actor),
        ),
        NavItem(
            _("Settings of cases"),
            "cases:settings",
            icon="sliders",
            order=39,
            section=SECTION,
            shown=lambda actor: _may("can_keep_some_settings", actor),
        ),
        NavItem(
            _("All cases"),
            "cases:all",
            icon="card-list",
            order=37,
            section=SECTION,
            shown=lambda actor: _may("can_watch", actor),
        ),
    )

    def ready(self) -> None:
        """Register the sentences, what moves with places and cells, and whom a case holds."""
        from linli.apps.cases import labels  # noqa: F401
        from linli.apps.cases.labels import (  # noqa: F401
            approvals,
            clips,
            contacts,
            life,
            revisits,
            spoken,
            stored,
            takeover,
            timing,
            told,
            trail,
        )
        from linli.apps.cases.selectors.attached import attachments, tied_by_cases
        from linli.apps.cases.selectors.layers import OPEN_CASES
        from linli.apps.cases.selectors.trail_names import (
            case_numbers,
            cases_called,
            category_names,
            check_item_texts,
            task_names,
        )
        from linli.apps.cases.services.dwellings import tell_of_end, tell_of_return
        from linli.apps.cases.services.following import CaseMover, follow_units, settle_cases
        from linli.apps.grids.selectors.hanging import register_mover
        from linli.apps.people.selectors.ties import register_tie
        from linli.apps.places.rules.layers import register_layer
        from linli.apps.places.selectors import register_attachment
        from linli.apps.places.services import register_closer, register_heir, register_reopener

        register_tie("cases", tied_by_cases)
        register_thing_names("case", case_numbers, find=cases_called)
        register_thing_names("case_task", task_names)
        register_thing_names("category", category_names)
        register_thing_names("check_item", check_item_texts)
        register_layer(OPEN_CASES)
        for attachment in attachments(settle_cases):
            register_attachment(attachment)
        register_mover(CaseMover())
        register_heir(follow_units)
        register_closer(tell_of_end)
        register_reopener(tell_of_return)
