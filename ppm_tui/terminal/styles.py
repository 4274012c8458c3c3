"""Styles as numbers, and the shortest sequence that leads from one to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ppm_tui.terminal.abilities import Abilities

OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
INK = frozenset("45789")
"""Attributes that show on a blank cell, or hide what is in it."""
FRONT, BACK = re.compile(r"[39]\d"), re.compile(r"4\d|10\d")
DEFAULT = 0
"""The number of the style without anything."""


@dataclass(frozen=True, slots=True)
class Style:
    """Attributes and colours as SGR parameters; no colour is an empty text."""

    attributes: tuple[str, ...] = ()
    front: str = ""
    back: str = ""

    def parameters(self) -> list[str]:
        """The parameters that set this style after a reset."""
        return [*self.attributes, *(each for each in (self.front, self.back) if each)]


class Styles:
    """Gives each style its number, once for every way to write it."""

    def __init__(self, abilities: Abilities) -> None:
        self.abilities = abilities
        self.all: list[Style] = []
        self.blank: list[int] = []
        """By style: the style that an empty cell in it cannot be told from."""
        self._numbers: dict[Style, int] = {}
        self._parsed: dict[str, int] = {}
        self._changes: dict[tuple[int, int], str] = {}
        self._number(Style())

    def parse(self, parameters: str) -> int:
        """The number of the style after a reset and these SGR parameters."""
        found = self._parsed.get(parameters)
        if found is None:
            found = self._parsed[parameters] = self._number(self._read(parameters))
        return found

    def _number(self, style: Style) -> int:
        found = self._numbers.get(style)
        if found is None:
            found = self._numbers[style] = len(self.all)
            self.all.append(style)
            self.blank.append(found)
            if not INK.intersection(style.attributes):
                self.blank[found] = self._number(Style(back=style.back))
        return found

    def _read(self, parameters: str) -> Style:
        attributes: set[str] = set()
        front = back = ""
        for code in _codes(parameters):
            if code in self.abilities.attributes:
                attributes.add(code)
            elif code == "0":
                attributes, front, back = set(), "", ""
            elif FRONT.match(code):
                front = "" if code == "39" else code
            elif BACK.match(code):
                back = "" if code == "49" else code
        if not self.abilities.colors:
            front = back = ""
        return Style(tuple(sorted(attributes)), front, back)

    def change(self, old: int | None, new: int) -> str:
        """The sequence that turns the pen from one style to another; None is an unknown pen."""
        if old == new:
            return ""
        if old is None:
            return f"\x1b[{';'.join(['0', *self.all[new].parameters()])}m"
        key = (old, new)
        found = self._changes.get(key)
        if found is None:
            found = self._changes[key] = self._change(self.all[old], self.all[new])
        return found

    def _change(self, old: Style, new: Style) -> str:
        afresh = ["", *new.parameters()]
        steps = self._steps(old, new)
        both = [";".join(codes) for codes in (steps, afresh) if codes is not None]
        return f"\x1b[{min(both, key=len)}m"

    def _steps(self, old: Style, new: Style) -> list[str] | None:
        """Only what differs; None where the terminal can only reset."""
        ended = [each for each in old.attributes if each not in new.attributes]
        if ended and self.abilities.attributes <= frozenset("1457"):
            return None
        codes = list(dict.fromkeys(OFF[each] for each in ended))
        kept = [each for each in old.attributes if OFF[each] not in codes]
        codes += [each for each in new.attributes if each not in kept]
        codes += [new.front or "39"] * (old.front != new.front)
        codes += [new.back or "49"] * (old.back != new.back)
        return codes


def _codes(parameters: str) -> Iterator[str]:
    """The codes one by one, a colour with its numbers as one."""
    for code in re.findall(r"[34]8[;:](?:2[;:]\d*[;:]\d*[;:]\d*|5[;:]\d*)|\d+", parameters):
        yield code.lstrip("0") or "0"
