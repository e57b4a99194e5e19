"""Two years of cases: drawn with a rhythm of weekdays, seasons and holidays, then taken over.

What is drawn is closed before the demonstration begins and comes in as cases of an earlier system;
nothing of it is about anybody: it has a place and no reporter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random  # noqa: TID251 (handed down from the one seed)

from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Channel, Level, Outcome
from linli.apps.cases.rules.takeover import OldAct, OldCase
from linli.core.worktime import WorkCalendar, due_after_worked_days, due_at

YEARS = 2
A_DAY = 9.0  # cases on an ordinary day in the whole district
_A = CaseAction
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)

# Per month: more water and heating trouble in winter, more noise and rubbish in summer.
_SEASON = (1.15, 0.7, 0.95, 0.95, 1.0, 1.1, 1.25, 1.2, 1.0, 0.9, 1.05, 1.2)
_HOURS = (2, 5, 9, 10, 9, 6, 4, 5, 7, 8, 7, 6, 6, 7, 6, 4, 2)  # from six in the morning on
_CHANNELS = {
    Channel.RESIDENT: 38,
    Channel.GRID: 34,
    Channel.TELEPHONE: 16,
    Channel.COUNTER: 9,
    Channel.PAPER: 3,
}

# code: how often in town, how often in the country, which office, what people write
_KINDS: Mapping[str, tuple[int, int, str, tuple[str, ...]]] = {
    "street-lighting": (11, 14, "综合行政执法局", (
        "楼道口路灯不亮，晚上老人上下楼看不清。", "路灯一直闪，已经三天了。",
        "村口两盏路灯不亮。")),
    "water-sewage": (12, 12, "住房和城乡建设局", (
        "污水井冒水，味道很大。", "水管漏水，单元门口积了一片水。", "排水沟堵了，一下雨就积水。")),
    "rubbish": (13, 17, "综合行政执法局", (
        "垃圾桶满了两天没有清运。", "装修垃圾堆在绿化带里。", "路边有人倾倒建筑垃圾。")),
    "road": (8, 16, "住房和城乡建设局", (
        "井盖松动，车压过去响声很大，担心有人踩空。", "路面塌了一个坑，骑车容易摔。",
        "消防通道被杂物堵住。")),
    "fire-safety": (9, 7, "消防救援大队", (
        "楼道里堆着旧家具和纸箱。", "灭火器过期了没有更换。", "应急灯坏了。")),
    "parking": (13, 3, "公安局", ("车辆堵住了单元门口。", "有车长期占用消防通道。")),
    "noise": (8, 5, "公安局", ("夜里施工，十一点以后还在响。", "广场舞音响声音太大。")),
    "flying-cables": (7, 2, "消防救援大队", (
        "有人从楼上拉线给电动车充电。", "楼外的线缆垂下来，快碰到人了。")),
    "greenery": (5, 4, "综合行政执法局", ("树枝挡住窗户，也碰到了电线。", "大树被风吹歪，怕倒。")),
    "lift": (5, 0, "市场监督管理局", (
        "电梯停在三楼打不开门，现在没有人在里面。", "电梯门关不严。")),
    "property-service": (9, 1, "住房和城乡建设局", (
        "楼道一个多星期没有打扫。", "报修门禁十天了没有人来。")),
    "dispute": (4, 8, "司法局", ("楼上漏水，两家说不拢。", "宅基地边界有争议，想请人调解。")),
    "question": (4, 7, "", ("老房子加装电梯怎么申请？", "困难家庭的补助需要什么材料？")),
    "other": (3, 4, "", ("公告栏玻璃碎了。", "健身器材松动。")),
}  # fmt: skip
_WORDS: Mapping[CaseAction, tuple[str, ...]] = {
    _A.REDIRECT: ("这件事由供电公司负责，已告知报修电话95598。",),
    _A.ANSWER: ("已答复办理条件、所需材料和办理地点。",),
    _A.REFER: ("双方同意，转人民调解委员会。",),
    _A.RETURN: ("不属本单位职责，依据三定方案退回。",),
    _A.FEED_BACK: (
        "已到现场处理完毕，照片见附件。",
        "已维修更换，恢复正常。",
        "已清理，并加强巡查。",
    ),
    _A.FAIL_CHECK: ("现场复查，问题还在，请继续处理。",),
    _A.PASS_CHECK: ("现场核查，情况属实。",),
    _A.DISPUTE: ("又出现同样的问题，没有彻底解决。",),
    _A.SOLVE_ON_SPOT: ("巡查时发现，当场处理。",),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where things happen: a cell in town, a village, a community."""

    place_id: int
    path: str
    county_id: int
    township_id: int
    community_id: int
    cell_id: int | None
    weight: float
    is_town: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A category of the installation with the office that usually handles it."""

    category_id: int
    level: Level
    body_id: int | None
    seat_id: int | None


def office_of(code: str) -> str:
    """Return a word in the name of the office that handles a category, empty for none."""
    return _KINDS[code][2] if code in _KINDS else ""


def words_of(code: str) -> tuple[str, ...]:
    """Return what people write about a matter of a category."""
    return _KINDS[code][3]


def histories(
    spots: Sequence[Spot],
    kinds: Mapping[str, Kind],
    *,
    until: date,
    work: Mapping[int, WorkCalendar],
    chance: Random,
) -> Iterator[OldCase]:
    """Yield the cases of the years before `until`, in the order of their reports."""
    number, day = 0, until - _DAY * (365 * YEARS)
    weights = [spot.weight for spot in spots]
    while day < until - _DAY * 10:
        many = chance.gauss(_rate(day, until, work[day.year]), 2)
        for spot in chance.choices(spots, weights, k=max(0, round(many))):
            number += 1
            case = _Drawing(spot, kinds, work[day.year], chance).case(number, day)
            if case is not None and case.acts[-1].at.date() < until:
                yield case
        day += _DAY


def _rate(day: date, until: date, work: WorkCalendar) -> float:
    grown = 1 - 0.35 * (until - day).days / (365 * YEARS)
    weekday = 1.15 if work.is_worked(day) else 0.55
    return A_DAY * grown * weekday * _SEASON[day.month - 1]


class _Drawing:
    """Draws one case after the other on a spot."""

    def __init__(
        self, spot: Spot, kinds: Mapping[str, Kind], work: WorkCalendar, chance: Random
    ) -> None:
        self.spot, self.kinds, self.work, self.chance = spot, kinds, work, chance
        self.acts: list[OldAct] = []
        self.at = datetime.min.replace(tzinfo=UTC)

    def case(self, number: int, day: date) -> OldCase | None:
        """Return a case reported on a day, None where the installation has no such category."""
        chance, spot = self.chance, self.spot
        codes = [code for code in _KINDS if code in self.kinds]
        often = [_KINDS[code][0] if spot.is_town else _KINDS[code][1] for code in codes]
        if not any(often):
            return None
        code = chance.choices(codes, often)[0]
        kind = self.kinds[code]
        channel = chance.choices(tuple(_CHANNELS), tuple(_CHANNELS.values()))[0]
        reported = self._moment(day)
        self.at = reported
        end = self._run(code, kind, channel)
        return OldCase(
            number=f"{day:%Y%m%d}-H{number:05d}",
            category_id=kind.category_id,
            level=kind.level,
            channel=channel,
            text=chance.choice(_KINDS[code][3]),
            place_id=spot.place_id,
            scope_path=spot.path,
            county_id=spot.county_id,
            township_id=spot.township_id,
            community_id=spot.community_id,
            cell_id=spot.cell_id,
            reported_at=reported,
            local_day=day,
            acts=tuple(self.acts),
            **end,  # type: ignore[arg-type]
            **self._contact(number, kind, channel, reported),  # type: ignore[arg-type]
        )

    def _contact(
        self, number: int, kind: Kind, channel: Channel, reported: datetime
    ) -> dict[str, object]:
        """Return when somebody spoke with the reporter: mostly in time, seldom late or in vain.

        Drawn by the number of the case alone. Every fifth report is anonymous, and what a grid
        worker finds has no reporter: nobody is owed a contact.
        """
        chance = Random(number)  # noqa: S311 (drawn, never secret)
        if channel == Channel.GRID or chance.random() < 0.2:
            return {}
        if kind.level == Level.ORDINARY:
            due = due_after_worked_days(reported, 1, self.work).astimezone(UTC)
        else:
            due = due_at(reported, timedelta(hours=4), self.work).astimezone(UTC)
        luck, found = chance.random(), {"contact_due_at": due}
        if luck < 0.03:
            return {**found, "contact_tries": 2}
        end = self.acts[-1].at
        at = reported + (due - reported) * chance.betavariate(1.4, 2.6)
        if luck > 0.92:
            at = due + _MINUTE * chance.uniform(30, 2000)
        if at > end:  # nobody spoke with them before it ended: the ending was the first word
            return {**found, "contacted_at": end, "contact_way": ContactWay.MESSAGE}
        ways = (ContactWay.TELEPHONE, ContactWay.VISIT, ContactWay.MESSAGE)
        return {**found, "contacted_at": at, "contact_way": chance.choices(ways, (7, 2, 2))[0]}

    def _moment(self, day: date) -> datetime:
        hour = self.chance.choices(
            range(6, 23), (2, 5, 9, 10, 9, 6, 4, 5, 7, 8, 7, 6, 6, 7, 6, 4, 2)
        )
        zone = self.work.zone
        minute = self.chance.randrange(60)
        return datetime(day.year, day.month, day.day, hour[0], minute, tzinfo=zone).astimezone(UTC)

    def _do(self, action: CaseAction, minutes: float) -> None:
        """Do an act after so many working minutes."""
        at = due_at(self.at, _MINUTE * max(1, round(minutes)), self.work)
        self.at = max(at.astimezone(UTC), self.at)
        words = _WORDS.get(action)
        self.acts.append(OldAct(action, self.at, self.chance.choice(words) if words else ""))

    def _run(self, code: str, kind: Kind, channel: Channel) -> dict[str, object]:
        chance, luck = self.chance, self.chance.random()
        if code == "question" and luck < 0.9:
            self._do(_A.ANSWER, chance.expovariate(1 / 90))
            return {}
        if code == "dispute" and luck < 0.7:
            self._do(_A.REFER, chance.expovariate(1 / 120))
            return {}
        if luck < 0.03:
            self._do(_A.REDIRECT, chance.expovariate(1 / 60))
            return {}
        if luck < 0.04:
            self._do(_A.WITHDRAW, chance.expovariate(1 / 200))
            return {}
        if channel == Channel.GRID and luck < 0.45:
            self._do(_A.SOLVE_ON_SPOT, chance.uniform(1, 40))
            return self._finish(Outcome.SOLVED)
        self._do(_A.ACCEPT, chance.expovariate(1 / 70))
        return self._handled(kind)

    def _handled(self, kind: Kind) -> dict[str, object]:
        chance = self.chance
        self._do(_A.DISPATCH, chance.expovariate(1 / 50))
        if chance.random() < 0.05:
            self._do(_A.RETURN, chance.expovariate(1 / 100))
            self._do(_A.DISPATCH, chance.expovariate(1 / 60))
        take_due = due_at(self.at, timedelta(hours=4), self.work).astimezone(UTC)
        self._do(_A.TAKE, chance.expovariate(1 / 85))
        due = self._due(kind)
        delayed = chance.random() < 0.05
        if delayed:
            due = due_after_worked_days(due, 3, self.work).astimezone(UTC)
        self._feed_back(due, in_time=chance.random() < 0.88)
        if chance.random() < 0.04:
            self._do(_A.FAIL_CHECK, chance.uniform(60, 600))
            self._do(_A.FEED_BACK, chance.uniform(120, 900))
        outcome = chance.choices(
            (Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_POSSIBLE), (86, 9, 5)
        )[0]
        return {
            **self._finish(outcome, may_return=True),
            "lead_id": kind.body_id,
            "lead_seat_id": kind.seat_id,
            "take_due_at": take_due,
            "handle_due_at": due,
            "was_delayed": delayed,
            "is_repeat": chance.random() < 0.06,
        }

    def _due(self, kind: Kind) -> datetime:
        if kind.level == Level.ORDINARY:
            return due_after_worked_days(self.at, 5, self.work).astimezone(UTC)
        return self.at + _DAY

    def _feed_back(self, due: datetime, *, in_time: bool) -> None:
        left = due - self.at
        if in_time:
            self.at += left * self.chance.betavariate(1.6, 2.2)
        else:
            self.at = due + _MINUTE * self.chance.uniform(60, 4000)
        words = self.chance.choice(_WORDS[_A.FEED_BACK])
        self.acts.append(OldAct(_A.FEED_BACK, self.at, words))

    def _finish(self, outcome: Outcome, *, may_return: bool = False) -> dict[str, object]:
        chance = self.chance
        self._do(_A.PASS_CHECK, chance.uniform(60, 700))
        if may_return and chance.random() < 0.035:
            self.at += _MINUTE * chance.uniform(60, 4000)
            self._do(_A.DISPUTE, 1)
            for action in (_A.DISPATCH, _A.TAKE, _A.FEED_BACK, _A.PASS_CHECK):
                self._do(action, chance.uniform(30, 500))
        if chance.random() < 0.62:
            self.at += _MINUTE * chance.expovariate(1 / 900)
            self.acts.append(OldAct(_A.CONFIRM, self.at))
            if chance.random() < 0.6:
                stars = chance.choices((5, 4, 3, 2, 1), _stars(outcome))[0]
                return {"outcome": outcome, "rating": stars, "rated_at": self.at + _MINUTE * 3}
        else:
            self.at += _DAY * 7
            self.acts.append(OldAct(_A.LAPSE, self.at))
        return {"outcome": outcome}


def _stars(outcome: Outcome) -> tuple[int, ...]:
    return (60, 25, 9, 4, 2) if outcome == Outcome.SOLVED else (18, 24, 28, 18, 12)
