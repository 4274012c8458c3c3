"""Lines over time drawn with letters: which line it is, its sign says, never colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

Value = float | None


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its sign, its name, and a value for each cell from the left; None where it is not."""

    sign: str
    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines of text from the top down, and the value that each stands for."""

    lines: tuple[str, ...]
    values: tuple[float, ...]


def plot(
    series: Sequence[Series], lines: int, *, marked: int | None = None, mark: str = "|"
) -> Plot:
    """Draw lines into so many lines of text from 0 to the highest value.

    What comes later in `series` is drawn over what comes before. `marked` is a cell that has a
    mark from top to bottom where nothing else is, such as today.
    """
    cells = max((len(each.values) for each in series), default=0)
    known = [value for each in series for value in each.values if value is not None]
    top = max(known, default=0.0) or 1.0
    grid = [[" "] * cells for _ in range(lines)]
    if marked is not None and 0 <= marked < cells:
        for row in grid:
            row[marked] = mark
    for each in series:
        for cell, value in enumerate(each.values):
            if value is not None:
                grid[_line(value, top, lines)][cell] = each.sign
    step = top / max(lines - 1, 1)
    return Plot(
        tuple("".join(row).rstrip() for row in grid),
        tuple(top - step * place for place in range(lines)),
    )


def _line(value: float, top: float, lines: int) -> int:
    """The line from the top in which a value lies; halves go up."""
    share = min(max(value / top, 0.0), 1.0)
    return lines - 1 - int(share * (lines - 1) + 0.5)


def sampled(values: Sequence[Value], cells: int) -> list[Value]:
    """A value for each cell, of as many as there are: each cell takes the last of its own.

    Of fewer values than cells each stands in several.
    """
    count = len(values)
    if not count:
        return [None] * cells
    return [
        values[min(count - 1, ((cell + 1) * count + cells - 1) // cells - 1)]
        for cell in range(cells)
    ]
