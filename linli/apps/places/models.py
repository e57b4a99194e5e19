"""The place tree and the units in it, as they stand now and as they stood."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from linli.apps.accounts.rules import SEPARATED_ROLES, STAFF_ROLES
from linli.apps.places.rules import DIVISIONS, PlaceKind, SuccessionKind, UnitKind
from linli.apps.places.rules.belonging import homes_of
from linli.apps.places.rules.plans import PlannedAct, PlanOutcome
from linli.core.access import Actor
from linli.core.arithmetic import AreaCm
from linli.core.tree import ancestors, is_within
from linli.kit.enums import enum_check, enum_field, optional_enum_field
from linli.kit.scoped import ScopedQuerySet, under
from linli.kit.search import SearchIndex

# Whoever only keeps the system, its security or its trail has no business in people's homes.
REGISTER_ROLES = STAFF_ROLES - SEPARATED_ROLES
PUBLIC_KINDS = (PlaceKind.COUNTRY, *DIVISIONS)
# Each place is found in the scopes of all places above it; what is public, in this one as well.
PLACE_SEARCH = SearchIndex("places_place_search")
PUBLIC_SCOPE = "public"
_HOME_KINDS = (PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE)


class PlaceQuerySet(ScopedQuerySet):
    """Places, scoped by their own path."""

    scope_column = "path"

    def visible_to(self, actor: Actor) -> Self:
        """Keep what this actor may open: divisions, their own places, their own compound.

        Divisions are public to everybody who is signed in. Staff see what lies under their posts,
        residents the compound (or natural village) they belong to, with its buildings.
        """
        if actor.is_system:
            return self
        if not actor.is_known:
            return self.none()
        return self.visible_at(own_paths(actor))

    def visible_at(self, paths: "Iterable[Any]") -> Self:
        """Keep what somebody may open who sees more than the public below `paths`."""
        return self.filter(Q(kind__in=PUBLIC_KINDS) | under(paths, "path"))

    def open_on(self, day: date) -> Self:
        """Keep the places that exist on `day`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


def sees(actor: Actor, place: "Place") -> bool:
    """Tell whether `visible_to` keeps this place."""
    if actor.is_system or not actor.is_known:
        return actor.is_system
    if place.kind in PUBLIC_KINDS:
        return True
    return any(is_within(place.path, path) for path in own_paths(actor))


def own_paths(actor: Actor) -> list[str]:
    """Return the paths below which this actor sees more than the public."""
    return [*actor.paths(REGISTER_ROLES), *_home_compounds(homes_of(actor))]


def _home_compounds(homes: Iterable[str]) -> list[str]:
    """Return the paths of the compounds and natural villages at or above `homes`."""
    above = {path for home in homes for path in (*ancestors(home), home)}
    if not above:
        return []
    found = Place.objects.filter(path__in=above, kind__in=_HOME_KINDS)
    return list(found.values_list("path", flat=True))


class Place(models.Model):
    """One place from the country down to an entrance (地点), as it stands now.

    `code` is the official code where there is one (2, 4, 6, 9 or 12 digits for divisions) and
    ours below; a code is never used again. `path` is the parent's path and the step the parent
    handed out, never again either; `last_step` counts what this place has handed out.
    `valid_to` is the first day on which the place no longer exists; such places stay. Name,
    code and parent have been these since `since`; what was before stands in `PlaceVersion`.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    last_step = models.PositiveIntegerField(default=0)
    kind = enum_field(PlaceKind)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    since = models.DateField()

    objects: ClassVar = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(PlaceKind, "kind", "places_place_kind"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="places_place_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(since__gte=F("valid_from")), name="places_place_since"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind=PlaceKind.COUNTRY),
                name="places_place_hangs",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "path"], name="places_kind_path"),
            models.Index(fields=["parent", "code"], name="places_parent_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Tell whether the place has no end."""
        return self.valid_to is None

    @property
    def ancestor_paths(self) -> list[str]:
        """Return the paths of the places above, the top first."""
        return ancestors(self.path)


class PlaceVersion(models.Model):
    """What a place was called and where it hung before a change (历史版本).

    It held from `valid_from` up to, not including, `valid_to`.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="places_version_ends_after_start"
            ),
            models.UniqueConstraint(fields=["place", "valid_from"], name="places_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from} - {self.valid_to})"


class FormerCode(models.Model):
    """A code that a place once bore (曾用代码): it still finds the place, and nobody gets it."""

    code = models.CharField(max_length=40, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="former_codes")

    def __str__(self) -> str:
        return self.code


class Succession(models.Model):
    """One place followed another on a day (承继): a merge has several from, a split several to."""

    from_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successors")
    to_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessors")
    kind = enum_field(SuccessionKind)
    date = models.DateField()

    class Meta:
        constraints = [
            enum_check(SuccessionKind, "kind", "places_succession_kind"),
            models.UniqueConstraint(
                fields=["from_place", "to_place", "kind"], name="places_succession_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_place_id} {self.kind} {self.to_place_id}"


class PlannedChange(models.Model):
    """An act on a place that is to be done on a day to come (预定变更).

    `arguments` are those of the act; `planned_by` is the number of an account, null for the
    system. Once settled, `outcome` says how, and `reason` why it could not be made.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plans")
    act = enum_field(PlannedAct)
    arguments = models.JSONField()
    effective_date = models.DateField()
    planned_by = models.BigIntegerField(null=True)
    planned_at = models.DateTimeField()
    outcome = optional_enum_field(PlanOutcome)
    reason = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check(PlannedAct, "act", "places_plan_act"),
            enum_check(PlanOutcome, "outcome", "places_plan_outcome"),
            models.CheckConstraint(
                condition=Q(outcome=None, settled_at=None)
                | Q(outcome__isnull=False, settled_at__isnull=False),
                name="places_plan_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_date"], condition=Q(outcome=None), name="places_plan_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.effective_date}"


class UnitQuerySet(ScopedQuerySet):
    """Units, scoped by the path of their place."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the units under the actor's posts; residents see their own through their home."""
        if actor.is_system:
            return self
        return self.under(*actor.paths(REGISTER_ROLES))

    def open_on(self, day: date) -> Self:
        """Keep the units that exist on `day`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Unit(models.Model):
    """An exclusive part (专有部分): a dwelling, shop, parking space or shed in a place.

    `place` is the entrance, else the building, else the compound or natural village;
    `scope_path` copies its path. `area_cm` is the area in 0.01 m², null while unknown; `floor`
    is the number people say, null where there is none. All this holds since `since`.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    scope_path = models.CharField(max_length=120)
    kind = enum_field(UnitKind, default=UnitKind.DWELLING)
    code = models.CharField(max_length=60, unique=True)
    floor = models.SmallIntegerField(null=True)
    number = models.CharField(max_length=30)
    area_cm = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    since = models.DateField()

    objects: ClassVar = UnitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            enum_check(UnitKind, "kind", "places_unit_kind"),
            models.CheckConstraint(
                condition=Q(area_cm__isnull=True) | Q(area_cm__gt=0), name="places_unit_area"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="places_unit_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(since__gte=F("valid_from")), name="places_unit_since"
            ),
            models.UniqueConstraint(
                fields=["place", "kind", "number"],
                condition=Q(valid_to__isnull=True),
                name="places_unit_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "id"], name="places_unit_scope"),
            models.Index(
                fields=["scope_path", "id"],
                condition=Q(kind=UnitKind.DWELLING, area_cm=None, valid_to=None),
                name="places_unit_unmeasured",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell whether the unit has no end."""
        return self.valid_to is None

    @property
    def area(self) -> AreaCm | None:
        """Return the area, None while it is unknown."""
        return None if self.area_cm is None else AreaCm(self.area_cm)


class UnitVersion(models.Model):
    """What a unit was before a change; from `valid_from` up to, not including, `valid_to`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = enum_field(UnitKind)
    floor = models.SmallIntegerField(null=True)
    number = models.CharField(max_length=30)
    area_cm = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")),
                name="places_unit_version_ends_after_start",
            ),
            models.UniqueConstraint(fields=["unit", "valid_from"], name="places_unit_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.valid_from} - {self.valid_to})"


class PlaceEnding(models.Model):
    """That a place ended, and what the ending closed (撤销登记): a mistaken one goes back by it.

    `with_place` is the place that was ended, itself or around this one; `closed` names, by kind,
    the rows that applications closed with this place. An ending by merging or splitting has no
    such row: what was in the place is in its successors.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="endings")
    with_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    closed = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(taken_back_at__isnull=True),
                name="places_place_ending_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id} ends {self.date}"


class UnitEnding(models.Model):
    """That a unit ended, and what the ending closed (灭失登记): a mistaken one goes back by it.

    `closed` names, by kind, the rows that applications closed with it; `with_place` is the place
    it ended with, if it did not end by itself. An ending by joining or dividing has no such row:
    what hung on that unit hangs on its successors.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="endings")
    with_place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    closed = models.JSONField(default=dict)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(taken_back_at__isnull=True),
                name="places_unit_ending_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} ends {self.date}"


class UnitSuccession(models.Model):
    """One unit followed another on a day (合户、分户): joining has several from, dividing to."""

    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    kind = enum_field(SuccessionKind)
    date = models.DateField()

    class Meta:
        constraints = [
            enum_check(SuccessionKind, "kind", "places_unit_succession_kind"),
            models.UniqueConstraint(
                fields=["from_unit", "to_unit"], name="places_unit_succession_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit_id} {self.kind} {self.to_unit_id}"
