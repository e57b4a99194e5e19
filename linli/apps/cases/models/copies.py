"""What tasks and requests for more time copy of their case, so that a list of them is one walk.

Fetching the case of each row by its key would cost four pages a row, however long the list. The
copies are made by `services.copies`, and by nothing else.
"""

from typing import ClassVar

from django.db import models

EXCERPT = 80  # of what was reported, so many characters stand in a list; one more says "and on"


class OfCase(models.Model):
    """A row about a case, with what lists sort and show of it.

    The numbers of the places lead to the indexes of lists, the path to whoever works below them.
    """

    COPIED: ClassVar[dict[str, str]] = {
        "county_id": "county_id",
        "township_id": "township_id",
        "community_id": "community_id",
        "case_scope_path": "scope_path",
        "case_number": "number",
        "category_id": "category_id",
    }

    county_id = models.BigIntegerField(null=True)
    township_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    case_scope_path = models.CharField(max_length=120)
    case_number = models.CharField(max_length=24)
    category_id = models.BigIntegerField()

    class Meta:
        abstract = True
