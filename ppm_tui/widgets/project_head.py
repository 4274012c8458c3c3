"""The two lines above a plan: which project it is and how it stands."""

from dataclasses import dataclass

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, both_ends, line

WIDE, BROAD = 80, 120


@dataclass(frozen=True, slots=True)
class Frame:
    """What the lines are drawn into; a saved view is named when one is shown."""

    width: int
    glyphs: Glyphs
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
    status = f"{formats.rag(row.rag, frame.glyphs)} {formats.trend(row.trend, frame.glyphs)}"
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


def tabs(row: PortfolioRow, frame: Frame, *, issues: int, rows: int) -> Line:
    """What else there is of the project, and its finish; on wide screens its money too."""
    counts = ((row.open_risks, "risk"), (issues, "issue"), (row.open_changes, "change"))
    left = " [Plan]  " + "  ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts)
    finish = formats.day(row.finish, row.as_of) or "n/a"
    slip = "" if isinstance(row.slip_days, Undefined) else formats.signed_days(row.slip_days)
    right = f"finish {finish}{f' ({slip})' if slip else ''} "
    if frame.width < WIDE:
        left = f" {rows} rows"
    if frame.width >= BROAD:
        bac = row.bac if not isinstance(row.bac, Undefined) else None
        right += (
            f" EAC {formats.compact(row.eac, row.currency)} of "
            f"{formats.compact(bac, row.currency)}  SPI {formats.index(row.spi)}"
            f"  CPI {formats.index(row.cpi)} "
        )
    return both_ends(line(left), line(right), frame.width)
