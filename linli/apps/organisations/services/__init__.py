"""Acts on bodies, posts and the registers beside them.

Each locks its root row first (a seat for posts and absences, a body for its seats), asks whether
the actor may, asks the rules, writes, and records; the rights of a post follow in the same
transaction.
"""

from linli.apps.organisations.services.absences import (
    end_absence,
    record_absence,
    void_absence,
    void_listed_absences,
)
from linli.apps.organisations.services.appointing import (
    NewPost,
    PostData,
    appoint,
    appoint_all,
)
from linli.apps.organisations.services.bodies import (
    CHANGEABLE,
    change_body,
    dissolve_body,
    found_body,
)
from linli.apps.organisations.services.first_office import FirstHead, first_office
from linli.apps.organisations.services.lists import (
    enter_members,
    enter_report_ins,
    mark_households,
)
from linli.apps.organisations.services.needs import end_need, publish_need
from linli.apps.organisations.services.own_types import (
    end_own_type,
    set_own_type,
    void_own_types,
)
from linli.apps.organisations.services.posts import (
    correct_appointment,
    end_appointment,
    post_of,
    transfer_appointment,
    void_appointment,
)
from linli.apps.organisations.services.registers import (
    confirm_report_in,
    declare_tie,
    end_membership,
    end_report_in,
    mark_household,
    record_membership,
    report_in,
    unmark_household,
)
from linli.apps.organisations.services.retention import forget_old_posts
from linli.apps.organisations.services.seats import (
    NewSeat,
    close_seat,
    open_seat,
    open_seats,
)
from linli.apps.organisations.services.serving import (
    ask_facts,
    claim_need,
    confirm_service,
    dispute_service,
    forget_ended,
    give_offer,
    issue_facts,
    note_service,
    take_offer_back,
    withdraw_claim,
)
from linli.apps.organisations.services.settings import (
    end_local_rule,
    set_local_rule,
    void_local_rules,
)
from linli.apps.organisations.services.stewardship import (
    begin_stewardship,
    clear_condition,
    note_condition,
)
from linli.apps.organisations.services.training import (
    record_attendance,
    record_course,
    void_attendances,
    void_course,
)
from linli.apps.organisations.services.voiding import (
    close_listed_seats,
    void_bodies,
    void_conditions,
    void_declarations,
    void_listed_posts,
    void_marks,
    void_memberships,
    void_report_ins,
    void_stewardships,
)

__all__ = [
    "CHANGEABLE",
    "FirstHead",
    "NewPost",
    "NewSeat",
    "PostData",
    "appoint",
    "appoint_all",
    "ask_facts",
    "begin_stewardship",
    "change_body",
    "claim_need",
    "clear_condition",
    "close_listed_seats",
    "close_seat",
    "confirm_report_in",
    "confirm_service",
    "correct_appointment",
    "declare_tie",
    "dispute_service",
    "dissolve_body",
    "end_absence",
    "end_appointment",
    "end_local_rule",
    "end_membership",
    "end_need",
    "end_own_type",
    "end_report_in",
    "enter_members",
    "enter_report_ins",
    "first_office",
    "forget_ended",
    "forget_old_posts",
    "found_body",
    "give_offer",
    "issue_facts",
    "mark_household",
    "mark_households",
    "note_condition",
    "note_service",
    "open_seat",
    "open_seats",
    "post_of",
    "publish_need",
    "record_absence",
    "record_attendance",
    "record_course",
    "record_membership",
    "report_in",
    "set_local_rule",
    "set_own_type",
    "take_offer_back",
    "transfer_appointment",
    "unmark_household",
    "void_absence",
    "void_appointment",
    "void_attendances",
    "void_bodies",
    "void_conditions",
    "void_course",
    "void_declarations",
    "void_listed_absences",
    "void_listed_posts",
    "void_local_rules",
    "void_marks",
    "void_memberships",
    "void_own_types",
    "void_report_ins",
    "void_stewardships",
    "withdraw_claim",
]
