"""Letters printed by the worker: for the demonstration, and for trying things out."""

import sys

from linli.core.outcomes import SENT, Outcome
from linli.kit.channels import Letter


class Console:
    """Prints each letter where the worker runs; nothing leaves the machine."""

    def send(self, letter: Letter) -> Outcome:
        """Print the letter."""
        lines = [f"To: {letter.to}", f"Subject: {letter.subject}", "", letter.text, letter.link]
        sys.stderr.write("\n".join(lines).rstrip() + "\n" + "-" * 60 + "\n")
        return SENT
