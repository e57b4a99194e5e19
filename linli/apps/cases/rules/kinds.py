"""Kinds around a case: how it came in, who may see the name, how it ended."""

from enum import StrEnum


class Channel(StrEnum):
    """How a case came in (来源渠道); all are worth the same."""

    RESIDENT = "RESIDENT"  # 居民自助上报
    COUNTER = "COUNTER"  # 窗口代办
    TELEPHONE = "TELEPHONE"  # 电话
    GRID = "GRID"  # 网格员巡查
    SMS = "SMS"  # 短信
    CHAT = "CHAT"  # 微信、钉钉等消息
    PAPER = "PAPER"  # 纸质单
    INTERFACE = "INTERFACE"  # 接口


# What somebody of the desk enters for whoever reported.
ON_BEHALF = (Channel.COUNTER, Channel.TELEPHONE, Channel.SMS, Channel.CHAT, Channel.PAPER)
# What another program may send in: it speaks for somebody and needs no counter.
FROM_PROGRAMS = frozenset({Channel.INTERFACE, Channel.SMS, Channel.CHAT})


class Disclosure(StrEnum):
    """Who may see the reporter's name (身份公开范围), chosen by the reporter."""

    OPEN = "OPEN"  # 对经办各方公开
    HANDLERS = "HANDLERS"  # 仅经办单位可见
    SEALED = "SEALED"  # 仅受理岗位可见，可联系
    ANONYMOUS = "ANONYMOUS"  # 匿名，凭查询码查看


class Level(StrEnum):
    """How much hurry there is (紧急程度); it chooses the limits."""

    ORDINARY = "ORDINARY"  # 一般
    URGENT = "URGENT"  # 紧急
    DANGER = "DANGER"  # 危及人身财产安全


class Outcome(StrEnum):
    """How a case ended (办理结果); kept apart, so that "closed" never passes for "solved"."""

    SOLVED = "SOLVED"  # 已解决
    PARTLY = "PARTLY"  # 部分解决
    NOT_POSSIBLE = "NOT_POSSIBLE"  # 客观上无法解决
    NOT_OURS = "NOT_OURS"  # 不属受理范围，已告知去处
    ANSWERED = "ANSWERED"  # 咨询，已答复
    REFERRED = "REFERRED"  # 转人民调解
    MERGED = "MERGED"  # 并入重复案卷
    WITHDRAWN = "WITHDRAWN"  # 上报人撤回
    EXCLUDED = "EXCLUDED"  # 不合理诉求，经复核剔除


# What a handler may claim; the others follow from how a case is sorted.
HANDLED_OUTCOMES = frozenset({Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_POSSIBLE})
# What the reporter may dispute: everything but the reporter's own withdrawal.
DISPUTABLE = frozenset(Outcome) - {Outcome.WITHDRAWN}


class Confirmation(StrEnum):
    """How the reporter's answer to a checked result was had, or why there is none (上报人意见)."""

    CONFIRMED = "CONFIRMED"  # 上报人确认
    ASSISTED = "ASSISTED"  # 回访或窗口代录确认
    SILENT = "SILENT"  # 已询问，逾期未答复
    UNREACHED = "UNREACHED"  # 未能询问到
    LAPSED = "LAPSED"  # 逾期未表示意见，是否询问过没有记录


# Reporters who were asked and have answered (回访到).
REVISITED = frozenset({Confirmation.CONFIRMED, Confirmation.ASSISTED})


class AnswerWay(StrEnum):
    """How the desk heard what it records for a reporter (代录方式)."""

    TELEPHONE = "TELEPHONE"  # 电话回访
    COUNTER = "COUNTER"  # 本人到窗口
    VISIT = "VISIT"  # 上门回访


class ExclusionReason(StrEnum):
    """Why a demand is excluded (剔除理由); a second person must agree, the reporter may appeal."""

    UNLAWFUL = "UNLAWFUL"  # 诉求违反法律法规
    DECIDED = "DECIDED"  # 已有生效裁判、仲裁或复核结论
    IN_COURT = "IN_COURT"  # 已进入诉讼、仲裁、复议程序
    NO_FACTS = "NO_FACTS"  # 无具体事实且无法核实
    REPEATED = "REPEATED"  # 同一诉求已答复，无新事实


class PauseReason(StrEnum):
    """Why a clock stands (缓办、挂账); each needs approval and shows in the figures."""

    WEATHER = "WEATHER"  # 恶劣天气
    PARTS = "PARTS"  # 等待材料、配件
    REPORTER = "REPORTER"  # 等待上报人补充或配合
    THIRD_PARTY = "THIRD_PARTY"  # 等待第三方（水电气热等）
    FUNDS = "FUNDS"  # 需动用维修资金，等待表决
    HUNG_UP = "HUNG_UP"  # 短期内无法解决，列入挂账
