"""The reference tool, `belenios-tool`, as an external peer: found on PATH, or fetched from Debian.

Debian 12 carries 2.0, which knows the finite-field groups only. A 3.x knows Ed25519 and comes
from a newer Debian: its package and the libraries of its own release are downloaded through
apt into var/peers, unpacked, and started through that release's dynamic loader. Nothing is
installed. Where that is not possible, `peers()` leaves it out and `ABSENT` says why.

Two precautions for 3.x: its `verify` is only deterministic with LWT_ASYNC_METHOD=none, and the
tally that an archive publishes is compared with `election compute-encrypted-tally` as well.
"""

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from linli.belenios.archive import ArchiveFile

CACHE = Path(__file__).parents[2] / "var" / "peers"
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
FIRST_OF_VERSION_2 = 4  # of the tool: from there on it reads other archives than ours
# Debian release -> the packages that make its tool run; the soname packages move with it.
RELEASES = {
    "trixie": "libc6 libev4t64 libgmp10 libsodium23 libssl3t64 libzstd1 zlib1g",
    "sid": "libc6 libev4t64 libgmp10 libsodium26 libssl3t64 libzstd1 zlib1g",
}


class PeerMissing(Exception):
    """The peer cannot be had on this machine; the text says why."""


@dataclass(frozen=True)
class Peer:
    """One installed version of the reference tool."""

    version: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def knows_ed25519(self) -> bool:
        return not self.version.startswith("2.0")

    def run(self, *arguments: str, cwd: Path, stdin: str | None = None) -> str:
        """Run a command that has to succeed and return what it prints."""
        done = self.attempt(*arguments, cwd=cwd, stdin=stdin)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def attempt(
        self, *arguments: str, cwd: Path, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.command, *arguments],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            env=os.environ | {"BELENIOS_DEBUG": "0"} | self.environment,
            check=False,
        )

    def accepts(self, archive: Path) -> bool:
        """Return whether the peer takes the archive for valid, its published tally included.

        The archive must be the only one in its folder, and be named after the election.
        """
        at = ("--dir", str(archive.parent))
        if self.attempt("election", "verify", *at, cwd=archive.parent).returncode:
            return False
        tally = published_tally(archive)
        done = self.attempt("election", "compute-encrypted-tally", *at, cwd=archive.parent)
        return tally is None or done.stdout.encode().splitlines() == tally


def published_tally(archive: Path) -> list[bytes] | None:
    """Return the encrypted tally of an archive and the totals behind it."""
    with ArchiveFile(archive) as file:
        entries = list(file.entries())
        for before, last, event in zip(entries, entries[1:], entries[2:], strict=False):
            if event.kind == "event" and b'"type":"EncryptedTally"' in file.body(event):
                return [file.body(before), file.body(last)]
    return None


ABSENT: list[str] = []  # what could not be had here; told at the end of the test run


def peers() -> list[Peer]:
    """Return every version that can be had here: Debian 12's, Debian 13's and the newest.

    The environment variable BELENIOS_PEERS names other releases, as in `trixie`.
    """
    found = []
    releases = os.environ.get("BELENIOS_PEERS", "trixie,sid").split(",")
    for find in (installed, *(functools.partial(newer, release) for release in releases)):
        try:
            found.append(find())
        except PeerMissing as missing:
            if str(missing) not in ABSENT:
                ABSENT.append(str(missing))
    return found


@functools.cache
def installed() -> Peer:
    """Return the tool on PATH (Debian 12: 2.0)."""
    path = shutil.which("belenios-tool")
    if path is None:
        raise PeerMissing("belenios-tool is not installed")
    return _peer((path,))


@functools.cache
def newer(release: str) -> Peer:
    """Return the tool of a newer Debian release, downloaded once into var/peers."""
    folder = CACHE / release
    root = folder / "root"
    if not (folder / "complete").exists():
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise PeerMissing(f"{release}: no apt here")
        _download(release, folder)
        for package in sorted(folder.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
        (folder / "complete").touch()
    loader = next(iter(sorted(root.glob("usr/lib*/**/ld-linux*.so.*"))))
    libraries = {str(path.parent) for path in root.rglob("*.so.*")}
    binary = root / "usr" / "bin" / "belenios-tool"
    return _peer((str(loader), "--library-path", ":".join(sorted(libraries)), str(binary)))


def _peer(command: tuple[str, ...]) -> Peer:
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\d+\.\d+(\.\d+)?", done.stdout)
    if version is None:
        raise PeerMissing(f"{command[0]} does not start: {done.stderr.strip()[:200]}")
    if int(version[0].partition(".")[0]) >= FIRST_OF_VERSION_2:
        raise PeerMissing(f"{version[0]} no longer knows version 1 of the protocol")
    return Peer(version[0], command, {"LWT_ASYNC_METHOD": "none"})


def _download(release: str, folder: Path) -> None:
    """Download the release's packages through a private apt state, leaving the machine's alone."""
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    source, keyring = _mirror()
    if not keyring and DEBIAN_KEYRING.exists():
        keyring = str(DEBIAN_KEYRING)
    signed = f"[signed-by={keyring}] " if keyring else ""
    (folder / "sources.list").write_text(f"deb {signed}{source} {release} main\n")
    options = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": lists,
        "Dir::State::status": "/dev/null",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
    }
    flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    packages = ["belenios-tool", *RELEASES[release].split()]
    for action in (["update"], ["download", *packages]):
        try:
            subprocess.run(
                ["apt-get", "-qq", *flags, *action],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
                timeout=300,
            )
        except (subprocess.SubprocessError, OSError) as error:
            told = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
            raise PeerMissing(f"{release}: apt could not {action[0]}: {told[:1]}") from error


def _mirror() -> tuple[str, str]:
    """Return the Debian archive that this machine's own apt uses, and its keyring."""
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(SIGNED_BY)", "Origin: Debian"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        address, _, keyring = line.partition(" ")
        keyring = keyring if keyring.startswith("/") else ""
        if "security" not in address:
            return address, keyring
    raise PeerMissing("apt knows no Debian archive")
