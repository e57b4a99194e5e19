"""What somebody chose: the language of notices, the channels and their addresses."""

from django.db import models

from linli.apps.accounts.models import Account
from linli.apps.notices.rules.choices import Reach
from linli.apps.notices.rules.delivery import Channel
from linli.apps.notices.rules.posting import Language
from linli.kit.enums import enum_check, enum_field
from linli.kit.identity import draw_id
from linli.kit.sealed_fields import SealedField


class Preference(models.Model):
    """The language in which somebody wants notices (通知语言)."""

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    language = enum_field(Language, default=str(Language.CHINESE))

    class Meta:
        constraints = [enum_check(Language, "language", "notices_preference_language")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.language}"


class ChannelChoice(models.Model):
    """A channel of one account (接收渠道): its address, and how much goes there.

    The address serves only once `confirmed_at` is set; until then `code`, sealed like the
    address, is what was sent there.
    """

    id = models.BigIntegerField(primary_key=True, default=draw_id)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    channel = enum_field(Channel)
    reach = enum_field(Reach, default=str(Reach.ALL))
    address = SealedField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    code = SealedField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            enum_check(Channel, "channel", "notices_choice_channel"),
            enum_check(Reach, "reach", "notices_choice_reach"),
            models.UniqueConstraint(fields=["account", "channel"], name="notices_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.channel}"
