"""The command line: one module of commands per subject, imported when one of them is chosen."""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import group
from ppm_tui.errors import PpmError
from ppm_tui.formats import safe

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and end the process with the exit code that says how it went."""
    for stream in (sys.stdout, sys.stderr):
        # A name must not end a list, whatever the terminal can show of it.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # real streams can
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; answers the exit code. What goes wrong is one line on stderr."""
    try:
        code = group.main(arguments, prog_name="ppm", standalone_mode=False, obj=Invocation())
        sys.stdout.flush()
    except BrokenPipeError:
        return _hang_up()
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        return _tell(_usage(error), error.exit_code)
    except PpmError as error:
        return _tell(str(error), error.exit_code)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _hang_up()
        return _tell("the output cannot be written: no space left on the device", 1)
    return code if isinstance(code, int) else 0


def _usage(error: click.ClickException) -> str:
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    return f"{message.removesuffix('.')}: see {context.command_path} --help"


def _tell(message: str, code: int) -> int:
    lines = [safe(line) for line in message.splitlines()]
    with suppress(OSError):
        print(f"ppm: {' '.join(lines)}", file=sys.stderr)
    return code


def _hang_up() -> int:
    """The reader of the pipe has seen enough. What is still buffered must not complain either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
