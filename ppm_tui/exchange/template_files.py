"""Templates as text: those that come with ppm, and a person's own files, in TOML.

A file has a `name`, a `description`, phases with tasks, and risks. A task may have an `id`, by
which others wait for it: `after = ["survey", "order FS+5d"]`. Durations read as elsewhere: `2d`,
`16h`, `3ed`. Every mistake is one Invalid that names its line.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import cell_links, plan_words
from ppm_tui.store.queries.plan_network import standard
from ppm_tui.store.queries.templates import MONDAY, TemplateRow, own, row_of
from ppm_tui.store.reader import Connection
from ppm_tui.store.template_content import (
    Template,
    TemplateLink,
    TemplateRisk,
    TemplateTask,
    checked,
    dates,
)
from ppm_tui.terms import Constraint, Measure, Priority, RiskKind, RiskStrategy, TaskKind

SUFFIX = ".toml"
MOST_BYTES = 1024 * 1024
HEAD = {"name", "description", "phase", "risk"}
PHASE = {"name", "id", "description", "after", "task"}
TASK = {
    "name", "id", "for", "work", "role", "after", "est", "progress", "milestone", "priority",
    "description", "not_before", "deadline",
}  # fmt: skip
RISK_TEXTS = ("title", "cause", "event", "effect", "category", "response", "role", "trigger",
              "contingency")  # fmt: skip
RATINGS = {
    "probability": "probability", "cost": "impact_cost", "time": "impact_time",
    "scope": "impact_scope", "quality": "impact_quality",
    "probability_after": "residual_probability", "impact_after": "residual_impact",
}  # fmt: skip
DAYS = {"due": "due_after_days", "review": "review_after_days"}
RISK = {*RISK_TEXTS, *RATINGS, *DAYS, "kind", "strategy", "effort"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_HEADER = re.compile(r"\s*\[+\s*([\w.]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")
_CALENDAR = re.compile(r"(\d{1,4})([dw])", re.ASCII)
_LINK = re.compile(r"\s*(?P<id>[a-z][a-z0-9_]*)(?P<rest>(?:\s+|[+-]).*)?", re.DOTALL)
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


# Which templates there are


def every(connection: Connection) -> list[TemplateRow]:
    """The portfolio's own templates, then those that come with ppm and are not hidden by one of
    the same name; one statement."""
    rows = [row_of(template, is_own=True) for template in own(connection)]
    hidden = {row.name.casefold() for row in rows}
    return rows + [
        row_of(template, is_own=False)
        for template in shipped()
        if template.name.casefold() not in hidden
    ]


def find(connection: Connection, name: str) -> TemplateRow:
    """The template that is meant: a file of this name, a name, or the only one with the beginning.

    Raises NotFound, Invalid when several are meant or a file is none.
    """
    if name.strip().endswith(SUFFIX):
        return row_of(read(Path(name.strip()).expanduser()), is_own=True)
    rows, wanted = every(connection), name.strip().casefold()
    for fits in (
        lambda row: row.name.casefold() == wanted,
        lambda row: bool(wanted) and row.name.casefold().startswith(wanted),
        lambda row: bool(wanted) and wanted in row.name.casefold(),
    ):
        found = [row for row in rows if fits(row)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"«{row.name}»" for row in found[:5])
            raise Invalid(f"«{name}» may be {names}: type more")
    raise NotFound(f"no template {name}: ppm template list shows them")


@cache
def shipped() -> tuple[Template, ...]:
    """The templates that come with ppm, by name."""
    found = [
        parse(each.read_text("utf-8"), each.name)
        for each in files("ppm_tui").joinpath("templates").iterdir()
        if each.name.endswith(SUFFIX)
    ]
    return tuple(sorted(found, key=lambda template: template.name))


def is_shipped(name: str) -> bool:
    """Whether a template of this name comes with ppm."""
    return any(each.name.casefold() == name.strip().casefold() for each in shipped())


def read(path: Path) -> Template:
    """The template of a file. Raises Invalid with the line, NotFound without a file."""
    try:
        data = path.read_bytes()[: MOST_BYTES + 1]
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}") from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise Invalid(f"{path} has more than 1 MB: that is no template")
    try:
        return parse(data.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise Invalid(f"{path.name}: not UTF-8 text: byte {error.start}") from error


# Reading one


def parse(text: str, file: str) -> Template:
    """The template that a text describes. Raises Invalid: file, line, and what is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(_no_toml(str(error), text, file)) from error
    except RecursionError as error:
        raise Invalid(f"{file}: nested too deeply to be a template") from error
    return _Reading(file, _lines(text)).template(document)


def _no_toml(problem: str, text: str, file: str) -> str:
    found = _TOML_PLACE.search(problem)
    line = (found[1] if found else None) or len(text.splitlines())
    return f"{file} line {line}: {_TOML_PLACE.sub('', problem)}"


def _lines(text: str) -> dict[str, int]:
    """On which line each table and each key of it begins: `phase[0].task[2].after`."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[1]
            if name == "phase":
                counts["phase.task"] = 0
            place = counts[name] = counts.get(name, 0) + 1
            here = f"{name}[{place - 1}]"
            if name == "phase.task":
                here = f"phase[{counts.get('phase', 1) - 1}].task[{place - 1}]"
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{here}.{key[1]}".removeprefix("."), number)
    return found


@dataclass(slots=True)
class _Reading:
    """One file while it is read."""

    file: str
    lines: Mapping[str, int]
    places: dict[str, int] = field(default_factory=dict)
    waits: list[tuple[int, str, list[str]]] = field(default_factory=list)
    tasks: list[TemplateTask] = field(default_factory=list)

    def template(self, document: Mapping[str, Any]) -> Template:
        """The whole of it."""
        self._known(document, HEAD, "")
        name = self._text(document, "name", "", is_needed=True)
        for number, phase in enumerate(self._list(document, "phase", "", dict)):
            self._phase(phase, f"phase[{number}]")
        for place, where, texts in self.waits:
            links = tuple(self._link(text, where) for text in texts)
            self.tasks[place] = replace(self.tasks[place], links=links)
        given = self._list(document, "risk", "", dict)
        risks = tuple(self._risk(risk, f"risk[{n}]") for n, risk in enumerate(given))
        made = Template(name, self._text(document, "description", ""), tuple(self.tasks), risks)
        try:
            dates(checked(made).tasks, standard(), MONDAY)
        except Invalid as error:
            raise Invalid(f"{self.file} line {self._line_of(str(error))}: {error}") from error
        return made

    def _line_of(self, problem: str) -> int:
        """The line of the links of the task that a problem of the whole plan names first."""
        named = [
            (problem.find(self.tasks[place].name), self._line(where, "after"))
            for place, where, _ in self.waits
            if self.tasks[place].name in problem
        ]
        return min(named)[1] if named else self.lines.get("phase[0]", 1)

    def _phase(self, given: dict[str, Any], where: str) -> None:
        self._known(given, PHASE, where)
        phase = TemplateTask(
            name=self._text(given, "name", where, is_needed=True),
            kind=TaskKind.PHASE,
            description=self._text(given, "description", where),
        )
        place = self._place(given, where, phase)
        for number, task in enumerate(self._list(given, "task", where, dict)):
            self._task(task, f"{where}.task[{number}]", place)

    def _task(self, given: dict[str, Any], where: str, parent: int) -> None:
        self._known(given, TASK, where)
        is_milestone = given.get("milestone", False)
        if not isinstance(is_milestone, bool):
            raise self._wrong(where, "milestone", "is true or false")
        length, is_elapsed = self._length(given, "for", where)
        if is_milestone and length:
            raise self._wrong(where, "for", "a milestone takes no time")
        if not is_milestone and length is None:
            raise self._wrong(where, "for", 'a task needs a duration: for = "2d"')
        after = self._working(given, "not_before", where)
        points = self._points(given, where)
        task = TemplateTask(
            name=self._text(given, "name", where, is_needed=True),
            kind=TaskKind.MILESTONE if is_milestone else TaskKind.TASK,
            parent=parent,
            duration=None if is_milestone else length,
            is_elapsed=is_elapsed,
            work=self._working(given, "work", where),
            role=self._text(given, "role", where),
            optimistic=points[0],
            likely=points[1],
            pessimistic=points[2],
            measure=self._word(given, "progress", where, Measure),
            priority=self._word(given, "priority", where, Priority) or Priority.MEDIUM,
            description=self._text(given, "description", where),
            constraint=Constraint.ASAP if after is None else Constraint.SNET,
            constraint_after=after,
            deadline_after=self._working(given, "deadline", where),
        )
        self._place(given, where, task)

    def _place(self, given: dict[str, Any], where: str, task: TemplateTask) -> int:
        """Add a task, under its id if it has one, and remember what it waits for."""
        place = len(self.tasks)
        self.tasks.append(task)
        name = self._text(given, "id", where)
        if name:
            if not _ID.fullmatch(name):
                raise self._wrong(where, "id", "is small letters, digits and _")
            if name in self.places:
                raise self._wrong(where, "id", f"there are two «{name}»")
            self.places[name] = place
        texts = self._list(given, "after", where, str)
        if texts:
            self.waits.append((place, where, texts))
        return place

    def _link(self, text: str, where: str) -> TemplateLink:
        found = _LINK.fullmatch(text)
        place = self.places.get(found["id"]) if found else None
        if found is None or place is None:
            raise self._wrong(where, "after", f"there is no task with the id «{text.strip()}»")
        try:
            # The cell notation counts a reference in digits; the place stands for the id.
            [link] = cell_links.predecessors(f"{place}{(found['rest'] or '').replace(' ', '')}")
        except ValueError as error:
            raise self._wrong(where, "after", f"«{text}»: {error}") from error
        if link.ref != str(place):
            raise self._wrong(where, "after", f"«{text}» is no link: survey, survey SS+2d")
        return TemplateLink(place, link.type, link.lag, link.lag_kind)

    def _risk(self, given: dict[str, Any], where: str) -> TemplateRisk:
        self._known(given, RISK, where)
        values: dict[str, Any] = {}
        for name in RISK_TEXTS:
            values[name] = self._text(given, name, where, is_needed=name == "title")
        for name, column in RATINGS.items():
            rating = given.get(name)
            if rating is None:
                continue
            if type(rating) is not int or not 1 <= rating <= 5:
                raise self._wrong(where, name, "is a whole number from 1 to 5")
            values[column] = rating
        for name, column in DAYS.items():
            if text := self._text(given, name, where):
                found = _CALENDAR.fullmatch(text)
                if found is None:
                    raise self._wrong(where, name, "counts calendar days: 5d, 2w")
                values[column] = int(found[1]) * (7 if found[2] == "w" else 1)
        return TemplateRisk(
            kind=self._word(given, "kind", where, RiskKind) or RiskKind.THREAT,
            strategy=self._word(given, "strategy", where, RiskStrategy),
            minutes=self._working(given, "effort", where),
            **values,
        )

    # Values

    def _text(
        self, given: Mapping[str, Any], name: str, where: str, *, is_needed: bool = False
    ) -> str:
        text = given.get(name, "")
        if not isinstance(text, str):
            raise self._wrong(where, name, "is a text in quotes")
        if is_needed and not text.strip():
            raise self._wrong(where, name, "must be there")
        return " ".join(text.split())

    def _list(self, given: Mapping[str, Any], name: str, where: str, kind: type) -> list[Any]:
        value = given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, kind) for each in value):
            what = "a list of texts" if kind is str else f"written as [[{name}]]"
            raise self._wrong(where, name, f"is {what}")
        return value

    def _length(self, given: Mapping[str, Any], name: str, where: str) -> tuple[int | None, bool]:
        text = self._text(given, name, where)
        if not text:
            return None, False
        try:
            return plan_words.length(text)
        except Invalid as error:
            raise self._wrong(where, name, str(error)) from error

    def _working(self, given: Mapping[str, Any], name: str, where: str) -> int | None:
        minutes, is_elapsed = self._length(given, name, where)
        if is_elapsed:
            raise self._wrong(where, name, "counts by working time: 16h, 2d")
        return minutes

    def _points(
        self, given: Mapping[str, Any], where: str
    ) -> tuple[int | None, int | None, int | None]:
        text = self._text(given, "est", where)
        if not text:
            return None, None, None
        try:
            found = plan_words.estimate(text)
        except Invalid as error:
            raise self._wrong(where, "est", str(error)) from error
        return int(found.optimistic), int(found.likely), int(found.pessimistic)

    def _word(self, given: Mapping[str, Any], name: str, where: str, words: Any) -> Any:
        text = self._text(given, name, where)
        if not text:
            return None
        if text not in set(words):
            raise self._wrong(where, name, f"is one of {', '.join(words)}")
        return words(text)

    def _known(self, given: Mapping[str, Any], known: set[str], where: str) -> None:
        for name in given:
            if name not in known:
                raise self._wrong(where, name, f"means nothing; known are {_joined(known)}")

    def _wrong(self, where: str, name: str, problem: str) -> Invalid:
        return Invalid(f"{self.file} line {self._line(where, name)}: {name}: {problem}")

    def _line(self, where: str, name: str) -> int:
        """Where a key stands, else where its table begins."""
        place = f"{where}.{name}".removeprefix(".")
        return next((self.lines[each] for each in _outwards(place, where) if each in self.lines), 1)


def _outwards(place: str, where: str) -> Iterator[str]:
    yield place
    yield where
    yield f"{place}[0]"


def _joined(words: set[str]) -> str:
    return ", ".join(sorted(words))
