"""Refusals that concern the state of a place or unit."""

from linli.core.errors import InvalidInput, RuleViolation


class PlaceEnded(RuleViolation):
    """The place no longer exists, so nothing can be done with it."""

    code = "place.ended"


class NothingChanges(RuleViolation):
    """What was entered is what stands there already."""

    code = "place.nothing_changes"


class PlaceInUse(RuleViolation):
    """Places or units below it still exist."""

    code = "place.in_use"


class MovesIntoItself(RuleViolation):
    """A place can't hang below itself."""

    code = "place.moves_into_itself"


class NotAlike(RuleViolation):
    """Only places of the same kind merge."""

    code = "place.not_alike"


class SplitIncomplete(RuleViolation):
    """When a place ends by a split, everything in it goes to one of the parts."""

    code = "place.split_incomplete"


class NotInPlace(RuleViolation):
    """A part was given something that does not stand in the place."""

    code = "place.not_in_place"


class UnitEnded(RuleViolation):
    """The unit no longer exists."""

    code = "unit.ended"


class UnitStands(RuleViolation):
    """The unit has not ended, so no ending is taken back."""

    code = "unit.stands"


class EndingUnknown(RuleViolation):
    """What the ending closed is not known: others followed the unit, or it is an old entry."""

    code = "unit.ending_unknown"


class PlaceStands(RuleViolation):
    """The place has not ended, so no ending is taken back."""

    code = "place.stands"


class PlaceEndingUnknown(RuleViolation):
    """What the ending closed is not known: the place went up in others, or it is an old entry."""

    code = "place.ending_unknown"


class EndedWithPlace(RuleViolation):
    """The place ended with a larger one, whose ending is taken back as a whole."""

    code = "place.ended_with"


class NameTaken(RuleViolation):
    """Another place of this kind bears the name in the same place."""

    code = "place.name_taken"


class NumberTaken(RuleViolation):
    """Another unit of this kind bears the number in the same place."""

    code = "unit.number_taken"


class NoUnitsHere(RuleViolation):
    """Units stand in entrances, buildings, compounds and villages, not in larger divisions."""

    code = "unit.not_here"


class UnitsNotAlike(RuleViolation):
    """Only units of one kind are joined: a shop and a dwelling change their kind first."""

    code = "unit.not_alike"


class UnitsApart(RuleViolation):
    """Units that are joined stand in one building, or in one place without buildings."""

    code = "unit.apart"


class TooFewUnits(InvalidInput):
    """A joining takes at least two units, a division gives at least two."""

    code = "unit.too_few"


class AreaMissing(InvalidInput):
    """The areas are known so far, so those of the new units have to be."""

    code = "unit.area_missing"


class AreasDiffer(RuleViolation):
    """The new areas do not add up to the old ones, and nobody said they were measured anew."""

    code = "unit.areas_differ"
