"""The categories an installation starts with, in plain words; offices add, rename and end them.

Those that are not ours take no report: they say where to go, with the public numbers of the
mainland. Source: [rule:case-categories].
"""

from dataclasses import dataclass

from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Disclosure, Level

# What the line of a check-list may hold back: acts of offices, not of the reporter or the clock.
LISTED_ACTIONS = (
    CaseAction.ACCEPT,
    CaseAction.DISPATCH,
    CaseAction.FEED_BACK,
    CaseAction.SOLVE_ON_SPOT,
    CaseAction.PASS_CHECK,
)


@dataclass(frozen=True, slots=True)
class StartCategory:
    """One category as it is installed: its words, its picture, how urgent, who may stay unnamed."""

    code: str
    name_zh: str
    name_en: str
    icon: str
    level: Level = Level.ORDINARY
    least: Disclosure = Disclosure.ANONYMOUS
    redirect_zh: str = ""
    redirect_en: str = ""

    @property
    def is_ours(self) -> bool:
        """Tell whether a report of this category is taken."""
        return not self.redirect_zh


def _elsewhere(
    code: str, name_zh: str, name_en: str, icon: str, redirect_zh: str, redirect_en: str
) -> StartCategory:
    return StartCategory(
        code, name_zh, name_en, icon, redirect_zh=redirect_zh, redirect_en=redirect_en
    )


START_CATEGORIES = (
    StartCategory("street-lighting", "路灯照明", "Street lighting", "lightbulb"),
    StartCategory("water-sewage", "供水排水", "Water and sewage", "droplet"),
    StartCategory("rubbish", "垃圾清运", "Rubbish", "trash"),
    StartCategory("road", "道路破损、通道堵塞", "Road damaged or passage blocked", "cone-striped"),
    StartCategory("fire-safety", "消防隐患", "Fire hazard", "fire", level=Level.URGENT),
    StartCategory("parking", "车辆停放", "Parking", "car-front"),
    StartCategory("noise", "噪声扰民", "Noise", "volume-up"),
    StartCategory("flying-cables", "飞线充电、线缆杂乱", "Loose or flying cables", "ethernet"),
    StartCategory("greenery", "绿化树木", "Trees and greenery", "tree"),
    StartCategory("lift", "电梯故障", "Lift", "arrow-down-up", level=Level.URGENT),
    StartCategory("property-service", "物业服务", "Property service", "building-gear"),
    StartCategory(
        "dispute", "邻里纠纷", "Dispute between neighbours", "people", least=Disclosure.SEALED
    ),
    StartCategory("question", "政策咨询", "Question about rules and services", "question-circle"),
    StartCategory("other", "其他", "Something else", "three-dots"),
    _elsewhere(
        "emergency",
        "紧急危险：正在发生",
        "Danger to life, right now",
        "exclamation-triangle",
        "正在发生的违法犯罪、打架斗殴请拨打110；火灾、被困请拨打119；急病、受伤请拨打120；交通事故请拨打122。"
        "这里不能代替报警和急救。",
        "Crime or violence under way: call 110. Fire or somebody trapped: 119. Ill or injured: "
        "120. Traffic accident: 122. This page does not replace an emergency call.",
    ),
    _elsewhere(
        "court",
        "诉讼、仲裁、行政复议",
        "Matters before a court",
        "bank",
        "已进入诉讼、仲裁、行政复议程序的事项，请向受理机关提出；诉讼服务热线12368，法律咨询热线12348。",
        "What is before a court, an arbitrator or a review body is decided there: court service "
        "line 12368, free legal advice 12348.",
    ),
    _elsewhere(
        "power-telecom",
        "停电、通信网络",
        "Power cut, telephone and internet",
        "plug",
        "停电和供电故障请拨打95598；通信、宽带故障请拨打运营商客服：电信10000、移动10086、联通10010。",
        "Power cut: 95598. Telephone and internet: your operator, China Telecom 10000, "
        "China Mobile 10086, China Unicom 10010.",
    ),
    _elsewhere(
        "consumer-labour",
        "消费维权、劳动报酬",
        "Purchases and wages",
        "receipt",
        "消费投诉请拨打12315；拖欠工资、社会保险等劳动保障问题请拨打12333；其他政务事项可拨打12345。",
        "Complaints about purchases: 12315. Unpaid wages and social insurance: 12333. Any other "
        "public service: 12345.",
    ),
)

# The pictures an office may choose among; all of them are in the icon set.
ICONS = (
    *dict.fromkeys(start.icon for start in START_CATEGORIES),
    "bicycle", "bug", "building", "cursor", "door-closed", "emoji-smile", "envelope", "geo",
    "heart", "house", "key", "map", "megaphone", "moisture", "p-circle", "person-walking",
    "shield-exclamation", "shop", "telephone", "thermometer-half", "tools",
    "universal-access", "wifi", "wrench",
)  # fmt: skip
