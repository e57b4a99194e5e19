"""People."""

from datetime import timedelta
from typing import ClassVar

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core.access import Actor
from linli.kit.navigation import NavItem
from linli.kit.ticks import Tick


def _reads_register(actor: Actor) -> bool:
    from linli.apps.people.permissions import can_list_people

    return actor.is_known and bool(can_list_people(actor))


def _keeps_register(actor: Actor) -> bool:
    from linli.apps.people.permissions import can_write_register

    return actor.is_known and bool(can_write_register(actor))


class PeopleConfig(AppConfig):
    """Who lives where and owns what; least data, masked by default."""

    name = "linli.apps.people"
    label = "people"
    concerns = "linli.apps.people.views.concerns.concerns"
    links: ClassVar = {
        "places:unit": "linli.apps.people.views.links.of_unit",
        "places:detail": "linli.apps.people.views.links.of_place",
    }
    ticks = (
        Tick(
            "linli.apps.people.tasks.keep_notice",
            _("Publish the privacy notice when what is kept has changed"),
            every=timedelta(hours=1),
        ),
        Tick(
            "linli.apps.people.tasks.keep_periods",
            _("Restrict and erase what is no longer needed about people"),
            every=timedelta(days=1),
        ),
        Tick(
            "linli.apps.people.tasks.find_duplicates",
            _("Look for persons entered twice"),
            every=timedelta(days=1),
        ),
    )
    navigation = (
        NavItem(
            label=_("Register of people"),
            route="people:register",
            icon="people",
            order=210,
            shown=_reads_register,
            section=_("People"),
        ),
        NavItem(
            label=_("Search at the counter"),
            route="people:search",
            icon="search",
            order=211,
            shown=_reads_register,
            section=_("People"),
        ),
        NavItem(
            label=_("Duplicates"),
            route="people:merges",
            icon="intersect",
            order=212,
            shown=_keeps_register,
            section=_("People"),
        ),
        NavItem(
            label=_("Requests about data"),
            route="people:requests",
            icon="shield-check",
            order=213,
            shown=_keeps_register,
            section=_("People"),
        ),
        NavItem(
            label=_("Numbers to confirm"),
            route="people:numbers",
            icon="phone",
            order=914,
            shown=lambda actor: "SECURITY_ADMIN" in actor.roles,
        ),
        NavItem(
            label=_("Impact and incidents"),
            route="people:duties",
            icon="shield-check",
            order=912,
            shown=lambda actor: "SECURITY_ADMIN" in actor.roles,
        ),
        NavItem(
            label=_("Looks at minors' data"),
            route="people:minors",
            icon="people",
            order=913,
            shown=lambda actor: "AUDIT_ADMIN" in actor.roles,
        ),
        NavItem(
            label=_("Who answers for the data"),
            route="people:handler",
            icon="shield-lock",
            order=916,
            shown=lambda actor: "SYSTEM_ADMIN" in actor.roles,
        ),
    )
    registers = (
        "linli.apps.people.exchange.roster.RosterRegister",
        "linli.apps.people.exchange.agents.AgentRegister",
        "linli.apps.people.exchange.duties.AssessmentRegister",
        "linli.apps.people.exchange.duties.IncidentRegister",
    )
    account_menu = (
        NavItem(label=_("My data"), route="people:mine", icon="person-lock", order=10),
        NavItem(label=_("Privacy notice"), route="people:notice", icon="shield-lock", order=20),
    )

    def ready(self) -> None:
        """Register sentences, the homes of residents, and the tables that move with places."""
        from linli.apps.accounts.selectors import account_name
        from linli.apps.accounts.selectors.persons import PersonPlaces, register_person_places
        from linli.apps.people import labels, models, selectors  # noqa: F401
        from linli.apps.people.labels import bindings, events, stored, trail  # noqa: F401
        from linli.apps.people.labels.stored import register_account_names
        from linli.apps.people.rules.lifecycle import PersonState
        from linli.apps.people.selectors.layers import LAYERS
        from linli.apps.people.selectors.looks import register_standings, roster_standings
        from linli.apps.people.selectors.persons import account_places, persons_belonging
        from linli.apps.people.services.ending import end_with_units
        from linli.apps.people.services.following import follow_units
        from linli.apps.people.services.reopening import reopen_with_units
        from linli.apps.places.rules.belonging import register_homes
        from linli.apps.places.rules.layers import register_layer
        from linli.apps.places.selectors import Attachment, register_attachment
        from linli.apps.places.services import register_closer, register_heir, register_reopener

        register_account_names(account_name)
        register_standings("people.roster", roster_standings)
        register_heir(follow_units)
        for layer in LAYERS:
            register_layer(layer)
        register_closer(end_with_units)
        register_reopener(reopen_with_units)
        register_person_places(PersonPlaces(of=account_places, at=persons_belonging))
        register_homes(selectors.homes_of_person)
        for attachment in (
            Attachment(
                model=models.Person,
                place="home",
                follows=True,
                label=_("People"),
                current=Q(state=PersonState.ACTIVE),
            ),
            Attachment(
                model=models.Household,
                unit="unit",
                ends=True,
                label=_("Households"),
                current=Q(valid_to__isnull=True),
            ),
            Attachment(model=models.Holding, unit="unit"),
            Attachment(model=models.RightsRequest),
            Attachment(model=models.NumberBinding),
            Attachment(model=models.MergeProposal),
            Attachment(model=models.DataHandler, place="place"),
            Attachment(model=models.ImpactAssessment),
            Attachment(model=models.Incident),
        ):
            register_attachment(attachment)
