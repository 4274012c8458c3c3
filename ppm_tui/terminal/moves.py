"""The cheapest way for the cursor from one cell to another."""

from __future__ import annotations

from ppm_tui.terminal.abilities import Abilities


class Cursor:
    """Where the terminal's cursor is; a coordinate is None when that is not certain."""

    def __init__(self, abilities: Abilities) -> None:
        self.abilities = abilities
        self.x: int | None = None
        self.y: int | None = None

    def go(self, x: int, y: int) -> str:
        """The shortest sequence that leads to a cell; the cursor is then there."""
        if (x, y) == (self.x, self.y):
            return ""
        ways = [_address(x, y)]
        if self.y is not None and self.abilities.erase:
            ways += self._relative(x, y - self.y)
        self.x, self.y = x, y
        return min(ways, key=len)

    def _relative(self, x: int, down: int) -> list[str]:
        """By line feeds and steps; output processing is off, so a line feed keeps the column."""
        lines = min("\n" * down, _step("B", down), key=len) if down >= 0 else _step("A", -down)
        ways = ["\r" + lines + _step("C", x)]
        if self.x is not None and x >= self.x:
            ways.append(lines + _step("C", x - self.x))
        elif self.x is not None:
            ways.append(lines + min("\b" * (self.x - x), _step("D", self.x - x), key=len))
        return ways


def _step(direction: str, count: int) -> str:
    """So many cells in a direction: A up, B down, C right, D left."""
    return "" if not count else f"\x1b[{direction}" if count == 1 else f"\x1b[{count}{direction}"


def _address(x: int, y: int) -> str:
    if x:
        return f"\x1b[{y + 1};{x + 1}H" if y else f"\x1b[;{x + 1}H"
    return f"\x1b[{y + 1}H" if y else "\x1b[H"
