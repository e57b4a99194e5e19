"""Kinds of places and units, and what may stand below what."""

from enum import StrEnum


class PlaceKind(StrEnum):
    """A level of the tree (层级)."""

    COUNTRY = "COUNTRY"  # 国家, the root above the provinces
    PROVINCE = "PROVINCE"  # 省级
    PREFECTURE = "PREFECTURE"  # 地级
    COUNTY = "COUNTY"  # 县级（区）
    TOWNSHIP = "TOWNSHIP"  # 街道、镇、乡
    COMMUNITY = "COMMUNITY"  # 社区（居委会）
    VILLAGE = "VILLAGE"  # 行政村（村委会）
    COMPOUND = "COMPOUND"  # 小区
    NATURAL_VILLAGE = "NATURAL_VILLAGE"  # 自然村
    BUILDING = "BUILDING"  # 楼栋
    ENTRANCE = "ENTRANCE"  # 单元


class UnitKind(StrEnum):
    """What an exclusive part is (专有部分)."""

    DWELLING = "DWELLING"  # 住宅
    SHOP = "SHOP"  # 商铺
    PARKING = "PARKING"  # 车位
    SHED = "SHED"  # 储藏室
    OTHER = "OTHER"  # 其他


class TownshipClass(StrEnum):
    """What a township-level code says its division is (乡级类别)."""

    SUBDISTRICT = "SUBDISTRICT"  # 街道
    TOWN = "TOWN"  # 镇
    RURAL_TOWNSHIP = "RURAL_TOWNSHIP"  # 乡
    COMBINED = "COMBINED"  # 政企合一的单位


class SuccessionKind(StrEnum):
    """How one place followed another (承继方式)."""

    MERGE = "MERGE"  # 合并
    SPLIT = "SPLIT"  # 拆分


class Happening(StrEnum):
    """What a line of a timeline tells."""

    BEGAN = "BEGAN"
    RENAMED = "RENAMED"
    RECODED = "RECODED"
    MOVED = "MOVED"
    CAME_BY_MERGE = "CAME_BY_MERGE"
    CAME_BY_SPLIT = "CAME_BY_SPLIT"
    WENT_BY_MERGE = "WENT_BY_MERGE"
    WENT_BY_SPLIT = "WENT_BY_SPLIT"
    RENUMBERED = "RENUMBERED"
    MEASURED = "MEASURED"
    OTHER_FLOOR = "OTHER_FLOOR"
    OTHER_KIND = "OTHER_KIND"
    ENDED = "ENDED"


DIVISIONS = (
    PlaceKind.PROVINCE,
    PlaceKind.PREFECTURE,
    PlaceKind.COUNTY,
    PlaceKind.TOWNSHIP,
    PlaceKind.COMMUNITY,
    PlaceKind.VILLAGE,
)

PARENT_KINDS: dict[PlaceKind, frozenset[PlaceKind]] = {
    PlaceKind.COUNTRY: frozenset(),
    PlaceKind.PROVINCE: frozenset({PlaceKind.COUNTRY}),
    PlaceKind.PREFECTURE: frozenset({PlaceKind.PROVINCE}),
    PlaceKind.COUNTY: frozenset({PlaceKind.PREFECTURE, PlaceKind.PROVINCE}),
    PlaceKind.TOWNSHIP: frozenset({PlaceKind.COUNTY, PlaceKind.PREFECTURE}),
    PlaceKind.COMMUNITY: frozenset({PlaceKind.TOWNSHIP}),
    PlaceKind.VILLAGE: frozenset({PlaceKind.TOWNSHIP}),
    PlaceKind.COMPOUND: frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE}),
    PlaceKind.NATURAL_VILLAGE: frozenset({PlaceKind.VILLAGE, PlaceKind.COMMUNITY}),
    PlaceKind.BUILDING: frozenset(
        {
            PlaceKind.COMPOUND,
            PlaceKind.NATURAL_VILLAGE,
            PlaceKind.COMMUNITY,
            PlaceKind.VILLAGE,
        }
    ),
    PlaceKind.ENTRANCE: frozenset({PlaceKind.BUILDING}),
}

# Where units may stand directly: a dwelling without an entrance belongs to its building, a farm
# house to its natural village, or to the village while that is not entered.
UNIT_PLACES = frozenset(
    {
        PlaceKind.ENTRANCE,
        PlaceKind.BUILDING,
        PlaceKind.COMPOUND,
        PlaceKind.NATURAL_VILLAGE,
        PlaceKind.VILLAGE,
        PlaceKind.COMMUNITY,
    }
)
