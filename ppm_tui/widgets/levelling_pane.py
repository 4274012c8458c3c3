"""What is behind a line of levelling: who has too much without it, and what follows from it."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.levelling_rows import LineRow, MoveRow, OverRow, Proposal
from ppm_tui.terms import Stays, TaskKind
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule

LABEL = 10
MOST_BESIDE = 6
STAYS = {
    Stays.REFUSED: "you refused its line: x lets it move again",
    Stays.BEGUN: "it has begun, and what has begun is never moved. What else helps: 3, there a"
    " gives it to somebody, s w makes less of it",
    Stays.MUST: "its own constraint says when it must be: d in its plan changes that",
    Stays.PAST: "it was to start before today and has not: catch up in the palette of its project",
    Stays.MANUAL: "its dates were set by hand",
    Stays.FLOAT: "its float is used up, and nothing is moved beyond it: b allows that",
    Stays.LEADING: "something that was refused waits for it, and could not stay if this moved",
    Stays.OTHERS: "it goes first, and what lies over it cannot move far enough",
    Stays.ALONE: "it asks for more of somebody than there is, wherever it lies: it needs more time,"
    " less work, or one more person",
}
"""Why a line could not be helped, and what would."""


def lines(row: LineRow, found: Proposal, width: int, glyphs: Glyphs) -> list[Line]:
    """A heading that stays, and what is to be said of the task below it."""
    keys = "Enter take  x refuse" if isinstance(row, MoveRow) else "o task"
    title = f"{row.ref} {safe(row.name)}"
    said = _of_move(row, found, glyphs) if isinstance(row, MoveRow) else _of_over(row)
    body = [text for label, what in said for text in _labelled(label, what, width)]
    return [rule(title, keys, width, glyphs), *map(line, body)]


def _of_move(row: MoveRow, found: Proposal, glyphs: Glyphs) -> Iterator[tuple[str, str]]:
    yield "Without it", _without(row)
    yield "Moves", f"{_span(row, glyphs)}, {_cost(row)}"
    yield row.project, _ends(row, glyphs)
    yield "Milestones", _milestones(row, found, glyphs)
    for over in found.over:
        if over.ref == row.ref:
            yield "Then", f"still too much: {formats.too_much(over.too_much)}; {STAYS[over.stays]}"


def _of_over(row: LineRow) -> Iterator[tuple[str, str]]:
    assert isinstance(row, OverRow)
    if row.too_much or row.people:
        yield "Too much", _over(row) + _beside(row)
    yield "Stays", STAYS[row.stays]


def _over(row: LineRow) -> str:
    return formats.too_much(row.too_much) or "nobody"


def _without(row: MoveRow) -> str:
    if row.person is None:
        return "nobody has too much to do: it follows what it waits for"
    if not row.too_much:
        return f"{safe(row.person)} would have too much to do once the others have moved"
    return f"too much: {_over(row)}{_beside(row)}"


def _beside(row: LineRow) -> str:
    if not row.beside:
        return ""
    more = len(row.beside) - MOST_BESIDE
    return f", with {', '.join(row.beside[:MOST_BESIDE])}" + (
        f" and {more} more" if more > 0 else ""
    )


def _span(row: MoveRow, glyphs: Glyphs) -> str:
    old, new = (
        formats.days(start.date(), finish.date())
        for start, finish in ((row.old_start, row.old_finish), (row.start, row.finish))
    )
    return f"{old} {glyphs.becomes} {new}"


def _cost(row: MoveRow) -> str:
    """How much later, of how much float, and what of it is beyond that."""
    later, slack = formats.duration(row.minutes), formats.duration(row.slack)
    if not row.slack:
        return f"{later} later, without any float"
    beyond = f", {formats.duration(row.beyond)} beyond" if row.beyond else ""
    return f"{later} later of {slack} of float{beyond}"


def _ends(row: MoveRow, glyphs: Glyphs) -> str:
    old, new = (formats.dated(each.date()) for each in row.ends)
    if old == new:
        return f"ends {old} as before"
    return f"ends {old} {glyphs.becomes} {new} with all lines, {formats.signed_days(row.slip)}"


def _milestones(row: MoveRow, found: Proposal, glyphs: Glyphs) -> str:
    becomes = glyphs.becomes
    moved = [each for each in found.moves
             if each.project == row.project and each.kind is TaskKind.MILESTONE]  # fmt: skip
    texts = [
        " ".join((safe(each.name), formats.day(each.old_finish), becomes, formats.day(each.finish)))
        for each in moved
    ]
    return ", ".join(texts) or "none moves"


def _labelled(label: str, text: str, width: int) -> Sequence[str]:
    """A text after its label, going on below itself."""
    head = formats.fit(label, LABEL)
    parts = wrap(text, max(20, width - LABEL - 3)) or [""]
    return [f" {head if not number else ' ' * LABEL} {part}" for number, part in enumerate(parts)]
