"""`ppm task …` and `ppm assign`: changing a plan, each command one step."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ppm_tui import tokens
from ppm_tui.cli import output, task_options
from ppm_tui.cli.invocation import Invocation
from ppm_tui.cli.parser import Family, command, people, project_keys, task_refs
from ppm_tui.cli.status import DRY_RUN
from ppm_tui.cli.task_outline import outline_
from ppm_tui.cli.task_tolerance import tolerance_
from ppm_tui.cli.task_why import why_
from ppm_tui.errors import Invalid
from ppm_tui.exchange import plan_words
from ppm_tui.store.wanted import Wanted

if TYPE_CHECKING:
    from ppm_tui.store.commands.steps import Command

task_ = Family("task")

KEY = click.argument("key", shell_complete=project_keys)
TASK = click.argument("task", shell_complete=task_refs)
TASKS = click.argument("tasks", nargs=-1, required=True, metavar="TASK...",
                       shell_complete=task_refs)  # fmt: skip
IDENTIFIER = re.compile(r"[A-Za-z]{1,4}-\d+", re.ASCII)
TOP = ("top", "-")


@task_.member("add", "A new task, phase or milestone.")
@KEY
@click.argument("name", nargs=-1, required=True, metavar="NAME...")
@task_options.LENGTH
@task_options.AFTER
@task_options.START
@task_options.FINISH
@task_options.WORK
@task_options.DEADLINE
@click.option("--in", "parent", metavar="PHASE", shell_complete=task_refs,
              help="At the end of this phase; else of the plan.")  # fmt: skip
@click.option("--before", metavar="TASK", shell_complete=task_refs, help="Right before this task.")
@task_options.OWNER
@task_options.PRIORITY
@click.option("--milestone", "kind", flag_value="milestone", help="It takes no time.")
@click.option("--phase", "kind", flag_value="phase", help="It is what is put into it.")
@DRY_RUN
def add_(
    invocation: Invocation, key: str, name: tuple[str, ...], kind: str | None, dry_run: bool,
    **given: str | None,
) -> None:  # fmt: skip
    """KEY is a project. NAME may carry `@ana for:3d after:12FS+2d due:fri start:mon ~16h !high`."""
    kind, place = kind or "task", {each: given.pop(each) for each in ("parent", "before")}
    text, fields = tokens.parse(" ".join(name), kind, as_of=invocation.as_of)
    fields |= task_options.fields(given, as_of=invocation.as_of)
    fields |= {name: value for name, value in place.items() if value is not None}
    tokens.refuse_timeless(kind, fields)
    _run(invocation, dry_run, lambda: _adding(invocation, key, text, kind, fields))


def _adding(
    invocation: Invocation, key: str, name: str, kind: str, fields: dict[str, Any]
) -> "Command":
    from ppm_tui.store.commands import tasks
    from ppm_tui.terms import TaskKind

    as_of = invocation.as_of
    return partial(tasks.add, project=key, name=name, kind=TaskKind(kind), as_of=as_of, **fields)


@task_.member("edit", "Change what is said of tasks; all that they drive follows.")
@click.argument("words", nargs=-1, required=True, metavar="TASK... [WHEN]...",
                shell_complete=task_refs)  # fmt: skip
@click.option("--name", metavar="TEXT", help="What it is called.")
@task_options.LENGTH
@task_options.START
@task_options.FINISH
@task_options.WORK
@task_options.DEADLINE
@task_options.AFTER
@click.option("--not-after", multiple=True, metavar="TASK", shell_complete=task_refs,
              help="What it no longer waits for.")  # fmt: skip
@click.option("--percent", type=click.IntRange(0, 100), help="Per cent done.")
@task_options.OWNER
@task_options.PRIORITY
@click.option("--constraint", metavar="TYPE[:DATE]",
              help="SNET:2026-04-08, MFO:fri, ALAP; - takes it away.")  # fmt: skip
@click.option("--calendar", metavar="NAME", help="The calendar it follows; - for the project's.")
@DRY_RUN
def edit_(
    invocation: Invocation,
    words: tuple[str, ...],
    name: str | None,
    not_after: tuple[str, ...],
    percent: int | None,
    dry_run: bool,
    **given: Any,
) -> None:
    """WHEN is what one types in the interface: `start mon 3d after 12`, `20 mar`, `not after 4`.

    Several tasks are changed in one step. `-` empties deadline, work, owner or calendar.
    """
    from ppm_tui.store.commands import replanning

    refs, when = _parted(words)
    as_of = invocation.as_of
    wanted = plan_words.parse(" ".join(when), as_of=as_of) if when else Wanted()
    fields = task_options.fields(given, as_of=as_of)
    links = fields.pop("after", ())
    wanted = task_options.merged(wanted, fields, links, not_after)
    if name is not None and len(refs) > 1:
        raise Invalid("several tasks cannot have one name")
    more = fields | {"name": name, "as_of": as_of}
    more |= {} if percent is None else {"percent": percent}
    more["wanted"] = None if wanted == Wanted() else wanted
    _each(invocation, refs, "changed", dry_run, partial(_call, replanning.change, more))


def _parted(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tasks that a line begins with, and the words after them."""
    count = next((n for n, word in enumerate(words) if not IDENTIFIER.fullmatch(word)), len(words))
    count = max(1, count)
    return words[:count], words[count:]


@task_.member("done", "Tasks are done, or with --undo what they were before.")
@TASKS
@click.option("--undo", is_flag=True, help="Open again, as far as they were.")
@DRY_RUN
def done_(invocation: Invocation, tasks: tuple[str, ...], undo: bool, dry_run: bool) -> None:
    """TASK is a task, a milestone or a phase with all that is open in it."""
    from ppm_tui.store.commands import tasks as commands

    given = {"is_done": not undo, "as_of": invocation.as_of}
    make = partial(_call, commands.set_done, given)
    _each(invocation, tasks, "open again" if undo else "done", dry_run, make)


@task_.member("move", "Tasks, with all below them, to another place.")
@TASKS
@click.option("--to", metavar="PHASE|KEY|top", shell_complete=task_refs,
              help="Into a phase, to another project, or to the top level.")  # fmt: skip
@click.option("--in", "is_in", is_flag=True, help="Into the task above.")
@click.option("--out", is_flag=True, help="Out of the phase, right behind it.")
@click.option("--up", is_flag=True, help="One up on its level.")
@click.option("--down", is_flag=True, help="One down on its level.")
@click.option("--before", metavar="TASK", shell_complete=task_refs, help="Right before a task.")
@click.option("--after", metavar="TASK", shell_complete=task_refs, help="Right after a task.")
@DRY_RUN
def move_(
    invocation: Invocation, tasks: tuple[str, ...], dry_run: bool, **where: str | bool | None
) -> None:
    """One of the options says where to; dates and links stay."""
    given = {name: value for name, value in where.items() if value}
    if len(given) != 1:
        raise click.UsageError(
            "say one of --to, --in, --out, --up, --down, --before and --after", None
        )
    [(way, place)] = given.items()
    _run(invocation, dry_run, lambda: partial(_moving(way, str(place)), refs=tasks))


def _moving(way: str, place: str) -> Callable[..., Any]:
    from ppm_tui.store.commands import moves

    if way == "to":
        if place.casefold() in TOP:
            return partial(moves.to_phase, parent=None)
        if IDENTIFIER.fullmatch(place):
            return partial(moves.to_phase, parent=place)
        return partial(moves.to_project, project=place)
    if way in ("before", "after"):
        return partial(moves.beside, ref=place, is_after=way == "after")
    if way in ("up", "down"):
        return partial(moves.step, is_down=way == "down")
    return moves.indent if way == "is_in" else moves.outdent


@task_.member("link", "A task waits for others.")
@TASK
@click.argument("links", nargs=-1, required=True, metavar="LINK...", shell_complete=task_refs)
@DRY_RUN
def link_(invocation: Invocation, task: str, links: tuple[str, ...], dry_run: bool) -> None:
    """LINK is `T-9`, `9`, `9SS` or `9FS+2d`; one that there is already becomes as it is said."""
    from ppm_tui.store.commands import replanning

    wanted = Wanted(links=plan_words.links(",".join(links)))
    given = {"wanted": wanted, "as_of": invocation.as_of}
    _run(invocation, dry_run, lambda: _call(replanning.replan, given, task))


@task_.member("unlink", "A task no longer waits for others.")
@TASK
@click.argument("others", nargs=-1, required=True, metavar="TASK...", shell_complete=task_refs)
@DRY_RUN
def unlink_(invocation: Invocation, task: str, others: tuple[str, ...], dry_run: bool) -> None:
    """The first TASK is the one that waits."""
    from ppm_tui.store.commands import replanning

    wanted = Wanted(unlinks=task_options.names(others))
    given = {"wanted": wanted, "as_of": invocation.as_of}
    _run(invocation, dry_run, lambda: _call(replanning.replan, given, task))


@task_.member("split", "A task becomes a phase of parts, one after the other.")
@TASK
@click.argument("parts", nargs=-1, required=True, metavar="PARTS...")
@DRY_RUN
def split_(invocation: Invocation, task: str, parts: tuple[str, ...], dry_run: bool) -> None:
    """PARTS is `"Design; Build; Test"`; duration and work are shared out, links stay on TASK."""
    from ppm_tui.store.commands import splitting

    given = {"names": splitting.parted(";".join(parts))}
    _run(invocation, dry_run, lambda: _call(splitting.split, given, task))


@task_.member("delete", "Tasks go to the trash; ppm undo brings them back.")
@TASKS
@DRY_RUN
def delete_(invocation: Invocation, tasks: tuple[str, ...], dry_run: bool) -> None:
    """TASK goes with all that is below it."""
    from ppm_tui.store.commands import tasks as commands

    make = partial(_call, commands.trash, {"as_of": invocation.as_of})
    _each(invocation, tasks, "in the trash", dry_run, make, is_whole=True)


task_.add_command(why_)
task_.add_command(outline_)
task_.add_command(tolerance_)


def _refs_or_people(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[str]:
    """A shell asks about the tasks, however many there are, also where a person may stand."""
    return [*task_refs(context, parameter, incomplete), *people(context, parameter, incomplete)]


@command("assign")
@click.argument("tasks", nargs=-1, required=True, metavar="TASK...", shell_complete=_refs_or_people)
@click.argument("name", shell_complete=people)
@DRY_RUN
def assign_(invocation: Invocation, tasks: tuple[str, ...], name: str, dry_run: bool) -> None:
    """NAME is a person by key, name or the beginning of either; - for nobody."""
    from ppm_tui.store.commands import tasks as commands

    owner = None if name == "-" else name
    make = partial(_call, commands.set_owner, {"owner": owner})
    _each(invocation, tasks, f"owner {owner or 'nobody'}", dry_run, make)


def _call(work: Callable[..., Any], given: dict[str, Any], ref: str) -> "Command":
    return partial(work, ref=ref, **given)


def _each(
    invocation: Invocation,
    refs: tuple[str, ...],
    said: str,
    dry_run: bool,
    make: Callable[[str], "Command"],
    *,
    is_whole: bool = False,
) -> None:
    from ppm_tui.store.commands import several

    change = partial(several.of_each, refs=refs, said=said, is_whole=is_whole,
                     command=lambda session, ref: make(ref)(session))  # fmt: skip
    _run(invocation, dry_run, lambda: change)


def _run(invocation: Invocation, dry_run: bool, make: Callable[[], "Command"]) -> None:
    """Do it as one step and say what changed."""
    done = invocation.workspace(dry_run=dry_run).do(make())
    output.report(invocation, done, dry_run=dry_run)


@task_.member("catch-up", "Move what is not done behind today.")
@KEY
@DRY_RUN
def catch_up_(invocation: Invocation, key: str, dry_run: bool) -> None:
    """KEY is a project. What has not begun starts today; what is left of the rest goes on today."""
    from ppm_tui.store.commands.catching_up import catch_up

    done = invocation.workspace(dry_run=dry_run).do(catch_up, project=key, as_of=invocation.as_of)
    output.report(invocation, done, dry_run=dry_run)
