"""E-mail over SMTP, through the framework's mail backend."""

import logging
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage

from linli.core.outcomes import SENT, Outcome, later, never
from linli.kit.channels import Letter

logger = logging.getLogger(__name__)


class Mail:
    """Letters as plain mail; the key becomes the Message-ID, so a repetition can be told."""

    def __init__(self, sender: str) -> None:
        self.sender = sender
        self._domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"

    def send(self, letter: Letter) -> Outcome:
        """Hand the letter to the mail server."""
        body = "\n\n".join(filter(None, (letter.text, letter.link, letter.foot))) + "\n"
        subject = " ".join(letter.subject.split())
        message = EmailMessage(
            subject,
            body,
            self.sender,
            [letter.to],
            headers={
                "Message-ID": f"<{letter.key}@{self._domain}>",
                # RFC 3834: no holiday replies to what a machine has written.
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            message.send()
        except SMTPRecipientsRefused as refusal:
            codes = [code for code, _text in refusal.recipients.values()]
            return _by_code(codes[0] if codes else 550)
        except SMTPResponseException as refusal:
            # What the server holds against the sender or the sign-in says nothing of the address.
            logger.warning("The mail server answered %s.", refusal.smtp_code)
            return later("channel.refused", refusal.smtp_code)
        except (OSError, SMTPException) as problem:
            logger.warning("The mail server cannot be reached: %s.", type(problem).__name__)
            return later("channel.unreachable")
        except ValueError:
            return never("channel.address")  # an address with a line break, say
        return SENT


def _by_code(code: int) -> Outcome:
    if 500 <= code < 600:
        return never("channel.address", code)
    return later("channel.refused", code)
