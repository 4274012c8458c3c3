"""How figures of a benchmark become lines of a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence


def head(labels: Sequence[str]) -> str:
    """The first two lines of a table whose first column has no heading."""
    return "| | " + " | ".join(labels) + " |\n" + "|---" * (len(labels) + 1) + "|"


def row(name: str, cells: Sequence[str]) -> str:
    """A line of a table."""
    return f"| {name} | " + " | ".join(cells) + " |"


def shown(value: float | None) -> str:
    """A figure, with one digit after the point where it is small; nothing when not measured."""
    return "" if value is None else f"{value:,.1f}" if 0 < value < 10 else f"{value:,.0f}"
