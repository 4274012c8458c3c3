"""How baselines of a project are called, and which one a typed name means."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from ppm_tui.errors import Invalid, NotFound

NOW = "now"
"""The plan as it stands; no baseline is called so."""


class Named(Protocol):
    """A baseline, as a row or as an object."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def number(self) -> int: ...


N = TypeVar("N", bound=Named)


def find(known: Sequence[N], text: str, project: str) -> N:
    """The baseline with that identifier, or called so in any case, else with that number.

    Raises NotFound, and Invalid when several are called so.
    """
    wanted = text.strip()
    found = [each for each in known if each.id == wanted]
    found = found or [each for each in known if is_same(each.name, wanted)]
    if len(found) > 1:
        numbers = ", ".join(str(each.number) for each in found)
        raise Invalid(f"{project} has several baselines «{wanted}»: say the number, {numbers}")
    found = found or [each for each in known if str(each.number) == wanted]
    if not found:
        raise NotFound(
            f"{project} has no baseline «{wanted}»: ppm baseline list {project} lists them"
        )
    return found[0]


def is_same(name: str, other: str) -> bool:
    """Whether two names are one for people: case and blanks around do not tell them apart."""
    return name.strip().casefold() == other.strip().casefold()


def usual(number: int, taken: Iterable[str]) -> str:
    """The name of a baseline to which nobody gave one: `Baseline`, `Baseline 1` and so on."""
    names = {each.strip().casefold() for each in taken}
    while (name := f"Baseline {number or ''}".strip()).casefold() in names:
        number += 1
    return name
