"""Random histories of several cases, by acts through the services only, on a tree that moves.

A history is a list of (act, case, player, number, hours); what the rules refuse is refused and
nothing else happens. `TownHistory.play` returns nothing: a test looks at what the town has become.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Case, CaseStep, DayOverride, Delay, Task
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind, Step, TimeUnit
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import BESIDE, FLOW, CaseAction, CaseState
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services import settings as limits
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.figures import fold_changes
from linli.apps.cases.tasks.clocks import strike
from linli.apps.cases.tasks.life import keep_periods, lapse
from linli.apps.grids.models import Cell
from linli.apps.grids.services.drafts import plan_merge, plan_moves, plan_split
from linli.apps.grids.services.revisions import check_revision
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.basis import AwayReason, Basis, Ending
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.services import PostData
from linli.apps.places import services as places
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import DomainError, NotAllowed, NotFound
from linli.kit.days import local_day
from tests.factories.cases import (
    EVIDENCE,
    NOW,
    SERVICES,
    SYSTEM,
    Town,
    found_case,
    join,
    make_case,
    make_category,
    make_item,
    make_town,
    picture,
    worker,
)
from tests.factories.films import a_clip
from tests.factories.grids import Grid, make_grid, new_draft
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import dwellings_of
from tests.factories.voices import a_voice

PLAYERS = ("reporter", "neighbour", "clerk", "second_clerk", "third_clerk", "dispatcher", "handler",
           "officer", "grid_worker", "district", "here")  # fmt: skip
MOST_CASES = 5


class World:
    """A town, a grid in its other community, and what else a history needs."""

    def __init__(self) -> None:
        self.town: Town = make_town()
        tree = self.town.tree
        self.grid: Grid = make_grid(tree.sibling_community, cells=2)
        self.units = [dwellings_of(building)[0].pk for building in self.grid.buildings]
        self.here: Actor = worker(Role.COMMUNITY_WORKER, tree.sibling_community.path)
        # Somebody to whom every post of the district falls, and whose own is never ended here.
        above = make_body(tree.county, BodyType.GOVERNANCE_OFFICE, name="区综治中心")
        make_post(seat_of(above, SeatKind.HEAD))
        self.other = make_category(tree.county, "water")
        self.item = make_item(self.other)
        self.photos = (picture(), picture("blue"))
        self.spare = [make_person().pk for _ in range(3)]
        self.parents = [tree.community.pk, tree.sibling_community.pk, tree.village.pk]
        self.townships = [tree.township.pk, tree.other_township.pk]


class TownHistory:
    """One history in a world; `at` is when it has come so far."""

    def __init__(self, world: World) -> None:
        self.world, self.town, self.at = world, world.town, NOW
        self.cases: list[int] = []
        self.done = 0
        self.refused = 0
        self.kinds: Counter[str] = Counter()  # which acts were done

    def play(self, act: int, case: int, player: int, number: int, hours: int) -> None:
        """Do one act, some hours later; what is refused leaves everything as it is."""
        self.at += timedelta(hours=hours)
        acts = ACTS if self.cases else (TownHistory.report,)
        chosen = acts[act % len(acts)]
        case_id = self.cases[case % len(self.cases)] if self.cases else 0
        for step in range(len(PLAYERS)):  # whoever may not leaves it to the next
            name = PLAYERS[(player + step) % len(PLAYERS)]
            actor = self.player(name)
            try:
                chosen(self, case_id, actor, number)
                self.kinds[chosen.__name__] += 1
            except (NotAllowed, NotFound):
                self.refused += 1
            except DomainError:
                self.refused += 1
                return
            else:
                self.done += 1
                return

    def player(self, name: str) -> Actor:
        """Return somebody by name."""
        return self.world.here if name == "here" else getattr(self.town, name)

    def report(self, _case: int, actor: Actor, number: int) -> None:
        """Report something, at one of several places."""
        if len(self.cases) >= MOST_CASES:
            return
        spots: list[dict[str, Any]] = [
            {},
            {"place_id": self.town.tree.community.pk},
            {"place_id": self.world.grid.place.pk, "lon": 115.48, "lat": 35.245},
            {"place_id": self.world.grid.buildings[number % 2].pk},
            {"unit_id": self.world.units[number % 2],
             "place_id": Place.objects.get(units=self.world.units[number % 2]).pk},
        ]  # fmt: skip
        spot = spots[number % len(spots)]
        if number % 7 == 0:
            spot["level"] = Level.DANGER
        made = (
            found_case(self.town, now=self.at)
            if number % 11 == 0
            else make_case(self.town, now=self.at, **spot)
        )
        self.cases.append(made.pk)

    def flow(self, case: int, actor: Actor, number: int) -> None:
        """Try one act of the flow in the present state; the clock tries a lapse."""
        found = Case.objects.get(pk=case)
        actions = [one for one in FLOW.actions(CaseState(found.state)) if one not in BESIDE]
        if not actions:
            return
        action = actions[number % len(actions)]
        given: dict[str, Any] = {}
        if action == CaseAction.MERGE:
            given["target"] = Case.objects.get(pk=self.cases[number % len(self.cases)]).number
        elif action in EVIDENCE:
            given = EVIDENCE[action](self.town)
        if action == CaseAction.LAPSE:
            actor, self.at = Actor.system("clock"), self.at + timedelta(days=60)
        before = found.state
        after = SERVICES[action](actor=actor, case_id=case, now=self.at, **given)
        assert (before, after.state) in {(row.state, row.next) for row in FLOW}

    def beside(self, case: int, actor: Actor, number: int) -> None:
        """Remark, show, refile, rate, join, leave, see to a line or open a contact."""
        act = {"actor": actor, "case_id": case, "now": self.at}
        choices: list[Callable[[], Any]] = [
            lambda: services.add_remark(**act, text="补充"),
            lambda: services.refile_case(**act, category=self.world.other.pk),
            lambda: services.refile_case(**act, category=self.town.category.pk),
            lambda: services.rate_case(**act, rating=number % 5 + 1),
            lambda: join(Case.objects.get(pk=case), actor, now=self.at),
            lambda: services.leave_case(**act),
            lambda: services.add_photo(**act, data=self.world.photos[number % 2]),
            lambda: services.mark_item(**act, item=self.world.item.pk),
            lambda: services.open_contact(**act, reason="回访核实"),
            lambda: services.add_clip(**act, clip=a_clip(number % 2)),
            lambda: services.answer_escalation(**act, text="今天派人到现场"),
            lambda: services.add_clip(**act, clip=a_voice()),
            lambda: services.write_down(**act, digest=a_voice().digest, said=f"第{number}次听写"),
        ]
        choices[number % len(choices)]()

    def correct_place(self, case: int, actor: Actor, number: int) -> None:
        """Put the place right: within a community, over its border, over that of a township."""
        tree, grid = self.town.tree, self.world.grid
        unit = self.world.units[number % 2]
        spots: list[dict[str, Any]] = [
            {"place_id": self.town.compound.pk},
            {"place_id": grid.buildings[number % 2].pk, "spot": "楼道口"},
            {"place_id": Place.objects.get(units=unit).pk, "unit_id": unit},
            {"place_id": tree.community.pk, "lon": 115.48, "lat": 35.245},
            {"place_id": tree.sibling_community.pk},
            {"place_id": tree.village.pk},
            {"place_id": tree.foreign_county.pk},
        ]
        services.correct_place(
            actor=actor, case_id=case, now=self.at, text="现场核实",
            where=services.WhereData(**spots[number % len(spots)]),
        )  # fmt: skip

    def contact(self, case: int, actor: Actor, number: int) -> None:
        """Contact the reporter, or try to."""
        services.record_contact(
            actor=actor, case_id=case, way=list(ContactWay)[number % len(ContactWay)],
            is_reached=number % 3 == 0, now=self.at,
        )  # fmt: skip

    def call(self, case: int, actor: Actor, number: int) -> None:
        """Call a department; let it arrive, report or refuse; rule on it, or call it off."""
        task = Task.objects.filter(case=case).exclude(kind="LEAD").order_by("-pk").first()
        act = {"actor": actor, "now": self.at}
        choice = number % 7
        if choice in {0, 1} or task is None:
            calls.call_upwards(
                **act, case_id=case, body_ids=[self.town.department.pk], text="请到场",
                legal_basis="燃气管理条例",
            )  # fmt: skip
        elif choice == 2:
            calls.arrive(**act, task_id=task.pk)
        elif choice == 3:
            calls.report_result(**act, task_id=task.pk, text="已处理")
        elif choice == 4:
            calls.decline(**act, task_id=task.pk, basis="三定方案", text="非本部门职责")
        elif choice == 5:
            calls.rule_on_call(**act, task_id=task.pk, must_come=number > 9, text="依清单裁定")
        else:
            calls.call_off(**act, task_id=task.pk, text="已自行解决")

    def delay(self, case: int, actor: Actor, number: int) -> None:
        """Ask for more time, decide on it, look again at what hangs, or let a clock go on."""
        last = Delay.objects.filter(case=case).order_by("-pk").first()
        act = {"actor": actor, "now": self.at}
        if number % 4 == 0 or last is None:
            kind = list(DelayKind)[number // 4 % 3]
            hangs = kind == DelayKind.HANG_UP
            delays.ask_delay(
                **act, case_id=case, kind=kind, text="等待配件",
                reason=PauseReason.FUNDS if hangs else PauseReason.PARTS,
                until=self.at + timedelta(days=number % 25 + 1),
                review_on=(self.at + timedelta(days=20)).date() if hangs else None,
            )  # fmt: skip
        elif number % 4 == 1:
            delays.decide_delay(**act, delay_id=last.pk, is_granted=number % 8 == 1, text="同意")
        elif number % 4 == 2:
            review_on = (self.at + timedelta(days=20)).date()
            delays.look_again(**act, delay_id=last.pk, review_on=review_on, text="款未到")
        else:
            delays.end_delay(**act, delay_id=last.pk)

    def tick(self, _case: int, _actor: Actor, number: int) -> None:
        """Let the clock strike; fold some of what was noted."""
        strike(self.at)
        lapse(self.at)
        fold_changes(size=number * 3 + 1)

    def set_back(self, case: int, actor: Actor, number: int) -> None:
        """Let the clock of the machine stand earlier: for acts, and for the worker's minute."""
        ahead = self.at
        self.at -= timedelta(hours=number + 1)
        try:
            strike(self.at)
            self._refused_too_early(case, number)
        finally:
            self.at = ahead

    def _refused_too_early(self, case: int, number: int) -> None:
        """Try an act of the flow and one beside it before the last one, by everybody."""
        steps = CaseStep.objects.filter(case=case)
        last = steps.order_by("-number").first()
        state = CaseState(Case.objects.get(pk=case).state)
        actions = [action for action in FLOW.actions(state) if action != CaseAction.LAPSE]
        if last is None or self.at >= last.at or not actions:
            return
        action = actions[number % len(actions)]
        given: dict[str, Any] = {"target": Case.objects.get(pk=self.cases[0]).number}
        if action != CaseAction.MERGE:
            given = EVIDENCE.get(action, lambda _town: {})(self.town)
        before = Case.objects.filter(pk=case).values().get(), steps.count()
        for name in PLAYERS:
            actor = self.player(name)
            with suppress(DomainError):
                SERVICES[action](actor=actor, case_id=case, now=self.at, **given)
            with suppress(DomainError):
                self.beside(case, actor, number)
            with suppress(DomainError):
                self.correct_place(case, actor, number)
        assert before == (Case.objects.filter(pk=case).values().get(), steps.count())
        self.kinds["refused_too_early"] += 1

    def posts(self, _case: int, _actor: Actor, number: int) -> None:
        """End a post, fill one, send somebody on leave, or dissolve a body (seldom)."""
        act = {"actor": SYSTEM, "now": self.at}
        bodies = (self.town.team, self.town.department, self.town.committee)
        body, day = bodies[number % 3], local_day(self.at)
        lead = TYPES[BodyType(body.type)].lead
        seat = Seat.objects.filter(body=body, kind=lead).order_by("position").first()
        post = Appointment.objects.on(day).filter(seat=seat).first()
        if number == 30:
            organisations.dissolve_body(**act, body_id=body.pk, valid_to=day)
        elif post is None:
            new = PostData(valid_from=day, basis=Basis.ELECTED)
            organisations.appoint(
                **act, seat_id=seat.pk, person_id=self.world.spare[number % 3], post=new
            )
        elif number % 2:
            organisations.end_appointment(
                **act, appointment_id=post.pk, valid_to=day, ending=Ending.RESIGNED
            )
        else:
            organisations.record_absence(
                **act, seat_id=seat.pk, person_id=post.person_id, reason=AwayReason.LEAVE,
                substitute_id=self.world.spare[number % 3] if number % 4 else None,
                valid_from=day, valid_to=day + timedelta(days=number),
            )  # fmt: skip

    def setting(self, _case: int, _actor: Actor, number: int) -> None:
        """Declare a day one of rest or of work, take it back, set a limit, or how many agree."""
        act, day = {"actor": SYSTEM, "now": self.at}, local_day(self.at)
        if number % 5 == 4:
            set_needed(
                **act, place_id=self.town.tree.county.pk, needed=number % 3 + 1, valid_from=day,
                what=For(list(ApprovalKind)[number // 5 % 4]),
            )  # fmt: skip
        elif number % 4 == 0:
            limits.set_limit(
                **act, place_id=self.town.tree.county.pk, level=Level.ORDINARY,
                step=list(Step)[number % len(Step)], span=Span(number + 1, TimeUnit.WORKING_DAYS),
                valid_from=day,
            )  # fmt: skip
        elif number % 4 == 1:
            override = DayOverride.objects.filter(withdrawn_at=None).order_by("-pk").first()
            if override is not None:
                limits.withdraw_override(**act, override_id=override.pk)
        else:
            limits.override_day(
                **act, place_id=self.town.tree.county.pk, is_worked=number % 4 == 2,
                day=day + timedelta(days=number % 6 + 1), reason="台风",
            )  # fmt: skip

    def place(self, _case: int, _actor: Actor, number: int) -> None:
        """Move a compound to another community, or a community to another township."""
        compounds = [self.town.compound.pk, self.world.grid.compound.pk]
        act = {"actor": SYSTEM, "now": self.at}
        if number % 3:
            parent = self.world.parents[number % 3]
            places.move_place(**act, place_id=compounds[number % 2], parent_id=parent)
        else:
            moved = self.world.parents[number % 2]
            places.move_place(
                **act, place_id=moved, parent_id=self.world.townships[number % 4 // 2]
            )

    def grid(self, _case: int, _actor: Actor, number: int) -> None:
        """Split a cell dwelling by dwelling, or merge two; in force at once."""
        cells = list(Cell.objects.filter(place=self.world.grid.place, valid_to=None).order_by("pk"))
        plan = new_draft(self.world.grid.place)
        act = {"actor": SYSTEM, "revision_id": plan.pk, "now": self.at}
        if number % 2 and len(cells) > 1:
            plan_merge(**act, cell_ids=[cells[0].pk, cells[1].pk], into_id=cells[0].pk)
        else:
            (row,) = plan_split(**act, cell_id=cells[0].pk, names=[f"新格{number}"])
            plan_moves(**act, units={self.world.units[number % 2]: row.pk})
        plan.cells.update(polygon=None)
        check_revision(**act)
        publish_for_today(**act)

    def years(self, _case: int, _actor: Actor, number: int) -> None:
        """Let the periods of what is closed run out, seldom."""
        if number % 5 == 0:
            self.at += timedelta(days=1200)
        keep_periods(self.at)


ACTS = (
    *(TownHistory.flow,) * 9, *(TownHistory.report,) * 2, *(TownHistory.beside,) * 2,
    *(TownHistory.contact,) * 2,
    *(TownHistory.correct_place,) * 2, *(TownHistory.call,) * 2, *(TownHistory.delay,) * 2,
    *(TownHistory.tick,) * 2,
    TownHistory.place, TownHistory.grid, TownHistory.years, TownHistory.set_back,
    TownHistory.posts, TownHistory.setting,
)  # fmt: skip
