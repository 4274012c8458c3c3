"""The commands by name, the options of all of them, and the group that imports what is chosen."""

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import cleandoc
from typing import Any

import click
from click.core import ParameterSource

from ppm_tui import __version__
from ppm_tui.errors import PpmError
from ppm_tui.settings import COLORS, DRIVERS

COMPLETED = 200
"""So many tasks are offered at most for what was typed of one."""

COMMANDS: Mapping[str, tuple[str, str]] = {
    "projects": ("lists", "The portfolio overview: all that are not archived."),
    "show": ("show", "One project: status, dates, money, risks, changes, updates."),
    "tasks": ("lists", "The plan of one project."),
    "overdue": ("lists", "Overdue milestones and tasks."),
    "attention": ("attention", "What needs a person today, the most pressing first."),
    "status": ("status", "Set the status of a project."),
    "update": ("status", "The daily update: card by card, or one with KEY and options."),
    "task": ("tasks", "Change a plan: add, edit, done, move, split and more."),
    "assign": ("tasks", "Who answers for a task."),
    "issues": ("issues", "Issues, assumptions, decisions and actions."),
    "issue": ("issues", "Issues: add, edit, close; tasks that deal with one."),
    "assumption": ("issues", "Assumptions: add, edit; what a check showed."),
    "decision": ("issues", "Decisions: add, edit; who decided, and what it changed."),
    "reserve": ("reserve", "The reserve: what risks ask for, set, drawn and left."),
    "risks": ("risks", "The risk register: what is open, the highest score first."),
    "risk": ("risks", "Risks: add, edit, close, review, tasks, matrix, exposure."),
    "resources": ("people", "People by week: what they can do, what they are booked for."),
    "book": ("bookings", "Who is booked for what: add, give, move, split, list and why."),
    "utilization": ("utilization", "What share of time is billed and booked, against targets."),
    "time": ("time", "A week of logged time, or whose time is missing."),
    "timer": ("time", "The timer: start, stop, show."),
    "log": ("time", "Log time on a project or a task."),
    "client": ("clients", "Clients: list, edit; in what they pay."),
    "person": ("leave", "People: add, edit, list; hours of a week, public holidays."),
    "leave": ("leave", "Leave and days off: add, list, remove; tasks move along."),
    "rate": ("rates", "Rates: what an hour costs and is billed at, exchange, and why."),
    "agreement": ("agreements", "What was agreed on payment: fees, caps, prepaid months."),
    "budget": ("budget", "What may be spent: set, and how much of it is used."),
    "costs": ("costs", "What was spent and ordered; add an expense, a product."),
    "invoice": ("invoices", "What is ready to be invoiced; issue, cancel, list."),
    "import": ("files", "Bring in plans: MS Project XML, CSV, XLSX or ppm's own JSON."),
    "export": ("files", "Write the portfolio, a register, a plan or a calendar."),
    "demo": ("demo", "Look around in a demo portfolio, kept apart from yours."),
    "baseline": ("baselines", "Baselines: freeze the plan, list, compare, rename, delete."),
    "template": ("templates", "Templates: make a project from one, keep a plan as one."),
    "level": ("levelling", "New dates with which nobody is over; --apply takes them."),
    "evm": ("evm", "Earned value: planned, earned, spent, and the forecast."),
    "simulate": ("simulation", "Monte Carlo of finish and cost, with and without responses."),
    "changes": ("changes", "Change requests: what is asked, its effect, who decides."),
    "change": ("changes", "A change request: raise, edit, decide, approve by text."),
    "history": ("history", "What changed, by whom, the newest first."),
    "undo": ("history", "Take back your last change."),
    "redo": ("history", "Bring back what you undid last."),
    "backup": ("care", "Write a safe copy of the portfolio."),
    "restore": ("care", "Replace the portfolio by a copy; the replaced file is kept."),
    "doctor": ("doctor", "What is right and wrong with this installation and database."),
    "keys": ("keys", "The keys of the interface, as bound now."),
    "completion": ("keys", "The completion script for bash, zsh or fish."),
}
"""Module and help of every command; `--help` shows them without importing one."""


def _keep(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """Remember an option of all commands; given twice, the one after the command wins."""
    assert option.name is not None
    if context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
        context.obj.flags[option.name] = value
    return value


def _option(*names: str, **more: Any) -> click.Option:
    return click.Option(names, callback=_keep, expose_value=False, **more)


def everywhere(*, is_reading: bool) -> list[click.Parameter]:
    """The options that may stand before or after the command."""
    found: list[click.Parameter] = [
        _option("--db", metavar="PATH-OR-URL", help="The portfolio: a file or a PostgreSQL URL."),
        _option("--as-of", metavar="DATE", help="The day that counts as today."),
        _option("--config", metavar="FILE", help="The settings file."),
        _option("--color", type=click.Choice(COLORS), help="Colour; none sends no code at all."),
        _option("--driver", type=click.Choice(DRIVERS), help="plain: send more than what changed."),
        _option("--readonly", is_flag=True, help="No write reaches the database."),
        _option("--user", metavar="NAME", help="Who is recorded in the history."),
    ]
    if is_reading:
        found.append(_option("--json", is_flag=True, help="Data as JSON on stdout."))
    return found


def project_keys(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The keys of projects that begin so, for the completion of the shell."""
    from ppm_tui.store.queries.portfolio import overview

    invocation = context.obj
    try:
        rows = invocation.workspace().get(overview, as_of=invocation.as_of)
    except PpmError:
        return []
    return [row.key for row in rows if row.key.startswith(incomplete.upper())]


def task_refs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The identifiers of tasks that begin so, for the completion of the shell."""
    from ppm_tui.store.queries import names

    try:
        return context.obj.workspace().get(names.task_refs, text=incomplete, count=COMPLETED)  # type: ignore[no-any-return]  # click does not know the type of obj
    except PpmError:
        return []


def people(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The keys of people that begin so, for the completion of the shell."""
    from ppm_tui.store.queries import names

    try:
        rows = context.obj.workspace().get(names.people)
    except PpmError:
        return []
    return [row.key for row in rows if row.key.startswith(incomplete.casefold())]


class Command(click.Command):
    """A command with the options of all of them, listed apart from its own."""

    def __init__(self, name: str, *, is_reading: bool = False, **more: Any) -> None:
        super().__init__(name, **more)
        self.is_reading = is_reading
        self.own = list(self.params)
        self.params = [*self.own, *everywhere(is_reading=is_reading)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options first, then those of every command."""
        own = {id(each) for each in self.own}
        for title, is_own in (("Options", True), ("Options of every command", False)):
            records = [
                record
                for each in self.get_params(ctx)
                if isinstance(each, click.Option) and (id(each) in own) is is_own
                if (record := each.get_help_record(ctx))
            ]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def invoke(self, ctx: click.Context) -> Any:
        """Refuse `--json` given before a command that reads nothing, then do the work."""
        if not self.is_reading and ctx.obj.flags.get("json"):
            raise click.UsageError("--json is for commands that read", ctx)
        return super().invoke(ctx)


def command(
    name: str, *, is_reading: bool = False, summary: str = ""
) -> Callable[[Callable[..., Any]], Command]:
    """Make the function a command. Its help is its line in COMMANDS and its docstring's rest.

    A command of a family brings its own summary.
    """

    def make(work: Callable[..., Any]) -> Command:
        parameters = getattr(work, "__click_params__", [])[::-1]
        first = summary or COMMANDS[name][1]
        more = cleandoc(work.__doc__ or "")
        return Command(
            name,
            is_reading=is_reading,
            callback=click.pass_obj(work),
            params=parameters,
            help="\n\n".join([first, *([more] if more else [])]),
            short_help=first,
        )

    return make


class Family(click.Group):
    """Commands about one subject behind its name: `ppm baseline set`, `ppm baseline list`.

    Without one of them the `usual` one is meant, where there is one: `ppm reserve ATLAS`.
    """

    def __init__(self, name: str, *, usual: str = "") -> None:
        super().__init__(
            name,
            params=everywhere(is_reading=True),
            help=COMMANDS[name][1],
            short_help=COMMANDS[name][1],
            no_args_is_help=False,
        )
        self.usual = usual

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual command in front where none is named and no help is asked for."""
        is_named = any(each in self.commands or each in ("-h", "--help") for each in args)
        return super().parse_args(ctx, [self.usual, *args] if self.usual and not is_named else args)

    def member(
        self, name: str, summary: str, *, is_reading: bool = False
    ) -> Callable[[Callable[..., Any]], Command]:
        """Make the function a command of the family."""

        def make(work: Callable[..., Any]) -> Command:
            made = command(name, is_reading=is_reading, summary=summary)(work)
            self.add_command(made)
            return made

        return make

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they were declared."""
        return list(self.commands)


class Group(click.Group):
    """The commands of COMMANDS; a module is imported when one of its commands is chosen."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they are declared."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ppm_tui.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, f"{cmd_name}_")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write names and summaries from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.pass_context
def _interface(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        from ppm_tui.cli.demo import interface

        interface(context.obj)


group = Group(
    "ppm",
    callback=_interface,
    invoke_without_command=True,
    no_args_is_help=False,
    params=everywhere(is_reading=True),
    help="Portfolio management in a terminal. Without a command: the interface.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
group.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=lambda context, _option, value: _version(context) if value else None,
        help="Show the version and exit.",
    )
)


def _version(context: click.Context) -> None:
    click.echo(f"ppm {__version__}")
    context.exit()
