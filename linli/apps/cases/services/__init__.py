"""Acts on cases, a module for each part of a case's life."""

from linli.apps.cases.services.intake import ReportData, report_case, report_on_behalf
from linli.apps.cases.services.photos import add_photo
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
    "accept_case",
    "add_photo",
    "answer_case",
    "confirm_exclusion",
    "overturn_exclusion",
    "propose_exclusion",
    "redirect_case",
    "refer_case",
    "reject_exclusion",
    "report_case",
    "report_on_behalf",
    "uphold_exclusion",
    "withdraw_case",
]
