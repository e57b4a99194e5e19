"""`linli-verify ARCHIVE...`: check published archives and say, line by line, what was found.

Exit status: 0 all checks hold, 1 a check fails, 2 a file cannot be read or the call is wrong.
"""

import argparse
import errno
import json
import os
import stat
import sys
import time
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from linli.belenios.crew import CrewLost
from linli.belenios.errors import visible
from linli.belenios.hashing import hex_digest
from linli.belenios.report import Line, Outcome, Report
from linli.belenios.verify import Verification, verify_archive

_MARKS = {Outcome.PASSED: "ok  ", Outcome.FAILED: "FAIL", Outcome.SKIPPED: "----"}
_TOLD = (
    "uuid",
    "fingerprint",
    "head",
    "setup_head",
    "credentials_hash",
    "ballots",
    "voters",
    "result",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _options(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        reports = _reports(options)
        passed = all(report.passed for report in reports)
        _print(reports, passed, options)
    except BrokenPipeError:  # whoever read has read enough
        _forget_output()
        return 1
    except OSError as error:
        return _give_up(f"{error.filename or 'output'}: {error.strerror}", options)
    except CrewLost:
        return _give_up("a process was ended by the system; try --processes 1", options)
    except KeyboardInterrupt:
        return 130
    return 0 if passed else 1


def _print(reports: Sequence[Report], passed: bool, options: argparse.Namespace) -> None:
    if options.json:
        answer: dict[str, Any] = {
            "passed": passed,
            "reports": [report.as_json() for report in reports],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")
    else:
        for report in reports:
            _print_report(report, sys.stdout)
    sys.stdout.flush()


def _give_up(reason: str, options: argparse.Namespace) -> int:
    """Say why nothing was checked, and return the status that stands for that."""
    sys.stderr.write(f"linli-verify: {visible(reason)}\n")
    if options.json and not reason.startswith("output: "):
        sys.stdout.write(json.dumps({"passed": False, "reports": [], "error": reason}) + "\n")
    else:
        _forget_output()
    return 2


def _forget_output() -> None:
    """Let nothing that could not be written be tried again when the process ends."""
    if isinstance(sys.stdout, TextIOWrapper):
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.twin and len(options.archives) < 2:
        parser.error("--twin compares two archives at least")
    if options.signer and options.manifest is None:
        parser.error("--signer asks who signed the --manifest, which is missing")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="linli-verify", description=__doc__.splitlines()[0])
    parser.add_argument("archives", nargs="+", type=Path, metavar="ARCHIVE", help="a .bel file")
    parser.add_argument("--json", action="store_true", help="print the reports as JSON")
    parser.add_argument(
        "--processes",
        type=_natural,
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many processes check ballots (one per core)",
    )
    parser.add_argument(
        "--plain", action="store_true", help="do without the accelerator (same result, slower)"
    )
    parser.add_argument(
        "--twin",
        action="store_true",
        help="the archives must hold the same election, credentials and ballots",
    )
    parser.add_argument(
        "--roster",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="the published roster; without a manifest, that of the only weighted archive",
    )
    parser.add_argument(
        "--manifest", type=Path, metavar="FILE", help="the signed manifest of the election"
    )
    parser.add_argument(
        "--signer",
        action="append",
        default=[],
        metavar="KEY",
        help="a public key, in hex, that must have signed the manifest",
    )
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="HASH",
        help="a head published earlier, which one of the archives must contain",
    )
    return parser


def _natural(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _reports(options: argparse.Namespace) -> list[Report]:
    for path in options.archives:
        _require_file(path)
    rosters = [path.read_bytes() for path in options.roster]
    manifest = options.manifest.read_bytes() if options.manifest else None
    archives = [_verified(path, options) for path in options.archives]
    reports = [archive.report for archive in archives]
    together = Report("together")
    if not (options.twin or manifest or rosters or options.head):
        return reports
    from linli.belenios import agreement  # its libraries take longer to load than a short check

    if options.twin or (manifest is not None and len(archives) > 1):
        agreement.check_twins(together, archives)
    if manifest is not None:
        _check_manifest(together, archives, manifest, options.signer, rosters)
    else:
        weighted = [a for a in archives if a.credentials and set(a.credentials.values()) != {1}]
        for archive in weighted or archives[:1]:
            for roster in rosters:
                agreement.check_roster(together, archive, roster)
    if options.head:
        agreement.check_heads(together, archives, options.head)
    return [*reports, together] if together.lines else reports


def _require_file(path: Path) -> None:
    """Raise OSError unless this is a file that can be read, and read again from its start."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "not a file that can be read twice; save it first", str(path))
    path.open("rb").close()


def _check_manifest(
    report: Report,
    archives: Sequence[Verification],
    source: bytes,
    signers: Sequence[str],
    rosters: Sequence[bytes],
) -> None:
    from linli.belenios import agreement

    manifest = agreement.load_manifest(report, source, signers=signers)
    if manifest is None:
        return
    by_hash = {hex_digest(roster): roster for roster in rosters}
    for archive in archives:
        pinned = agreement.check_manifest(report, archive, manifest)
        if pinned is not None:
            agreement.check_pinned_weights(report, archive, pinned, by_hash)


def _verified(path: Path, options: argparse.Namespace) -> Verification:
    bar = _ProgressBar(path.name, sys.stderr)
    try:
        return verify_archive(
            path,
            processes=options.processes,
            accelerated=not options.plain,
            progress=bar.show,
        )
    finally:
        bar.clear()


class _ProgressBar:
    """A line on a terminal that tells how far long work has come; silent elsewhere."""

    def __init__(self, name: str, stream: TextIO) -> None:
        self._name = visible(name)
        self._stream = stream
        self._next = time.monotonic() + 1 if stream.isatty() else float("inf")
        self._shown = False

    def show(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next or not total:
            return
        self._next = now + 0.2
        self._shown = True
        filled = 30 * done // total
        unit = "MB" if stage == "reading" else "ballots"
        scale = 1_000_000 if stage == "reading" else 1
        self._stream.write(
            f"\r\033[K{self._name}: {stage} [{'#' * filled}{'.' * (30 - filled)}] "
            f"{done // scale} of {total // scale} {unit}"
        )
        self._stream.flush()

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _print_report(report: Report, stream: TextIO) -> None:
    stream.write(f"{visible(report.subject)}\n")
    stream.writelines(f"  {_MARKS[line.outcome]} {_told(line)}\n" for line in report.lines)
    for name in _TOLD:
        if name in report.facts:
            stream.write(f"  {name}: {report.facts[name]}\n")
    stream.write("  ALL CHECKS HOLD\n\n" if report.passed else "  NOT VALID\n\n")


def _told(line: Line) -> str:
    where = f" ({line.where})" if line.where else ""
    if line.outcome is Outcome.PASSED and line.expected == line.found:
        return f"{line.check}{where}: {line.found}"
    return f"{line.check}{where}: expected {line.expected}; found {line.found}"


if __name__ == "__main__":
    sys.exit(main())
