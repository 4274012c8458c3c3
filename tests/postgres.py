"""A throw-away PostgreSQL for the tests: one server per test process, one database per test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

MISSING = (
    "no PostgreSQL server: install one (Debian: apt-get install postgresql) "
    "or set PPM_TEST_POSTGRES=postgresql://user@host/postgres to a role that may create databases"
)
OWNER = "ppm"
START_SECONDS = 60
# Nothing here outlives the run, so nothing needs to survive a crash.
SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest version first; None without one."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: int(path.parent.parent.name), default=None)
    on_path = shutil.which("initdb")
    found = newest or (Path(on_path) if on_path else None)
    return found.resolve().parent if found else None


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Run a server on a Unix socket in a new folder and answer its URL; both vanish afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ppm-postgres-"))
    try:
        identity = _unprivileged(folder)
        _create_cluster(binaries, folder, identity)
        with _running(binaries, folder, identity) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server_url: str, template: str = "template1") -> Iterator[str]:
    """Create a database from `template` and answer its URL; dropped afterwards, even if in use."""
    name = f"ppm_test_{uuid4().hex}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    _execute(server_url, create.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield with_database(server_url, name)
    finally:
        _execute(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def with_database(url: str, name: str) -> str:
    """The same server's URL for another database."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{name}{query}"


def name_of(url: str) -> str:
    """The name of the database that a URL leads to."""
    return urlsplit(url).path.removeprefix("/")


def _execute(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses root, so root lends the folder to someone."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _create_cluster(binaries: Path, folder: Path, identity: dict[str, Any]) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [binaries / "initdb", f"--pgdata={folder / 'data'}", f"--username={OWNER}", *options],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        **identity,
    )


@contextmanager
def _running(binaries: Path, folder: Path, identity: dict[str, Any]) -> Iterator[str]:
    settings = {**SPEED, "listen_addresses": "", "unix_socket_directories": str(folder)}
    options = [f"--{name}={value}" for name, value in settings.items()]
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), *options]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, **identity
        )
    try:
        url = f"postgresql://{OWNER}@/postgres?host={folder}"
        _wait_until_it_answers(url, process, log)
        yield url
    finally:
        process.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
        process.wait(START_SECONDS)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.02)
        else:
            return
