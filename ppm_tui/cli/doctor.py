"""`ppm doctor`: what is right and wrong with the installation, the terminal and the database."""

import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click

from ppm_tui import __version__
from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.keys import effective
from ppm_tui.cli.parser import command
from ppm_tui.errors import PpmError
from ppm_tui.store import health
from ppm_tui.store.place import SCHEMA, Place
from ppm_tui.terminal import modes

OK, WARNING, WRONG = "ok", "warning", "error"
SIGNS = {OK: "ok     ", WARNING: "warning", WRONG: "ERROR  "}
EXTRAS = {"postgres": "psycopg"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `state` is ok, warning or error."""

    name: str
    state: str
    text: str


@command("doctor", is_reading=True)
@click.option("--reset-terminal", is_flag=True, help="Mend the terminal after a kill -9.")
def doctor_(invocation: Invocation, reset_terminal: bool) -> None:
    """Looks only; changes nothing. Exit code 1 when something is wrong."""
    if reset_terminal:
        modes.mend(sys.stdout)
        return
    checks = [
        *_installation(),
        *_terminal(invocation),
        *_tmux(),
        *_settings(invocation),
        *_database(invocation.place),
    ]
    if invocation.is_json:
        rows = [{"name": each.name, "state": each.state, "text": each.text} for each in checks]
        output.put_json(invocation, "checks", rows)
    else:
        for each in checks:
            put(f"{SIGNS[each.state]}  {each.name:<12} {each.text}")
    wrong = sum(each.state == WRONG for each in checks)
    if wrong:
        raise PpmError(f"{wrong} of {len(checks)} checks found something wrong")


def _installation() -> Iterator[Check]:
    yield Check("ppm", OK, f"{__version__} in {Path(__file__).parents[1]}")
    yield Check("python", OK, f"{platform.python_version()} at {sys.executable}")
    for extra, module in EXTRAS.items():
        there = "installed" if find_spec(module) else f"not installed: pip install ppm-tui[{extra}]"
        yield Check(f"extra {extra}", OK, there)


def _terminal(invocation: Invocation) -> Iterator[Check]:
    size = shutil.get_terminal_size()
    where = "a terminal" if sys.stdout.isatty() else "no terminal"
    yield Check("terminal", OK, f"{where}, {size.columns}x{size.lines}")
    term = os.environ.get("TERM", "")
    state = OK if term and term != "dumb" else WARNING
    yield Check("TERM", state, term or "not set: colours and keys may be wrong")
    depth = os.environ.get("COLORTERM") or ("256" if "256" in term else "16 or less")
    wanted = invocation.settings.color
    yield Check("colours", OK, f"{depth}, wanted {wanted} ({invocation.settings.source('color')})")
    encoding = locale.getpreferredencoding(False)
    is_utf8 = encoding.lower().replace("-", "") == "utf8"
    text = encoding if is_utf8 else f"{encoding}: signs are drawn in ASCII"
    yield Check("locale", OK if is_utf8 else WARNING, text)


def _tmux() -> Iterator[Check]:
    """What tmux does to Esc and to copying, when this runs inside it."""
    if not os.environ.get("TMUX"):
        return
    wait = _option("-s", "escape-time")
    if wait is None:
        yield Check("tmux", WARNING, "does not answer")
        return
    is_slow = wait.isdigit() and int(wait) > 50
    hint = f"{wait} ms: Esc is slow; in ~/.tmux.conf: set -s escape-time 10"
    yield Check("escape-time", WARNING if is_slow else OK, hint if is_slow else f"{wait} ms")
    copy = _option("-s", "set-clipboard") or "unknown"
    yield Check("set-clipboard", OK, copy)


def _option(*names: str) -> str | None:
    try:
        found = subprocess.run(
            ["tmux", "show-options", "-v", *names], capture_output=True, text=True, timeout=2
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() if found.returncode == 0 else None


def _settings(invocation: Invocation) -> Iterator[Check]:
    settings = invocation.settings
    yield Check("settings", OK, settings.config or "no file, all defaults")
    for warning in (*settings.warnings, *effective(settings)[1]):
        yield Check("settings", WARNING, warning)
    yield Check("user", OK, f"{invocation.user} ({settings.source('user')})")
    yield Check("as of", OK, f"{invocation.as_of} ({settings.source('as_of')})")


def _database(place: Place) -> Iterator[Check]:
    yield Check("database", OK, str(place))
    found = health.examine(place)
    if isinstance(found, str):
        yield Check("database", OK, found)
        return
    if found.problem:
        yield Check("database", WRONG, found.problem)
        return
    is_open = found.mode is not None and bool(found.mode & 0o077)
    if found.mode is not None:
        text = f"{found.mode:04o}" + (": others can read it; chmod 600" if is_open else "")
        yield Check("mode", WARNING if is_open else OK, text)
    state = OK if found.schema == SCHEMA else WARNING if found.schema < SCHEMA else WRONG
    yield Check("schema", state, f"{found.schema}, this program has {SCHEMA}")
    yield Check("integrity", OK if found.integrity == "ok" else WRONG, found.integrity)
    text = f"{found.broken} broken" if found.broken else "whole"
    yield Check("references", WRONG if found.broken else OK, text)
    if found.wal_bytes is not None:
        is_large = found.wal_bytes > 64 * 1024 * 1024
        yield Check("WAL", WARNING if is_large else OK, f"{found.wal_bytes // 1024} kB")
