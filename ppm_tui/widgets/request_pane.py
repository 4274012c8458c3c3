"""What is behind a change request: what it asks, what it does to the plan, what was decided."""

from collections.abc import Iterator
from textwrap import wrap

from ppm_tui import formats
from ppm_tui.formats import Glyphs, safe
from ppm_tui.store.queries.changes import ChangeRow
from ppm_tui.terms import ChangeStatus
from ppm_tui.widgets.lines import Line, line
from ppm_tui.widgets.peek import rule

LABEL = 11
OPEN = (ChangeStatus.DRAFT, ChangeStatus.SUBMITTED, ChangeStatus.DEFERRED)


def lines(
    row: ChangeRow, effect: tuple[str, ...], hint: str, width: int, glyphs: Glyphs
) -> list[Line]:
    """A heading that stays, and a line for each thing that is known; `effect` is the plan's."""
    body = [each for label, text in _said(row, effect) if text
            for each in _labelled(label, text, width)]  # fmt: skip
    return [rule(f"{row.ref} {safe(row.title)}", hint, width, glyphs), *map(line, body)]


def _said(row: ChangeRow, effect: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    client = f" for {row.client}" if row.client else ""
    yield row.project, f"{_asked(row)}{client}"
    yield "Figures", ", ".join(_figures(row))
    yield from (("" if n else "Effect", each) for n, each in enumerate(effect))
    yield from (("Added", each) for each in row.added.splitlines())
    yield from (("Taken out", each) for each in row.removed.splitlines())
    yield "Plan", "; ".join(row.plan.splitlines())
    yield "Reason", row.reason
    yield "Risk", row.risk_effect
    yield "Conditions", row.conditions
    yield "From", ", ".join(row.origins)
    yield "Wished by", row.requested_by
    yield "Evidence", row.evidence
    yield "Baseline", row.baseline or ""


def _asked(row: ChangeRow) -> str:
    if row.decided:
        by = f" by {row.decided_by}" if row.decided_by else ""
        return f"{row.status.value} {formats.dated(row.decided)}{by}"
    who = row.authoriser or "nobody yet"
    waited = f", waiting {formats.age(row.age)}" if row.is_waiting else ""
    return f"{row.status.value}{waited}, {who} decides"


def _figures(row: ChangeRow) -> Iterator[str]:
    if row.days:
        yield f"{formats.signed_days(row.days)}"
    if row.minutes:
        yield f"work {formats.signed_hours(row.minutes)}"
    for name, amount in (("cost", row.cost), ("price", row.price)):
        if amount:
            yield f"{name} {formats.money(amount, row.currency)}"


def _labelled(label: str, text: str, width: int) -> list[str]:
    """A text below a label at its left, over as many lines as it takes."""
    wrapped = wrap(safe(text), max(width - LABEL - 2, 20)) or [""]
    return [f" {label if not n else '':<{LABEL}}{each}" for n, each in enumerate(wrapped)]
