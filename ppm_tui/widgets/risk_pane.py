"""The pane below the register: what a risk is, how it moved, what is done about it."""

from datetime import datetime
from textwrap import wrap

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.risk_peek import RiskPeek, RiskTask
from ppm_tui.store.queries.risks import RiskRow
from ppm_tui.terms import Undefined
from ppm_tui.widgets.lines import Line, crop, line
from ppm_tui.widgets.peek import rule

GAP = "   "
INDENT = " " * 7
"""Below the label of a fact that takes more than a line."""


def lines(
    row: RiskRow, peek: RiskPeek | None, hint: str, width: int, glyphs: Glyphs, *, is_long: bool
) -> list[Line]:
    """A heading that stays, and below it what fits; `peek` counts where it is of this risk."""
    found = peek if peek is not None and peek.ref == row.ref else None
    body = _long(row, found, width, glyphs) if is_long else _short(row, found, glyphs)
    return [rule(_title(row), hint, width, glyphs), *body]


def _title(row: RiskRow) -> str:
    """What stands above the pane: `R-044 X20 Data quality blocks UAT`."""
    score = "not rated" if row.level is None else f"{row.letter}{row.level}"
    return f"{row.ref} {score} {safe(row.title)}"


def _short(row: RiskRow, peek: RiskPeek | None, glyphs: Glyphs) -> list[Line]:
    """Three lines for a terminal of 80 columns."""
    before = peek.scores[-2] if peek is not None and len(peek.scores) > 1 else None
    was = ""
    if before is not None:
        since = f" on {formats.day(before.since, row.as_of)}" if before.since else ""
        is_more = (row.level or 0) > before.score
        was = f", was {before.score}{since} {glyphs.better if is_more else glyphs.worse}"
    who = f"owner {safe(row.owner or 'nobody')}{GAP}{formats.word(row.status)}"
    return [
        line(f" {row.project}{GAP}{_rating(row, glyphs)}{was}{GAP}{who}"),
        line(f" {_story(row)}"),
        line(f" {_answer(row, peek, 'Action: ')}"),
    ]


def _long(row: RiskRow, peek: RiskPeek | None, width: int, glyphs: Glyphs) -> list[Line]:
    """All that is known, for a terminal of 120 columns or the whole screen."""
    facts = [
        _facts(row, peek, glyphs),
        *_if_then(row, width),
        f"Plan   {_answer(row, peek, '')}",
        f"Links  {_links(peek)}",
        f"Value  {_value(row)}",
        "",
        f"Notes  {_notes(row, peek, width - 9)}",
    ]
    more = {
        "Why": row.status_reason, "Trigger": row.trigger, "Category": row.category,
        "Plan B": row.fallback,
    }  # fmt: skip
    facts += [f"{label:<8} {safe(text)}" for label, text in more.items() if text]
    return [
        crop(line(f" {part}"), width)
        for fact in facts
        for part in wrap(fact, max(20, width - 2), subsequent_indent=INDENT) or [""]
    ]


def _rating(row: RiskRow, glyphs: Glyphs) -> str:
    if row.level is None:
        return "not rated"
    return f"P{row.probability} {glyphs.times} I{row.impact} = {row.level}"


def _facts(row: RiskRow, peek: RiskPeek | None, glyphs: Glyphs) -> str:
    parts = [row.project, _rating(row, glyphs)]
    if peek is not None and len(peek.scores) > 1:
        moved = f" {glyphs.becomes} ".join(str(each.score) for each in peek.scores[-4:])
        parts.append(f"history {moved}")
    if row.raised:
        by = f" by {safe(row.identified_by)}" if row.identified_by else ""
        parts.append(f"raised {formats.day(row.raised, row.as_of)}{by}")
    parts += [f"owner {safe(row.owner or 'nobody')}", f"status {formats.word(row.status)}"]
    if row.review and row.is_open:
        parts.append(f"review {formats.due(row.review, row.as_of).strip()}")
    return GAP.join(parts)


def _story(row: RiskRow) -> str:
    """Cause, event and effect as one sentence, as far as they are known."""
    cause, event, effect = (safe(text).rstrip(". ") for text in (row.cause, row.event, row.effect))
    if not (cause or event or effect):
        return "No cause, event or effect is written down yet: e"
    if_, then = [f"If {cause}"] * bool(cause), [effect] * bool(effect)
    return f"{'; '.join([', '.join([*if_, *[event] * bool(event)]), *then])}."


def _if_then(row: RiskRow, width: int) -> list[str]:
    cause, event = safe(row.cause).rstrip(". "), safe(row.event)
    why = f"If     {', '.join(part for part in (cause, event) if part) or '-'}"
    then = f"Then  {safe(row.effect) or '-'}"
    apart = 66
    if formats.width(why) < apart and apart + formats.width(then) < width:
        return [f"{why}{' ' * (apart - formats.width(why))}{then}"]
    return [why, then]


def _answer(row: RiskRow, peek: RiskPeek | None, label: str) -> str:
    """What is done about it: the plan in words, else its tasks; by whom, until when, how far."""
    tasks = peek.actions if peek is not None else ()
    first = tasks[0] if tasks else None
    what = safe(row.response).rstrip(". ") or (safe(first.name) if first else "")
    if not what:
        return "No response yet: s m says what is done, A adds a task"
    strategy = f"{row.strategy.value}: " if row.strategy and not label else ""
    gap = "  " if label else " "
    end = "." if not label else ""
    text = f"{label}{strategy}{what}{_who(row, first)}{_done(tasks, gap)}{end}"
    if not label and row.contingency:
        text += f"     Fallback: {safe(row.contingency)}"
    return text


def _who(row: RiskRow, task: RiskTask | None) -> str:
    owner = task.owner if task and task.owner else row.owner
    day = task.finish if task else row.due
    until = day.date() if isinstance(day, datetime) else day
    parts = [safe(owner) if owner else "", f"by {formats.day(until, row.as_of)}" if until else ""]
    return "".join(f", {part}" for part in parts if part)


def _done(tasks: tuple[RiskTask, ...], gap: str) -> str:
    if not tasks:
        return ""
    more = f", {len(tasks)} tasks" if len(tasks) > 1 else ""
    return f"{gap}({round(sum(each.percent for each in tasks) / len(tasks))}%{more})"


def _links(peek: RiskPeek | None) -> str:
    if peek is None:
        return ""
    found = [(each.ref, each.name) for each in peek.actions]
    found += [(each.ref, each.name) for each in peek.links]
    return ", ".join(f"{ref} {safe(name)}" for ref, name in found) or "-"


def _value(row: RiskRow) -> str:
    """What it is expected to cost, what after the response, and what that is worth."""
    if isinstance(row.emv_cost, Undefined):
        return f"n/a: {row.emv_cost.reason}"
    text = f"expected {formats.compact(row.emv_cost, row.currency)} {row.currency}"
    text += f" of {formats.compact(row.cost, row.currency)} at {row.likely}%"
    if isinstance(row.residual_emv_cost, Undefined) or isinstance(row.benefit, Undefined):
        return text
    after = formats.compact(row.residual_emv_cost, row.currency)
    worth = formats.compact(row.benefit, row.currency)
    price = (
        "what nobody said"
        if row.response_cost is None
        else formats.compact(row.response_cost, row.currency)
    )
    return f"{text}, {after} after the response; that costs {price}, and is worth {worth}"


def _notes(row: RiskRow, peek: RiskPeek | None, room: int) -> str:
    """The newest notes, as many as fit whole."""
    if peek is None:
        return ""
    texts = [
        f"{formats.day(note.day, row.as_of)} {safe(note.by)}  "
        f"{safe(note.text.removeprefix(f'{row.ref}:').strip())}"
        for note in peek.notes
    ]
    found = texts[0] if texts else "-"
    for text in texts[1:]:
        if formats.width(f"{found}     {text}") > room:
            break
        found = f"{found}     {text}"
    return found
