"""The man page, from the declarations of the commands; `make docs` writes docs/ppm.1."""

from collections.abc import Iterable, Iterator

import click

from ppm_tui import __version__
from ppm_tui.cli.parser import Command, Family, everywhere, group
from ppm_tui.settings import FILE_HELP

EXIT_CODES = (
    ("0", "done; also when a list is empty"),
    ("1", "failed"),
    ("2", "wrong usage or refused input"),
    ("3", "somebody else is writing: try again"),
    ("4", "there is no such thing"),
    ("5", "somebody changed the same meanwhile"),
)
VARIABLES = (
    ("PPM_DB, PPM_AS_OF, PPM_CONFIG, PPM_USER", "as the options of the same name"),
    ("NO_COLOR", "when set, no colour code is sent"),
)
FILES = "settings.toml in the user's configuration folder, portfolio.db in the user's data folder."


def page() -> str:
    """The manual in troff, for `man`."""
    context = click.Context(group, info_name="ppm")
    lines = [
        f'.TH PPM 1 "" "ppm {__version__}" "User Commands"',
        ".SH NAME",
        r"ppm \- portfolio management in a terminal",
        ".SH SYNOPSIS",
        ".B ppm",
        r"[\fIOPTIONS\fR] [\fICOMMAND\fR [\fIARGUMENTS\fR]]",
        ".SH DESCRIPTION",
        _text(group.help or ""),
        "Data goes to standard output, everything else to standard error.",
        ".SH COMMANDS",
    ]
    for name in group.list_commands(context):
        for command in _commands(group.get_command(context, name)):
            lines += _command(context, command)
    lines += [".SH OPTIONS OF EVERY COMMAND", "They may stand before or after the command."]
    lines += _options(context, everywhere(is_reading=True))
    lines += [".SH SETTINGS FILE", *_pairs(FILE_HELP.items())]
    lines += [".SH ENVIRONMENT", *_pairs(VARIABLES)]
    lines += [".SH EXIT STATUS", *_pairs(EXIT_CODES)]
    lines += [".SH FILES", _text(FILES)]
    return "\n".join(lines) + "\n"


def _commands(found: click.Command | None, before: str = "") -> Iterator[tuple[str, Command]]:
    """A command, or those of a family, each with all of its name."""
    if isinstance(found, Family):
        for member in found.commands.values():
            yield from _commands(member, f"{found.name} ")
    else:
        assert isinstance(found, Command)
        yield f"{before}{found.name}", found


def _command(context: click.Context, named: tuple[str, Command]) -> Iterator[str]:
    name, command = named
    inner = click.Context(command, info_name=name, parent=context)
    usage = " ".join(command.collect_usage_pieces(inner)[1:])
    yield ".SS " + _text(f"ppm {name} {usage}".rstrip())
    for part in (command.help or "").split("\n\n"):
        yield _text(part)
        yield ".br"
    yield from _options(inner, command.own)


def _options(context: click.Context, parameters: Iterable[click.Parameter]) -> Iterator[str]:
    options = (each for each in parameters if isinstance(each, click.Option))
    return _pairs(record for each in options if (record := each.get_help_record(context)))


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, text in pairs:
        yield from (".TP", rf"\fB{_text(name)}\fR", _text(text))


def _text(text: str) -> str:
    """Prose as troff takes it: nothing in it is a request or an escape."""
    flat = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-").replace("`", "")
    return rf"\&{flat}" if flat.startswith((".", "'")) else flat
