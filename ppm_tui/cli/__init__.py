"""The command line: one module of commands per subject, imported when one of them is chosen."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

from ppm_tui.cli import streams
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import group
from ppm_tui.errors import PpmError
from ppm_tui.formats import safe

INTERRUPTED = 130
READER_GONE = 141
"""As a program has it that the signal of a broken pipe has ended."""

LONGEST = 1000
"""Characters of a message: what was typed by mistake may be a whole file."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and end the process with the exit code that says how it went."""
    streams.settle()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; answers the exit code. What goes wrong is one line on stderr."""
    invocation = Invocation()
    try:
        code = _invoke(arguments, invocation)
        sys.stdout.flush()
    except BrokenPipeError:
        streams.hang_up()
        return READER_GONE
    except (KeyboardInterrupt, EOFError, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        return _tell(invocation, _usage(error), error.exit_code)
    except PpmError as error:
        return _tell(invocation, str(error), error.exit_code)
    except OSError as error:
        streams.hang_up()
        return _tell(invocation, _not_possible(error), PpmError.exit_code)
    return code if isinstance(code, int) else 0


def _invoke(arguments: Sequence[str] | None, invocation: Invocation) -> object:
    """What click's own main does, but that would end by itself when a pipe breaks."""
    if "_PPM_COMPLETE" in os.environ:
        return group.main(arguments, prog_name="ppm", obj=invocation)
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with group.make_context("ppm", given, obj=invocation) as context:
            return group.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code


def _not_possible(error: OSError) -> str:
    """In words what the system refused; without a file's name it was the output."""
    reason = error.strerror or type(error).__name__
    what = "the output cannot be written" if error.filename is None else error.filename
    return f"{what}: {reason[:1].lower()}{reason[1:]}"


def _usage(error: click.ClickException) -> str:
    message = error.format_message().replace("\n\t", " ")
    if isinstance(error, click.NoSuchOption) and error.option_name[1:2].isdigit():
        message = "a number below 0 goes to the end, behind --, as in: -m credit -- ATLAS -500"
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    return f"{message.removesuffix('.')}: see {context.command_path} --help"


def _tell(invocation: Invocation, message: str, code: int) -> int:
    text = " ".join(safe(line) for line in message[: 2 * LONGEST].splitlines())
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    with suppress(OSError):
        print(f"ppm: {invocation.spoken(text)}", file=sys.stderr)
    return code
