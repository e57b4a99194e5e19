"""The life of a case as one table: state, action, next state, who, evidence, limit.

The seven steps are report, open, dispatch, handle, feed back, check, close
(上报、立案、派遣、处置、反馈、核查、结案). Source: [rule:case-life], after the practice of digital
urban management (GB/T 30428.8).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.kinds import Outcome
from linli.core.machine import Machine, Transition


class CaseState(StrEnum):
    """Where a case stands (案卷状态)."""

    REPORTED = "REPORTED"  # 已上报，待受理
    EXCLUSION_PROPOSED = "EXCLUSION_PROPOSED"  # 拟剔除，待复核
    OPEN = "OPEN"  # 已立案，待派遣
    DISPATCHED = "DISPATCHED"  # 已派遣，待接收
    ARBITRATION = "ARBITRATION"  # 派遣争议，待裁定
    HANDLING = "HANDLING"  # 处置中
    FED_BACK = "FED_BACK"  # 已反馈，待核查
    CHECKED = "CHECKED"  # 已核查，待上报人确认
    CLOSED = "CLOSED"  # 已结案
    APPEALED = "APPEALED"  # 对剔除有异议，待复议


class CaseAction(StrEnum):
    """What may be done with a case (操作)."""

    ACCEPT = "ACCEPT"  # 受理立案
    REDIRECT = "REDIRECT"  # 不属受理范围，告知去处
    ANSWER = "ANSWER"  # 咨询答复
    REFER = "REFER"  # 转人民调解
    MERGE = "MERGE"  # 并案
    UNMERGE = "UNMERGE"  # 撤销并案
    PROPOSE_EXCLUSION = "PROPOSE_EXCLUSION"  # 拟剔除
    AGREE_EXCLUSION = "AGREE_EXCLUSION"  # 同意剔除，尚待他人同意
    CONFIRM_EXCLUSION = "CONFIRM_EXCLUSION"  # 复核剔除
    REJECT_EXCLUSION = "REJECT_EXCLUSION"  # 不予剔除
    WITHDRAW = "WITHDRAW"  # 撤回
    DISPATCH = "DISPATCH"  # 派遣
    TAKE = "TAKE"  # 接收任务
    RETURN = "RETURN"  # 退回
    DISAGREE = "DISAGREE"  # 退回达到上限，提请裁定
    ARBITRATE = "ARBITRATE"  # 裁定
    SOLVE_ON_SPOT = "SOLVE_ON_SPOT"  # 现场解决
    FEED_BACK = "FEED_BACK"  # 反馈处置结果
    PASS_CHECK = "PASS_CHECK"  # 核查通过  # noqa: S105
    FAIL_CHECK = "FAIL_CHECK"  # 核查不通过，返工
    FAIL_SPOT = "FAIL_SPOT"  # 现场解决核查不通过，转派遣
    CONFIRM = "CONFIRM"  # 上报人确认
    LAPSE = "LAPSE"  # 逾期未表示意见
    DISPUTE = "DISPUTE"  # 上报人有异议
    APPEAL = "APPEAL"  # 对剔除提出复议
    ASSISTED_CONFIRM = "ASSISTED_CONFIRM"  # 代录：上报人认可
    ASSISTED_DISPUTE = "ASSISTED_DISPUTE"  # 代录：上报人有异议
    ASSISTED_APPEAL = "ASSISTED_APPEAL"  # 代录：上报人对剔除提出复议
    ASSISTED_WITHDRAW = "ASSISTED_WITHDRAW"  # 代录：上报人撤回
    UPHOLD = "UPHOLD"  # 维持剔除
    OVERTURN = "OVERTURN"  # 撤销剔除，予以受理
    CORRECT_PLACE = "CORRECT_PLACE"  # 更正地点，原承办单位不在新地点，重新派遣


# Acts that tell what came of a matter, and the states in which somebody judges or reads it.
RESULTS = frozenset(
    {CaseAction.FEED_BACK, CaseAction.SOLVE_ON_SPOT, CaseAction.ANSWER, CaseAction.REDIRECT}
)
TOLD_STATES = frozenset({CaseState.FED_BACK, CaseState.CHECKED, CaseState.CLOSED})


class Part(StrEnum):
    """The part somebody plays in this case (本案角色); which persons play it is permission's."""

    SORTER = "SORTER"  # 受理员: the sorting desk of the place
    SECOND = "SECOND"  # 复核人: another sorter, or the sub-district
    DISPATCHER = "DISPATCHER"  # 派遣员: the sub-district's dispatch board
    HANDLER = "HANDLER"  # 承办人: an officer of the lead body
    FINDER = "FINDER"  # 发现人: the grid worker who reported it
    CHECKER = "CHECKER"  # 核查人: never the handler
    ARBITER = "ARBITER"  # 裁定人: a post named at the sub-district or district
    REPORTER = "REPORTER"  # 上报人
    HELPER = "HELPER"  # 代录人: the desk, for a reporter who was called or came to the counter
    REVIEWER = "REVIEWER"  # 复议人: neither of the two who excluded it
    CLOCK = "CLOCK"  # 系统按时限


_S, _A, _P = CaseState, CaseAction, Part


def _row(
    state: CaseState,
    action: CaseAction,
    after: CaseState,
    *parts: Part,
    evidence: str = "",
    limit: str = "",
) -> Transition[CaseState, CaseAction]:
    return Transition(
        state=state,
        action=action,
        next=after,
        roles=frozenset(parts),
        evidence=frozenset(evidence.split()),
        limit=limit,
    )


FLOW: Machine[CaseState, CaseAction] = Machine(
    initial=_S.REPORTED,
    rows=[
        # report → sorting. `limit` names the clock that runs until the action is done.
        _row(_S.REPORTED, _A.ACCEPT, _S.OPEN, _P.SORTER, limit="accept"),
        _row(_S.REPORTED, _A.REDIRECT, _S.CLOSED, _P.SORTER, evidence="address", limit="accept"),
        _row(_S.REPORTED, _A.ANSWER, _S.CLOSED, _P.SORTER, evidence="text", limit="accept"),
        _row(_S.REPORTED, _A.REFER, _S.CLOSED, _P.SORTER, evidence="text", limit="accept"),
        _row(_S.REPORTED, _A.MERGE, _S.CLOSED, _P.SORTER, evidence="case", limit="accept"),
        _row(
            _S.REPORTED,
            _A.PROPOSE_EXCLUSION,
            _S.EXCLUSION_PROPOSED,
            _P.SORTER,
            evidence="reason text",
            limit="accept",
        ),
        _row(_S.REPORTED, _A.WITHDRAW, _S.CLOSED, _P.REPORTER),
        _row(
            _S.REPORTED,
            _A.ASSISTED_WITHDRAW,
            _S.CLOSED,
            _P.HELPER,
            evidence="text",
            limit="accept",
        ),
        _row(
            _S.REPORTED,
            _A.SOLVE_ON_SPOT,
            _S.FED_BACK,
            _P.FINDER,
            evidence="outcome text photo",
        ),
        # Where several must agree, each before the last: nothing moves, the clock goes on.
        _row(
            _S.EXCLUSION_PROPOSED,
            _A.AGREE_EXCLUSION,
            _S.EXCLUSION_PROPOSED,
            _P.SECOND,
            limit="second",
        ),
        _row(_S.EXCLUSION_PROPOSED, _A.CONFIRM_EXCLUSION, _S.CLOSED, _P.SECOND, limit="second"),
        _row(_S.EXCLUSION_PROPOSED, _A.REJECT_EXCLUSION, _S.REPORTED, _P.SECOND, limit="second"),
        _row(_S.EXCLUSION_PROPOSED, _A.WITHDRAW, _S.CLOSED, _P.REPORTER),
        _row(
            _S.EXCLUSION_PROPOSED,
            _A.ASSISTED_WITHDRAW,
            _S.CLOSED,
            _P.HELPER,
            evidence="text",
            limit="second",
        ),
        # dispatch
        _row(
            _S.OPEN,
            _A.DISPATCH,
            _S.DISPATCHED,
            _P.DISPATCHER,
            evidence="body",
            limit="dispatch",
        ),
        _row(_S.OPEN, _A.MERGE, _S.CLOSED, _P.DISPATCHER, evidence="case", limit="dispatch"),
        _row(_S.OPEN, _A.REFER, _S.CLOSED, _P.DISPATCHER, evidence="text", limit="dispatch"),
        _row(_S.OPEN, _A.WITHDRAW, _S.CLOSED, _P.REPORTER),
        _row(
            _S.OPEN,
            _A.ASSISTED_WITHDRAW,
            _S.CLOSED,
            _P.HELPER,
            evidence="text",
            limit="dispatch",
        ),
        _row(_S.DISPATCHED, _A.TAKE, _S.HANDLING, _P.HANDLER, limit="take"),
        _row(_S.DISPATCHED, _A.RETURN, _S.OPEN, _P.HANDLER, evidence="basis text", limit="take"),
        _row(
            _S.DISPATCHED,
            _A.DISAGREE,
            _S.ARBITRATION,
            _P.HANDLER,
            evidence="basis text",
            limit="take",
        ),
        _row(_S.DISPATCHED, _A.WITHDRAW, _S.CLOSED, _P.REPORTER),
        _row(
            _S.DISPATCHED,
            _A.ASSISTED_WITHDRAW,
            _S.CLOSED,
            _P.HELPER,
            evidence="text",
            limit="take",
        ),
        # It lies elsewhere, where the body that leads does not work: the board chooses again.
        _row(
            _S.DISPATCHED,
            _A.CORRECT_PLACE,
            _S.OPEN,
            _P.SORTER,
            _P.DISPATCHER,
            evidence="text",
            limit="take",
        ),
        _row(
            _S.ARBITRATION,
            _A.ARBITRATE,
            _S.DISPATCHED,
            _P.ARBITER,
            evidence="body text",
            limit="arbitrate",
        ),
        # handle → feed back → check
        _row(
            _S.HANDLING,
            _A.FEED_BACK,
            _S.FED_BACK,
            _P.HANDLER,
            evidence="outcome text",
            limit="handle",
        ),
        _row(_S.HANDLING, _A.WITHDRAW, _S.CLOSED, _P.REPORTER),
        _row(
            _S.HANDLING,
            _A.ASSISTED_WITHDRAW,
            _S.CLOSED,
            _P.HELPER,
            evidence="text",
            limit="handle",
        ),
        _row(
            _S.HANDLING,
            _A.CORRECT_PLACE,
            _S.OPEN,
            _P.SORTER,
            _P.DISPATCHER,
            evidence="text",
            limit="handle",
        ),
        _row(_S.FED_BACK, _A.PASS_CHECK, _S.CHECKED, _P.CHECKER, limit="check"),
        _row(_S.FED_BACK, _A.FAIL_CHECK, _S.HANDLING, _P.CHECKER, evidence="text", limit="check"),
        _row(_S.FED_BACK, _A.FAIL_SPOT, _S.OPEN, _P.CHECKER, evidence="text", limit="check"),
        # close, and the way back
        _row(_S.CHECKED, _A.CONFIRM, _S.CLOSED, _P.REPORTER, limit="confirm"),
        _row(_S.CHECKED, _A.LAPSE, _S.CLOSED, _P.CLOCK, limit="confirm"),
        _row(_S.CHECKED, _A.DISPUTE, _S.OPEN, _P.REPORTER, evidence="text", limit="confirm"),
        _row(_S.CLOSED, _A.DISPUTE, _S.OPEN, _P.REPORTER, evidence="text"),
        _row(_S.CHECKED, _A.ASSISTED_CONFIRM, _S.CLOSED, _P.HELPER, limit="confirm"),
        _row(
            _S.CHECKED,
            _A.ASSISTED_DISPUTE,
            _S.OPEN,
            _P.HELPER,
            evidence="text",
            limit="confirm",
        ),
        _row(_S.CLOSED, _A.ASSISTED_DISPUTE, _S.OPEN, _P.HELPER, evidence="text"),
        _row(_S.CLOSED, _A.ASSISTED_APPEAL, _S.APPEALED, _P.HELPER, evidence="text"),
        _row(_S.CLOSED, _A.APPEAL, _S.APPEALED, _P.REPORTER, evidence="text"),
        _row(_S.APPEALED, _A.UPHOLD, _S.CLOSED, _P.REVIEWER, evidence="text", limit="second"),
        _row(_S.APPEALED, _A.OVERTURN, _S.OPEN, _P.REVIEWER, evidence="text", limit="second"),
        _row(_S.APPEALED, _A.WITHDRAW, _S.CLOSED, _P.REPORTER),
        _row(
            _S.APPEALED,
            _A.ASSISTED_WITHDRAW,
            _S.CLOSED,
            _P.HELPER,
            evidence="text",
            limit="second",
        ),
        _row(_S.CLOSED, _A.UNMERGE, _S.REPORTED, _P.SORTER, _P.DISPATCHER, evidence="text"),
    ],
)

# Whoever has decided about an exclusion before, either way, does not decide on the appeal.
EXCLUDING = (
    CaseAction.PROPOSE_EXCLUSION,
    CaseAction.AGREE_EXCLUSION,
    CaseAction.CONFIRM_EXCLUSION,
    CaseAction.REJECT_EXCLUSION,
    CaseAction.UPHOLD,
    CaseAction.OVERTURN,
)
# An appeal, whoever typed it in.
APPEALING = (CaseAction.APPEAL, CaseAction.ASSISTED_APPEAL)
WITHDRAWING = (CaseAction.WITHDRAW, CaseAction.ASSISTED_WITHDRAW)
# Who did one of these has a part in what the reporter is asked about.
HANDLING = (CaseAction.TAKE, CaseAction.FEED_BACK, CaseAction.SOLVE_ON_SPOT)
CHECKING = (CaseAction.PASS_CHECK, CaseAction.FAIL_CHECK, CaseAction.FAIL_SPOT)

# Done by services that do more than the flow says, and offered by them: beside the other acts.
# To agree as one of several is offered as confirming; the service finds out which of both it is.
BESIDE = frozenset({CaseAction.CORRECT_PLACE, CaseAction.AGREE_EXCLUSION})

# A task may be returned this often before an arbiter decides instead (退回上限).
RETURN_LIMIT = 2


def return_action(returned: int) -> CaseAction:
    """Return what a refusal of a task is after `returned` earlier ones: back, or to the arbiter."""
    return CaseAction.RETURN if returned < RETURN_LIMIT else CaseAction.DISAGREE


def agree_action(is_whole: bool) -> CaseAction:
    """Return what agreeing to an exclusion is: it takes effect, or waits for others to agree."""
    return CaseAction.CONFIRM_EXCLUSION if is_whole else CaseAction.AGREE_EXCLUSION


def fail_action(has_lead: bool) -> CaseAction:
    """Return what a failed check is: back to the body that handled it, or on to dispatch."""
    return CaseAction.FAIL_CHECK if has_lead else CaseAction.FAIL_SPOT


def dispute_action(outcome: Outcome | None) -> CaseAction:
    """Return what disagreeing is: an exclusion is appealed, everything else goes on at dispatch."""
    return CaseAction.APPEAL if outcome == Outcome.EXCLUDED else CaseAction.DISPUTE


def assisted(action: CaseAction) -> CaseAction:
    """Return the act by which the desk records what the reporter would do by that action."""
    return _ASSISTED[action]


_ASSISTED = {
    CaseAction.CONFIRM: CaseAction.ASSISTED_CONFIRM,
    CaseAction.DISPUTE: CaseAction.ASSISTED_DISPUTE,
    CaseAction.APPEAL: CaseAction.ASSISTED_APPEAL,
    CaseAction.WITHDRAW: CaseAction.ASSISTED_WITHDRAW,
}


# The clock that runs in each state; none where nobody has to do anything.
STEPS: Mapping[CaseState, Step] = MappingProxyType(
    {
        _S.REPORTED: Step.ACCEPT,
        _S.EXCLUSION_PROPOSED: Step.SECOND,
        _S.APPEALED: Step.SECOND,
        _S.OPEN: Step.DISPATCH,
        _S.DISPATCHED: Step.TAKE,
        _S.ARBITRATION: Step.ARBITRATE,
        _S.HANDLING: Step.HANDLE,
        _S.FED_BACK: Step.CHECK,
        _S.CHECKED: Step.CONFIRM,
    }
)
