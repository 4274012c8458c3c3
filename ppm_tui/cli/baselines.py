"""`ppm baseline …`: freezing a plan, and comparing what was frozen with what is."""

from collections.abc import Iterator

import click

from ppm_tui import columns, formats
from ppm_tui.cli import output, shapes_baselines
from ppm_tui.cli.invocation import Invocation, put
from ppm_tui.cli.parser import Family, project_keys
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.errors import PpmError
from ppm_tui.store.baseline_names import NOW
from ppm_tui.store.queries import baselines
from ppm_tui.store.queries.baselines import Comparison, Side
from ppm_tui.terms import Compared

baseline_ = Family("baseline")


def _names(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The baselines of the project that begin so, for the completion of the shell."""
    invocation, key = context.obj, context.params.get("key") or ""
    try:
        rows = invocation.workspace().get(baselines.baselines, key=key)
    except PpmError:
        return []
    return [row.name for row in rows if row.name.casefold().startswith(incomplete.casefold())]


KEY = click.argument("key", shell_complete=project_keys)
NAME = click.argument("name", shell_complete=_names)


@baseline_.member("set", "Freeze the plan of a project; slip and value are measured against it.")
@KEY
@click.option("--name", metavar="N", help="What it is called; else Baseline and a number.")
@click.option("--replace", is_flag=True, help="Let a baseline of that name give way.")
@DRY_RUN
def set_(invocation: Invocation, key: str, name: str | None, replace: bool, dry_run: bool) -> None:
    """KEY is a project. A name that it has already is refused unless --replace is given."""
    from ppm_tui.store.commands.baselines import set_baseline

    done = invocation.workspace(dry_run=dry_run).do(
        set_baseline, project=key, as_of=invocation.as_of, name=name, is_replacing=replace
    )
    output.report(invocation, done, dry_run=dry_run)


@baseline_.member("list", "The baselines of a project.", is_reading=True)
@KEY
def list_(invocation: Invocation, key: str) -> None:
    """KEY is a project."""
    rows = invocation.workspace().get(baselines.baselines, key=key)
    if invocation.is_json:
        output.put_json(invocation, "baselines", [shapes_baselines.baseline(row) for row in rows])
    else:
        output.put_table(invocation, columns.BASELINES, rows)


@baseline_.member("compare", "Two baselines, or one and the plan of now.", is_reading=True)
@KEY
@click.option("--from", "old", metavar="NAME", shell_complete=_names,
              help="The old side; else the current baseline.")  # fmt: skip
@click.option("--to", "new", metavar=f"NAME|{NOW}", default=NOW, shell_complete=_names,
              help=f"The new side; else {NOW}, the plan as it stands.")  # fmt: skip
def compare_(invocation: Invocation, key: str, old: str | None, new: str) -> None:
    """KEY is a project, NAME a baseline by its name or number. Later and more is positive."""
    found = invocation.workspace().get(
        baselines.compare, key=key, as_of=invocation.as_of, old=old, new=new
    )
    if invocation.is_json:
        output.put_json(invocation, "comparison", [shapes_baselines.compared(found)])
        return
    for title, text in _lines(found, output.glyphs_of(invocation)):
        put(f"{title:<8}{text}")
    output.put_table(invocation, columns.COMPARED, found.rows)


@baseline_.member("use", "Make a baseline the current one.")
@KEY
@NAME
@DRY_RUN
def use_(invocation: Invocation, key: str, name: str, dry_run: bool) -> None:
    """KEY is a project, NAME a baseline by its name or number."""
    from ppm_tui.store.commands.baselines import use

    done = invocation.workspace(dry_run=dry_run).do(use, project=key, name=name)
    output.report(invocation, done, dry_run=dry_run)


@baseline_.member("rename", "Call a baseline otherwise.")
@KEY
@NAME
@click.argument("to")
@DRY_RUN
def rename_(invocation: Invocation, key: str, name: str, to: str, dry_run: bool) -> None:
    """KEY is a project, NAME a baseline by its name or number, TO its new name."""
    from ppm_tui.store.commands.baselines import rename

    done = invocation.workspace(dry_run=dry_run).do(rename, project=key, name=name, to=to)
    output.report(invocation, done, dry_run=dry_run)


@baseline_.member("delete", "Delete a baseline; ppm undo brings it back.")
@KEY
@NAME
@DRY_RUN
def delete_(invocation: Invocation, key: str, name: str, dry_run: bool) -> None:
    """KEY is a project, NAME a baseline by its name or number. The current one goes last."""
    from ppm_tui.store.commands.baselines import delete

    done = invocation.workspace(dry_run=dry_run).do(delete, project=key, name=name)
    output.report(invocation, done, dry_run=dry_run)


def _lines(found: Comparison, glyphs: formats.Glyphs) -> Iterator[tuple[str, str]]:
    """Title and text of what stands above the tasks."""
    old, new, whole, to = found.old, found.new, found.whole, glyphs.becomes
    yield found.project, f"{_named(old)} {to} {_named(new)}"
    days = [formats.dated(side.whole.finish.date() if side.whole.finish else None)
            for side in (old, new)]  # fmt: skip
    yield "Finish", f"{days[0]} {to} {days[1]}  {formats.signed_days(whole.finish_days)}"
    works = [formats.minutes(side.whole.work_minutes) or formats.NOT_KNOWN for side in (old, new)]
    yield "Work", f"{works[0]} {to} {works[1]}  {formats.signed_hours(whole.work_minutes)}"
    costs = [formats.money(side.whole.cost, found.currency) for side in (old, new)]
    more = formats.signed_compact(whole.cost, found.currency)
    yield "Cost", f"{costs[0]} {to} {costs[1]}  {more}"
    counts = found.counts
    yield "Tasks", ", ".join(f"{counts[each]} {each.value}" for each in Compared)


def _named(side: Side) -> str:
    if side.number is None:
        return side.name
    return f"«{side.name}»" + (f" of {formats.dated(side.day)}" if side.day else "")
