"""Types of bodies that places set up for themselves."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.apps.organisations.rules.own import OwnShape, places_of
from linli.apps.places.models import Place
from linli.kit.dated import DatedScopedQuerySet, ends_after_start


class OwnType(models.Model):
    """A type of body that a place set up for itself (自设组织类型).

    Bodies of it are set up at or below `place`, on the kinds of place in `stands_on` (one a line),
    from `valid_from` until `valid_to`; those there are go on. `source` is the paper it rests on.
    A row is never changed but for its end: what a body was set up as stays true.
    """

    name = models.CharField(max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="own_body_types")
    scope_path = models.CharField(max_length=120)
    stands_on = models.TextField()
    head_title = models.CharField(max_length=60)
    deputy_title = models.CharField(max_length=60, blank=True)
    deputies = models.SmallIntegerField(default=0)
    member_title = models.CharField(max_length=60, blank=True)
    members = models.SmallIntegerField(default=0)
    helper_title = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = DatedScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("organisations_own_type_ends_after_start"),
            models.CheckConstraint(
                condition=Q(deputies__gte=0, members__gte=0), name="organisations_own_type_numbers"
            ),
        ]
        indexes = [models.Index(fields=["scope_path"], name="organisations_own_type_scope")]

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> OwnShape:
        """Return what its bodies look like."""
        return OwnShape(
            places=places_of(self.stands_on),
            head_title=self.head_title,
            deputy_title=self.deputy_title,
            deputies=self.deputies,
            member_title=self.member_title,
            members=self.members,
            helper_title=self.helper_title,
        )
