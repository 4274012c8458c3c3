"""A row of a register on its way in, and what is left out of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.models import Assumption, ChangeRequest, Decision, Issue, Project, Risk
from ppm_tui.store.commands import edits
from ppm_tui.store.team_rows import RegisterRow

Entry = Risk | Issue | ChangeRequest | Assumption | Decision

IMPORTED = "as imported"
"""Why something is over, or who has said so, when the file does not say."""
SHOWN = 5


@dataclass(slots=True)
class Left:
    """What did not come in, or not as the file has it, and where."""

    found: dict[str, dict[str, None]] = field(default_factory=dict)

    def note(self, text: str, place: str) -> None:
        """Remember a place; the same one is told once."""
        self.found.setdefault(text, {})[place] = None

    def lines(self) -> Iterator[str]:
        """A line for each text with its first few places."""
        for text, places in self.found.items():
            names = list(places)
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield f"{text}: {', '.join(names[:SHOWN])}{more}"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row that comes into a project: with which identifier if it is new, and whose it is."""

    session: Session
    row: RegisterRow
    project: Project
    ref: str | None
    owner: str | None
    as_of: date
    left: Left

    def fields(self, *but: str) -> dict[str, Any]:
        """What the row says, as the commands take it, but for some. Raises Invalid."""
        row = self.row
        if row.money and row.currency not in ("", self.project.currency):
            key, currency = self.project.key, self.project.currency
            raise Invalid(f"money in {row.currency}, but {key} is in {currency}")
        said: dict[str, Any] = {**row.texts, **row.days, **row.numbers, **self._money()}
        said |= {"owner": self.owner} if self.owner else {}
        return {name: value for name, value in said.items() if name not in but}

    def _money(self) -> dict[str, int]:
        """Minor units of the project's currency; where the file names none they came as cents."""
        digits = formats.exponent(self.project.currency) - formats.exponent(self.row.currency)
        return {
            name: formats.whole(Decimal(amount).scaleb(digits))
            for name, amount in self.row.money.items()
        }

    def keep(self, entry: Entry, *names: str) -> None:
        """Write fields as the row has them, those of which it says something."""
        said = {**self.row.texts, **self.row.days}
        edits.change(self.session, entry, {n: said[n] for n in names if n in said})
