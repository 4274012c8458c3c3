"""What one command line was given, and what follows from it: settings, day, portfolio, output."""

import getpass
import os
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ppm_tui import settings as places
from ppm_tui.cli.streams import SIGNS
from ppm_tui.errors import Invalid
from ppm_tui.formats import safe
from ppm_tui.settings import Settings

if TYPE_CHECKING:
    from ppm_tui.store.place import Place
    from ppm_tui.workspace import Workspace


def today() -> date:
    """The clock, in the zone of this machine."""
    return datetime.now().astimezone().date()


@dataclass
class Invocation:
    """One command line. `flags` holds the options of all commands that were given."""

    flags: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Settings:
        """Settings from everywhere; warnings are said once."""
        found = places.load(
            {name: value for name, value in self.flags.items() if name != "json"}, os.environ
        )
        for warning in found.warnings:
            say(f"ppm: {warning}")
        return found

    @cached_property
    def as_of(self) -> date:
        """The day that counts as today; the clock is read once."""
        clock = today()
        if not self.settings.as_of:
            return clock
        from ppm_tui import dates

        found = dates.parse(self.settings.as_of, as_of=clock)
        if not 1900 <= found.year < 2200:
            raise Invalid(f"--as-of {found}: a day from 1900 to 2199 is needed")
        return found

    @cached_property
    def place(self) -> "Place":
        """Where the portfolio lives."""
        from ppm_tui.store.place import place_of

        return place_of(self.settings.db or str(places.default_database()))

    @property
    def user(self) -> str:
        """Who is recorded in the history."""
        if self.settings.user:
            return self.settings.user
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "unknown"

    @property
    def is_json(self) -> bool:
        """Whether data is wanted as JSON."""
        return bool(self.flags.get("json"))

    def spoken(self, text: str) -> str:
        """A sentence of ours in the signs that the settings ask for, once they are known."""
        known = self.__dict__.get("settings")
        return text.translate(SIGNS) if known and known.glyphs == "ascii" else text

    def workspace(self, *, dry_run: bool = False) -> "Workspace":
        """The portfolio, opened when something is read or written."""
        from ppm_tui.workspace import Workspace

        settings = self.settings
        return Workspace(
            self.place, self.user, self.as_of, readonly=settings.readonly, dry_run=dry_run
        )


def say(text: str) -> None:
    """A line for the person, on stderr, harmless."""
    print(safe(text), file=sys.stderr)


def put(text: str = "") -> None:
    """A line of data, on stdout, harmless."""
    print(safe(text))


def is_terminal() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin is not None and sys.stdin.isatty()
