"""`ppm import` and `ppm export`."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ppm_tui import formats
from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, say
from ppm_tui.cli.over import takes_over
from ppm_tui.cli.parser import command, people
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import Invalid, NotFound, PpmError
from ppm_tui.store.queries import names
from ppm_tui.terms import FILE_KINDS, REGISTERS, Done

if TYPE_CHECKING:
    from ppm_tui.exchange.register_columns import Register
    from ppm_tui.store.commands.overruns import Decision
    from ppm_tui.store.plan_rows import PlanFile
    from ppm_tui.workspace import Workspace

FORMATS = ("json", "csv", "xlsx", "msproject", "ics")


@command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--client", metavar="NAME", help="The client of what is imported; else the file's.")
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="HEADING=FIELD",
    help="Read a column of a table as this field; without a field, leave it out.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(FILE_KINDS),
    help="What the rows of a table are, where its headings do not tell.",
)
@click.option(
    "--person",
    metavar="NAME",
    shell_complete=people,
    help="Whose the leave of a calendar is, or what a table says of nobody.",
)
@takes_over
@DRY_RUN
def import_(
    invocation: Invocation,
    files: tuple[str, ...],
    client: str | None,
    pairs: tuple[str, ...],
    kind: str | None,
    person: str | None,
    *,
    dry_run: bool,
    over: "Decision",
) -> None:
    """Plans, people, leave, time, risks, issues, change requests, assumptions and decisions.

    Several files are one step: all or nothing. Importing again updates instead of doubling. How
    the columns of a table were read is said, and remembered for tables with these headings.
    """
    from ppm_tui.exchange import detect, remember

    paths = [Path(file) for file in files]
    workspace = invocation.workspace(dry_run=dry_run)
    if any(detect.kind_of(path) == "ppm-json" for path in paths):
        done = _own(workspace, paths, client, invocation.as_of)
    else:
        from ppm_tui.store.commands.imports import import_files

        chosen = dict(_pair(text) for text in pairs)
        found = tuple(remember.read(workspace, path, chosen, kind) for path in paths)
        _refuse_unknown(chosen, found)
        if person is not None:
            key = names.meant(workspace.get(names.people), person).key
            found = tuple(remember.owned(file, key) for file in found)
        for file in found:
            for text in remember.shown(file):
                say(text)
        done = workspace.do(
            import_files, files=found, client=client, as_of=invocation.as_of, over=over
        )
    output.report(invocation, done, dry_run=dry_run)


def _pair(text: str) -> tuple[str, str]:
    heading, sign, field = text.rpartition("=")
    if not sign:
        raise Invalid(f"--map {text}: HEADING=FIELD is needed, such as --map Titel=name")
    return heading.strip(), field.strip()


def _refuse_unknown(chosen: Iterable[str], plans: Sequence["PlanFile"]) -> None:
    for heading in chosen:
        if not any(heading in plan.mapping for plan in plans):
            raise Invalid(f"--map {heading}: no table here has that heading")


def _own(workspace: "Workspace", paths: Sequence[Path], client: str | None, as_of: date) -> Done:
    """Bring in ppm's own JSON, which is a portfolio and no plan."""
    if len(paths) > 1 or client:
        raise Invalid("ppm's own JSON is imported alone and names its clients itself")
    from ppm_tui.exchange import portfolio_json
    from ppm_tui.store.commands.restore import import_portfolio

    portfolio_json.within_size(paths[0].stat().st_size)
    file = portfolio_json.read(paths[0].read_bytes())
    return workspace.do(import_portfolio, file=file, as_of=as_of)


@command("export")
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True, help="The format.")
@click.option(
    "--of",
    "register",
    type=click.Choice(REGISTERS),
    help="The register that csv and xlsx are of; else risks.",
)
@click.option("--project", "key", metavar="KEY", help="Only this project.")
@click.option("-o", "--output", "target", metavar="FILE", help="Where to; else stdout.")
def export_(
    invocation: Invocation, kind: str, register: str | None, key: str | None, target: str | None
) -> None:
    """JSON is complete: importing it gives the same portfolio.

    csv and xlsx are a register, of all projects or one, with what is over too, and import again.
    msproject is the plan of one project, ics milestones and deadlines, also of all open projects.
    """
    if target is not None and target != "-":
        refuse_database(invocation.place.path, Path(target))
    writers = {"json": _json, "msproject": _msproject, "ics": _ics}
    tables = {"csv": _csv, "xlsx": _xlsx}
    if register and kind not in tables:
        raise Invalid(f"--of is for csv and xlsx: {kind} is no register")
    writers |= {form: partial(work, register or REGISTERS[0]) for form, work in tables.items()}
    is_read = kind == "csv" and target in (None, "-") and sys.stdout.isatty()
    put = _show if is_read else partial(_put, target)
    notes = writers[kind](invocation, key and key.upper(), put)
    for note in notes:
        say(invocation.spoken(note))
    if target is not None and target != "-":
        say(f"written: {target}")


Notes = tuple[str, ...]
Put = Callable[[Iterable[str | bytes]], None]


def _json(invocation: Invocation, key: str | None, put: Put) -> Notes:
    from ppm_tui.exchange import portfolio_json

    document = invocation.workspace().get(
        portfolio_json.document, as_of=invocation.as_of, project=key
    )
    put(output.harmless_json(part) for part in portfolio_json.text(document))
    return ()


def _csv(register: str, invocation: Invocation, key: str | None, put: Put) -> Notes:
    from ppm_tui.exchange import register_writer

    put(register_writer.as_csv(_register(invocation, register, key)))
    return ()


def _xlsx(register: str, invocation: Invocation, key: str | None, put: Put) -> Notes:
    from ppm_tui.exchange import register_writer

    found = _register(invocation, register, key)
    put([register_writer.as_xlsx(found)])
    return register_writer.too_long(found)


def _register(invocation: Invocation, register: str, key: str | None) -> "Register":
    """A register with entries of every status, of all projects or one. Raises NotFound."""
    from ppm_tui.exchange import register_columns
    from ppm_tui.store.queries import portfolio

    workspace, as_of = invocation.workspace(), invocation.as_of
    if key is not None and not workspace.get(portfolio.overview, as_of=as_of, key=key):
        raise NotFound(f"no project {key}: ppm projects lists them")
    return workspace.get(register_columns.read, kind=register, key=key, as_of=as_of)


def _msproject(invocation: Invocation, key: str | None, put: Put) -> Notes:
    from ppm_tui.exchange import msproject_writer

    return invocation.workspace().get(msproject_writer.write, project=key, put=put)


def _ics(invocation: Invocation, key: str | None, put: Put) -> Notes:
    from ppm_tui.exchange import ics

    return invocation.workspace().get(ics.write, project=key, as_of=invocation.as_of, put=put)


def _show(lines: Iterable[str | bytes]) -> None:
    """Lines to somebody who reads them: what would steer the terminal stands there as text."""
    for line in lines:
        print(formats.safe(str(line).removesuffix("\n")))


def _put(target: str | None, parts: Iterable[str | bytes]) -> None:
    """Write to the file, or to stdout: in UTF-8, whatever the terminal is."""
    if target is not None and target != "-":
        write(Path(target), parts)
        return
    for part in parts:
        sys.stdout.buffer.write(_bytes(part))


def refuse_database(database: Path | None, target: Path) -> None:
    """An export must never take the place of the portfolio it is read from."""
    if database is None:
        return
    whole = database.resolve()
    for end in ("", "-wal", "-shm"):
        own = whole.with_name(whole.name + end)
        if target.resolve() == own or (target.exists() and own.exists() and target.samefile(own)):
            raise Invalid(f"{target} is the portfolio itself: choose another name")


def _bytes(part: str | bytes) -> bytes:
    return part.encode() if isinstance(part, str) else part


def refuse_unwritable(path: Path) -> None:
    """Raise PpmError for a file that can be no file, before anything is done for its sake."""
    if path.is_dir() or not path.resolve().parent.is_dir():
        reason = "it is a folder" if path.is_dir() else "there is no such folder"
        raise PpmError(f"{path} cannot be written: {reason}")


def write(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write a file whole or not at all, readable by its owner only.

    What is no regular file, such as a pipe or a device, is written through.
    """
    try:
        whole = path.resolve()
        if whole.exists() and not whole.is_file():
            with whole.open("wb") as file:
                file.writelines(map(_bytes, parts))
        else:
            _replace(whole, parts)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PpmError(f"{path} cannot be written: {reason}") from error


def _replace(path: Path, parts: Iterable[str | bytes]) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        number = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(number, "wb") as file:
            file.writelines(map(_bytes, parts))
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
