"""New numbers for the codes of people who have lost theirs."""

from typing import ClassVar

from django.db import models

from linli.apps.people.models.persons import Person
from linli.apps.people.rules.bindings import BindingState, IdentityDocument
from linli.kit.enums import enum_check, enum_field
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import SealedField


class NumberBinding(models.Model):
    """That somebody's identity was checked for a new number to sign in with (换绑手机号).

    `document` is what `checked_by`, an account, has looked at; nothing of it is kept. Of whoever
    holds a post `decided_by` is another. `phone` is emptied once it is decided: the account
    has it then. `scope_path` is the place of the person, of staff that of the post.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bindings")
    scope_path = models.CharField(max_length=120, blank=True)
    document = enum_field(IdentityDocument)
    phone = SealedField(null=True)
    state = enum_field(BindingState, default=BindingState.WAITING)
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(IdentityDocument, "document", "people_binding_document"),
            enum_check(BindingState, "state", "people_binding_state"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(checked_by__isnull=True)
                | ~models.Q(state=BindingState.BOUND)
                | ~models.Q(decided_by=models.F("checked_by")),
                name="people_binding_by_two_persons",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=BindingState.WAITING),
                name="people_binding_waits_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope_path", "id"],
                condition=models.Q(state=BindingState.WAITING),
                name="people_binding_desk",
            )
        ]

    def __str__(self) -> str:
        return f"new number of {self.person_id}"
