"""What is built where: the published figures spread over the district, as plain numbers.

Source of the figures: the district's report of December 2021. They stand here and in the test that
counts the database, nowhere else.
"""

from dataclasses import dataclass
from datetime import date

COMPOUND_BRANCHES = 108
UNIT_CELLS = 361
FULL_TIME_WORKERS = 452
PART_TIME_WORKERS = 653
FIXED_WORKERS = 419
REPORT_INS = 5_600
IN_SERVICE_SECRETARIES = 23
OFFICIAL_SECRETARIES = 68
MEMBER_LEADERS = 434
CENTRE_HOUSEHOLDS = 763
OWNERS_CHAIRS = 38
CHAIRS_IN_BRANCH = 29
CHAIRS_SECRETARY = 6
FALLBACK_COMPOUNDS = 42
ELECTED_UNIT_LEADERS = 13
VILLAGE_WORKERS = 322
AREA_VILLAGE_BRANCHES = 6
JOINT_BRANCHES = 4

DISTRICT = "371702"
NORTH_CITY = "371702004"  # 北城街道
FIRST_TOWN = "371702100"  # from here on towns (镇), before them sub-districts (街道)
HUANG = "371702011"  # 皇镇街道
# The villages of the demonstration area; 夹河赵 has the one-stop centre.
AREA_VILLAGES = (
    "371702011217",  # 王桥
    "371702011215",  # 祁楼
    "371702011204",  # 李真庄
    "371702011218",  # 夹河赵
    "371702011200",  # 皇镇
    "371702011203",  # 邢楼
)
SERVICE_CENTRE_VILLAGE = "371702011218"
JOINT_TRADES = ("粮食种植", "蔬菜大棚", "木材加工", "电子商务")

LONG_AGO = date(2012, 1, 1)
GRIDS_SINCE = date(2021, 3, 1)
POSTS_SINCE = date(2021, 6, 1)
REPORTED_SINCE = date(2021, 7, 1)
# Courses held for the branch secretaries of 皇镇: day, title, hours.
SECRETARY_COURSES = (
    (date(2021, 7, 15), "党支部书记培训班（第一期）：网格治理与矛盾调解", 8),
    (date(2021, 9, 16), "党支部书记培训班（第二期）：村级议事与公开", 6),
    (date(2021, 11, 18), "党支部书记培训班（第三期）：支部领办合作社", 8),
)

# What is not settled, by number of the compound: the worker of a cell has gone, the secretary is
# there for the time being, workers are away (with a chain of two standing in, or nobody).
LEFT_CELLS = frozenset({5, 41, 73})
ACTING_SECRETARY = 10
EVERY_VACANCY = 9  # of so many posts in branches and offices one is free
CHAIN_OF_TWO = 0
NOBODY_STANDS_IN = 1


@dataclass(frozen=True, slots=True)
class CompoundPlan:
    """One compound: how many cells (one building each), and which bodies and people it has."""

    index: int
    name: str
    cells: int
    full_time: int
    part_time: int
    fixed: int
    report_ins: int
    leaders: int
    centre_households: int
    secretary_is_official: bool
    secretary_is_in_service: bool
    has_owners_committee: bool
    chair_is_secretary: bool
    chair_is_branch_member: bool
    stewardship: str
    unit_leaders: int = 0
    chair_born: int = 1960


POST_OFFICE, PROCURATORATE = 66, 67
# The last compounds are the old ones without a manager, but for the two named between them.
_FIRST_FALLBACK = COMPOUND_BRANCHES - FALLBACK_COMPOUNDS - 2
_PAIRS = (
    "牡丹花都曹州赵王天香丹阳和平康庄文化青年八一桂陵华英中山双河长江"
    "黄河珠江银田金色水岸御园锦绣阳光学府书香翰林帝景龙湖凤凰"
)
_STEMS = [_PAIRS[start : start + 2] for start in range(0, len(_PAIRS), 2)]
_ENDS = ("花园", "小区", "家园", "苑")


def spread(total: int, places: int, index: int) -> int:
    """Return the share of place `index` when `total` is spread as evenly as can be."""
    return (index + 1) * total // places - index * total // places


def compound_name(index: int) -> str:
    """Return the name of a compound; the two that were named in the report keep theirs."""
    if index == POST_OFFICE:
        return "邮政局家属院"
    if index == PROCURATORATE:
        return "检察院家属院"
    return f"{_STEMS[index % len(_STEMS)]}{_ENDS[index // len(_STEMS) % len(_ENDS)]}"


def compounds() -> list[CompoundPlan]:
    """Return the plan of all compounds."""
    return [_compound(index) for index in range(COMPOUND_BRANCHES)]


def _compound(index: int) -> CompoundPlan:
    count = COMPOUND_BRANCHES
    official = index < OFFICIAL_SECRETARIES
    in_service = OFFICIAL_SECRETARIES <= index < OFFICIAL_SECRETARIES + IN_SERVICE_SECRETARIES
    last = OFFICIAL_SECRETARIES + IN_SERVICE_SECRETARIES
    chair_secretary = last <= index < last + CHAIRS_SECRETARY
    chair_member = index < CHAIRS_IN_BRANCH - CHAIRS_SECRETARY
    outside = OWNERS_CHAIRS - CHAIRS_IN_BRANCH
    # One committee whose chair holds no other post is the one of the procuratorate's compound.
    first_outside = CHAIRS_IN_BRANCH - CHAIRS_SECRETARY
    chair_outside = first_outside <= index < first_outside + outside - 1 or index == PROCURATORATE
    if index == POST_OFFICE:
        stewardship = "SELF"
    elif index == PROCURATORATE or index < _FIRST_FALLBACK:
        stewardship = "COMPANY"
    else:
        stewardship = "FALLBACK"
    return CompoundPlan(
        index=index,
        name=compound_name(index),
        cells=spread(UNIT_CELLS, count, index),
        full_time=spread(FULL_TIME_WORKERS, count, index),
        part_time=spread(PART_TIME_WORKERS, count, index),
        fixed=spread(FIXED_WORKERS, count, index),
        report_ins=spread(REPORT_INS, count, index),
        leaders=spread(MEMBER_LEADERS, count, index),
        centre_households=spread(CENTRE_HOUSEHOLDS, count, index),
        secretary_is_official=official,
        secretary_is_in_service=in_service,
        has_owners_committee=chair_secretary or chair_member or chair_outside,
        chair_is_secretary=chair_secretary,
        chair_is_branch_member=chair_member,
        stewardship=stewardship,
        unit_leaders=ELECTED_UNIT_LEADERS if index == PROCURATORATE else 0,
        chair_born=1946 if index == PROCURATORATE else 1958 + index % 12,
    )
