"""What became of the worker's jobs by the clock."""

from django.db import models


class ClockJob(models.Model):
    """One job by the clock (定时作业), by the dotted name of its tick: its last runs.

    `failures` counts those since it was last done; `error` names the class and the place in the
    program, never what the error said. `left` counts the records with which the last run could
    not deal while it did the others, `left_numbers` are the first of them. `wanted_at` is when
    somebody asked for a run at once.
    """

    name = models.CharField(max_length=160, unique=True)
    done_at = models.DateTimeField(null=True)
    took_ms = models.IntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    left = models.IntegerField(default=0)
    left_numbers = models.CharField(max_length=200, blank=True)
    wanted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
