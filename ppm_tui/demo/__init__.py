"""The demo portfolio: twelve projects of a service provider, made through commands."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from ppm_tui.demo import bookings, logbook, money, plans, portfolio, weeks
from ppm_tui.demo import large as large_rows
from ppm_tui.demo.days import Days, at
from ppm_tui.demo.events import Event
from ppm_tui.demo.projects import PROJECTS
from ppm_tui.errors import Invalid
from ppm_tui.store.commands import bulk
from ppm_tui.store.place import Place
from ppm_tui.store.queries.portfolio import overview
from ppm_tui.store.reader import Connection
from ppm_tui.terms import Done
from ppm_tui.workspace import Workspace


def build(place: Place, as_of: date, large: bool = False) -> Done:
    """Make the demo portfolio in an empty database, as it stands on a day.

    The same day gives the same content. `large` adds made-up projects to 1,000, with 100,000
    tasks and 500,000 time entries, in one step that cannot be undone: it is written in bulk,
    past the log of single changes. Raises Invalid when there are projects already.
    """
    reading = Workspace(place, "demo", as_of, readonly=True)
    if reading.get(overview, as_of=as_of):
        raise Invalid(f"{place} holds projects already: the demo needs a new file")
    first, *others, last = sorted(_events(Days(as_of)), key=lambda event: event.at)
    first.happen(place)
    reading.get(_go_on, others, place)
    last.happen(place)
    if large:
        return enlarge(place, as_of)
    return Done(f"demo portfolio: {len(PROJECTS)} projects as of {as_of:%d %b %Y}")


def _go_on(_open: Connection, events: Sequence[Event], place: Place) -> None:
    """Write while another connection is open, so that none clears up after each step."""
    for event in events:
        event.happen(place)


def enlarge(place: Place, as_of: date) -> Done:
    """Add made-up projects to the demo portfolio of that day, up to 1,000."""
    days = Days(as_of)
    known = large_rows.Known(
        projects=len(PROJECTS),
        tasks=sum(len(lines) for lines in plans.PLANS.values()),
        entries=weeks.number_of_entries(days),
    )
    workspace = Workspace(place, "demo", as_of, clock=lambda: at(days.ago(1), 22))
    return workspace.do(
        bulk.load,
        label=f"demo portfolio: {large_rows.PROJECTS} projects as of {as_of:%d %b %Y}",
        refs=large_rows.refs(known),
        make=partial(large_rows.rows, days, known),
    )


def _events(days: Days) -> Iterator[Event]:
    yield Event(
        at(days.monday(-30), 9), "ana", tuple(portfolio.team(days)), "team: 12 people added"
    )
    for minute, sketch in enumerate(PROJECTS):
        key, owner = sketch.key, sketch.owner
        begun = plans.outline(plans.PLANS[key], days)[0].date() - timedelta(days=7)
        plan = tuple(portfolio.project(sketch, days))
        yield Event(at(begun, 9, minute), owner, plan, f"{key}: plan agreed")
        if paid := tuple(money.agreed(key, days)):
            yield Event(at(begun, 10, minute), owner, paid, f"{key}: payment agreed")
        moved = tuple(portfolio.replan(sketch, days))
        yield Event(at(days.ago(14), 11, minute), owner, moved, f"{key}: plan revised")
        for day, update in weeks.updates(sketch, days):
            yield Event(at(day, 16, 30 - minute), owner, (update,))
    booked = tuple(bookings.bookings(days))
    yield Event(at(days.ago(7), 9), "ana", booked, "bookings of the next 15 weeks")
    yield from money.events(days)
    yield from weeks.spending(days)
    yield from logbook.events(days)
