"""Organisations."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.rules.readers import (
    BODY_READERS,
    OPERATOR_READERS,
    POST_ANALYSTS,
)
from linli.kit.navigation import NavItem
from linli.kit.post_names import register_post_names
from linli.kit.ticks import Tick
from linli.kit.trail_words import register_thing_names

SECTION = _("Organisations")


class OrganisationsConfig(AppConfig):
    """Several bodies on one place, each with its seats and dated holders."""

    name = "linli.apps.organisations"
    label = "organisations"
    concerns = "linli.apps.organisations.views.concerns.concerns"
    ticks = (
        Tick(
            "linli.apps.organisations.tasks.keep_periods",
            _("Delete report-ins and posts that ended long ago"),
            every=timedelta(hours=6),
        ),
    )
    registers = (
        "linli.apps.organisations.exchange.bodies.BodyRegister",
        "linli.apps.organisations.exchange.posts.PostRegister",
        "linli.apps.organisations.exchange.compounds.StewardRegister",
        "linli.apps.organisations.exchange.compounds.ConditionRegister",
        "linli.apps.organisations.exchange.absences.AbsenceRegister",
        "linli.apps.organisations.exchange.own_types.OwnTypeRegister",
        "linli.apps.organisations.exchange.limits.LocalRuleRegister",
        "linli.apps.organisations.exchange.declarations.DeclarationRegister",
        "linli.apps.organisations.exchange.training.TrainingRegister",
        "linli.apps.organisations.exchange.branches.MemberRegister",
        "linli.apps.organisations.exchange.branches.ReportInRegister",
        "linli.apps.organisations.exchange.branches.CentreHouseholdRegister",
    )
    navigation = (
        NavItem(
            _("One core, two drives"),
            "organisations:own_chart",
            icon="diagram-3",
            order=300,
            section=SECTION,
            shown=lambda actor: bool(actor.roles & BODY_READERS),
        ),
        NavItem(
            _("Bodies"),
            "organisations:bodies",
            icon="people",
            order=310,
            section=SECTION,
            shown=lambda actor: bool(actor.roles & (BODY_READERS | OPERATOR_READERS)),
        ),
        NavItem(
            _("Vacancies and terms"),
            "organisations:vacancies",
            icon="person-x",
            order=320,
            section=SECTION,
            shown=lambda actor: bool(actor.roles & POST_ANALYSTS),
        ),
        NavItem(
            _("Posts beside posts"),
            "organisations:crossings",
            icon="intersect",
            order=330,
            section=SECTION,
            shown=lambda actor: bool(actor.roles & POST_ANALYSTS),
        ),
        NavItem(
            _("Compounds and their management"),
            "organisations:stewards",
            icon="buildings",
            order=340,
            section=SECTION,
            shown=lambda actor: bool(actor.roles & BODY_READERS),
        ),
        NavItem(
            _("Training"),
            "organisations:courses",
            icon="book",
            order=350,
            section=SECTION,
            shown=lambda actor: bool(actor.roles & BODY_READERS),
        ),
    )
    account_menu = (
        NavItem(
            _("My posts"),
            "organisations:my_posts",
            icon="person-badge",
            order=20,
            shown=lambda actor: actor.person_id is not None,
        ),
        NavItem(
            _("My service"),
            "organisations:service",
            icon="heart",
            order=25,
            shown=lambda actor: actor.person_id is not None,
        ),
    )

    def ready(self) -> None:
        """Let rows move with their places, and keep the records of whoever holds a post."""
        from linli.apps.organisations import labels  # noqa: F401 - registers the sentences
        from linli.apps.organisations.labels import (  # noqa: F401 - and these
            own_types,
            stored,
            trail,
            training,
        )
        from linli.apps.organisations.permissions import can_pass_on_posts
        from linli.apps.organisations.selectors.attached import attachments
        from linli.apps.organisations.selectors.people import (
            absence_standings,
            post_standings,
            tied_by_posts,
        )
        from linli.apps.organisations.selectors.post_names import seat_names
        from linli.apps.organisations.selectors.trail_names import (
            bodies_called,
            body_names,
            course_titles,
            own_type_names,
            seats_said,
        )
        from linli.apps.organisations.services.following import (
            end_marks,
            follow_households,
            follow_merge,
            reopen_marks,
        )
        from linli.apps.people.permissions import register_posts_question
        from linli.apps.people.selectors.looks import register_standings
        from linli.apps.people.selectors.ties import register_tie
        from linli.apps.people.services.ending import register_household_closer
        from linli.apps.people.services.following import register_household_heir
        from linli.apps.people.services.merging import register_merge_heir
        from linli.apps.people.services.reopening import register_household_reopener
        from linli.apps.places.selectors import register_attachment

        register_tie("posts", tied_by_posts)
        register_post_names(seat_names)
        register_thing_names("body", body_names, find=bodies_called)
        register_thing_names("seat", seats_said)
        register_thing_names("own_type", own_type_names)
        register_thing_names("training_course", course_titles)
        register_standings("organisations.posts", post_standings)
        register_standings("organisations.absences", absence_standings)
        register_household_heir(follow_households)
        register_household_closer("marks", end_marks)
        register_household_reopener("marks", reopen_marks)
        register_posts_question(can_pass_on_posts)
        register_merge_heir(follow_merge)
        for attachment in attachments():
            register_attachment(attachment)
