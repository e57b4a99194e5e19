"""What bodies and posts are called in the trail."""

from collections.abc import Collection

from linli.apps.accounts.rules import FROM_POSTS
from linli.apps.organisations.models import Body, OwnType, TrainingCourse
from linli.apps.organisations.selectors.post_names import seat_names
from linli.kit.trail_words import row_numbers


def body_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the names of bodies."""
    rows = Body.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def bodies_called(typed: str) -> list[str]:
    """Return the numbers of the bodies with this name."""
    return [str(pk) for pk in Body.objects.filter(name=typed).values_list("pk", flat=True)]


def seats_said(numbers: Collection[str]) -> dict[str, str]:
    """Return body and post for each of these numbers of posts."""
    named = seat_names([f"{FROM_POSTS}{number}" for number in row_numbers(numbers)])
    return {source.removeprefix(FROM_POSTS): name for source, name in named.items()}


def own_type_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the names of the types of bodies that places set up for themselves."""
    rows = OwnType.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def course_titles(numbers: Collection[str]) -> dict[str, str]:
    """Return the titles of training courses."""
    rows = TrainingCourse.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "title")
    return {str(pk): title for pk, title in rows}
