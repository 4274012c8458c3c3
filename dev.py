#!/usr/bin/env python3
"""Set up and run ppm from a checkout; needs Python 3.11 or newer with pip, nothing else.

    python3 dev.py demo     open the interface on the demo portfolio
    python3 dev.py test     run the tests
    python3 dev.py run      run ppm itself: python3 dev.py run --help
    python3 dev.py check    format, lint, types, imports and tests: what must hold before a commit
    python3 dev.py setup    install everything, run nothing

Further arguments are passed on: python3 dev.py test -k import
Everything is installed into .venv beside this file, once; remove that folder to start afresh.
"""

from __future__ import annotations  # an older Python must get as far as the message for it

import compileall
import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PARALLEL = ("-n", "auto", "--maxprocesses", "4")
CHECKS = (
    ("ruff", "format", "--check"),
    ("ruff", "check"),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)


def main(command: str = "help", *arguments: str) -> None:
    """Do what the first argument names; the others belong to the program that it starts."""
    if sys.version_info < (3, 11):  # noqa: UP036 - dev.py is started by whatever `python3` is
        stop(f"ppm needs Python 3.11 or newer, and {sys.executable} is {platform.python_version()}")
    if command not in COMMANDS:
        stop(str(__doc__))
    os.chdir(ROOT)
    set_up("" if command in {"demo", "run"} else "dev")
    COMMANDS[command](*arguments)


def demo(*arguments: str) -> None:
    become("ppm", "demo", *arguments)


def run(*arguments: str) -> None:
    become("ppm", *arguments)


def test(*arguments: str) -> None:
    become("pytest", *PARALLEL, *arguments)


def check(*arguments: str) -> None:
    for program, *options in CHECKS:
        say(" ".join([program, *options]))
        execute(BIN / program, *options)
    test(*arguments)


def setup() -> None:
    say("Ready")


COMMANDS = {"demo": demo, "run": run, "test": test, "check": check, "setup": setup}


def set_up(extra: str) -> None:
    """Make `.venv` hold ppm and what it needs, and what its developers need if `extra` is dev."""
    python = base_python()
    wanted = fingerprint(python)
    if not is_done(extra, wanted):
        make_environment(python)
        install(python, extra)
        stamp(extra).write_text(wanted)
    # Without bytecode ppm starts in seconds, and PYTHONDONTWRITEBYTECODE may forbid it later.
    compileall.compile_dir(ROOT / "ppm_tui", quiet=2)


def base_python() -> str:
    """The Python outside `.venv`, even when that is activated: inside there is no pip."""
    return os.path.realpath(sys.executable) if Path(sys.prefix) == VENV else sys.executable


def fingerprint(python: str) -> str:
    """Changes when the installation has to be done again."""
    inputs = [Path(name).read_text() for name in ("pyproject.toml", "constraints.txt")]
    described = "\n".join([sys.version, os.path.realpath(python), *inputs])
    return hashlib.sha256(described.encode()).hexdigest()


def stamp(extra: str) -> Path:
    return VENV / f"installed-{extra or 'core'}"


def is_done(extra: str, wanted: str) -> bool:
    """What was installed for developers serves users as well."""
    stamps = [stamp(name) for name in {extra, "dev"}]
    return any(path.is_file() and path.read_text() == wanted for path in stamps)


def make_environment(python: str) -> None:
    """Create `.venv`, anew if it belongs to another Python."""
    described = VENV / "pyvenv.cfg"
    version = platform.python_version()
    if (BIN / "python").exists() and described.is_file() and version in described.read_text():
        return
    say(f"Making .venv with Python {version}")
    execute(python, "-m", "venv", "--without-pip", "--clear", VENV)


def install(python: str, extra: str) -> None:
    """Install with the pip at hand, however old, and compile afterwards, on all cores at once."""
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        stop(f"{python} has no pip; install it first (Debian: apt-get install python3-pip)")
    say("Installing ppm and all its tools" if extra else "Installing ppm")
    pip = (python, "-m", "pip", "--python", BIN / "python", "install", "--quiet", "--no-compile")
    os.environ.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_USER="0")
    execute(*pip, "-c", "constraints.txt", "-e", f".[{extra}]" if extra else ".")
    say("Compiling")
    compileall.compile_dir(VENV / "lib", quiet=2, workers=0)


def execute(*command: str | Path) -> None:
    """Run to the end; its failure is ours."""
    result = subprocess.run(command)
    if result.returncode:
        stop(f"{Path(command[0]).name} failed", result.returncode)


def become(program: str, *arguments: str) -> NoReturn:
    """Replace this process, so that keys and signals go straight to the program."""
    os.execv(BIN / program, [program, *arguments])


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def stop(message: str, code: int = 2) -> NoReturn:
    say(message)
    raise SystemExit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
