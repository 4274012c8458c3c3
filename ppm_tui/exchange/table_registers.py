"""A table with one risk, issue, change request, assumption or decision a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from ppm_tui import formats
from ppm_tui.errors import Invalid
from ppm_tui.exchange import cell_words, change_plan, register_words, risk_words
from ppm_tui.exchange.headings import plain
from ppm_tui.exchange.register_headings import ASSUMPTIONS, CHANGES, DECISIONS, ISSUES, RISKS
from ppm_tui.exchange.register_words import Words
from ppm_tui.exchange.sheet import is_blank, quoted
from ppm_tui.exchange.table_columns import Columns, at
from ppm_tui.store.change_plan import PlanLine
from ppm_tui.store.team_rows import Rated, RegisterRow

DAY = 480
ANY_DAY = date(2000, 1, 1)
REVERSED = ("prio", "sever", "schwere")
"""Starts of words in headings under which 1 is the most in many tools."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a register by how they are read; `steps` are numbers from 1 to 5."""

    one: str
    texts: tuple[str, ...]
    dates: tuple[str, ...]
    money: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)


SHAPES = {
    RISKS: Shape(
        "risks",
        texts=(
            *("cause", "event", "effect", "category", "response", "contingency", "fallback"),
            *("trigger", "identified_by", "status_reason"),
        ),
        dates=("raised", "due", "review"),
        money=("cost", "response_cost"),
        ratings=(
            *("probability", "impact", "impact_cost", "impact_time", "impact_scope"),
            *("impact_quality", "residual_probability", "residual_impact"),
        ),
        words={"kind": risk_words.KINDS, "strategy": risk_words.STRATEGIES},
    ),
    ISSUES: Shape(
        "issues",
        texts=("description", "status_reason"),
        dates=("raised", "due", "resolved"),
        steps=("urgency", "impact"),
        links=("risk",),
    ),
    CHANGES: Shape(
        "change requests",
        texts=(
            *("description", "reason", "added", "removed", "risk_effect", "conditions"),
            *("authoriser", "requested_by", "decided_by", "evidence"),
        ),
        dates=("since", "decided"),
        money=("cost", "price"),
        links=("task", "risk", "issue"),
    ),
    ASSUMPTIONS: Shape(
        "assumptions",
        texts=("description", "status_reason"),
        dates=("raised", "check_on", "checked"),
        links=("risk", "issue"),
    ),
    DECISIONS: Shape(
        "decisions",
        texts=("description", "decider", "told_to", "outcome"),
        dates=("day", "due", "applies_from"),
        links=("risk", "issue"),
    ),
}


def entries(columns: Columns, file: str, kind: str) -> tuple[RegisterRow, ...]:
    """An entry of a register per row; one without a title is left out and said.

    So is one that a log of everything says to be of another kind.
    """
    shape, stem = SHAPES[kind], PurePath(file).stem
    found = []
    for index in range(len(columns.rows)):
        title = risk_words.unquoted(columns.text("title", index))
        place = f"line {columns.line(index)}"
        if _is_other(columns, index, kind):
            columns.findings.note(f"rows of the file that are no {shape.one}, left out", place)
        elif not title:
            columns.findings.note(f"{shape.one} without a title, left out", place)
        else:
            found.append(_entry(columns, index, kind, f"{file}: {place}", title, stem))
    return tuple(found)


def _is_other(columns: Columns, index: int, kind: str) -> bool:
    word = " ".join(columns.text("type", index).casefold().split())
    return any(word in words for other, words in register_words.KINDS.items() if other != kind)


def _entry(
    columns: Columns, index: int, kind: str, where: str, title: str, stem: str
) -> RegisterRow:
    shape = SHAPES[kind]
    return RegisterRow(
        where=where,
        title=title,
        ref=columns.text("id", index),
        project=columns.text("project", index),
        of_file=stem,
        owner=columns.text("owner", index),
        words=_words(columns, index, {**shape.words, "status": register_words.STATUS[kind]}),
        ratings=_ratings(columns, index, shape),
        texts=_texts(columns, index, shape),
        days={name: day.date() for name in shape.dates if (day := at(columns.dates, name, index))},
        numbers=_steps(columns, index, shape) | _effect(columns, index),
        money={
            name: amount
            for name in shape.money
            if (amount := at(columns.money, name, index)) is not None
        },
        currency=columns.currency_of(index),
        links={name: text for name in shape.links if (text := columns.text(name, index))},
        plan=_plan(columns, index),
    )


def _texts(columns: Columns, index: int, shape: Shape) -> dict[str, str]:
    """What is said; what describes a change request goes before why it is wished for."""
    found = {n: risk_words.unquoted(text) for n in shape.texts if (text := columns.text(n, index))}
    if "reason" in shape.texts and (described := found.pop("description", "")):
        found["reason"] = "\n".join(filter(None, (described, found.get("reason"))))
    return found


def _words(columns: Columns, index: int, known: Mapping[str, Words]) -> dict[str, str]:
    """The words of ours that cells stand for; what is not known is left out and said."""
    found: dict[str, str] = {}
    for name, words in known.items():
        cell = columns.cell(name, index)
        if word := cell_words.meaning(risk_words.rating(cell), words):
            found[name] = word
        elif not is_blank(cell):
            _leave(columns, name, index)
    return found


def _leave(columns: Columns, name: str, index: int) -> None:
    text = f"line {columns.line(index)} {quoted(columns.cell(name, index))}"
    said = f'column "{columns.heading(name)}": not understood, left out'
    columns.findings.note(said, text)


def _ratings(columns: Columns, index: int, shape: Shape) -> dict[str, Rated]:
    """Ratings as they stand, for the matrix in force."""
    found: dict[str, Rated] = {}
    for name in shape.ratings:
        text = risk_words.rating(columns.cell(name, index))
        if text and not _is_reverse(columns, index, text):
            of_five = cell_words.meaning(text, risk_words.RATINGS)
            found[name] = Rated(text, int(of_five) if of_five else None)
    return found


def _steps(columns: Columns, index: int, shape: Shape) -> dict[str, int]:
    """Urgency and impact from 1 to 5: by a word, or a number where 5 is the most."""
    found: dict[str, int] = {}
    for name in shape.steps:
        text = risk_words.rating(columns.cell(name, index))
        if not text or _is_reverse(columns, index, text):
            continue
        may_mean_less = any(
            word.startswith(REVERSED) for word in plain(columns.heading(name)).split()
        )
        if may_mean_less and risk_words.is_bare_number(text):
            said = f'column "{columns.heading(name)}": numbers, 1 may be the most, left out'
            columns.findings.note(said, f"line {columns.line(index)}")
        elif text.isdecimal() and len(text) < 3:
            found[name] = int(text)
        elif step := cell_words.meaning(text, register_words.STEPS):
            found[name] = int(step)
        else:
            _leave(columns, name, index)
    return found


def _is_reverse(columns: Columns, index: int, text: str) -> bool:
    """Whether it is a number of ServiceNow, which means the reverse: it is left out and said."""
    is_reverse = risk_words.SERVICENOW.fullmatch(columns.text("id", index)) is not None
    if not is_reverse or not risk_words.is_bare_number(text):
        return False
    said = "ratings of ServiceNow that are numbers, where low is severe, were left out"
    columns.findings.note(said, f"line {columns.line(index)}")
    return True


def _effect(columns: Columns, index: int) -> dict[str, int]:
    """How many days later a change makes the project, and how much more effort it is."""
    effort, delay = at(columns.spans, "effort", index), at(columns.spans, "delay", index)
    found = {"minutes": int(effort.minutes)} if effort else {}
    if delay:
        if delay.minutes % DAY:
            said = f'column "{columns.heading("delay")}": parts of a day were rounded'
            columns.findings.note(said, f"line {columns.line(index)}")
        found["days"] = formats.whole(formats.rounded(delay.minutes, 4) / DAY)
    return found


def _plan(columns: Columns, index: int) -> tuple[PlanLine, ...]:
    """Plan lines as they go out: they mean the same on any day. Others are left out and said."""
    text = risk_words.unquoted(columns.text("plan", index))
    if not text:
        return ()
    try:
        lines = change_plan.read(text, ANY_DAY)
    except Invalid:
        lines = ()
    if [line.text for line in lines] == text.splitlines():
        return lines
    _leave(columns, "plan", index)
    return ()
