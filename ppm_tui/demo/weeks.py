"""The weeks behind the demo: what was said of each project, and what was spent on it."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from ppm_tui.analysis.rates import half_up
from ppm_tui.demo import plans
from ppm_tui.demo.days import FRIDAY, Days, at
from ppm_tui.demo.events import Event
from ppm_tui.demo.people import PEOPLE, RATES
from ppm_tui.demo.projects import PROJECTS
from ppm_tui.demo.shapes import Sketch
from ppm_tui.store.commands import status, time
from ppm_tui.store.commands.overruns import Decision
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.commands.time import Entry, Paid
from ppm_tui.terms import CostKind, Minutes, Money, Over, Rag

GOODWILL = Decision(Over.ABSORB, "goodwill, agreed on the phone")
"""What became of the time beyond what was agreed."""
EXPENSES = (
    ("ATLAS", -2, 41_250, "", "Train to the steering meeting", "R-2026-031"),
    ("DELTA", -2, 96_300, "USD", "Field mapping tool, a year", "INV 88-1204"),
)
"""Project, week, amount in minor units, currency if it is another, what for, the receipt."""
COLOURS = {"G": Rag.GREEN, "A": Rag.AMBER, "R": Rag.RED}
TEAM = {person.key: person for person in PEOPLE}
WORKED = (timedelta(days=1), timedelta(days=3))
"""Tuesday and Thursday: the days of a week on which the demo's time stands."""
STEP = 10 * 60
"""Budgets of time are in tens of hours."""
TODAY = Minutes(210)
"""What ana logged on ATLAS this week."""


def updates(sketch: Sketch, days: Days) -> Iterator[tuple[date, Command]]:
    """A status update for each week, by the last one of which the project stands as drawn."""
    said = iter(sketch.said)
    before = ""
    for week, (letter, percent) in enumerate(zip(sketch.rag, sketch.done, strict=True)):
        age = 7 * (len(sketch.rag) - 1 - week)
        is_last = week == len(sketch.rag) - 1
        if age <= sketch.told and not is_last:
            continue
        day = days.ago(sketch.told if is_last else age)
        earned = Money(sum(line.cost for line in plans.PLANS[sketch.key]) * percent)
        about = partial(status.update, key=sketch.key, as_of=day, percent=percent, earned=earned)
        if is_last:
            about = partial(about, finish=days.moved(sketch.forecast))
        if letter != before:
            about = partial(about, rag=COLOURS[letter], reason=next(said))
        before = letter
        yield day, about


def spending(days: Days) -> Iterator[Event]:
    """The team's time and the suppliers' bills, a step for each week, the oldest first."""
    weeks: dict[int, list[Entry]] = {}
    for sketch in PROJECTS:
        for week, entries in _spent(sketch, days):
            weeks.setdefault(week, []).extend(entries)
    for week, entries in sorted(weeks.items()):
        friday = days.monday(week) + timedelta(days=FRIDAY)
        log = partial(time.log_all, entries=entries, over=GOODWILL)
        yield Event(at(friday if week else days.monday(), 7), "ben", (log,))


def time_agreed(sketch: Sketch, days: Days) -> Minutes:
    """The time that the project may take: what its progress so far calls for, and a bit more."""
    spent = sum(entry.minutes for _, entries in _spent(sketch, days) for entry in entries)
    return Minutes(-(-spent * 108 // sketch.done[-1] // STEP) * STEP)


def number_of_entries(days: Days) -> int:
    """How many time entries `spending` writes."""
    return sum(len(entries) for sketch in PROJECTS for _, entries in _spent(sketch, days))


def _spent(sketch: Sketch, days: Days) -> Iterator[tuple[int, list[Entry]]]:
    """Entries by week, so that each week ends at the actual cost that its progress calls for.

    The cost efficiency runs evenly from 1 to what the forecast of today implies.
    """
    lines = plans.PLANS[sketch.key]
    budget = sum(line.cost for line in lines)
    share = Fraction(sketch.eac, budget) - 1
    earned = [Fraction(budget * percent, 100) for percent in sketch.done]
    earned[-1] = Fraction(sum(line.cost * line.done for line in lines), 100)
    weeks = len(earned)
    spent = 0
    if sketch.key == "ATLAS":
        entry = _time(sketch, "ana", days.monday(), TODAY, days)
        spent += _cost(sketch, entry, days)
        yield 0, [entry]
    opening = Money(int(earned[0]) * 80)
    yield -weeks - 1, [_bill(sketch, opening, days.monday(-weeks - 1))]
    spent += opening
    for number, value in enumerate(earned, 1):
        week = number - weeks - 1
        entries = list(_labour(sketch, days.monday(week), days))
        spent += sum(_cost(sketch, entry, days) for entry in entries)
        for bill, cost in _expenses(sketch, week, days):
            entries.append(bill)
            spent += cost
        owed = round(value * 100 * (1 + share * Fraction(number, weeks))) - spent
        if owed > 0:
            entries.append(_bill(sketch, Money(owed), days.monday(week)))
            spent += owed
        yield week, entries


def _expenses(sketch: Sketch, week: int, days: Days) -> Iterator[tuple[Entry, int]]:
    """What was paid on the way, with its receipt, and what that is in the project's currency."""
    for project, weeks_ago, amount, currency, text, receipt in EXPENSES:
        if (project, weeks_ago) == (sketch.key, week):
            paid = Paid(Money(amount), currency, receipt=receipt)
            day = days.monday(week) + timedelta(days=2)
            worth = Fraction(amount * RATES[sketch.currency], RATES[currency or sketch.currency])
            yield Entry(project, day, text=text, paid=paid), half_up(worth)


def _labour(sketch: Sketch, monday: date, days: Days) -> Iterator[Entry]:
    for person, hours in sketch.team.items():
        for day in WORKED:
            yield _time(sketch, person, monday + day, Minutes(hours * 60 // len(WORKED)), days)


def _time(sketch: Sketch, person: str, day: date, minutes: Minutes, days: Days) -> Entry:
    """Time on the last task of the person that had begun on the day."""
    task = None
    for line in plans.PLANS[sketch.key]:
        is_own = line.owner == person and line.ref[0] == "T"
        if is_own and plans.today(line, days)[0].date() <= day:
            task = line.ref
    return Entry(sketch.key, day, minutes, person, task)


def _bill(sketch: Sketch, cost: Money, monday: date) -> Entry:
    day = monday + timedelta(days=FRIDAY)
    text = f"{sketch.supplier}: services to date"
    first = next(line.ref for line in plans.PLANS[sketch.key] if line.ref[0] == "T")
    paid = Paid(cost, kind=CostKind.PRODUCT)
    return Entry(sketch.key, day, task=first, text=text, paid=paid)


def _cost(sketch: Sketch, entry: Entry, days: Days) -> int:
    """What the rates of the demo make of an entry, in minor units."""
    person = TEAM[entry.person or ""]
    is_new = entry.day >= days.moved("26-01-01")
    rate = (person.rate if is_new else person.rate_before) * RATES[sketch.currency]
    return (entry.minutes * rate * 2 + 60) // 120
