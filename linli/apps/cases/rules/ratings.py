"""How a reporter rates what was done: one to five, once, after closing."""

from linli.apps.cases.rules.kinds import Outcome

LOWEST, HIGHEST = 1, 5
# What somebody did for the reporter; a merge or a withdrawal is nothing to rate.
RATED = frozenset(
    {
        Outcome.SOLVED,
        Outcome.PARTLY,
        Outcome.NOT_POSSIBLE,
        Outcome.ANSWERED,
        Outcome.NOT_OURS,
        Outcome.REFERRED,
    }
)
