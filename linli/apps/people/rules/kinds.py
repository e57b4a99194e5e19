"""Kinds of persons, relations, holdings, reasons. Values are stored; labels stand in `labels`."""

from enum import StrEnum


class PersonKind(StrEnum):
    """Natural person or organisation (自然人、单位)."""

    NATURAL = "NATURAL"  # 自然人
    COMPANY = "COMPANY"  # 单位
    DEVELOPER = "DEVELOPER"  # 建设单位


class IdKind(StrEnum):
    """What the identity number is a number of (证件类型)."""

    RESIDENT_ID = "RESIDENT_ID"  # 居民身份证
    PASSPORT = "PASSPORT"  # 护照及其他境外证件
    CREDIT_CODE = "CREDIT_CODE"  # 统一社会信用代码


class Tenure(StrEnum):
    """How somebody holds a unit (权属)."""

    OWNER = "OWNER"  # 所有权人
    CO_OWNER = "CO_OWNER"  # 共有人
    UNSOLD = "UNSOLD"  # 建设单位未出售
    UNDELIVERED = "UNDELIVERED"  # 已出售未交付
    TENANT = "TENANT"  # 承租人


OWNING = frozenset({Tenure.OWNER, Tenure.CO_OWNER, Tenure.UNSOLD, Tenure.UNDELIVERED})
DEVELOPER_TENURES = frozenset({Tenure.UNSOLD, Tenure.UNDELIVERED})


class Relation(StrEnum):
    """What a member is to the head of the household (与户主关系, after GB/T 4761)."""

    HEAD = "HEAD"  # 户主
    SPOUSE = "SPOUSE"  # 配偶
    CHILD = "CHILD"  # 子女
    CHILD_IN_LAW = "CHILD_IN_LAW"  # 儿媳、女婿
    PARENT = "PARENT"  # 父母
    PARENT_IN_LAW = "PARENT_IN_LAW"  # 公婆、岳父母
    GRANDPARENT = "GRANDPARENT"  # 祖父母、外祖父母
    GRANDCHILD = "GRANDCHILD"  # 孙子女、外孙子女
    SIBLING = "SIBLING"  # 兄弟姐妹
    OTHER_KIN = "OTHER_KIN"  # 其他亲属
    NOT_KIN = "NOT_KIN"  # 非亲属


class LeaveReason(StrEnum):
    """Why somebody is no longer a member (离开原因)."""

    MOVED_OUT = "MOVED_OUT"  # 迁出、搬离
    MOVED_WITHIN = "MOVED_WITHIN"  # 在本平台范围内搬家
    DIED = "DIED"  # 死亡
    SPLIT = "SPLIT"  # 分户
    DWELLING_ENDED = "DWELLING_ENDED"  # 住房拆除、灭失
    MISTAKE = "MISTAKE"  # 登记错误


class RepresentationKind(StrEnum):
    """For whom somebody else acts (代表关系)."""

    GUARDIAN = "GUARDIAN"  # 监护人
    AUTHORISED = "AUTHORISED"  # 单位授权代表


class ReadingKind(StrEnum):
    """How a record was read beyond the masked view (查阅方式)."""

    OPENED = "OPENED"  # 打开本人辖区以外或需说明理由的档案
    REVEALED = "REVEALED"  # 查看明文


class Look(StrEnum):
    """How somebody has looked at a record (查看方式)."""

    VIEWED = "VIEWED"  # 查看遮挡后的档案
    OPENED = "OPENED"  # 说明理由后打开档案
    REVEALED = "REVEALED"  # 查看明文
    SENT = "SENT"  # 列入导出的名册


class ReadingReason(StrEnum):
    """Why somebody reads beyond the masked view (查阅事由)."""

    IDENTITY_CHECK = "IDENTITY_CHECK"  # 核对身份
    CONTACT = "CONTACT"  # 联系本人
    CASE = "CASE"  # 办理诉求或案卷
    VISIT = "VISIT"  # 入户走访
    REGISTER = "REGISTER"  # 登记信息核对、更正
    VOTE = "VOTE"  # 表决名册核对
    EMERGENCY = "EMERGENCY"  # 突发紧急情况
    BY_LAW = "BY_LAW"  # 依法要求提供
    PERSON_ASKED = "PERSON_ASKED"  # 本人要求


class CreateGround(StrEnum):
    """Why a record is made although a similar one exists (仍然新建的理由)."""

    NO_SIMILAR = "NO_SIMILAR"  # 没有相似记录
    OTHER_PERSON = "OTHER_PERSON"  # 已核对，不是同一人


class DuplicateGround(StrEnum):
    """Why two records may be one person (疑似重复依据)."""

    SAME_ID_NUMBER = "SAME_ID_NUMBER"  # 证件号码相同
    SAME_PHONE_AND_NAME = "SAME_PHONE_AND_NAME"  # 电话和姓名相同
    SAME_NAME_AND_HOME = "SAME_NAME_AND_HOME"  # 姓名和住处相同


class RequestKind(StrEnum):
    """What a person asks about their own data (个人信息权利请求)."""

    CORRECT = "CORRECT"  # 更正、补充
    DELETE = "DELETE"  # 删除
    EXPLAIN = "EXPLAIN"  # 解释说明


class ConsentSubject(StrEnum):
    """What consent is given to; each one separately (同意事项)."""

    CARE_NOTE = "CARE_NOTE"  # 登记健康、照护情况
    CHILD_RECORD = "CHILD_RECORD"  # 登记不满十四周岁未成年人信息
