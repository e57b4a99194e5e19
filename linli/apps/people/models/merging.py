"""Two records that are one person: proposed by one, confirmed by another, reversible."""

from typing import ClassVar

from django.db import models

from linli.apps.people.models.persons import Person
from linli.apps.people.rules.kinds import DuplicateGround
from linli.apps.people.rules.lifecycle import MergeState
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet


class MergeProposal(models.Model):
    """The proposal to merge `dropped` into `kept` (合并提议)."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    dropped = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ground = enum_field(DuplicateGround)
    state = enum_field(MergeState, default=MergeState.SUSPECTED)
    scope_path = models.CharField(max_length=120, blank=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(DuplicateGround, "ground", "people_merge_ground"),
            enum_check(MergeState, "state", "people_merge_state"),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("dropped")), name="people_merge_of_two"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(state=MergeState.MERGED)
                | ~models.Q(proposed_by=models.F("decided_by")),
                name="people_merge_by_two_persons",
            ),
            models.UniqueConstraint(
                fields=["kept", "dropped"],
                condition=models.Q(state__in=[MergeState.PROPOSED, MergeState.SUSPECTED]),
                name="people_merge_proposed_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "scope_path", "id"], name="people_merge_desk")]

    def __str__(self) -> str:
        return f"{self.dropped_id} into {self.kept_id}"


class MergeMove(models.Model):
    """One row that a merge has moved from the dropped to the kept person (合并移动的记录)."""

    proposal = models.ForeignKey(MergeProposal, on_delete=models.PROTECT, related_name="moves")
    table = models.CharField(max_length=80)
    column = models.CharField(max_length=60)
    row_id = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.row_id}"
