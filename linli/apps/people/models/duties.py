"""Registers that the law asks for: assessments of impact, and incidents."""

from typing import ClassVar

from django.db import models

from linli.kit.scoped import ScopedQuerySet


class ImpactAssessment(models.Model):
    """One assessment of what handling a kind of data does to people (个人信息保护影响评估).

    Rows are only added: a later one takes the place of an earlier one, which stays. `declared` is
    the digest of what the register of fields said of the data on that day.
    Source: [rule:impact-assessment].
    """

    scope_path = models.CharField(max_length=120, blank=True)
    data = models.CharField(max_length=40)
    lawfulness = models.TextField(max_length=2000)
    impact = models.TextField(max_length=2000)
    measures = models.TextField(max_length=2000)
    declared = models.CharField(max_length=64)
    assessed_on = models.DateField()

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["scope_path", "data", "-id"], name="people_assessment_data")
        ]

    def __str__(self) -> str:
        return f"assessment of {self.data}"


class Incident(models.Model):
    """Personal data were leaked, changed or lost, or may have been (个人信息安全事件).

    `data` names the kinds of data by code. The trail holds each change before and after.
    """

    scope_path = models.CharField(max_length=120, blank=True)
    what = models.TextField(max_length=2000)
    found_on = models.DateField()
    data = models.JSONField(default=list)
    persons = models.IntegerField()
    measures = models.TextField(max_length=2000)
    authority_told = models.TextField(max_length=500)
    people_told = models.TextField(max_length=500)
    recorded_at = models.DateTimeField()

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(persons__gte=0), name="people_incident_persons"
            )
        ]
        indexes = [models.Index(fields=["scope_path", "-id"], name="people_incident_scope")]

    def __str__(self) -> str:
        return f"incident of {self.found_on}"
