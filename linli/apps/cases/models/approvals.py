"""Who has agreed to more time, or to an exclusion: one row a person and request."""

from django.db import models
from django.db.models import Q

from linli.apps.accounts.rules import Role
from linli.apps.cases.models.cases import Case
from linli.apps.cases.models.clocks import Delay
from linli.kit.enums import optional_enum_field


class Agreement(models.Model):
    """One person's yes to a request for more time, or to a proposed exclusion (同意、会签).

    `delay` is empty for an exclusion. `counts` is taken back when the proposal is rejected or the
    exclusion overturned: what is proposed again is agreed to anew. `post` names what the person
    holds, as the thread does, `role` the right that follows from it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agreements")
    delay = models.ForeignKey(Delay, null=True, on_delete=models.PROTECT, related_name="agreements")
    account_id = models.BigIntegerField(null=True)
    post = models.CharField(max_length=40, blank=True)
    role = optional_enum_field(Role)
    at = models.DateTimeField()
    text = models.TextField(blank=True, max_length=2000)
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delay", "account_id"],
                condition=Q(delay__isnull=False),
                name="cases_agreement_once",
            ),
            models.UniqueConstraint(
                fields=["case", "account_id"],
                condition=Q(delay__isnull=True, counts=True),
                name="cases_agreement_once_of_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.delay_id or ''}"
