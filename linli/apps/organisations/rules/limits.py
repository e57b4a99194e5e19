"""Rules of law on bodies as rows: what is tested, for which type, where, since when, which article.

The most specific jurisdiction in force on the day speaks, and among equals the later rule. A
jurisdiction is the beginning of a division code: "" the whole country, "37" Shandong, "3702"
Qingdao. Where only a year of an edition is known its first day is taken; see the open questions
of [rule:body-limits].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.refusals import RuleReversed

MOST_NUMBER = 999


class Test(StrEnum):
    """What a rule asks (规则类别)."""

    __test__ = False  # not a class of tests, whatever its name

    SIZE = "SIZE"  # 人数
    TERM = "TERM"  # 任期（年）
    ONE_LEADER = "ONE_LEADER"  # 负责人一名
    WOMEN_INCLUDED = "WOMEN_INCLUDED"  # 有妇女成员
    OWNERS_ONLY = "OWNERS_ONLY"  # 须为业主
    ADULTS = "ADULTS"  # 完全民事行为能力
    NO_MANAGER_TIE = "NO_MANAGER_TIE"  # 与物业企业无利害关系
    NO_CLOSE_RELATIVES = "NO_CLOSE_RELATIVES"  # 近亲属回避
    HALF_FILLED = "HALF_FILLED"  # 缺员不得过半
    FEES_NO_BAR = "FEES_NO_BAR"  # 欠费不影响参选
    MEMBERS = "MEMBERS"  # 党员人数
    LEADER_HELD = "LEADER_HELD"  # 负责人在岗
    NOT_BESIDE = "NOT_BESIDE"  # 不得兼任
    OWNERS_HALF = "OWNERS_HALF"  # 业主不少于半数
    LIFETIME = "LIFETIME"  # 存续期限（日）


class Severity(StrEnum):
    """How heavy a finding is (严重程度)."""

    ERROR = "ERROR"  # 违反规定
    WARNING = "WARNING"  # 提醒


class Certainty(StrEnum):
    """How well we know a rule (依据可靠程度)."""

    READ = "READ"  # 已读原文
    SECONDARY = "SECONDARY"  # 转引
    MEMORY = "MEMORY"  # 凭记忆，待核对
    DESIGN = "DESIGN"  # 产品约定


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule; `least` and `most` include the ends.

    They are seats for SIZE, years for TERM, days for LIFETIME, party members for MEMBERS.

    A body of fewer households than `small_households`, or a branch of fewer members than
    `small_members`, may go down to `small_least`. `beside` are the types of bodies in which
    whoever sits in this one must not sit as well.
    """

    id: str
    test: Test
    body_types: frozenset[BodyType]
    jurisdiction: str
    source: str
    valid_from: date
    valid_to: date | None = None
    least: int | None = None
    most: int | None = None
    is_odd: bool = False
    small_households: int | None = None
    small_members: int | None = None
    small_least: int | None = None
    beside: frozenset[BodyType] = frozenset()
    severity: Severity = Severity.ERROR
    certainty: Certainty = Certainty.READ

    def reaches(self, body_type: BodyType, code: str, day: date) -> bool:
        """Tell whether the rule speaks of this type of body at this place on this day."""
        return (
            body_type in self.body_types
            and code.startswith(self.jurisdiction)
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
        )


_OWNERS = frozenset({BodyType.OWNERS_COMMITTEE})
_MEDIATION = frozenset({BodyType.MEDIATION_COMMITTEE})
_RESIDENTS = frozenset({BodyType.RESIDENTS_COMMITTEE})
_VILLAGERS = frozenset({BodyType.VILLAGERS_COMMITTEE})
_SELF_GOVERNING = _RESIDENTS | _VILLAGERS
_SUPERVISORY = frozenset({BodyType.SUPERVISORY_COMMITTEE})
_PREPARATION = frozenset({BodyType.PREPARATION_GROUP})
_INTERIM = frozenset({BodyType.INTERIM_COMMITTEE})
_PROPERTY = frozenset({BodyType.PROPERTY_TEAM})
_COMMITTEES = frozenset(
    {BodyType.DISTRICT_COMMITTEE, BodyType.TOWNSHIP_COMMITTEE, BodyType.AREA_COMMITTEE}
)
_GRASSROOTS_BRANCHES = frozenset({BodyType.COMMUNITY_BRANCH, BodyType.VILLAGE_BRANCH})
_COMPOUND_BRANCHES = frozenset({BodyType.COMPOUND_BRANCH})
_JOINT = frozenset({BodyType.JOINT_BRANCH})
_BRANCHES = _GRASSROOTS_BRANCHES | _COMPOUND_BRANCHES | _JOINT
_GROUPS = frozenset({BodyType.PARTY_GROUP})
# Bodies that no law gives a size or a term: what matters is that somebody answers.
_OFFICES = frozenset(
    {
        BodyType.GOVERNANCE_OFFICE,
        BodyType.DEPARTMENT,
        BodyType.SERVICE_CENTRE,
        BodyType.VOLUNTEER_TEAM,
        BodyType.GRID_TEAM,
    }
)

_CIVIL_CODE = date(2021, 1, 1)
_MEDIATION_LAW = date(2011, 1, 1)
_FIVE_YEARS = date(2018, 12, 29)
_ORGANIC_LAWS = date(2026, 1, 1)
_SHANDONG = date(2019, 1, 1)
_BRANCH_RULES = date(2018, 10, 28)
_VILLAGE_LAW = date(2010, 10, 28)

LIMITS: tuple[Limit, ...] = (
    # Owners' committees
    Limit("owners.size.shandong", Test.SIZE, _OWNERS, "37", "山东省物业管理条例 30",
          _SHANDONG, least=5, is_odd=True),
    Limit("owners.size.qingdao", Test.SIZE, _OWNERS, "3702", "青岛市物业管理条例 35",
          _CIVIL_CODE, least=3, is_odd=True),
    Limit("owners.size.weifang", Test.SIZE, _OWNERS, "3707", "潍坊市物业管理条例 34",
          _CIVIL_CODE, least=5, most=11, is_odd=True),
    Limit("owners.size.beijing", Test.SIZE, _OWNERS, "11", "北京市物业管理条例 39",
          date(2020, 5, 1), least=5, is_odd=True, small_households=100, small_least=3),
    Limit("owners.size.hangzhou", Test.SIZE, _OWNERS, "3301", "杭州市物业管理条例 27",
          _CIVIL_CODE, least=5, most=11, is_odd=True, small_households=101, small_least=3),
    Limit("owners.size.national", Test.SIZE, _OWNERS, "", "建房[2009]274号 31",
          date(2010, 1, 1), least=5, most=11, is_odd=True, severity=Severity.WARNING,
          certainty=Certainty.SECONDARY),
    Limit("owners.term.shandong", Test.TERM, _OWNERS, "37", "山东省物业管理条例 30",
          _SHANDONG, most=5),
    Limit("owners.term.qingdao", Test.TERM, _OWNERS, "3702", "青岛市物业管理条例 35",
          _CIVIL_CODE, most=5),
    Limit("owners.term.weifang", Test.TERM, _OWNERS, "3707", "潍坊市物业管理条例 38",
          _CIVIL_CODE, most=5),
    Limit("owners.term.beijing", Test.TERM, _OWNERS, "11", "北京市物业管理条例 41",
          date(2020, 5, 1), most=5),
    Limit("owners.term.shanghai", Test.TERM, _OWNERS, "31", "上海市住宅物业管理规定 20",
          _CIVIL_CODE, least=3, most=5),
    Limit("owners.term.hangzhou", Test.TERM, _OWNERS, "3301", "杭州市物业管理条例 33",
          _CIVIL_CODE, least=3, most=5),
    Limit("owners.leader", Test.ONE_LEADER, _OWNERS, "",
          "山东省物业管理条例 30; 北京市物业管理条例 42", _SHANDONG, severity=Severity.WARNING),
    Limit("owners.owner", Test.OWNERS_ONLY, _OWNERS, "", "物业管理条例 16", date(2003, 9, 1)),
    Limit("owners.adult", Test.ADULTS, _OWNERS, "", "北京市物业管理条例 39; 杭州市物业管理条例 25",
          date(2003, 9, 1)),
    Limit("owners.tie.beijing", Test.NO_MANAGER_TIE, _OWNERS, "11", "北京市物业管理条例 39",
          date(2020, 5, 1)),
    Limit("owners.tie.shanghai", Test.NO_MANAGER_TIE, _OWNERS, "31", "上海市住宅物业管理规定 20",
          _CIVIL_CODE),
    # A committee that supervises the manager can't be staffed by it; the national text asks only
    # for public spirit, the duty to keep apart is spelled out by the cities above.
    Limit("owners.tie", Test.NO_MANAGER_TIE, _OWNERS, "", "物业管理条例 16",
          date(2003, 9, 1), certainty=Certainty.DESIGN),
    Limit("owners.fees", Test.FEES_NO_BAR, _OWNERS, "",
          "民法典 278; 全国人大常委会法工委备案审查意见", _CIVIL_CODE,
          severity=Severity.WARNING, certainty=Certainty.SECONDARY),
    Limit("owners.half.qingdao", Test.HALF_FILLED, _OWNERS, "3702", "青岛市物业管理条例 41",
          _CIVIL_CODE),
    Limit("owners.half", Test.HALF_FILLED, _OWNERS, "", "青岛市物业管理条例 41",
          _CIVIL_CODE, severity=Severity.WARNING, certainty=Certainty.DESIGN),
    # People's mediation committees
    Limit("mediation.size", Test.SIZE, _MEDIATION, "", "人民调解法 8",
          _MEDIATION_LAW, least=3, most=9),
    Limit("mediation.leader", Test.ONE_LEADER, _MEDIATION, "", "人民调解法 8",
          _MEDIATION_LAW),
    Limit("mediation.women", Test.WOMEN_INCLUDED, _MEDIATION, "", "人民调解法 8", _MEDIATION_LAW),
    Limit("mediation.term", Test.TERM, _MEDIATION, "", "人民调解法 9", _MEDIATION_LAW, most=3),
    Limit("mediation.adult", Test.ADULTS, _MEDIATION, "", "人民调解法 14", _MEDIATION_LAW),
    # Residents' committees
    Limit("residents.size", Test.SIZE, _RESIDENTS, "", "城市居民委员会组织法(2018)",
          date(1990, 1, 1), _ORGANIC_LAWS, least=5, most=9, certainty=Certainty.SECONDARY),
    Limit("residents.size.2026", Test.SIZE, _RESIDENTS, "",
          "城市居民委员会组织法(2025修订); 重庆市居民委员会选举办法 5", _ORGANIC_LAWS,
          least=5, most=9, certainty=Certainty.SECONDARY),
    Limit("residents.term", Test.TERM, _RESIDENTS, "",
          "城市居民委员会组织法; 重庆市居民委员会选举办法 6", _FIVE_YEARS, most=5,
          certainty=Certainty.SECONDARY),
    Limit("residents.women", Test.WOMEN_INCLUDED, _RESIDENTS, "",
          "城市居民委员会组织法(2025修订); 重庆市居民委员会选举办法 5", _ORGANIC_LAWS,
          certainty=Certainty.SECONDARY),
    Limit("residents.relatives", Test.NO_CLOSE_RELATIVES, _RESIDENTS, "",
          "城市居民委员会组织法(2025修订); 重庆市居民委员会选举办法 6", _ORGANIC_LAWS,
          certainty=Certainty.SECONDARY),
    # Villagers' committees
    Limit("villagers.size", Test.SIZE, _VILLAGERS, "", "村民委员会组织法(2018) 6",
          _VILLAGE_LAW, _ORGANIC_LAWS, least=3, most=7),
    Limit("villagers.size.2026", Test.SIZE, _VILLAGERS, "", "村民委员会组织法(2025修正)",
          _ORGANIC_LAWS, least=3, most=7, certainty=Certainty.SECONDARY),
    Limit("villagers.women", Test.WOMEN_INCLUDED, _VILLAGERS, "", "村民委员会组织法(2018) 6",
          _VILLAGE_LAW, _ORGANIC_LAWS, certainty=Certainty.SECONDARY),
    Limit("villagers.women.2026", Test.WOMEN_INCLUDED, _VILLAGERS, "",
          "村民委员会组织法(2025修正)", _ORGANIC_LAWS, certainty=Certainty.SECONDARY),
    Limit("villagers.term", Test.TERM, _VILLAGERS, "", "村民委员会组织法(2018) 11",
          _FIVE_YEARS, most=5),
    Limit("villagers.adult", Test.ADULTS, _VILLAGERS, "", "村民委员会组织法(2018) 13", _FIVE_YEARS),
    Limit("villagers.relatives.zhejiang", Test.NO_CLOSE_RELATIVES, _VILLAGERS, "33",
          "浙江省村民委员会选举办法 31", _FIVE_YEARS),
    Limit("villagers.relatives", Test.NO_CLOSE_RELATIVES, _VILLAGERS, "",
          "村民委员会组织法(2025修订)", _ORGANIC_LAWS, certainty=Certainty.SECONDARY),
    Limit("residents.adult", Test.ADULTS, _RESIDENTS, "", "城市居民委员会组织法(2018) 8",
          date(1990, 1, 1), certainty=Certainty.SECONDARY),
    Limit("residents.half", Test.HALF_FILLED, _RESIDENTS, "", "重庆市居民委员会选举办法",
          _FIVE_YEARS, severity=Severity.WARNING, certainty=Certainty.DESIGN),
    Limit("self_governing.leader", Test.ONE_LEADER, _SELF_GOVERNING, "",
          "村民委员会组织法(2018) 6; 城市居民委员会组织法(2018)", date(1998, 11, 4)),
    # Committees that supervise village (and community) affairs
    Limit("supervisory.size", Test.SIZE, _SUPERVISORY, "",
          "关于建立健全村务监督委员会的指导意见(2017)", date(2017, 12, 1), least=3, most=5,
          certainty=Certainty.MEMORY),
    Limit("supervisory.term", Test.TERM, _SUPERVISORY, "",
          "关于建立健全村务监督委员会的指导意见(2017); 村民委员会组织法(2018) 11", _FIVE_YEARS,
          most=5, certainty=Certainty.MEMORY),
    Limit("supervisory.beside", Test.NOT_BESIDE, _SUPERVISORY, "", "村民委员会组织法(2018) 32",
          _VILLAGE_LAW, beside=_SELF_GOVERNING, certainty=Certainty.SECONDARY),
    Limit("supervisory.relatives", Test.NO_CLOSE_RELATIVES, _SUPERVISORY, "",
          "村民委员会组织法(2018) 32", _VILLAGE_LAW, certainty=Certainty.SECONDARY),
    Limit("supervisory.adult", Test.ADULTS, _SUPERVISORY, "", "村民委员会组织法(2018) 13, 32",
          _VILLAGE_LAW, certainty=Certainty.SECONDARY),
    Limit("supervisory.leader", Test.ONE_LEADER, _SUPERVISORY, "",
          "关于建立健全村务监督委员会的指导意见(2017)", date(2017, 12, 1),
          certainty=Certainty.MEMORY),
    # Groups that prepare the first owners' assembly
    Limit("preparation.size.shandong", Test.SIZE, _PREPARATION, "37", "山东省物业管理条例 20-22",
          _SHANDONG, least=7, is_odd=True),
    Limit("preparation.size.qingdao", Test.SIZE, _PREPARATION, "3702", "青岛市物业管理条例 21-25",
          _CIVIL_CODE, least=7, is_odd=True),
    Limit("preparation.size.beijing", Test.SIZE, _PREPARATION, "11", "北京市物业管理条例 30-32",
          date(2020, 5, 1), is_odd=True),
    Limit("preparation.size.hangzhou", Test.SIZE, _PREPARATION, "3301",
          "杭州市物业管理条例 22, 39", _CIVIL_CODE, least=7, most=11, is_odd=True),
    Limit("preparation.size", Test.SIZE, _PREPARATION, "", "山东省物业管理条例 20-22", _SHANDONG,
          least=7, is_odd=True, severity=Severity.WARNING, certainty=Certainty.DESIGN),
    Limit("preparation.owners", Test.OWNERS_HALF, _PREPARATION, "",
          "山东省物业管理条例 20-22; 北京市物业管理条例 30-32; 青岛市物业管理条例 21-25",
          _SHANDONG),
    Limit("preparation.days.shandong", Test.LIFETIME, _PREPARATION, "37",
          "山东省物业管理条例 20-22", _SHANDONG, most=90),
    Limit("preparation.days.qingdao", Test.LIFETIME, _PREPARATION, "3702",
          "青岛市物业管理条例 21-25", _CIVIL_CODE, most=90, severity=Severity.WARNING),
    Limit("preparation.days.beijing", Test.LIFETIME, _PREPARATION, "11",
          "北京市物业管理条例 30-32", date(2020, 5, 1), most=60),
    Limit("preparation.tie", Test.NO_MANAGER_TIE, _PREPARATION, "", "物业管理条例 16",
          _SHANDONG, severity=Severity.WARNING, certainty=Certainty.DESIGN),
    # Committees for the time being, where no owners' committee can be had
    Limit("interim.days.hangzhou", Test.LIFETIME, _INTERIM, "3301", "杭州市物业管理条例 41",
          _CIVIL_CODE, most=730),
    Limit("interim.days.beijing", Test.LIFETIME, _INTERIM, "11", "北京市物业管理条例 58",
          date(2020, 5, 1), most=1096),
    Limit("interim.days", Test.LIFETIME, _INTERIM, "", "北京市物业管理条例 58", date(2020, 5, 1),
          most=1096, severity=Severity.WARNING, certainty=Certainty.DESIGN),
    Limit("interim.leader", Test.LEADER_HELD, _INTERIM, "", "北京市物业管理条例 58",
          date(2020, 5, 1), severity=Severity.WARNING, certainty=Certainty.DESIGN),
    # Property-service teams: who answers is public, and nobody supervises themselves
    Limit("property.leader", Test.LEADER_HELD, _PROPERTY, "", "民法典 943; 山东省物业管理条例 59",
          _CIVIL_CODE, severity=Severity.WARNING),
    Limit("property.term", Test.TERM, _PROPERTY, "", "民法典 938", _CIVIL_CODE,
          severity=Severity.WARNING, certainty=Certainty.MEMORY),
    Limit("property.beside", Test.NOT_BESIDE, _PROPERTY, "",
          "北京市物业管理条例 39; 上海市住宅物业管理规定 20", _CIVIL_CODE,
          beside=frozenset({BodyType.OWNERS_COMMITTEE}), certainty=Certainty.DESIGN),
    # Party committees and branches
    Limit("committees.term", Test.TERM, _COMMITTEES, "", "中国共产党章程 26, 28, 31",
          date(2017, 10, 24), most=5, severity=Severity.WARNING, certainty=Certainty.MEMORY),
    Limit("committees.leader", Test.ONE_LEADER, _COMMITTEES, "", "中国共产党章程",
          date(2017, 10, 24), certainty=Certainty.MEMORY),
    Limit("branches.size", Test.SIZE, _BRANCHES, "", "中国共产党支部工作条例(试行) 20",
          _BRANCH_RULES, least=3, most=7, small_members=7, small_least=1,
          severity=Severity.WARNING, certainty=Certainty.SECONDARY),
    Limit("branches.members", Test.MEMBERS, _BRANCHES, "", "中国共产党支部工作条例(试行) 4",
          _BRANCH_RULES, least=3, most=50, severity=Severity.WARNING,
          certainty=Certainty.SECONDARY),
    Limit("branches.term.grassroots", Test.TERM, _GRASSROOTS_BRANCHES, "",
          "中国共产党支部工作条例(试行) 第六章", _BRANCH_RULES, most=5,
          certainty=Certainty.SECONDARY),
    # The text names villages and communities with five years, other units with three as a rule;
    # a compound's branch belongs to a community.
    Limit("branches.term.compound", Test.TERM, _COMPOUND_BRANCHES, "",
          "中国共产党支部工作条例(试行) 第六章", _BRANCH_RULES, most=5,
          severity=Severity.WARNING, certainty=Certainty.DESIGN),
    Limit("branches.term.joint", Test.TERM, _JOINT, "", "中国共产党支部工作条例(试行) 第六章",
          _BRANCH_RULES, most=3, severity=Severity.WARNING, certainty=Certainty.SECONDARY),
    Limit("branches.leader", Test.ONE_LEADER, _BRANCHES, "", "中国共产党支部工作条例(试行) 20",
          _BRANCH_RULES, certainty=Certainty.SECONDARY),
    Limit("groups.leader", Test.ONE_LEADER, _GROUPS, "", "中国共产党支部工作条例(试行) 第二章",
          _BRANCH_RULES, certainty=Certainty.MEMORY),
    Limit("groups.held", Test.LEADER_HELD, _GROUPS, "", "中国共产党支部工作条例(试行) 第二章",
          _BRANCH_RULES, severity=Severity.WARNING, certainty=Certainty.MEMORY),
    Limit("party.adult", Test.ADULTS, _COMMITTEES | _BRANCHES | _GROUPS, "", "中国共产党章程 1",
          date(2017, 10, 24), certainty=Certainty.MEMORY),
    # Offices, centres, teams
    Limit("offices.leader", Test.LEADER_HELD, _OFFICES, "", "滨州市社会治理网格化条例 6, 11",
          date(2018, 1, 1), severity=Severity.WARNING, certainty=Certainty.DESIGN),
    Limit("grid.adult", Test.ADULTS, frozenset({BodyType.GRID_TEAM}), "", "劳动法 15",
          date(1995, 1, 1), severity=Severity.WARNING, certainty=Certainty.MEMORY),
)  # fmt: skip


def check_numbers(least: int | None, most: int | None) -> None:
    """Refuse numbers that no body can keep; raises RuleReversed."""
    given = [number for number in (least, most) if number is not None]
    if given != sorted(given) or any(not 0 <= number <= MOST_NUMBER for number in given):
        raise RuleReversed(field="most" if most is not None else "least")


LIMITED_TYPES = frozenset[BodyType]().union(*(limit.body_types for limit in LIMITS))


def limits_for(
    body_type: BodyType, code: str, day: date, *, local: Iterable[Limit] = ()
) -> list[Limit]:
    """Return the rules that speak of a body, one for each test, in the order of the tests.

    `code` is the division code of its place. `local` rules stand before built-in ones of the same
    jurisdiction.
    """
    found: dict[Test, tuple[tuple[int, int, date], Limit]] = {}
    for is_local, limits in ((0, LIMITS), (1, tuple(local))):
        for limit in limits:
            if not limit.reaches(body_type, code, day):
                continue
            weight = (len(limit.jurisdiction), is_local, limit.valid_from)
            if limit.test not in found or found[limit.test][0] < weight:
                found[limit.test] = (weight, limit)
    return [found[test][1] for test in Test if test in found]
