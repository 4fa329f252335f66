"""A PostgreSQL server of the tests' own, for as long as they run."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
_PATH = os.pathsep.join([os.environ.get("PATH", ""), *map(str, reversed(_VERSIONS))])
INITDB, PG_CTL = shutil.which("initdb", path=_PATH), shutil.which("pg_ctl", path=_PATH)

needs_postgresql = pytest.mark.skipif(
    not (INITDB and PG_CTL) and os.environ.get("MSGLINT_TESTS") != "all",
    reason="no PostgreSQL server on this machine (Debian's package postgresql)",
)

_QUICK = "fsync = off\nautovacuum = off\nlisten_addresses = ''\nmax_connections = 60\nshared_buffers = 16MB\n"
"""No disk is waited for: none of the tests pulls the plug of the machine."""


class Server:
    """A server that only processes of this machine reach, by a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "nobody")
        (folder / "password").write_text("harbour-secret", encoding="utf-8")
        (folder / "password").chmod(0o644)
        self._run(
            INITDB,
            "--auth=scram-sha-256",
            "--username=owner",
            f"--pwfile={folder / 'password'}",
            "--encoding=UTF8",
            "--no-sync",
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"{_QUICK}unix_socket_directories = '{folder}'\n")

    def start(self) -> None:
        self._run(PG_CTL, "--wait", f"--log={self.folder / 'log'}", "start")

    def stop(self) -> None:
        self._run(PG_CTL, "--wait", "--mode=immediate", "stop")

    def url(self, database: str, password: str = "harbour-secret") -> str:
        return f"postgresql://owner:{password}@/{database}?host={self.folder}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new database."""
        import psycopg

        name = f"outbox_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield self.url(name)
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _run(self, program: str | None, *words: str) -> None:
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(program), f"--pgdata={self.data}", *words]
        with (self.folder / "said").open("w+", encoding="utf-8") as said:
            done = subprocess.run(
                command,
                stdout=said,
                stderr=said,
                check=False,
                cwd=self.folder,
                env={**os.environ, "LC_ALL": "C"},
                **user,  # type: ignore[call-overload]
            )
            said.seek(0)
            assert done.returncode == 0, said.read()


@contextmanager
def server() -> Iterator[Server]:
    """A running server; its folder has a short name, since that of a socket may have a hundred characters."""
    pytest.importorskip("psycopg")  # with the packages of `make setup`: `make portable` needs no second time
    with TemporaryDirectory(prefix="msglint-pg-", dir="/tmp") as folder:
        made = Server(Path(folder))
        made.start()
        try:
            yield made
        finally:
            made.stop()
