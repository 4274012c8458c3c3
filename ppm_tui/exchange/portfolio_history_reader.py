"""Reading the history of a complete export: the steps, and which identifier each row had."""

import re
from datetime import datetime
from typing import Any

from ppm_tui.errors import Invalid
from ppm_tui.exchange.portfolio_renamed import renamed
from ppm_tui.exchange.portfolio_values import bounded, expect, words
from ppm_tui.store.content import FileChange, FileStep, tables

KINDS = {"do", "undo", "redo", "load"}
STATES = {"done", "undone", "dropped", "log"}
IDENTIFIER = re.compile(r"[0-9a-f]{32}")


def steps(history: list[Any]) -> tuple[FileStep, ...]:
    """The steps of the document, checked, with growing numbers."""
    found = [_step(each, f"history[{index}]") for index, each in enumerate(history)]
    numbers = [0, *(step.number for step in found)]
    for index, step in enumerate(found):
        if step.number <= numbers[index]:
            raise Invalid(f"history[{index}].step: numbers must grow")
        if step.target is not None and step.target not in numbers[: index + 1]:
            raise Invalid(f"history[{index}].target: there is no such step before")
    return tuple(found)


def identities(history: list[Any]) -> dict[str, list[tuple[str, int]]]:
    """Identifier and version of each row, by table, as the newest step lists them."""
    if not history:
        return {}
    place = f"history[{len(history) - 1}].rows"
    given = expect(history[-1].get("rows", {}), dict, place)
    found: dict[str, list[tuple[str, int]]] = {}
    for name in given:
        if name not in tables():
            raise Invalid(f"{place}: there is no table {name[:40]}")
        rows = expect(given[name], list, f"{place}.{name}")
        found[name] = [_identity(row, f"{place}.{name}") for row in rows]
        if len({row_id for row_id, _ in found[name]}) < len(rows):
            raise Invalid(f"{place}.{name}: an identifier stands twice")
    return found


def _identity(given: Any, place: str) -> tuple[str, int]:
    pair = expect(given, list, place)
    if len(pair) != 2:
        raise Invalid(f"{place}: must be pairs of identifier and version")
    return _identifier(pair[0], place), _whole(pair[1], place)


def _identifier(given: Any, place: str) -> str:
    if isinstance(given, str) and IDENTIFIER.fullmatch(given):
        return given
    raise Invalid(f"{place}: must be an identifier of 32 hexadecimal digits")


def _whole(given: Any, place: str) -> int:
    number = expect(given, int, place)
    if not 0 < number < 1 << 31:
        raise Invalid(f"{place}: must be a number above zero")
    return number


def _step(given: Any, place: str) -> FileStep:
    data = expect(given, dict, place)
    changes = expect(data.get("changes", []), list, f"{place}.changes")
    target = data.get("target")
    return FileStep(
        number=_whole(data.get("step"), f"{place}.step"),
        uid=_identifier(data.get("uid"), f"{place}.uid"),
        at=_instant(data.get("at"), f"{place}.at"),
        user=words(data.get("user"), f"{place}.user"),
        label=words(data.get("label"), f"{place}.label"),
        kind=_one_of(KINDS, data.get("kind"), f"{place}.kind"),
        state=_one_of(STATES, data.get("state"), f"{place}.state"),
        target=None if target is None else _whole(target, f"{place}.target"),
        changes=tuple(
            _change(each, f"{place}.changes[{index}]") for index, each in enumerate(changes)
        ),
    )


def _one_of(allowed: set[str], given: Any, place: str) -> str:
    if isinstance(given, str) and given in allowed:
        return given
    raise Invalid(f"{place}: must be one of {', '.join(sorted(allowed))}")


def _instant(given: Any, place: str) -> str:
    line = expect(given, str, place)
    try:
        moment = datetime.fromisoformat(line)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or len(line) > 32:
        raise Invalid(f"{place}: must be an instant like 2026-03-17T08:00:00.000000+00:00")
    return line


def _change(given: Any, place: str) -> FileChange:
    data = expect(given, dict, place)
    project = data.get("project")
    return FileChange(
        table=_one_of(set(tables()), data.get("kind"), f"{place}.kind"),
        row_id=_identifier(data.get("id"), f"{place}.id"),
        project_id=None if project is None else _identifier(project, f"{place}.project"),
        old=_values(data.get("old"), f"{place}.old"),
        new=_values(data.get("new"), f"{place}.new"),
    )


def _values(given: Any, place: str) -> dict[str, Any] | None:
    if given is None:
        return None
    bounded(given, place)
    return renamed(expect(given, dict, place))
