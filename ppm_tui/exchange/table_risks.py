"""A table with one risk a row."""

from collections.abc import Mapping
from pathlib import PurePath

from ppm_tui.exchange import cell_words, risk_words
from ppm_tui.exchange.sheet import is_blank, quoted
from ppm_tui.exchange.table_columns import Columns, at
from ppm_tui.store.team_rows import Rated, RegisterRow
from ppm_tui.terms import RiskKind, RiskStatus, RiskStrategy

RATINGS = (
    *("probability", "impact", "impact_cost", "impact_time", "impact_scope", "impact_quality"),
    *("residual_probability", "residual_impact"),
)
TEXTS = (
    *("cause", "event", "effect", "category", "response", "contingency", "fallback", "trigger"),
    *("identified_by", "status_reason"),
)
DATES = ("raised", "due", "review")
MONEY = ("cost", "response_cost")


def risks(columns: Columns, file: str) -> tuple[RegisterRow, ...]:
    """A risk per row; one without a title is left out and said."""
    stem = PurePath(file).stem
    found = (_risk(columns, index, file, stem) for index in range(len(columns.rows)))
    return tuple(row for row in found if row is not None)


def _risk(columns: Columns, index: int, file: str, stem: str) -> RegisterRow | None:
    line = columns.line(index)
    title = risk_words.unquoted(columns.text("title", index))
    if not title:
        columns.findings.note("risks without a title, left out", f"line {line}")
        return None
    return RegisterRow(
        where=f"{file}: line {line}",
        title=title,
        ref=columns.text("id", index),
        project=columns.text("project", index),
        of_file=stem,
        owner=columns.text("owner", index),
        kind=RiskKind(_word(columns, "kind", index, risk_words.KINDS) or RiskKind.THREAT),
        status=_status(columns, index),
        strategy=_strategy(columns, index),
        ratings=_ratings(columns, index),
        texts={
            each: risk_words.unquoted(text) for each in TEXTS if (text := columns.text(each, index))
        },
        days={name: day.date() for name in DATES if (day := at(columns.dates, name, index))},
        money={
            name: amount for name in MONEY if (amount := at(columns.money, name, index)) is not None
        },
        currency=columns.currency_of(index),
    )


def _word(columns: Columns, field: str, index: int, words: Mapping[str, tuple[str, ...]]) -> str:
    """The word of ours that a cell stands for; what is not known is left out and said."""
    cell = columns.cell(field, index)
    found = cell_words.meaning(cell, words)
    if not found and not is_blank(cell):
        heading = columns.heading(field)
        text = f"line {columns.line(index)} {quoted(cell)}"
        columns.findings.note(f'column "{heading}": not understood, left out', text)
    return found


def _status(columns: Columns, index: int) -> RiskStatus | None:
    found = _word(columns, "status", index, risk_words.STATUS)
    return RiskStatus(found) if found else None


def _strategy(columns: Columns, index: int) -> RiskStrategy | None:
    found = _word(columns, "strategy", index, risk_words.STRATEGIES)
    return RiskStrategy(found) if found else None


def _ratings(columns: Columns, index: int) -> dict[str, Rated]:
    """Ratings as they stand; the numbers of ServiceNow, which mean the reverse, are left out."""
    is_reverse = risk_words.SERVICENOW.fullmatch(columns.text("id", index)) is not None
    found: dict[str, Rated] = {}
    for name in RATINGS:
        text = risk_words.rating(columns.cell(name, index))
        if text and is_reverse and risk_words.is_bare_number(text):
            said = "ratings of ServiceNow that are numbers, where low is severe, were left out"
            columns.findings.note(said, f"line {columns.line(index)}")
        elif text:
            of_five = cell_words.meaning(text, risk_words.RATINGS)
            found[name] = Rated(text, int(of_five) if of_five else None)
    return found
