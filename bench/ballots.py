"""Checking ballots: ours against the reference tool, on the same archives, in user CPU seconds.

`./run bench ballots` prints one JSON line. Every figure is the whole process, start included, the
least of some rounds in which the programs take turns. `./run bench ballots --large` adds 30,000
ballots (memory and linearity); it takes minutes. The peers come from Debian where they can be had
(tests/belenios/peer.py); where not, the line says why and has no ratios against them.
"""

import argparse
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest import mock

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from machine import state  # noqa: E402

from linli.belenios.events import EventType  # noqa: E402
from linli.belenios.groups import group_named  # noqa: E402
from tests.belenios.making import COMMITTEE, YES_NO, make  # noqa: E402
from tests.belenios.peer import (  # noqa: E402
    Peer,
    PeerMissing,
    installed,
    newer,
    published_tally,
)

SEED = 20_260_303
BARS = {  # at least so many times as fast as the reference tool, or as one process
    "ballots": 4.0,
    "ballots_without_accelerator": 1.2,
    "full": 6.0,
    "two_processes": 1.8,
    "belenios_2048": 2.0,
    "weighted_tally": 30.0,
}
LARGEST_MEMORY_MB = 500
LARGEST_AGAINST_LINEAR = 1.15  # 30,000 ballots against ten times 3,000; n log n would be 1.3
OPEN = (None, EventType.SETUP, EventType.BALLOT)
# The verifier, telling at the end the most memory that it held itself: what the system says of a
# finished process includes what its parent held when it was started.
WITH_PEAK = """
import re, sys
from pathlib import Path
from linli.belenios.__main__ import main

sys.stdout = open("/dev/null", "w")
status = main(sys.argv[1:])
sys.__stdout__.write(re.search("VmHWM:\\\\s*(\\\\d+)", Path("/proc/self/status").read_text())[1])
sys.exit(status)
"""
# The tally of an archive without checking its ballots, as the tool's compute-encrypted-tally.
WEIGHTED_TALLY = """
import re, sys
from pathlib import Path
from linli.belenios import tally
from linli.belenios.archive import ArchiveFile
from linli.belenios.credentials import read_credentials
from linli.belenios.election import read_election
from linli.belenios.events import read_history

opening = re.compile(rb'"credential":"([^"]+)"')
element = re.compile(rb'"(?:alpha|beta)":"([^"]+)"')
with ArchiveFile(Path(sys.argv[1])) as file:
    history = read_history(file)
    election = read_election(file.body(history.setup["election"]))
    source = file.body(history.setup["credentials"])
    weights = read_credentials(source, election.group, members_known=True)
    last = {}
    for entry in history.ballots:
        ballot = file.body(entry)
        last[opening.search(ballot)[1].decode()] = [
            text.decode() for text in element.findall(ballot)
        ]
rows, width = list(last.values()), tally.width(election)
found = tally.sum_ballots(election.group, rows, [weights[c] for c in last], width=width)
sys.stdout.buffer.write(tally.write_tally(election, found))
"""


# ---------------------------------------------------------------- archives


@contextmanager
def seeded() -> Iterator[Random]:
    """Let keys, credentials and randomness come from the seed: the same archives in every run."""
    chance = Random(SEED)
    with (
        mock.patch.object(secrets, "randbelow", chance.randrange),
        mock.patch.object(secrets, "choice", chance.choice),
    ):
        yield chance


def write_archives(folder: Path, kind: str, voters: int, *, group: str = "Ed25519") -> Path:
    """Write `ballots` (ballots only) and `full` archives of one election; return their folder.

    `yna` asks for one of three options, `com` for five to seven of nine candidates; weights are
    areas from 45 to 180 m2 in units of 0.01 m2.
    """
    question = {"yna": YES_NO, "com": COMMITTEE}[kind]
    with seeded() as chance:
        weights = [chance.randrange(4_500, 18_000) for _ in range(voters)]
        made = make(group=group, questions=(question,), singles=3, weights=weights)
        ballots = []
        for voter in range(voters):
            marked = chance.sample(
                range(question.choices), chance.randint(question.least, question.most)
            )
            ballots.append(made.ballot(voter, [int(i in marked) for i in range(question.choices)]))
        parts = made.parts(ballots)
    home = folder / f"{kind}-{group}-{voters}"
    for name, kept in (
        ("ballots", [part for event, part in parts if event in OPEN]),
        ("full", [part for _, part in parts]),
    ):
        path = home / name / f"{made.election.uuid}.bel"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"".join(kept))
    return home


def archive_in(folder: Path) -> Path:
    return next(folder.glob("*.bel"))


# ---------------------------------------------------------------- measuring


@dataclass
class Cost:
    """What a command costs: the least user CPU and wall seconds."""

    user: float = float("inf")
    wall: float = float("inf")


def measured(command: Callable[[], object]) -> Cost:
    """Return the cost of one run of child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(after.ru_utime - before.ru_utime, wall)


def least(commands: dict[str, Callable[[], object]], rounds: int) -> dict[str, Cost]:
    """Return each command's least cost, the commands taking turns."""
    best = {name: Cost() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found, known = measured(command), best[name]
            best[name] = Cost(min(found.user, known.user), min(found.wall, known.wall))
    return best


def run(command: Sequence[str]) -> bytes:
    """Return what a command prints; it has to succeed."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {(done.stdout + done.stderr)[-2000:].decode()}")
    return done.stdout


def ours(archive: Path, *options: str, processes: int = 1) -> Callable[[], object]:
    """Return a run of linli-verify that has to accept the archive."""
    command = [sys.executable, "-m", "linli.belenios", str(archive), "--json", *options]
    return lambda: run([*command, "--processes", str(processes)])


def peak_memory_mb(archive: Path, processes: int) -> float:
    """Return the most memory that the verifier's first process holds, in MB."""
    command = [sys.executable, "-c", WITH_PEAK, str(archive), "--processes", str(processes)]
    return int(run(command)) / 1024


def theirs(peer: Peer, folder: Path, *commands: str) -> Callable[[], object]:
    """Return a run of the reference tool's election commands on the archive of a folder."""
    return lambda: [
        peer.run("election", command, "--dir", str(folder), cwd=folder) for command in commands
    ]


def weighed(archive: Path) -> None:
    """Compute the weighted tally, which has to be the published one."""
    published = published_tally(archive)
    if (
        published is None
        or run([sys.executable, "-c", WEIGHTED_TALLY, str(archive)]) != (published[0])
    ):
        raise SystemExit("the weighted tally differs from the published one")


# ---------------------------------------------------------------- the comparisons


def compare_ed25519(folder: Path, ballots: int, rounds: int, peer: Peer | None) -> dict[str, float]:
    """Return seconds and ratios of both kinds of ballots on Ed25519, and of the tally alone."""
    told: dict[str, float] = {}
    for kind in ("yna", "com"):
        home = write_archives(folder, kind, ballots)
        only, full = archive_in(home / "ballots"), archive_in(home / "full")
        commands: dict[str, Callable[[], object]] = {
            "ballots": ours(only),
            "ballots_without_accelerator": ours(only, "--plain"),
            "full": ours(full),
            "weighted_tally": lambda full=full: weighed(full),
        }
        peers = dict.fromkeys(commands, "peer_ballots")
        if peer is not None:
            # 3.0 leaves the comparison of the tally to whoever runs it; later ones verify it.
            steps = ["verify", "compute-encrypted-tally"][: 2 if peer.version == "3.0" else 1]
            commands["peer_ballots"] = theirs(peer, home / "ballots", "verify")
            commands["peer_full"] = theirs(peer, home / "full", *steps)
            commands["peer_tally"] = theirs(peer, home / "full", "compute-encrypted-tally")
            peers |= {"full": "peer_full", "weighted_tally": "peer_tally"}
        costs = least(commands, rounds)
        told |= {f"{kind}_{name}_s": round(cost.user, 3) for name, cost in costs.items()}
        told[f"{kind}_ballots_per_s"] = round(ballots / costs["ballots"].user)
        for name, other in peers.items() if peer is not None else ():
            told[f"{kind}_{name}"] = round(costs[other].user / costs[name].user, 2)
    return told


def compare_processes(folder: Path, ballots: int, rounds: int) -> dict[str, float]:
    """Return how much sooner two processes are done than one (wall seconds)."""
    only = archive_in(folder / f"com-Ed25519-{ballots}" / "ballots")
    costs = least({"one": ours(only), "two": ours(only, processes=2)}, rounds)
    ratio = round(costs["one"].wall / costs["two"].wall, 2)
    return {"com_two_processes_wall_s": round(costs["two"].wall, 3), "com_two_processes": ratio}


def compare_2048(folder: Path, ballots: int, rounds: int, peer: Peer | None) -> dict[str, float]:
    """Return seconds and ratios on BELENIOS-2048, against the tool of Debian 12."""
    told: dict[str, float] = {}
    for kind in ("yna", "com"):
        home = write_archives(folder, kind, ballots, group="BELENIOS-2048") / "ballots"
        commands = {"ours": ours(archive_in(home))}
        if peer is not None:
            commands["peer"] = theirs(peer, home, "verify")
        costs = least(commands, rounds)
        told |= {f"{kind}_2048_{name}_s": round(cost.user, 3) for name, cost in costs.items()}
        if peer is not None:
            told[f"{kind}_belenios_2048"] = round(costs["peer"].user / costs["ours"].user, 2)
    return told


def compare_sizes(folder: Path) -> dict[str, float]:
    """Return memory, and the time of 30,000 ballots against ten times that of 3,000."""
    fulls = {
        ballots: archive_in(write_archives(folder, "yna", ballots) / "full")
        for ballots in (3_000, 30_000)
    }
    costs = {
        ballots: least({"full": ours(full)}, rounds)["full"]
        for (ballots, full), rounds in zip(fulls.items(), (3, 2), strict=True)
    }
    return {
        "large_ballots_per_s": round(30_000 / costs[30_000].user),
        "large_s": round(costs[30_000].user, 2),
        "large_memory_mb": round(peak_memory_mb(fulls[30_000], processes=1)),
        "large_against_linear": round(costs[30_000].user / costs[3_000].user / 10, 3),
    }


def missed(told: dict[str, float]) -> list[str]:
    """Return the bars that were measured and not reached."""
    short = [
        f"{name} {told[name]} < {bar}"
        for bar_name, bar in BARS.items()
        for name in (f"yna_{bar_name}", f"com_{bar_name}")
        if told.get(name, bar) < bar and name != "yna_weighted_tally"  # the bar is for committees
    ]
    if told.get("large_memory_mb", 0) > LARGEST_MEMORY_MB:
        short.append(f"large_memory_mb {told['large_memory_mb']} > {LARGEST_MEMORY_MB}")
    if told.get("large_against_linear", 0) > LARGEST_AGAINST_LINEAR:
        short.append(f"large_against_linear {told['large_against_linear']} > linear")
    return short


def had(find: Callable[[], Peer], absent: list[str]) -> Peer | None:
    """Return a peer, or note why it cannot be had."""
    try:
        return find()
    except PeerMissing as missing:
        absent.append(str(missing))
        return None


def main() -> None:
    """Measure, and print one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ballots", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    machine = state()
    absent: list[str] = []
    newest = had(lambda: newer("sid"), absent) or had(lambda: newer("trixie"), absent)
    old = had(installed, absent)
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, n, rounds = Path(name), options.ballots, options.rounds
        if options.large:
            told |= compare_sizes(folder)
        told |= compare_ed25519(folder, n, rounds, newest)
        told |= compare_processes(folder, n, rounds)
        told |= compare_2048(folder, max(20, n // 5), rounds, old)
    line = {
        "bench": "ballots",
        "machine": machine,
        "load_after": state()["load"],
        "seed": SEED,
        "ballots": options.ballots,
        "rounds": options.rounds,
        "accelerator": type(group_named("Ed25519")).__name__ == "AcceleratedEd25519",
        "peers": [peer.version for peer in (newest, old) if peer is not None],
        "absent": absent,
        **told,
        "bars": BARS
        | {
            "large_memory_mb": LARGEST_MEMORY_MB,
            "large_against_linear": LARGEST_AGAINST_LINEAR,
        },
        "missed": missed(told),
    }
    print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
