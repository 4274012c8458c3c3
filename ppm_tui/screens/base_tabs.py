"""What the tabs of a project share: its two lines at the top, and going from one to the next."""

from __future__ import annotations

from functools import partial

from ppm_tui import keymap, tabs
from ppm_tui.formats import safe
from ppm_tui.screens.base import BROAD, WIDE
from ppm_tui.screens.base_list import ListScreen
from ppm_tui.store.queries import project_tabs
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.store.queries.project_tabs import Head
from ppm_tui.widgets import project_head
from ppm_tui.widgets.lines import Line, Pane, line
from ppm_tui.widgets.palette import Entry

KEYS = {1: "tab.next", -1: "tab.previous"}
"""What goes to the tab so many places behind."""
WIDEST = 140
"""Cells of a row: on a wider terminal the figures would stand too far from the title."""


class ProjectTab(ListScreen):
    """One of the views of a project: read what stands above it, and go on to the others."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.standing: Head | None = None
        self.standing_of = -1
        self.is_explaining = False  # in the pane, why the row is as it is

    async def read_head(self) -> None:
        """Read what stands above the tab, unless a tab before it did and nothing was written."""
        if self.standing is None or self.standing_of != self.seen_revision:
            revision, as_of = self.seen_revision, self.workspace.as_of
            self.standing = await self.workspace.read(project_tabs.head, key=self.key, as_of=as_of)
            self.standing_of = revision

    @property
    def row(self) -> PortfolioRow | None:
        """The project, once it was read."""
        return self.standing.row if self.standing is not None else None

    @property
    def project_here(self) -> str | None:
        return self.key

    # Drawing

    def head(self) -> tuple[Line, Line]:
        if self.standing is None:
            crumb = self.glyphs.crumb
            return line(f" ppm {crumb} Portfolio {crumb} {self.key}", "bold"), ()
        frame = project_head.Frame(
            self.size.width,
            self.glyphs,
            self.ppm.settings.currency,
            self.view_name,
            self.timer_words,
        )
        row, counts = self.standing.row, self.standing.counts
        return project_head.crumbs(row, frame), project_head.strip(self.kind, row, counts, frame)

    def corner(self) -> str:
        parts = [*self.marked()]
        words, count = self.filter_words(), len(self.every_row)
        if words:
            parts.append(f"{len(self.list.rows)} of {count}, filter: {safe(words)}")
        elif self.size.width >= BROAD:
            parts += [f"{count} row{'s' * (count != 1)}", "no filter"]
        return "  ".join(parts)

    def show_peek(self, height: int, *, has_rows: bool) -> None:
        """Make room for the pane below the list; on a narrow screen it takes the list's place."""
        pane, is_narrow = self.query_one("#peek", Pane), self.size.width < WIDE
        alone = is_narrow and self.is_peeking and has_rows
        self.list.display = not alone
        is_below = not is_narrow and self.has_peek and self.size.height >= 20
        pane.display = alone or (has_rows and is_below)
        pane.styles.height = self.size.height - 4 if alone else height

    def turn_why(self) -> None:
        """Explain the row under the cursor in the pane; again: what stood there before."""
        if self.list.current is None:
            self.say("there is no row here")
            return
        self.is_explaining = not (self.is_explaining and self.query_one("#peek", Pane).display)
        if self.is_explaining:
            self.has_peek = self.is_peeking = True
        self.redraw()

    def step_out(self) -> bool:
        if self.is_explaining:
            self.turn_why()
            return True
        if self.is_peeking and self.size.width < WIDE:
            self.action_peek_toggle()
            return True
        return super().step_out()

    # Other tabs

    def action_tab_next(self) -> None:
        """The tab to the right; behind the last one the first."""
        self.show_tab(tabs.beside(self.kind, 1).name)

    def action_tab_previous(self) -> None:
        """The tab to the left."""
        self.show_tab(tabs.beside(self.kind, -1).name)

    def show_tab(self, name: str) -> None:
        """Show another tab in place of this one; what stands above both stays meanwhile."""
        screen = self.ppm.turn_to(name, self.key)
        if isinstance(screen, ProjectTab):
            screen.standing, screen.standing_of = self.standing, self.standing_of

    def go(self, place: str, key: str | None = None) -> None:
        """Go to a screen by its name; another tab of this project takes the place of this one."""
        is_tab = place in tabs.NAMES and place != self.kind
        if is_tab and key in (None, self.key):
            self.show_tab(place)
        else:
            super().go(place, key)

    def open_register(self, place: str, row: str) -> None:
        """Open a list of all projects with the cursor on a row; back leads here again."""
        self.ppm.cursors[place, None] = row
        self.ppm.visit(place, is_deeper=True)

    def open_view(self, value: str) -> None:
        """A view; levelling is that of this project."""
        if value == "levelling":
            self.go(value, self.key)
        else:
            super().open_view(value)

    def offers(self) -> list[Entry]:
        """The other tabs."""
        keys = {action.id: action.keys for action in self.ppm.actions}
        near = {tabs.beside(self.kind, by).name: keys[name] for by, name in KEYS.items()}
        others = [
            Entry(
                f"{tab.label} of {self.key}",
                "tab",
                "".join(map(keymap.shown, near.get(tab.name, ())[:1])),
                partial(self.show_tab, tab.name),
            )
            for tab in tabs.TABS
            if tab.name != self.kind
        ]
        return [*others, *super().offers()]
