"""What waits for somebody when the demonstration begins: calls, more time, decisions, what is late.

Everything is done through the acts, by the people who can sign in, at plausible times before now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Case, Task
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.kinds import Channel, Disclosure, ExclusionReason, PauseReason
from linli.apps.cases.services import ReportData, calls, delays
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.overdue import mark_overdue
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.tree import ancestors
from linli.demo.desks import Desks
from linli.demo.histories import words_of
from linli.kit.days import local_day

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Days since somebody took a case of this category and said nothing more.
LATE = ((16, "road"), (12, "water-sewage"), (9, "property-service"))
BASIS = "部门职责清单"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The same desks and people, with what is under way between them."""

    desks: Desks

    def leave(self) -> int:
        """Leave everything that waits; return how many cases there are more."""
        acts: tuple[Callable[[], object], ...] = (
            *(partial(self._late, *late) for late in LATE),
            self._unsorted, self._own_round, self._called, self._arrived, self._call_refused,
            self._more_time, self._paused, self._hung_up, self._half_agreed, self._disagreed,
            self._appealed,
        )  # fmt: skip
        self._two_must_agree()
        for act in acts:
            act()
        mark_overdue(now=self.desks.now)
        return len(acts)

    def _who(self, name: str) -> Actor:
        return self.desks.people[name]

    def _ago(self, hours: int) -> datetime:
        return self.desks.now - _HOUR * hours

    def _late(self, days: int, code: str) -> None:
        """A department took it and has not been heard of since."""
        self.desks.taken(code, self.desks.now - _DAY * days)

    def _unsorted(self) -> None:
        """A report nobody has sorted for days."""
        self.desks.report("rubbish", self.desks.now - _DAY * 4)

    def _found(self, code: str, at: datetime) -> Case:
        """The grid worker of the compound reports what the round has shown."""
        worker = self._who("grid")
        path = next(grant.path for grant in worker.grants if grant.role == Role.GRID_WORKER)
        report = ReportData(
            category_id=self.desks.category(code).pk,
            place_id=Place.objects.get(path=path).pk,
            text=words_of(code)[0],
            disclosure=Disclosure.OPEN,
            channel=Channel.GRID,
        )
        return services.report_on_behalf(actor=worker, report=report, now=at)

    def _own_round(self) -> None:
        """What the grid worker has found today and can put right on the spot."""
        self._found("greenery", self._ago(3))

    def _call(self, code: str, at: datetime) -> Task:
        case = self._found(code, at)
        (task,) = calls.call_upwards(
            actor=self._who("grid"),
            case_id=case.pk,
            body_ids=[self.desks.office().pk],
            text="现场处理不了，请部门到场。",
            legal_basis=BASIS,
            now=at + _HOUR,
        )
        return task

    def _called(self) -> None:
        """The cell has called the department, which has not come yet."""
        self._call("water-sewage", self._ago(2))

    def _arrived(self) -> None:
        """The department has come and has not said yet what it did."""
        task = self._call("road", self._ago(8))
        calls.arrive(actor=self._who("department"), task_id=task.pk, now=self._ago(5))

    def _call_refused(self) -> None:
        """The department does not come, and says which law it relies on: the arbiter decides."""
        task = self._call("property-service", self._ago(30))
        calls.decline(
            actor=self._who("department"),
            task_id=task.pk,
            basis="物业管理条例第五条",
            text="此事由街道办事处协调物业服务企业处理。",
            now=self._ago(27),
        )

    def _delayed(
        self, days: int, kind: DelayKind, reason: PauseReason, text: str, until: int
    ) -> int:
        """The department asks for more time for a case it has taken."""
        now = self.desks.now
        asks_back = reason == PauseReason.REPORTER  # the resident can sign in and answer
        case = self.desks.taken("street-lighting", now - _DAY * days, own=asks_back)
        review = local_day(now) + _DAY * 20 if kind == DelayKind.HANG_UP else None
        delay = delays.ask_delay(
            actor=self._who("department"),
            case_id=case.pk,
            kind=kind,
            reason=reason,
            text=text,
            until=now + _DAY * until,
            review_on=review,
            now=now - _DAY * days + 5 * _HOUR,
        )
        return delay.pk

    def _granted(self, delay_id: int, days: int, by: str = "street") -> None:
        delays.decide_delay(
            actor=self._who(by),
            delay_id=delay_id,
            is_granted=True,
            text="情况属实，同意。",
            now=self.desks.now - _DAY * days + 8 * _HOUR,
        )

    def _two_must_agree(self) -> None:
        """The sub-district lets nothing hang without a second yes, from the district."""
        at = self.desks.now - _DAY * 10
        above = ancestors(self.desks.compound.path)
        set_needed(
            actor=self._who("street"),
            place_id=Place.objects.get(path__in=above, kind=PlaceKind.TOWNSHIP).pk,
            what=For(ApprovalKind.HANG_UP),
            needed=2,
            valid_from=local_day(at),
            now=at,
        )

    def _more_time(self) -> None:
        """Somebody else has to decide whether the parts are worth waiting for."""
        self._delayed(1, DelayKind.EXTENSION, PauseReason.PARTS, "灯具型号停产，厂家本周发货。", 12)

    def _paused(self) -> None:
        """It waits for what the reporter still has to say."""
        why = "需要您告诉我们是几号楼几单元的灯。"
        self._granted(self._delayed(2, DelayKind.PAUSE, PauseReason.REPORTER, why, 10), 2)

    def _hung_up(self) -> None:
        """It waits for the owners' vote on their repair fund."""
        why = "线路整体更换，需动用维修资金，等待业主表决。"
        delay = self._delayed(3, DelayKind.HANG_UP, PauseReason.FUNDS, why, 90)
        self._granted(delay, 3)
        self._granted(delay, 3, by="district")

    def _half_agreed(self) -> None:
        """The sub-district has agreed that it hangs; the district has not looked at it yet."""
        why = "灯杆在待征收地块内，等待征收方案确定后一并迁移。"
        self._granted(self._delayed(2, DelayKind.HANG_UP, PauseReason.THIRD_PARTY, why, 60), 2)

    def _disagreed(self) -> None:
        """Sent back three times: the arbiter decides whose task it is."""
        at = self.desks.now - _DAY * 3
        case = self.desks.dispatched("parking", at)
        for number in range(3):
            services.return_task(
                actor=self._who("department"),
                case_id=case.pk,
                basis="本单位三定方案",
                text="不属本单位职责，请重新派遣。",
                now=at + _HOUR * (4 + 6 * number),
            )
            if number < 2:
                self.desks.send(case, at + _HOUR * (6 + 6 * number))

    def _appealed(self) -> None:
        """Excluded by two persons; the reporter does not agree."""
        at = self.desks.now - _DAY * 5
        case = self.desks.report("noise", at, own=True)
        services.propose_exclusion(
            actor=self._who("clerk"),
            case_id=case.pk,
            reason=ExclusionReason.REPEATED,
            text="同一诉求上月已答复，没有新的事实。",
            now=at + 2 * _HOUR,
        )
        services.confirm_exclusion(actor=self._who("street"), case_id=case.pk, now=at + 5 * _HOUR)
        services.dispute_case(
            actor=self._who("resident"),
            case_id=case.pk,
            text="这次是另一处工地，夜里一点还在施工。",
            now=at + _DAY,
        )
