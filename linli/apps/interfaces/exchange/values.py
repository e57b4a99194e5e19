"""Values of calls: texts without NUL or lone surrogates, whole numbers a database can hold."""

from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict

from linli.apps.cases.rules.clips import MOST_SAID
from linli.apps.cases.rules.texts import MOST_BASIS, MOST_NAME, MOST_PHONE, MOST_SPOT, MOST_TEXT

MOST_ID = 2**63 - 1
MOST_REASONS = 1000  # of a decision about more time


def _readable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("no NUL and no half characters")
    return text


def _within_years(at: Any) -> Any:
    # The ends of the calendar leave no room for another zone.
    if not 1900 <= at.year <= 9000:
        raise ValueError("a year from 1900 to 9000")
    return at


Text = Annotated[str, AfterValidator(_readable)]
Code = Annotated[str, AfterValidator(_readable), Field(max_length=40)]
Said = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_SAID)]
Words = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_TEXT)]
Reasons = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_REASONS)]
Spot = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_SPOT)]
Name = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_NAME)]
Phone = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_PHONE)]
Basis = Annotated[str, AfterValidator(_readable), Field(max_length=MOST_BASIS)]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Instant = Annotated[AwareDatetime, AfterValidator(_within_years)]


class Given(Schema):
    """What a program sends; a field nobody knows is refused, so that no typing error is lost."""

    model_config = ConfigDict(extra="forbid")
