"""What lies on the desks when the demonstration begins: cases of the last days, in every state.

Everything is done through the acts, by the people who can sign in, at plausible times before now.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random  # noqa: TID251 (handed down from the one seed)

from django.db.models import QuerySet

from linli.apps.cases import services
from linli.apps.cases.models import Case, Category
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.kinds import Channel, Disclosure, ExclusionReason, Outcome
from linli.apps.cases.services import ReportData
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.demo.histories import office_of, words_of

# Hours since the report, for each stage: most desks are in time, some are not.
AGES = (1, 4, 7, 28, 50, 75, 99, 20)
HOURS_APART = 3
FRESH = 40  # reports of the last day all over the district, not sorted yet
AT_HOME = frozenset({"water-sewage", "noise", "property-service"})  # what is wrong in a dwelling
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desks:
    """Who works on the shown compound's cases, and what they work with."""

    people: Mapping[str, Actor]
    neighbours: Iterator[int]  # persons of the compound who call the clerk, in turn
    compound: Place
    county: Place
    now: datetime
    chance: Random

    def fill(self) -> int:
        """Report and work on cases; return how many there are."""
        categories = [
            row for row in self._categories() if row.code not in {"question", "dispute", "lift"}
        ]
        stages: Sequence[Callable[[Case, datetime], None]] = (
            self._reported, self._accepted, self._dispatched, self._taken, self._fed_back,
            self._checked, self._closed, self._doubted,
        )  # fmt: skip
        for number in range(3 * len(stages)):
            stage = stages[number % len(stages)]
            age = AGES[number % len(stages)] + HOURS_APART * (number // len(stages))
            at = self.now - _HOUR * age
            category = categories[number % len(categories)]
            # The resident who can sign in has one at each stage, and has answered for all closed.
            own = number < len(stages) or stage == self._closed
            stage(self._report(category, at, own=own, called=number % 3 == 2), at)
        return 3 * len(stages) + self._fresh(categories)

    def _categories(self) -> "QuerySet[Category]":
        return Category.objects.filter(place=self.county, is_ours=True).order_by("order")

    def category(self, code: str) -> Category:
        """Return a category of the district by its code."""
        return self._categories().get(code=code)

    def report(self, code: str, at: datetime, *, own: bool = False) -> Case:
        """Let a neighbour, or the resident, report something; return the case."""
        return self._report(self.category(code), at, own=own, called=not own)

    def dispatched(self, code: str, at: datetime) -> Case:
        """Return a case that was reported at `at` and lies with the department."""
        case = self.report(code, at)
        self._dispatched(case, at)
        return case

    def taken(self, code: str, at: datetime, *, own: bool = False) -> Case:
        """Return a case that was reported at `at` and is being handled."""
        case = self.report(code, at, own=own)
        self._taken(case, at)
        return case

    def _report(self, category: Category, at: datetime, *, own: bool, called: bool = True) -> Case:
        """Report by phone, or, where the resident has not `called`, by the resident's own hand."""
        resident = self.people["resident"]
        person_id = resident.person_id if own else next(self.neighbours)
        words = self.chance.choice(words_of(category.code))
        home = self._home(person_id) if category.code in AT_HOME else None
        by_hand = own and not called
        report = ReportData(
            category_id=category.pk,
            place_id=home.place_id if home else self.compound.pk,
            unit_id=home.pk if home else None,
            text=words,
            disclosure=Disclosure.HANDLERS,
            channel=Channel.RESIDENT if by_hand else Channel.TELEPHONE,
            person_id=None if by_hand else person_id,
        )
        if by_hand:
            return services.report_case(actor=resident, report=report, now=at)
        return services.report_on_behalf(actor=self.people["clerk"], report=report, now=at)

    def _home(self, person_id: int | None) -> Unit:
        """Return the dwelling in which a person lives."""
        return Unit.objects.get(
            households__members__person=person_id,
            households__members__valid_to=None,
            households__valid_to=None,
        )

    def _reported(self, case: Case, at: datetime) -> None:
        """Leave it on the sorting desk."""

    def _accepted(self, case: Case, at: datetime) -> None:
        services.accept_case(actor=self.people["clerk"], case_id=case.pk, now=at + _HOUR / 2)

    def _dispatched(self, case: Case, at: datetime) -> None:
        self._accepted(case, at)
        self.send(case, at + _HOUR)

    def send(self, case: Case, at: datetime) -> None:
        """Send an accepted case to the department whose officer can sign in."""
        services.dispatch_case(
            actor=self.people["street"],
            case_id=case.pk,
            body=self.office().pk,
            legal_basis="部门职责清单",
            now=at,
        )

    def _taken(self, case: Case, at: datetime) -> None:
        self._dispatched(case, at)
        officer = self.people["department"]
        services.take_case(actor=officer, case_id=case.pk, now=at + 2 * _HOUR)
        services.record_contact(
            actor=officer,
            case_id=case.pk,
            way=ContactWay.TELEPHONE,
            is_reached=True,
            text="已电话联系，告知由我局办理，明天到现场。",
            now=at + 3 * _HOUR,
        )

    def _fed_back(self, case: Case, at: datetime) -> None:
        self._taken(case, at)
        services.feed_back(
            actor=self.people["department"],
            case_id=case.pk,
            outcome=Outcome.SOLVED,
            text="已到现场处理完毕。",
            now=at + 20 * _HOUR,
        )

    def _checked(self, case: Case, at: datetime) -> None:
        self._fed_back(case, at)
        services.pass_check(
            actor=self.people["clerk"], case_id=case.pk, text="现场核查，情况属实。",
            now=at + 22 * _HOUR,
        )  # fmt: skip

    def _closed(self, case: Case, at: datetime) -> None:
        self._checked(case, at)
        resident = self.people["resident"]
        services.confirm_case(actor=resident, case_id=case.pk, now=at + 23 * _HOUR)
        services.rate_case(actor=resident, case_id=case.pk, rating=5, now=at + 23 * _HOUR)

    def _doubted(self, case: Case, at: datetime) -> None:
        for hours in (1, 2):
            services.record_contact(
                actor=self.people["clerk"],
                case_id=case.pk,
                way=ContactWay.TELEPHONE,
                is_reached=False,
                text="号码无法接通。",
                now=at + hours * _HOUR,
            )
        services.propose_exclusion(
            actor=self.people["clerk"],
            case_id=case.pk,
            reason=ExclusionReason.NO_FACTS,
            text="两次到现场均未发现所述情况，来电号码无法接通。",
            now=at + 3 * _HOUR,
        )

    def office(self) -> Body:
        """Return the department whose officer can sign in."""
        bodies = [grant.body_id for grant in self.people["department"].grants if grant.body_id]
        found: Body = Body.objects.get(pk__in=bodies, type=BodyType.DEPARTMENT)
        return found

    def _fresh(self, categories: Sequence[Category]) -> int:
        places = list(
            Place.objects.under(self.county.path)
            .filter(kind__in=(PlaceKind.COMMUNITY, PlaceKind.VILLAGE))
            .order_by("path")
        )
        for place in self.chance.sample(places, FRESH):
            category = self.chance.choice([row for row in categories if office_of(row.code)])
            services.report_case(
                actor=Actor(),
                report=ReportData(
                    category_id=category.pk,
                    place_id=place.pk,
                    text=self.chance.choice(words_of(category.code)),
                    disclosure=Disclosure.ANONYMOUS,
                ),
                now=self.now - timedelta(minutes=self.chance.randrange(5, 1200)),
            )
        return FRESH
