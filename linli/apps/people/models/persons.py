"""Persons: the least that the register needs, sealed where it names somebody."""

from typing import ClassVar

from django.db import models

from linli.apps.people.rules.kinds import IdKind, PersonKind
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.rules.names import name_head, name_tail, search_form
from linli.apps.places.models import Place
from linli.core.identifiers import Sex, compact_identifier, compact_phone, last_four
from linli.kit.encryption import INDEX_BYTES
from linli.kit.enums import enum_check, enum_field, optional_enum_field, quick_enum_check
from linli.kit.identity import draw_id
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import BlindIndexField, SealedField, candidates

# Parts of a value have few forms; a shorter index holds as much, and hits are checked by opening.
PART_BYTES = INDEX_BYTES // 2


class PersonQuerySet(ScopedQuerySet):
    """Persons, found by place or by keyed index."""

    def in_use(self) -> "PersonQuerySet":
        """Keep the records that may be used: neither restricted, erased nor merged away."""
        return self.filter(state=PersonState.ACTIVE)

    def with_id_number(self, number: str) -> "PersonQuerySet":
        """Keep the records with exactly this identity number or credit code."""
        return self.filter(id_number_index__in=candidates(Person, "id_number_index", number))

    def with_phone(self, number: str) -> "PersonQuerySet":
        """Keep the records with exactly this phone number, as first or second number."""
        wanted = candidates(Person, "phone_index", number)
        return self.filter(
            models.Q(phone_index__in=wanted) | models.Q(other_phone_index__in=wanted)
        )

    def ending_in(self, four: str) -> "PersonQuerySet":
        """Keep the records whose identity or phone number ends in these four characters."""
        return self.filter(
            models.Q(id_number_last4__in=candidates(Person, "id_number_last4", four))
            | models.Q(phone_last4__in=candidates(Person, "phone_last4", four))
        )

    def maybe_named(self, text: str) -> "PersonQuerySet":
        """Keep the records whose name may contain `text` at an end; open them to be sure.

        Fewer than two characters match nothing: a surname alone would list a tenth of the place.
        """
        if len(search_form(text)) < 2:
            return self.none()
        return self.filter(
            models.Q(name_head__in=candidates(Person, "name_head", text))
            | models.Q(name_tail__in=candidates(Person, "name_tail", text))
        )


class Person(models.Model):
    """Somebody who lives here, owns here or holds a post here (人员): a person or a company.

    `home` is the place of residence or, for owners who live elsewhere, of what they own;
    `scope_path` copies its path. The number is drawn before the row is stored, because sealed
    values are bound to it. `ties_ended_on` is the day from which periods of keeping run.
    `may_lack_guardian` marks minors for whom nobody acted when it was last looked: the work list
    finds them by it and asks the rest anew, so a mark too many costs a row and says nothing.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    kind = enum_field(PersonKind, default=PersonKind.NATURAL)
    state = enum_field(PersonState, default=PersonState.ACTIVE)
    name = SealedField(null=True)
    name_head = BlindIndexField(
        source="name", label="person.name_head", derive=name_head, size=PART_BYTES
    )
    name_tail = BlindIndexField(
        source="name", label="person.name_tail", derive=name_tail, size=PART_BYTES
    )
    id_kind = optional_enum_field(IdKind)
    id_number = SealedField(null=True)
    id_number_index = BlindIndexField(
        source="id_number", label="id_number", derive=compact_identifier
    )
    id_number_last4 = BlindIndexField(
        source="id_number", label="id_number.last4", derive=last_four, size=PART_BYTES
    )
    phone = SealedField(null=True)
    phone_index = BlindIndexField(source="phone", label="phone", derive=compact_phone)
    phone_last4 = BlindIndexField(
        source="phone", label="phone.last4", derive=last_four, size=PART_BYTES
    )
    other_phone = SealedField(null=True)
    other_phone_index = BlindIndexField(source="other_phone", label="phone", derive=compact_phone)
    birth_date = models.DateField(null=True)
    sex = optional_enum_field(Sex)
    died_on = models.DateField(null=True)
    home = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120, blank=True)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="merged_records",
        db_index=False,  # hardly a record has one: the index below holds those
    )
    ties_ended_on = models.DateField(null=True)
    may_lack_guardian = models.BooleanField(default=False, db_default=False)
    notice_number = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            quick_enum_check(PersonKind, "kind", "people_person_kind"),
            quick_enum_check(PersonState, "state", "people_person_state"),
            quick_enum_check(IdKind, "id_kind", "people_person_id_kind"),
            enum_check(Sex, "sex", "people_person_sex"),
            models.CheckConstraint(
                condition=models.Q(state=PersonState.MERGED, merged_into__isnull=False)
                | (~models.Q(state=PersonState.MERGED) & models.Q(merged_into__isnull=True)),
                name="people_person_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PersonState.ERASED)
                | models.Q(name__isnull=True, id_number__isnull=True, phone__isnull=True),
                name="people_person_erased_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["scope_path", "id"], name="people_person_scope"),
            models.Index(fields=["id_number_index"], name="people_person_id_number"),
            models.Index(fields=["id_number_last4"], name="people_person_id_last4"),
            models.Index(fields=["phone_index"], name="people_person_phone"),
            models.Index(fields=["phone_last4"], name="people_person_phone_last4"),
            models.Index(
                fields=["other_phone_index"],
                name="people_person_other_phone",
                condition=models.Q(other_phone_index__isnull=False),
            ),
            models.Index(fields=["name_head", "name_tail"], name="people_person_name_head"),
            models.Index(fields=["name_tail"], name="people_person_name_tail"),
            models.Index(
                fields=["merged_into"],
                name="people_person_merged_into",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(
                fields=["ties_ended_on"],
                name="people_person_ended",
                condition=models.Q(ties_ended_on__isnull=False),
            ),
            models.Index(
                fields=["scope_path", "id"],
                name="people_person_unguarded",
                condition=models.Q(may_lack_guardian=True),
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class CareNote(models.Model):
    """What helpers must know about somebody's health or care (照护提示): sensitive, by consent."""

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_notes")
    text = SealedField(null=True)
    consent = models.ForeignKey("people.Consent", on_delete=models.PROTECT, related_name="notes")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="people_care_note_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"care note of {self.person_id}"
