"""A large portfolio beside the drawn one: made up by rule, the same every time for a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from ppm_tui.demo import large_plan, large_work
from ppm_tui.demo.days import Days
from ppm_tui.demo.large_plan import Outline
from ppm_tui.models.types import new_id
from ppm_tui.store.commands.bulk import Batch, Row

PROJECTS, TASKS, ENTRIES = 1_000, 100_000, 500_000
PEOPLE, CLIENTS, RISKS, WEEKS = 120, 40, 3, 8
RATE = 9_500
"""What an hour of everybody costs, in minor units."""
WORDS = ("Amber", "Basalt", "Cobalt", "Dune", "Elm", "Flint", "Garnet", "Hazel", "Indigo", "Jade")
THINGS = ("archive", "billing", "gateway", "intranet", "migration", "portal", "rollout")
FEARS = ("Supplier late", "Key person leaves", "Scope grows", "Test data missing", "Budget cut")
ROLES = ("Dev", "PM", "QA", "BA", "Ops", "Data")
COLOURS = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class Known:
    """What is in the portfolio already: projects, tasks and time entries."""

    projects: int
    tasks: int
    entries: int


def refs(known: Known) -> dict[str, int]:
    """How many identifiers of each kind the large portfolio takes."""
    number = PROJECTS - known.projects
    phases = number * large_plan.PHASES
    tasks = TASKS - known.tasks - 2 * phases
    return {"P-": phases, "M-": phases, "T-": tasks, "R-": number * RISKS}


def rows(days: Days, known: Known, first: Mapping[str, int]) -> Iterator[Batch]:
    """All rows, parents before what points to them, project after project."""
    chance = Random(12)
    numbers = {kind: count(number) for kind, number in first.items()}
    clients = [new_id() for _ in range(CLIENTS)]
    people = [new_id() for _ in range(PEOPLE)]
    yield "client", [_client(key, number) for number, key in enumerate(clients, 1)]
    yield "resource", [_person(key, number) for number, key in enumerate(people, 1)]
    yield "resource_rate", [{"resource_id": key, "standard": RATE} for key in people]
    made = PROJECTS - known.projects
    tasks = shares(TASKS - known.tasks, made)
    entries = shares(ENTRIES - known.entries, made)
    for number in range(made):
        outline = large_plan.outline(chance, days, number, tasks[number], people)
        plan = large_plan.plan(outline, chance, numbers, people)
        work = large_work.entries(outline, chance, entries[number], RATE, people)
        large_plan.set_costs(outline, plan, sum(int(str(row["cost"])) for row in work))
        yield "project", [_project(outline, chance.choice(clients), plan)]
        yield from large_plan.batches(outline, plan)
        yield "status_update", list(_updates(outline))
        yield "time_entry", work
        yield "risk", list(_risks(outline, chance, numbers["R-"]))


def shares(total: int, parts: int) -> list[int]:
    """A total in nearly equal whole parts."""
    return [total * (number + 1) // parts - total * number // parts for number in range(parts)]


def _client(key: str, number: int) -> Row:
    return {"id": key, "key": f"CLIENT{number:02}", "name": f"Client number {number:02}"}


def _person(key: str, number: int) -> Row:
    role = ROLES[number % len(ROLES)]
    return {"id": key, "key": f"p{number:03}", "name": f"Person {number:03}", "role": role}


def _project(outline: Outline, client: str, plan: large_plan.Plan) -> Row:
    word = WORDS[outline.number % len(WORDS)]
    thing = THINGS[outline.number // len(WORDS) % len(THINGS)]
    return {
        "id": outline.id,
        "key": f"{word[:4].upper()}{outline.number:03}",
        "name": f"{word} {thing} {outline.number:03}",
        "client_id": client,
        "owner_id": outline.owner,
        "rag": _colour(outline, 0),
        "rag_since": (outline.as_of - timedelta(days=21)).isoformat(),
        "rag_reason": "" if _colour(outline, 0) == "green" else "Behind plan.",
        "budget_cost": plan.budget,
        "start": f"{outline.day(0)}T08:00",
        "finish": f"{outline.day(outline.length - 1)}T17:00",
        "percent_complete": outline.percent(0),
        "forecast_finish": outline.day(outline.length - 1 + outline.slip),
    }


def _colour(outline: Outline, weeks: int) -> str:
    """The declared status so many weeks ago: troubles of today came one after the other."""
    worst = 2 if outline.pace < 0.85 else 1 if outline.pace < 0.95 else 0
    return COLOURS[max(0, worst - weeks // 3)]


def _updates(outline: Outline) -> Iterator[Row]:
    for number, weeks in enumerate(range(WEEKS - 1, -1, -1), 1):
        day: date = outline.as_of - timedelta(days=7 * weeks + 1 + outline.number % 9)
        colour = _colour(outline, weeks)
        yield {
            "project_id": outline.id,
            "number": number,
            "day": day.isoformat(),
            "outcome": "status" if number == 1 else "same",
            "rag": colour,
            "text": "" if colour == "green" or number > 1 else "Behind plan.",
            "by": "large",
            "percent_complete": outline.percent(weeks),
        }


def _risks(outline: Outline, chance: Random, numbers: "count[int]") -> Iterator[Row]:
    for _ in range(RISKS):
        yield {
            "ref": f"R-{next(numbers):03}",
            "project_id": outline.id,
            "title": chance.choice(FEARS),
            "probability": chance.randint(1, 5),
            "impact_time": chance.randint(1, 5),
            "owner_id": outline.owner,
            "raised": outline.day(0),
            "due": outline.day(outline.elapsed + chance.randint(-10, 60)),
        }
