"""Acts on cases, a module for each part of a case's life."""

from linli.apps.cases.services.callers import join_for
from linli.apps.cases.services.calls import report_and_call
from linli.apps.cases.services.checking import fail_check, pass_check
from linli.apps.cases.services.clips import add_clip
from linli.apps.cases.services.closing import (
    confirm_case,
    dispute_case,
    lapse_case,
    lapse_due_cases,
    rate_case,
)
from linli.apps.cases.services.contacts import record_contact
from linli.apps.cases.services.dispatch import arbitrate, dispatch_case, return_task
from linli.apps.cases.services.escalations import answer_escalation
from linli.apps.cases.services.handling import feed_back, solve_on_spot, take_case
from linli.apps.cases.services.intake import ReportData, report_case, report_on_behalf
from linli.apps.cases.services.merging import merge_case, unmerge_case
from linli.apps.cases.services.photos import add_photo
from linli.apps.cases.services.placing import WhereData, correct_place
from linli.apps.cases.services.refiling import (
    add_remark,
    join_case,
    leave_case,
    mark_item,
    open_contact,
    refile_case,
)
from linli.apps.cases.services.retention import erase_old_cases
from linli.apps.cases.services.revisits import (
    record_agreement,
    record_dispute,
    record_no_answer,
    record_rating,
    record_withdrawal,
)
from linli.apps.cases.services.saying import write_down
from linli.apps.cases.services.sorting import (
    accept_case,
    answer_case,
    confirm_exclusion,
    overturn_exclusion,
    propose_exclusion,
    redirect_case,
    refer_case,
    reject_exclusion,
    uphold_exclusion,
    withdraw_case,
)

__all__ = [
    "ReportData",
    "WhereData",
    "accept_case",
    "add_clip",
    "add_photo",
    "add_remark",
    "answer_case",
    "answer_escalation",
    "arbitrate",
    "confirm_case",
    "confirm_exclusion",
    "correct_place",
    "dispatch_case",
    "dispute_case",
    "erase_old_cases",
    "fail_check",
    "feed_back",
    "join_case",
    "join_for",
    "lapse_case",
    "lapse_due_cases",
    "leave_case",
    "mark_item",
    "merge_case",
    "open_contact",
    "overturn_exclusion",
    "pass_check",
    "propose_exclusion",
    "rate_case",
    "record_agreement",
    "record_contact",
    "record_dispute",
    "record_no_answer",
    "record_rating",
    "record_withdrawal",
    "redirect_case",
    "refer_case",
    "refile_case",
    "reject_exclusion",
    "report_and_call",
    "report_case",
    "report_on_behalf",
    "return_task",
    "solve_on_spot",
    "take_case",
    "unmerge_case",
    "uphold_exclusion",
    "withdraw_case",
    "write_down",
]
