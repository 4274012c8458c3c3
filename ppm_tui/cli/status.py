"""`ppm status` and `ppm update`: what a project manager says of a project."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from ppm_tui import formats
from ppm_tui.cli import output
from ppm_tui.cli.invocation import Invocation, is_terminal, put
from ppm_tui.cli.over import takes_over
from ppm_tui.cli.parser import command, project_keys
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.store.queries import portfolio
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Done, Minutes, Rag

if TYPE_CHECKING:
    from ppm_tui.store.commands.overruns import Decision

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
LETTERS = {"g": Rag.GREEN, "a": Rag.AMBER, "r": Rag.RED}


@command("status")
@click.argument("key", shell_complete=project_keys)
@click.argument("rag", type=click.Choice([rag.value for rag in Rag]))
@click.option("-m", "--reason", default="", help="Why; amber and red need one.")
@DRY_RUN
def status_(invocation: Invocation, key: str, rag: str, reason: str, dry_run: bool) -> None:
    """KEY is a project."""
    from ppm_tui.store.commands.status import set_rag

    done = invocation.workspace(dry_run=dry_run).do(
        set_rag, key=key, rag=Rag(rag), reason=reason, as_of=invocation.as_of
    )
    output.report(invocation, done, dry_run=dry_run)


@command("update")
@click.argument("key", required=False, shell_complete=project_keys)
@click.option("--rag", type=click.Choice([rag.value for rag in Rag]), help="The status.")
@click.option("-m", "--reason", default="", help="Why; amber and red need one.")
@click.option("--done", "percent", type=int, metavar="PERCENT", help="Per cent complete.")
@click.option("--finish", metavar="DATE", help="The finish that is expected now.")
@click.option("--note", default="", help="A remark without a new status.")
@click.option("--time", "amount", metavar="AMOUNT", help="Time of the user today: 2h30, 45m.")
@takes_over
@DRY_RUN
def update_(
    invocation: Invocation,
    key: str | None,
    rag: str | None,
    reason: str,
    percent: int | None,
    finish: str | None,
    note: str,
    amount: str | None,
    *,
    dry_run: bool,
    over: "Decision",
) -> None:
    """KEY is a project. With KEY alone: checked, no change."""
    if key is None:
        if rag or reason or note or finish or amount or percent is not None:
            raise click.UsageError("KEY is missing: which project?")
        if not is_terminal():
            raise click.UsageError("KEY is missing, and nobody is there to be asked")
        _cards(invocation, dry_run=dry_run)
        return
    done = _save(
        invocation,
        key,
        rag=Rag(rag) if rag else None,
        reason=reason,
        percent=percent,
        finish=_date(invocation, finish),
        note=note,
        minutes=_effort(amount),
        over=over,
        dry_run=dry_run,
    )
    output.report(invocation, done, dry_run=dry_run)


def _date(invocation: Invocation, text: str | None) -> date | None:
    if text is None:
        return None
    from ppm_tui import dates

    return dates.parse(text, as_of=invocation.as_of)


def _effort(text: str | None) -> Minutes | None:
    if text is None:
        return None
    from ppm_tui import dates

    minutes, words = dates.effort(text)
    if words:
        raise Invalid(f"«{words}» is too much: --time is 2h30 or 45m, --note is a remark")
    return minutes


def _save(
    invocation: Invocation,
    key: str,
    *,
    rag: Rag | None = None,
    reason: str = "",
    percent: int | None = None,
    finish: date | None = None,
    note: str = "",
    minutes: Minutes | None = None,
    over: "Decision | None" = None,
    dry_run: bool = False,
) -> Done:
    from ppm_tui.store.commands.overruns import UNDECIDED
    from ppm_tui.store.commands.status import update

    workspace = invocation.workspace(dry_run=dry_run)
    said = partial(update, rag=rag, reason=reason, percent=percent, finish=finish, note=note)
    time = {"minutes": minutes, "over": over or UNDECIDED}
    return workspace.do(partial(said, **time), key=key, as_of=invocation.as_of)


# The cards, line by line


def _cards(invocation: Invocation, *, dry_run: bool) -> None:
    rows = invocation.workspace().get(portfolio.overview, as_of=invocation.as_of)
    queue = [row for row in rows if row.is_update_due and row.last_update != invocation.as_of]
    glyphs = output.glyphs_of(invocation)
    queue.sort(key=lambda row: (not row.late, row.last_update or date.min, row.key))
    for number, row in enumerate(queue, 1):
        for line in _card(row, f"{number} of {len(queue)}", glyphs):
            put(line)
        while not _answered(invocation, row, dry_run=dry_run):
            pass
    put("nothing is due today" if not queue else "that was the last one")


def _card(row: PortfolioRow, place: str, glyphs: formats.Glyphs) -> Iterator[str]:
    last = formats.age((row.as_of - row.last_update).days) if row.last_update else "never"
    yield ""
    yield f"{place}  {row.key}  {row.name}"
    yield f"  {formats.rag(row.rag, glyphs)}  {row.rag_reason}".rstrip() + f"  last update: {last}"
    yield (
        f"  done {formats.percent(row.percent_complete)}  "
        f"finish {formats.day(row.finish) or 'no date'} {formats.signed_days(row.slip_days)}"
    )


def _answered(invocation: Invocation, row: PortfolioRow, *, dry_run: bool) -> bool:
    """Ask once; False when the answer was refused and the card stays."""
    answer = click.prompt(
        "  Enter same, g a r status, n note, s skip, q leave",
        default="",
        show_default=False,
        prompt_suffix=": ",
    ).strip()
    letter, rest = answer[:1].casefold(), answer[1:].strip()
    if letter == "q":
        raise click.exceptions.Exit(0)
    if letter == "s":
        return True
    if letter not in ("", "n", *LETTERS):
        put("  type one of g a r n s q, or nothing")
        return False
    try:
        output.report(invocation, _say(invocation, row.key, letter, rest, dry_run), dry_run=dry_run)
    except PpmError as error:
        put(invocation.spoken(f"  NOT SAVED: {error}"))
        return False
    return True


def _say(invocation: Invocation, key: str, letter: str, rest: str, dry_run: bool) -> Done:
    if letter == "n":
        return _save(invocation, key, note=rest or _asked("note"), dry_run=dry_run)
    rag = LETTERS.get(letter)
    if rag in (Rag.AMBER, Rag.RED):
        rest = rest or _asked("why")
    return _save(invocation, key, rag=rag, reason=rest, dry_run=dry_run)


def _asked(what: str) -> str:
    return str(click.prompt(f"  {what}", default="", show_default=False))
