"""A step of the demo's past: when, by whom, what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ppm_tui.store.commands import steps
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Event:
    """Commands that were one step; a single one is called what it says itself."""

    at: datetime
    user: str
    commands: tuple[Command, ...]
    label: str = ""

    def happen(self, place: Place) -> None:
        """Write the step into the portfolio, as at its own time."""
        workspace = Workspace(place, self.user, self.at.date(), clock=self._clock())
        if self.label:
            workspace.do(steps.together, label=self.label, commands=self.commands)
        else:
            for command in self.commands:
                workspace.do(command)

    def _clock(self) -> Callable[[], datetime]:
        return lambda: self.at
