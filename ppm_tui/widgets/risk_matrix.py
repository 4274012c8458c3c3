"""What stands beside the register: the matrix, the weeks behind, and sums by project or client."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ppm_tui import formats
from ppm_tui.analysis import risk
from ppm_tui.analysis.risk import Matrix
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.risks import Exposed, RiskRow, Week
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, Span, line
from ppm_tui.widgets.peek import rule

Cell = tuple[int, int]
"""Steps of probability and of impact, from 1 on."""
STYLES = {"X": "late", "H": "red", "M": "amber", "L": "green"}
BROAD_CELL, CELL, MARGIN = 7, 5, 4
"""Cells of the terminal for one of the matrix, and left of all."""
BROAD = 40
LONG_HEADING = "Likelihood (P) × impact (I): count and zone"
NAMED, BARS = 4, 10
"""Projects in one of two columns, and the longest bar."""


def counts(rows: Sequence[RiskRow]) -> dict[Cell, int]:
    """How many risks are in each cell."""
    found: dict[Cell, int] = {}
    for row in rows:
        cell = row.probability, row.impact
        found[cell] = found.get(cell, 0) + 1
    return found


def drawn(
    matrix: Matrix, found: Mapping[Cell, int], here: Cell | None, width: int, glyphs: Glyphs
) -> list[Line]:
    """The matrix with a count and the letter of its zone in each cell, one in brackets."""
    is_broad = width >= BROAD
    steps = len(matrix.impacts)
    pitch = min(BROAD_CELL if is_broad else CELL, (width - MARGIN) // steps)
    is_roomy = width >= len(LONG_HEADING) + 2
    words = LONG_HEADING if is_roomy else "P × I: count and zone"
    lines: list[Line] = [line(f"  {words}", "heading"), line("   P")]
    for probability in range(len(matrix.probabilities), 0, -1):
        spans: list[Span] = [(f" {probability} {glyphs.edge}", "")]
        for impact in range(1, steps + 1):
            cell = probability, impact
            spans += _cell(matrix, cell, found.get(cell, 0), pitch, glyphs, is_here=cell == here)
        lines.append(tuple(spans))
    marks = "".join(f"{step:^{pitch}}" for step in range(1, steps + 1)).rstrip()
    lines += [line(f"   └{glyphs.rule * pitch * steps}"), line(f"    {marks}   I"), ()]
    lines += [line(f" {text}") for text in _legend(matrix, is_broad=is_broad)]
    if here is not None:
        said = f"P {matrix.probabilities[here[0] - 1].label}, I {matrix.impacts[here[1] - 1].label}"
        help_ = [formats.fit(safe(said), width - 2), "Enter filters, Tab goes back."]
    elif is_broad:
        help_ = ["Tab moves here, hjkl picks a cell,", "Enter filters the list to it."]
    else:
        help_ = ["Tab moves here; Enter on a", "cell filters the list to it."]
    return [*lines, (), *(line(f" {text}") for text in help_)]


def _cell(
    matrix: Matrix, cell: Cell, count: int, pitch: int, glyphs: Glyphs, *, is_here: bool
) -> list[Span]:
    letter = matrix.zones[cell[0] - 1][cell[1] - 1]
    text = f"{count or glyphs.week}{' ' if pitch == BROAD_CELL else ''}{letter}"
    before = max(0, (pitch - len(text)) // 2)
    left, right = " " * before, " " * max(0, pitch - len(text) - before)
    if is_here and left and right:
        left, right = f"{left[:-1]}[", f"]{right[1:]}"
    style = "cursor" if is_here else STYLES[letter] if count else "dim"
    return [(left, ""), (text, style), (right, "")]


def _legend(matrix: Matrix, *, is_broad: bool) -> list[str]:
    """The letters with their scores, where these tell them apart."""
    parts = ranges(matrix)
    if not is_broad:
        return ["  ".join(f"{letter} {span}".rstrip() for letter, span in parts.items())]
    texts = [f"{letter} {risk.WORDS[letter]} {span}".rstrip() for letter, span in parts.items()]
    pairs = [texts[place : place + 2] for place in range(0, len(texts), 2)]
    return ["".join(f"{text:<17}" for text in pair).rstrip() for pair in pairs]


def ranges(matrix: Matrix) -> dict[str, str]:
    """The zones of a matrix, the worst first, each with its scores: `≥15`, `10–14`."""
    lowest = risk.borders(matrix)
    known = [letter for letter in risk.LETTERS if any(letter in row for row in matrix.zones)]
    if not lowest:
        return dict.fromkeys(known, "")
    step = risk.CENT if matrix.is_weighted else Decimal(1)
    above: Decimal | None = None
    found = {}
    for letter in known:
        low = lowest[letter]
        found[letter] = f"≥{low}" if above is None else f"{low}–{above - step}"
        above = low
    return found


def weeks(found: Sequence[Week], width: int, glyphs: Glyphs) -> list[Line]:
    """How many risks were open, and how many critical, week by week."""
    what = "Open risks" if width >= BROAD else "Open"
    lines = [rule(f"{what}, {len(found)} weeks", "", width, glyphs)]
    for word, values in (
        ("all", [week.open for week in found]),
        ("critical", [week.critical for week in found]),
    ):
        lines.append(line(f"  {word:<9}{values[0]:>3} {spark(values, glyphs)} {values[-1]:>2}"))
    return lines


def spark(values: Sequence[int], glyphs: Glyphs) -> str:
    """A trend in one line, from nothing to the most; an arrow where there are no signs for it."""
    if not glyphs.spark:
        return "->"
    most, steps = max(*values, 1), len(glyphs.spark) - 1
    return "".join(glyphs.spark[-(-value * steps // most)] for value in values)


def by_project(found: Sequence[Exposed], width: int, glyphs: Glyphs) -> list[Line]:
    """How many open risks each project has, the most first, and which have few."""
    rows = sorted(found, key=lambda each: (-each.exposure.count, each.key))
    cells = len(str(rows[0].exposure.count)) if rows else 1
    shown = rows[: NAMED * 2]
    lines = [rule("By project", "", width, glyphs)]
    for place in range(min(NAMED, len(shown))):
        pair = shown[place::NAMED]
        lines.append(line("".join(f"  {_bar(each, cells, glyphs):<19}" for each in pair).rstrip()))
    rest = rows[NAMED * 2 :]
    parts = []
    for count in sorted({each.exposure.count for each in rest}, reverse=True):
        names = " ".join(safe(each.key) for each in rest if each.exposure.count == count)
        parts.append(f"{names} {count} each" if " " in names else f"{names} {count}")
    if parts:
        lines.append(line(f"  {formats.clip(', '.join(parts), width - 3)}"))
    return lines


def _bar(each: Exposed, cells: int, glyphs: Glyphs) -> str:
    count = each.exposure.count
    bar = glyphs.done * min(count, BARS - cells)
    return f"{formats.fit(each.key, 6)} {count:>{cells}} {bar}"


def expected(found: Sequence[Exposed], by: str, width: int, glyphs: Glyphs) -> list[Line]:
    """What risks are expected to cost by project or client, and the worst where it fits."""
    is_broad = width >= BROAD
    name = max(6, width - (25 if is_broad else 18))
    lines = [rule(f"By {by}", "", width, glyphs)]
    worst = f" {'Worst':>6}" if is_broad else ""
    lines.append(line(f"  {by.capitalize():<{name}} {'No':>3} {'EMV':>6}{worst}", "heading"))
    for each in found:
        part = each.exposure
        value = formats.compact(part.expected, each.currency) if part.is_known else "-"
        worst = formats.compact(part.worst, each.currency) if part.worst else "-"
        text = f"  {formats.fit(each.key, name)} {part.count:>3} {value:>6}"
        lines.append(line(f"{text}{f' {worst:>6}' * is_broad} {each.currency}"))
    if not found:
        lines.append(line("  No open risks."))
    return lines


def figures(rows: Sequence[RiskRow], matrix: Matrix, glyphs: Glyphs, *, words: int) -> Line:
    """How many open risks are in each zone, and what they wait for; `words` is 0, 1 or 2."""
    spans: list[Span] = [(" ", "")]
    for place, letter in enumerate(ranges(matrix)):
        count = sum(row.letter == letter for row in rows)
        word = f" {risk.WORDS[letter]}" if words else ""
        gap = "  " if place else ""
        spans += [(f"{gap}", ""), (letter, STYLES[letter]), (f" {count}{word}", "")]
    late = sum(row.is_late for row in rows)
    parts = [f"{late} action{'s' * (late != 1)} late" if words else f"{late} late"]
    if words:
        parts.append(f"{sum(row.owner is None for row in rows)} without owner")
    if words > 1:
        rose, fell = (sum(row.rise == sign for row in rows) for sign in (1, -1))
        parts.append(f"{rose} scores rose this week, {fell} fell")
    if unrated := sum(isinstance(row.score, Undefined) for row in rows):
        parts.append(f"{unrated} not rated")
    return (*spans, ("".join(f" {glyphs.edge} {part}" for part in parts), ""))
