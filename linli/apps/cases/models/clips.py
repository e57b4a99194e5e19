"""Clips of cases: short films and voice notes, what is said in them, and how far they are."""

from django.db import models
from django.db.models import Q

from linli.apps.cases.models.cases import Case, CaseStep
from linli.apps.cases.rules.clips import MOST_SAID, ClipKind, ClipState
from linli.apps.cases.rules.flow import Part
from linli.kit.enums import enum_check, enum_field


class Clip(models.Model):
    """A short film or a voice note of a case (音视频), stored under its own digest.

    Of a film that is the digest of what came in without its notes. `step` is empty for clips of
    the report itself. `width` and `height` are those of what came in, upright, 0 where there is
    nothing to see; `size` is that of the file that is played, 0 until it is made. `said` is what
    is heard in it, as somebody wrote it down. `person_id` is whose it is: the reporter's also where
    no office sees the name.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clips")
    step = models.ForeignKey(CaseStep, null=True, on_delete=models.PROTECT, related_name="clips")
    kind = enum_field(ClipKind, default=ClipKind.VIDEO)
    digest = models.CharField(max_length=64)
    state = enum_field(ClipState, default=ClipState.WAITING)
    width = models.IntegerField()
    height = models.IntegerField()
    seconds = models.SmallIntegerField()
    size = models.IntegerField(default=0)
    said = models.TextField(blank=True, max_length=MOST_SAID)
    taken_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "digest"], name="cases_clip_once"),
            enum_check(ClipKind, "kind", "cases_clip_kind"),
            enum_check(ClipState, "state", "cases_clip_state"),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="cases_clip_waiting", condition=Q(state=ClipState.WAITING)
            ),
            models.Index(fields=["digest"], name="cases_clip_digest"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def is_reporters(self) -> bool:
        """Return whether the reporter brought it, with the report or later."""
        return self.step is None or self.step.part == Part.REPORTER

    @property
    def is_voice(self) -> bool:
        """Return whether it is sound alone."""
        return self.kind == ClipKind.VOICE

    @property
    def is_ready(self) -> bool:
        """Return whether it can be played."""
        return self.state == ClipState.READY

    @property
    def has_failed(self) -> bool:
        """Return whether it could not be made."""
        return self.state == ClipState.FAILED
