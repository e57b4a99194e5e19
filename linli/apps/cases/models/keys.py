"""Commands that came with a key of their own: the same one never acts twice."""

from django.db import models


class CommandKey(models.Model):
    """A key a device or a program sent with a command, and what came of it (幂等键).

    `digest` is the digest of the command; the same key with another command is refused.
    """

    owner = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    case_id = models.BigIntegerField(null=True)
    answer = models.TextField(default="{}")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="cases_command_key_once")
        ]
        indexes = [models.Index(fields=["at"], name="cases_command_key_at")]

    def __str__(self) -> str:
        return self.key
