"""Who follows a case beside its reporter."""

from django.db import models
from django.db.models import Q

from linli.apps.cases.models.cases import Case
from linli.apps.notices.rules.posting import Language
from linli.apps.people.models import Person
from linli.core.identifiers import compact_phone
from linli.kit.enums import enum_check, optional_enum_field
from linli.kit.identity import draw_id
from linli.kit.sealed_fields import BlindIndexField, SealedField


class Follower(models.Model):
    """Somebody who reported the same, or joined with "me too" (关注人); hears what happens.

    `merged_from` is the case that was merged, when the following came that way: taking the merge
    back takes exactly these followers back. Whoever joined at a counter or by telephone is known
    by `person`, or by `name` and `phone` alone: then somebody calls them, or with `texts_in` a text
    message in that language goes to the number, which they have allowed. `entered_by_id` is the
    account that entered it for them.
    `slip_case` is the own report of somebody without an account: its code lets them see this case
    as a follower, and over what they left there they are told.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="followers")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(null=True)
    name = SealedField(null=True)
    phone = SealedField(null=True)
    phone_index = BlindIndexField(source="phone", label="phone", derive=compact_phone)
    texts_in = optional_enum_field(Language)
    entered_by_id = models.BigIntegerField(null=True)
    merged_from = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    slip_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            enum_check(Language, "texts_in", "cases_follower_texts_in"),
            models.UniqueConstraint(
                fields=["case", "account_id"],
                condition=Q(left_at__isnull=True, account_id__isnull=False),
                name="cases_follower_once",
            ),
        ]
        indexes = [models.Index(fields=["account_id", "joined_at"], name="cases_follower_account")]

    def __str__(self) -> str:
        return f"{self.account_id} of {self.case_id}"
