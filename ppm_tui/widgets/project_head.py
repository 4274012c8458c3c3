"""The two lines above each tab of a project: which one it is, how it stands, what tabs it has."""

from dataclasses import dataclass

from ppm_tui import formats, tabs
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.store.queries.project_tabs import Counts
from ppm_tui.tabs import Tab
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, both_ends, line

WIDE, BROAD = 80, 120


@dataclass(frozen=True, slots=True)
class Frame:
    """What the lines are drawn into; a saved view is named when one is shown."""

    width: int
    glyphs: Glyphs
    home: str
    """The currency that need not be named."""
    view: str = ""
    timer: str = ""
    """What the timer says, where one runs."""


def crumbs(row: PortfolioRow, frame: Frame) -> Line:
    """Path, name, status, who answers for it, and the day."""
    width = frame.width
    path = f" ppm {frame.glyphs.crumb} Portfolio {frame.glyphs.crumb} {row.key} "
    if width < WIDE or (width < BROAD and frame.view):
        path = f" ppm {frame.glyphs.crumb} {row.key} "
    day = _day(row, width) + (frame.timer if width >= BROAD else "")
    right = _standing(row, frame)
    if width >= WIDE:
        right = _view_words(frame, f"{right}{day} ", width - formats.width(path)) + right
    room = max(0, width - formats.width(path) - formats.width(f"{right}{day} "))
    name = formats.fit(row.name, min(room, formats.width(safe(row.name))))
    left: Line = ((path, "bold"), (name, "bold"), (right, ""))
    return both_ends(left, line(f"{day} "), width)


def _day(row: PortfolioRow, width: int) -> str:
    if width >= BROAD:
        return f"{formats.full_day(row.as_of)}  {formats.week(row.as_of)}"
    day = formats.day(row.as_of)
    return f"{day}  {formats.week(row.as_of)}" if width >= WIDE else day


def _standing(row: PortfolioRow, frame: Frame) -> str:
    declared = formats.declared(row.rag, row.is_overruled, frame.glyphs)
    status = f"{declared}{formats.trend(row.trend, frame.glyphs)}"
    percent = formats.percent(row.percent_complete)
    if frame.width < WIDE:
        return f"  {status}  {percent}  "
    done = " done" if frame.width >= BROAD else ""
    said = f"   {status}   {percent}{done}   PM {safe(row.owner or 'nobody')}   "
    if frame.width >= BROAD and row.sponsor and not frame.view:
        said += f"sponsor {safe(row.sponsor)}   "
    return said


def _view_words(frame: Frame, right: str, room: int) -> str:
    """The saved view, beside which a part of the project's name stays."""
    if not frame.view:
        return ""
    room -= formats.width(right) + len("   view: ")
    cells = min(formats.width(frame.view), max(room // 2, room - 16))
    return f"   view: {formats.fit(frame.view, cells, cut=frame.glyphs.cut)}"


def strip(name: str, row: PortfolioRow, counts: Counts, frame: Frame) -> Line:
    """The tabs of a project, the one of this name in brackets, and its finish; with money if broad.

    Figures are never cut: where there is no room, tabs stand closer, then the money goes, then
    only this tab and the one that Tab goes on to are named.
    """
    finish = _finish(row)
    lefts = [" " + gap.join(_labels(name, counts)) for gap in ("  ", " ")]
    pairs = [(left, finish) for left in lefts] if frame.width >= WIDE else []
    if frame.width >= BROAD:
        pairs = [(left, f"{finish}  {_money(row, frame.home)}") for left in lefts] + pairs
    for left, right in (*pairs, *_short(name, counts, finish)):
        if formats.width(f"{left} {right} ") <= frame.width:
            return both_ends(line(left), line(f"{right} "), frame.width)
    return both_ends(line(f" {_label(tabs.beside(name, 0), counts, True)}"), (), frame.width)


def _short(name: str, counts: Counts, finish: str) -> list[tuple[str, str]]:
    """This tab and what Tab goes on to beside the finish, or what of it there is room for."""
    after = tabs.beside(name, 1)
    this = f" {_label(tabs.beside(name, 0), counts, True)}"
    onward = f"{this}  Tab {after.label}"
    return [
        (f"{this}  Tab {_label(after, counts, False)}", finish),
        (onward, finish),
        (onward, finish.partition(" (")[0]),
        (onward, ""),
    ]


def _labels(name: str, counts: Counts) -> list[str]:
    return [_label(tab, counts, tab.name == name) for tab in tabs.TABS]


def _label(tab: Tab, counts: Counts, is_here: bool) -> str:
    """`[Plan]`, `RAID 7`."""
    text = f"{tab.label} {getattr(counts, tab.count)}" if tab.count else tab.label
    return f"[{text}]" if is_here else text


def _finish(row: PortfolioRow) -> str:
    day = formats.day(row.finish, row.as_of) or formats.NOT_KNOWN
    slip = "" if isinstance(row.slip_days, Undefined) else formats.signed_days(row.slip_days)
    return f"finish {day}{f' ({slip})' if slip else ''}"


def _money(row: PortfolioRow, home: str) -> str:
    cost = formats.forecast(row.eac, row.bac, row.currency, home)
    return f"{cost}  SPI {formats.index(row.spi)}  CPI {formats.index(row.cpi)}"
