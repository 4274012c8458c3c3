"""A person's own editor on a text: it gets the terminal whole, and a private file to write in."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ppm_tui.errors import Invalid, PpmError
from ppm_tui.terminal import modes

if TYPE_CHECKING:
    from textual.app import App

USUAL = ("vi", "nano")
NOTE = "note.txt"
FOR_THE_EDITOR = (signal.SIGINT, signal.SIGQUIT)
"""Typed in the editor they reach us too: the terminal sends them to all that run in front."""


def edited(app: App[Any], text: str, *, file: str = NOTE) -> str:
    """The text as it came back from the editor. Raises PpmError when nothing came.

    Everything waits meanwhile: nothing is drawn, no key is taken. `file` is the name of the file
    that the editor shows.
    """
    words = command(os.environ)
    found: str | PpmError
    with app.suspend():
        try:
            found = run(words, text, file=file)
        except PpmError as error:  # it must not pass through `suspend`, which would not resume
            found = error
    if isinstance(found, PpmError):
        raise found
    return found


def command(environment: Mapping[str, str]) -> list[str]:
    """The editor with its options: VISUAL, else EDITOR, else one of the usual. Raises Invalid."""
    path = environment.get("PATH")
    for name in ("VISUAL", "EDITOR"):
        wanted = environment.get(name, "").strip()
        if wanted:
            return _checked(name, wanted, path)
    for name in USUAL:
        if shutil.which(name, path=path):
            return [name]
    raise Invalid("no editor was found: set EDITOR, for example export EDITOR=nano")


def _checked(name: str, wanted: str, path: str | None) -> list[str]:
    try:
        program, *options = shlex.split(wanted)
    except ValueError as error:
        raise Invalid(f"{name} cannot be read: {error}") from error
    program = str(Path(program).expanduser()) if program.startswith("~") else program
    if not shutil.which(program, path=path):
        raise Invalid(f"{name} names {program}, and there is no such program")
    return [program, *options]


def run(words: list[str], text: str, *, file: str = NOTE) -> str:
    """Let somebody edit a text in a file that nobody else can read and that is removed afterwards.

    Raises PpmError when the editor fails, is killed, or leaves what is no text.
    """
    name = Path(words[0]).name
    try:
        with TemporaryDirectory(prefix="ppm-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / file
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as opened:
                opened.write(f"{text}\n".encode(errors="replace") if text else b"")
            with _signals_left_to_the_editor():
                code = subprocess.run([*words, str(path)], check=False).returncode
            if code:
                _mend()  # who fails may leave anything behind
                raise PpmError(f"{name} {_how(code)}: nothing was changed")
            return _read(path, name)
    except OSError as error:
        raise PpmError(f"{name} could not be used: {error.strerror or error}") from error


def _mend() -> None:
    """Put the terminal right; what is no terminal must not be sent its codes."""
    out = sys.__stdout__ or sys.stdout
    if out.isatty():
        modes.mend(out)


def _how(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"


def _read(path: Path, name: str) -> str:
    data = path.read_bytes() if path.exists() else b""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PpmError(f"{name} left what is not UTF-8: nothing was changed") from error
    if "\0" in text:
        raise PpmError(f"{name} left what is no text: nothing was changed")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


@contextmanager
def _signals_left_to_the_editor() -> Iterator[None]:
    # Functions, not SIG_IGN: that one the editor would inherit.
    before = {each: signal.signal(each, lambda *_: None) for each in FOR_THE_EDITOR}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
