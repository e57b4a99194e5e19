"""Setting bodies up and putting people into their seats, many at once."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, datetime

from linli.apps.organisations import services
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.services import NewPost, NewSeat, PostData
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.demo import plan
from linli.demo.terms import Term, posts_of
from linli.kit.days import local_day


@dataclass(frozen=True, slots=True)
class _Wish:
    """A person for a kind of seat, with all posts held there one after the other."""

    body: Body
    seat: NewSeat
    person_id: int
    posts: list[PostData]


@dataclass(slots=True)
class Organiser:
    """Sets bodies up; keeps a list of who is to sit where, and enters it when told to settle."""

    actor: Actor
    now: datetime
    _wishes: list[_Wish] = field(default_factory=list)

    @property
    def today(self) -> date:
        """Return the day of the making."""
        return local_day(self.now)

    def found(self, kind: BodyType, place: Place, name: str, **options: object) -> Body:
        """Set up a body on a place."""
        return services.found_body(
            actor=self.actor,
            body_type=kind,
            name=name,
            place_id=place.pk,
            valid_from=plan.LONG_AGO,
            now=self.now,
            **options,  # type: ignore[arg-type]
        )

    def fill(
        self,
        body: Body,
        kind: SeatKind,
        person_id: int,
        *,
        term: Term | None = None,
        basis: Basis = Basis.ELECTED,
        place: Place | None = None,
        is_acting: bool = False,
    ) -> None:
        """Wish for a person in the next free seat of a kind; one is opened where there is none."""
        seat = NewSeat(kind, place.pk if place else None)
        posts = posts_of(term, basis, is_acting=is_acting)
        self._wishes.append(_Wish(body, seat, person_id, posts))

    def settle(self) -> None:
        """Enter everything wished for: the seats that are missing, then all posts in one act."""
        wishes, self._wishes = self._wishes, []
        seats = self._seats_for(wishes)
        services.appoint_all(
            actor=self.actor,
            posts=[
                NewPost(seat.pk, wish.person_id, post)
                for wish, seat in zip(wishes, seats, strict=True)
                for post in wish.posts
            ],
            now=self.now,
        )

    def _seats_for(self, wishes: list[_Wish]) -> list[Seat]:
        free: dict[tuple[int, str], deque[Seat]] = defaultdict(deque)
        rows = Seat.objects.filter(body__in=[wish.body for wish in wishes], appointments=None)
        for seat in rows.order_by("position"):
            free[seat.body_id, seat.kind].append(seat)
        found: dict[int, Seat] = {}
        missing: dict[int, list[int]] = defaultdict(list)
        for index, wish in enumerate(wishes):
            waiting = free[wish.body.pk, wish.seat.kind]
            if waiting and wish.seat.place_id is None:
                found[index] = waiting.popleft()
            else:
                missing[wish.body.pk].append(index)
        for body_id, indexes in missing.items():
            opened = services.open_seats(
                actor=self.actor,
                body_id=body_id,
                seats=[wishes[index].seat for index in indexes],
                valid_from=plan.LONG_AGO,
                now=self.now,
            )
            found |= dict(zip(indexes, opened, strict=True))
        return [found[index] for index in range(len(wishes))]
