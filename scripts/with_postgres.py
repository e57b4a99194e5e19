"""Run a command beside a throw-away PostgreSQL: with_postgres.py COMMAND [ARGUMENT ...].

The command finds its address in LINLI_TEST_DATABASE. Exit status: the command's, or 69 when
there are no server binaries on this machine. PostgreSQL refuses to run as root, so root hands the
cluster to an unprivileged account.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

NO_BINARIES = 69
# Of a server that is thrown away nothing need survive a power cut; no statement lasts so long
# that compiling it would pay.
FAST = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit", "jit"), "off")
DEPLOYED = Path(__file__).resolve().parent.parent / "deploy/postgresql/postgresql.conf"


def binaries() -> Path | None:
    """Return the folder with the server's binaries, the newest version first."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def deployed(name: str) -> str:
    """Return a setting that changes plans as installations have it: tests measure these plans."""
    lines = DEPLOYED.read_text(encoding="utf-8").splitlines()
    found = dict(line.split(" = ", 1) for line in lines if not line.startswith("#"))
    return found[name]


def demotion() -> tuple[Callable[[], None] | None, int | None]:
    """Return what turns a child of root into an unprivileged account, and that account's number."""
    if os.getuid() != 0:
        return None, None
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")

    def demote() -> None:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)

    return demote, account.pw_uid


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server."""
    folder = binaries()
    if folder is None:
        print("with_postgres: no PostgreSQL server on this machine", file=sys.stderr)
        return NO_BINARIES
    demote, owner = demotion()
    base = Path(tempfile.mkdtemp(prefix="linli-pg-"))
    if owner is not None:
        os.chown(base, owner, -1)
        base.chmod(0o755)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": base}
    data = base / "data"
    try:
        subprocess.run(
            [folder / "initdb", "-D", data, "-U", "linli", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8"],
            check=True, preexec_fn=demote, **quiet,
        )  # fmt: skip
        settings = {
            "listen_addresses": "''", "unix_socket_directories": f"'{base}'",
            "max_connections": "60",
            "random_page_cost": deployed("random_page_cost"),
            "shared_buffers": "'256MB'", **(FAST if "LINLI_PG_FAST" in os.environ else {}),
        }  # fmt: skip
        with (data / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        subprocess.run(
            [folder / "pg_ctl", "-D", data, "-w", "-l", base / "log", "start"],
            check=True, preexec_fn=demote, **quiet,
        )  # fmt: skip
        address = f"postgresql://linli@/postgres?host={base}"
        return subprocess.run(
            command, env={**os.environ, "LINLI_TEST_DATABASE": address}, check=False
        ).returncode
    finally:
        subprocess.run(
            [folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=False, preexec_fn=demote, **quiet,
        )  # fmt: skip
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
