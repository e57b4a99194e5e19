"""Tasks of bodies within a case: lead, assist, and calls upwards. Source: [rule:case-tasks]."""

from enum import StrEnum

from linli.core.machine import Machine, Transition


class TaskKind(StrEnum):
    """In what part a body has a task (任务类型)."""

    LEAD = "LEAD"  # 主办
    ASSIST = "ASSIST"  # 协办
    CALL = "CALL"  # 吹哨：网格呼叫部门到场


class TaskState(StrEnum):
    """Where a task stands (任务状态)."""

    SENT = "SENT"  # 已派出，待接收（到场）
    TAKEN = "TAKEN"  # 已接收（已到场），办理中
    DONE = "DONE"  # 已办结
    RETURNED = "RETURNED"  # 已退回
    REFUSED = "REFUSED"  # 拒绝到场（须有依据）
    CANCELLED = "CANCELLED"  # 已取消


class CallRuling(StrEnum):
    """What the arbiter decides about a call that was refused (拒绝到场的裁定)."""

    COME = "COME"  # 应当到场，不得再次拒绝
    STANDS = "STANDS"  # 拒绝成立


class TaskAction(StrEnum):
    """What may be done with a task (任务操作)."""

    TAKE = "TAKE"  # 接收、到场
    FINISH = "FINISH"  # 办结、反馈
    RETURN = "RETURN"  # 退回
    REFUSE = "REFUSE"  # 拒绝
    CANCEL = "CANCEL"  # 取消


_S, _A = TaskState, TaskAction

TASK_FLOW: Machine[TaskState, TaskAction] = Machine(
    initial=_S.SENT,
    rows=[
        Transition(_S.SENT, _A.TAKE, _S.TAKEN),
        Transition(_S.SENT, _A.RETURN, _S.RETURNED, evidence=frozenset({"basis", "text"})),
        Transition(_S.SENT, _A.REFUSE, _S.REFUSED, evidence=frozenset({"basis", "text"})),
        Transition(_S.SENT, _A.CANCEL, _S.CANCELLED),
        Transition(_S.TAKEN, _A.FINISH, _S.DONE, evidence=frozenset({"text"})),
        Transition(_S.TAKEN, _A.CANCEL, _S.CANCELLED),
    ],
)
