"""The peek pane: what is behind the row under the cursor, in as many lines as there are."""

from datetime import date, timedelta

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.peek import Milestone, Peek, PeekRisk
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import ChangeStatus, Undefined
from ppm_tui.widgets.lines import Line, both_ends, crop, length, line

WEEKS_AHEAD = 6
SPLIT = 58


def rule(title: str, hint: str, width: int, glyphs: Glyphs, title_style: str = "bold") -> Line:
    """A heading rule: `── DELTA ─────── i hide ──`."""
    dash = glyphs.rule
    text = formats.fit(title, min(formats.width(safe(title)), max(0, width - 12)))
    left: Line = ((f"{dash * 2} ", "rule"), (text, title_style), (" ", ""))
    right: Line = ((f" {hint} ", ""), (dash * 2, "rule")) if hint else ()
    gap = max(0, width - length(left) - length(right))
    return crop((*left, (dash * gap, "rule"), *right), width)


def short_peek(row: PortfolioRow, peek: Peek | None, glyphs: Glyphs, home: str) -> list[Line]:
    """Five lines below the list of a terminal of 80 columns; a currency is named if not `home`."""
    first = _why(row)
    money = _money(row, home)
    finish = f"Finish {formats.day(row.finish, row.as_of) or 'n/a'}{_plan(row)}"
    lines = [
        line(f" {first}"),
        line(f" PM {safe(row.owner or 'nobody')}   {finish}   {money}"),
    ]
    if peek is None or peek.key != row.key:
        return [*lines, (), (), _weeks(row)]
    late = [m for m in peek.milestones if m.due < row.as_of]
    ahead = [m for m in peek.milestones if m.due >= row.as_of]
    parts = []
    if late:
        parts.append(f"Late: {_milestone(late[0], row.as_of)}")
    if ahead:
        parts.append(f"{'Then' if late else 'Next'}: {_milestone(ahead[0], row.as_of)}")
    lines.append(line(" " + ("   ".join(parts) or "No open milestones.")))
    lines.append(line(f" {_top_risk(peek.risks)}"))
    lines.append(_weeks(row))
    return lines


def _why(row: PortfolioRow) -> str:
    if row.rag is None:
        return f"No status declared; computed: {row.rag_computed or 'n/a'} ({safe(row.rag_why)})."
    since = ""
    if row.rag_since is not None:
        since = _since(row.rag_since, row.as_of)
    reason = f": {safe(row.rag_reason)}" if row.rag_reason else "."
    against = f", computed {row.rag_computed}" if row.is_overruled else ""
    return f"{row.rag.value.capitalize()}{since}{against}{reason}"


def _against(row: PortfolioRow) -> list[str]:
    """What the data say where somebody says better."""
    if not row.is_overruled:
        return []
    return [f"Data    {row.rag_computed}: {row.computed.dimension}, {safe(row.rag_why)}"]


def _since(day: date, as_of: date) -> str:
    days = (as_of - day).days
    return f" since {formats.day(day, as_of)} ({days} day{'s' * (days != 1)})"


def _plan(row: PortfolioRow, *, is_long: bool = False) -> str:
    if row.baseline_finish is None:
        return ""
    slip, day = formats.signed_days(row.slip_days), formats.day(row.baseline_finish, row.as_of)
    return f"  plan {day}  ({slip})" if is_long else f" (plan {day}, {slip})"


def waiting(status: ChangeStatus) -> str:
    """What a change request waits for."""
    return "waiting approval" if status is ChangeStatus.SUBMITTED else status.value


def _money(row: PortfolioRow, home: str) -> str:
    over = "" if isinstance(row.bac, Undefined) else f" ({formats.share(row.overrun)})"
    return f"{formats.forecast(row.eac, row.bac, row.currency, home)}{over}"


def _milestone(milestone: Milestone, as_of: date) -> str:
    text = f"{safe(milestone.name)} {formats.day(milestone.due, as_of)}"
    late = (as_of - milestone.due).days
    return f"{text} ({late}d)" if late > 0 else text


def _top_risk(risks: tuple[PeekRisk, ...]) -> str:
    if not risks:
        return "No open risks."
    risk = risks[0]
    who = f"{safe(risk.owner or 'nobody')}, {risk.status.value}"
    return f"Top risk: {risk.ref} {risk.level} {safe(risk.title)} ({who})"


def _weeks(row: PortfolioRow) -> Line:
    return line(f" RAG, last 8 weeks: {' '.join(row.weeks)}{_rank(row)}")


def _rank(row: PortfolioRow) -> str:
    return f"   rank {row.rank}" if row.rank else ""


def long_peek(
    row: PortfolioRow, peek: Peek | None, width: int, glyphs: Glyphs, home: str
) -> list[Line]:
    """The left pane of a wide terminal: why, what next, risks, changes, notes."""
    percent = formats.percent(row.percent_complete)
    sign = formats.rag(row.rag, glyphs)[0]
    since = ""
    if row.rag_since is not None and row.rag is not None:
        since = _since(row.rag_since, row.as_of)
    word = row.rag.value.capitalize() if row.rag else "No status"
    facts = [
        f"{sign} {word}{since}   PM {safe(row.owner or 'nobody')}   {percent} done{_rank(row)}",
        "",
        f"Why     {safe(row.rag_reason or row.rag_why)}",
        *_against(row),
        f"Ask     {safe(row.ask) or '-'}",
        f"Finish  {formats.day(row.finish, row.as_of) or 'n/a'}{_plan(row, is_long=True)}",
        f"Cost    {_money(row, home)}   CPI {formats.index(row.cpi)}",
    ]
    if peek is not None and peek.key == row.key:
        facts += _behind(row, peek)
    return [line(formats.fit(f" {fact}", width)) for fact in facts]


def _behind(row: PortfolioRow, peek: Peek) -> list[str]:
    late = [_milestone(m, row.as_of) for m in peek.milestones if m.due < row.as_of]
    ahead = [_milestone(m, row.as_of) for m in peek.milestones if m.due >= row.as_of]
    facts = [
        f"Late    {'   '.join(late[:2]) or '-'}",
        f"Next    {'   '.join(ahead[:2]) or '-'}",
        "",
    ]
    risks = [
        f"{r.ref} {r.level} {formats.fit(r.title, 26)} "
        f"{formats.fit(r.owner or '-', 4)} {formats.clip(r.status.value, 5)}"
        for r in peek.risks[:3]
    ]
    facts += _labelled("Risks", risks or ["none open"])
    facts += _labelled(
        "Changes",
        [f"{c.ref} {formats.fit(c.title, 25)} {waiting(c.status)}" for c in peek.changes[:2]]
        or ["none waiting"],
    )
    facts.append("")
    notes = [
        f"{formats.day(n.day, row.as_of)} {safe(n.by)[:8]}  {safe(n.text)}" for n in peek.notes[:3]
    ]
    return facts + _labelled("Notes", notes or ["none yet"])


def _labelled(label: str, texts: list[str]) -> list[str]:
    return [f"{label if not index else '':<7} {text}" for index, text in enumerate(texts)]


def milestones_pane(
    rows: list[PortfolioRow], width: int, glyphs: Glyphs, *, ahead: int = WEEKS_AHEAD
) -> list[Line]:
    """Next milestones of all projects over so many weeks."""
    if not rows:
        return []
    as_of = rows[0].as_of
    start = as_of - timedelta(days=as_of.weekday() + 7)
    weeks = [start + timedelta(days=7 * n) for n in range(ahead)]
    heads = " ".join(f"{formats.week(day)} {day.day:02}" for day in weeks)
    today = 15 + (as_of - start).days
    lines: list[Line] = [line(f"{'':15}{heads}"), line(f"{'':{today}}{glyphs.now_mark}")]
    lines += [
        _track(row, start, today, ahead, glyphs) for row in rows if row.milestone_date is not None
    ]
    return [crop(spans, width) for spans in lines]


def _track(row: PortfolioRow, start: date, today: int, ahead: int, glyphs: Glyphs) -> Line:
    assert row.milestone_date is not None
    cells = [glyphs.week if n % 7 == 0 else " " for n in range(ahead * 7)]
    cells[today - 15] = glyphs.today_mark
    place = (row.milestone_date - start).days
    sign = glyphs.missed if row.is_late else glyphs.milestone
    if place < len(cells):
        cells[max(place, 0)] = sign
    label = f"{formats.fit(row.key, 6)} {formats.day(row.milestone_date, row.as_of):<8}"
    return ((label, ""), ("".join(cells), "late" if row.is_late else ""))


def beside(left: list[Line], right: list[Line], split: int, width: int, edge: str) -> list[Line]:
    """Two panes side by side, with an edge at cell `split`."""
    height = max(len(left), len(right))
    lines: list[Line] = []
    for y in range(height):
        a = left[y] if y < len(left) else ()
        b = right[y] if y < len(right) else ()
        lines.append((*crop(a, split), (f"{edge} ", "rule"), *crop(b, width - split - 2)))
    return lines


def centred(texts: list[str], width: int) -> list[Line]:
    """Lines of an empty state."""
    return [both_ends(line(f"      {text}"), (), width) for text in texts]
