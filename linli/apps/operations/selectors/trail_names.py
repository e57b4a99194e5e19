"""What jobs of the clock are called in the trail."""

from collections.abc import Collection

from linli.kit.ticks import ticks


def job_names(names: Collection[str]) -> dict[str, str]:
    """Return what jobs do, by the names under which they are kept."""
    return {tick.run: str(tick.says) for tick in ticks() if tick.run in names}
