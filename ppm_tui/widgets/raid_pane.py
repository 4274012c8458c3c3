"""The pane of the list of issues: all that is known of the entry under the cursor."""

from collections.abc import Iterator
from textwrap import wrap

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.raid import RaidRow
from ppm_tui.terms import RaidKind
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule

DUE = {
    RaidKind.ISSUE: "due", RaidKind.ASSUMPTION: "check by", RaidKind.ACTION: "finish",
    RaidKind.DECISION: "decided",
}  # fmt: skip
OVER = {
    RaidKind.ISSUE: "resolved", RaidKind.ASSUMPTION: "checked", RaidKind.ACTION: "done",
    RaidKind.DECISION: "",
}  # fmt: skip


def lines(row: RaidRow, hint: str, width: int, glyphs: Glyphs) -> list[Line]:
    """A heading that stays, and below it every field that says something."""
    found = [rule(f"{row.ref} {safe(row.title)}", hint, width, glyphs)]
    for text in (_where(row), _days(row), *_told(row)):
        found += [line(f" {part}") for part in wrap(text, width - 2, subsequent_indent="         ")]
    return found


def _where(row: RaidRow) -> str:
    who = "by" if row.kind is RaidKind.DECISION else "owner"
    rated = f"urgency {row.urgency or '-'}  impact {row.impact or '-'}"
    parts = [
        row.project,
        safe(row.client or ""),
        f"{row.kind.value} {row.status.replace('_', ' ')}",
        f"{who} {safe(row.owner or 'nobody')}",
        rated if row.kind is RaidKind.ISSUE else "",
    ]
    return "   ".join(part for part in parts if part)


def _days(row: RaidRow) -> str:
    is_due = row.kind is RaidKind.DECISION and row.is_open
    words = ((DUE[row.kind] if not is_due else "needed by", row.due), ("raised", row.raised),
             (OVER[row.kind], row.over), ("applies from", row.applies_from))  # fmt: skip
    known = [f"{word} {formats.day(day, row.as_of)}" for word, day in words if day]
    return "   ".join(known) or "no day"


def _told(row: RaidRow) -> Iterator[str]:
    links = ", ".join(part for part in (row.risk, row.issue, *row.links) if part)
    said = (
        ("Text", row.description), ("Reason", row.reason), ("Changes", row.outcome),
        ("Told to", row.told_to), ("Links", links),
    )  # fmt: skip
    yield from (f"{label:<8} {safe(text)}" for label, text in said if text)
