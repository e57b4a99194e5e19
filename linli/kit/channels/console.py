"""Letters printed by the worker: for the demonstration, and for trying things out."""

import sys

from linli.core.outcomes import SENT, Outcome
from linli.kit.channels import Letter


class Console:
    """Prints each letter where the worker runs; nothing leaves the machine."""

    def send(self, letter: Letter) -> Outcome:
        """Print the letter."""
        body = "\n".join(filter(None, (letter.text, letter.link, letter.foot)))
        head = f"To: {letter.to}\nSubject: {letter.subject}\n\n"
        sys.stderr.write(f"{head}{body}\n{'-' * 60}\n")
        return SENT
