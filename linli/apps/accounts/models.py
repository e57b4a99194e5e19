"""Accounts and grants. The person behind an account lives in a higher application."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from linli.apps.accounts.rules import Role, normal_phone
from linli.kit.enums import enum_check, enum_field
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import ScopedQuerySet
from linli.kit.sealed_fields import BlindIndexField, SealedField


class AccountManager(BaseUserManager["Account"]):
    """Look-ups for the authentication framework."""

    def get(self, *args: Any, **wanted: Any) -> "Account":
        """Return one account; by its number with a query built once, as every page asks so."""
        if args or wanted.keys() != {"pk"}:
            return self.get_queryset().get(*args, **wanted)
        found: list[Account] = _BY_NUMBER.objects(pk=wanted["pk"])
        if not found:
            raise Account.DoesNotExist
        return found[0]


class Account(AbstractBaseUser):
    """A way to sign in (账号), never shared; it ends at `closed_at`, the trail keeps naming it.

    `must_change_password` holds everything else back until a password of one's own is set. With
    `is_program` another program acts as it, through its key; nobody signs in with it.
    `scope_path` is the place of whoever opened it: who looks after it until a post or a person
    says more.
    """

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=80, blank=True)
    person_id = models.BigIntegerField(null=True, unique=True)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    is_program = models.BooleanField(default=False)
    scope_path = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField()
    phone = SealedField(null=True)
    phone_index = BlindIndexField(
        source="phone", label="account-phone", derive=normal_phone, unique=True
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar = AccountManager()

    def __str__(self) -> str:
        return self.display_name or self.username


_BY_NUMBER = Prepared(lambda: Account.objects.filter(pk=hole("pk", Account, "id")))


class RoleGrant(models.Model):
    """A role at a place for a time (授权), following from a post named in `source`.

    It is in force at an instant t when starts_at <= t and (ends_at is null or t < ends_at).
    What follows from a post belongs to the person, whose account may be opened later; what an
    installation starts with belongs to an account without a person.
    """

    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="grants")
    person_id = models.BigIntegerField(null=True)
    role = enum_field(Role)
    scope_path = models.CharField(max_length=120, blank=True)
    body_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=60)
    acting = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            enum_check(Role, "role", "accounts_grant_role"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="accounts_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(account__isnull=True, person_id__isnull=False)
                | models.Q(account__isnull=False, person_id__isnull=True),
                name="accounts_grant_one_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "ends_at"], name="accounts_grant_account"),
            models.Index(fields=["person_id", "ends_at"], name="accounts_grant_person"),
            models.Index(fields=["source", "ends_at"], name="accounts_grant_source"),
            models.Index(fields=["scope_path", "id"], name="accounts_grant_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id or self.person_id} {self.role} {self.scope_path}"


class CodeRequest(models.Model):
    """One asking for a sign-in code (验证码请求): what the limits are counted from.

    Known and unknown numbers leave the same row. `phone_index` is a keyed hash; `address` is
    where the request came from. Rows are deleted after a day.
    """

    phone_index = models.BinaryField(max_length=16)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "at"], name="accounts_code_phone"),
            models.Index(fields=["address", "at"], name="accounts_code_address"),
            models.Index(fields=["at"], name="accounts_code_at"),
        ]

    def __str__(self) -> str:
        return f"code asked at {self.at}"
