"""Imports and exports as rows: what was brought in or taken out, by whom, and what came of it."""

from typing import ClassVar

from django.db import models

from linli.apps.accounts.models import Account
from linli.apps.places.models import Place
from linli.apps.transfers.rules import ImportState
from linli.kit.enums import enum_check, enum_field
from linli.kit.scoped import ScopedQuerySet


class Import(models.Model):
    """One file brought in (导入): its trial run, its commit, and the way back.

    `problems` holds the first ones as JSON; `counts` what was or would be created; `spans` which
    numbers were given out in which table. `stored_name` is empty once the file is gone.
    `attempts` counts how often the worker broke on it since `waiting_since`, the last time at
    `tried_at`, with `error` the class and the place in the program.
    """

    register = models.CharField(max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    stored_name = models.CharField(max_length=60, blank=True)
    file_sha256 = models.BinaryField(max_length=32)
    file_size = models.BigIntegerField()
    state = enum_field(ImportState, default=ImportState.UPLOADED)
    refusal = models.CharField(max_length=60, blank=True)
    refusal_facts = models.JSONField(default=dict)
    rows_seen = models.BigIntegerField(default=0)
    rows_refused = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)
    problem_counts = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    spans = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    committed_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [enum_check(ImportState, "state", "transfers_import_state")]
        indexes = [
            models.Index(fields=["scope_path", "-id"], name="transfers_import_scope"),
            models.Index(fields=["state", "id"], name="transfers_import_state_id"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.register}"


class Export(models.Model):
    """Leave to take rows out for a purpose until a time (导出); the rows are read when fetched."""

    register = models.CharField(max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=120)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    fetched = models.IntegerField(default=0)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], name="transfers_export_account")]

    def __str__(self) -> str:
        return f"export {self.pk} of {self.register}"
