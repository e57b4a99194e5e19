"""For whom the words of an entry of the thread are: the reporter too, or only those who work on it.

The entry itself, who did what and when, is shown either way. Forms say which of the two it is.
Source: [rule:case-words].
"""

from linli.apps.cases.rules.flow import CaseAction

_A = CaseAction
# By the kind of the entry: notes for the next office, and what offices argue among themselves.
AMONG_COLLEAGUES = frozenset(
    {
        *(str(one).lower() for one in (_A.ACCEPT, _A.DISPATCH, _A.RETURN, _A.DISAGREE)),
        *(str(one).lower() for one in (_A.ARBITRATE, _A.AGREE_EXCLUSION, _A.REJECT_EXCLUSION)),
        "delay_agreed",
        "called",
        "declined",
        "called_off",
        "call_ruled",
        "instructed",
    }
)


def is_among_colleagues(kind: str) -> bool:
    """Tell whether the words of an entry of this kind are not for the reporter."""
    return kind in AMONG_COLLEAGUES
