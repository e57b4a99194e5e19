"""Kinds of persons, membership of a household and kinds of ownership."""

from enum import StrEnum


class PersonKind(StrEnum):
    """Natural person or organisation (自然人、单位)."""

    NATURAL = "NATURAL"  # 自然人
    COMPANY = "COMPANY"  # 单位
    DEVELOPER = "DEVELOPER"  # 建设单位


class Tenure(StrEnum):
    """How somebody holds a unit (权属)."""

    OWNER = "OWNER"  # 所有权人
    CO_OWNER = "CO_OWNER"  # 共有人
    UNSOLD = "UNSOLD"  # 建设单位未出售
    UNDELIVERED = "UNDELIVERED"  # 已出售未交付
    TENANT = "TENANT"  # 承租人
