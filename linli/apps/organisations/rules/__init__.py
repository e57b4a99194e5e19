"""What bodies, seats and posts are, and what follows from them. See the modules below.

`bodies` the types and their seats, `basis` why somebody is in office and why it ends, `acting`
who acts for a post and when, `limits` the rules of law as rows with a source, `findings` what a
body looks like under them, `criteria` the groups of posts a cross query can name, `events` what
the trail says, `replay` from the trail back to the state.
"""

from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.fields import IMPERSONAL, PERSONAL

__all__ = ["IMPERSONAL", "PERSONAL", "BodyType", "SeatKind"]
