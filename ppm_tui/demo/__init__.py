"""The demo portfolio: twelve projects of a service provider, made through commands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ppm_tui.demo import portfolio, weeks
from ppm_tui.demo.days import Days, at
from ppm_tui.demo.projects import PROJECTS
from ppm_tui.errors import Invalid
from ppm_tui.store.commands import steps
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.place import Place
from ppm_tui.store.queries.portfolio import overview
from ppm_tui.terms import Done
from ppm_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Event:
    """A step of the demo's past: when, by whom, what."""

    at: datetime
    user: str
    label: str
    commands: tuple[Command, ...]


def build(place: Place, as_of: date, large: bool = False) -> Done:
    """Make the demo portfolio in an empty database, as it stands on a day.

    The same day gives the same content. Raises Invalid when there are projects already.
    """
    if Workspace(place, "demo", as_of, readonly=True).get(overview, as_of=as_of):
        raise Invalid(f"{place} holds projects already: the demo needs a new file")
    for event in sorted(_events(Days(as_of)), key=lambda event: event.at):
        workspace = Workspace(place, event.user, as_of, clock=_clock(event.at))
        workspace.do(steps.together, label=event.label, commands=event.commands)
    return Done(f"demo portfolio: {len(PROJECTS)} projects as of {as_of:%d %b %Y}")


def _clock(instant: datetime) -> Callable[[], datetime]:
    return lambda: instant


def _events(days: Days) -> Iterator[Event]:
    start = at(days.monday(-60), 9)
    yield Event(start, "ana", "the team", tuple(portfolio.team(days)))
    for minute, sketch in enumerate(PROJECTS):
        key = sketch.key
        begun = start + timedelta(days=1, minutes=minute)
        plan = tuple(portfolio.project(sketch, days))
        yield Event(begun, sketch.owner, f"{key}: plan agreed", plan)
        moved = tuple(portfolio.replan(sketch, days))
        yield Event(at(days.ago(14), 11, minute), sketch.owner, f"{key}: plan revised", moved)
        for day, update in weeks.updates(sketch, days):
            yield Event(at(day, 16, minute), sketch.owner, f"{key}: status update", (update,))
