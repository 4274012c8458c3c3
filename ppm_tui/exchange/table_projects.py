"""A table with one project a row to plans without tasks."""

from ppm_tui.exchange import cell_words
from ppm_tui.exchange.table_columns import Columns, at
from ppm_tui.exchange.table_outline import identities, name_of
from ppm_tui.store.plan_rows import Plan

WORDY = ("stage", "rag")


def plans(columns: Columns) -> tuple[Plan, ...]:
    """A project per row; without an id the client and the name tell projects apart."""
    names = [name_of(columns, index) for index in range(len(columns.rows))]
    keys = [f"{columns.text('client', index)}/{name.strip()}" for index, name in enumerate(names)]
    ids = [uid.removeprefix("name:") for uid in identities(columns, keys)]
    _report_doubles(columns, keys, ids)
    return tuple(_plan(columns, index, names[index], ids[index]) for index in range(len(names)))


def _report_doubles(columns: Columns, keys: list[str], ids: list[str]) -> None:
    for index, key in enumerate(keys):
        if ids[index].startswith(f"{key}#"):
            columns.findings.note(
                "the same client and name as a row before, kept apart by their order",
                f"line {columns.line(index)}",
            )


def _plan(columns: Columns, index: int, name: str, identity: str) -> Plan:
    effort = at(columns.spans, "work", index)
    finish = at(columns.dates, "finish", index)
    return Plan(
        source_id=f"table:{identity}",
        name=name,
        client=columns.text("client", index),
        key=columns.text("key", index),
        owner=columns.text("owner", index),
        sponsor=columns.text("sponsor", index),
        stage=cell_words.meaning(columns.cell("stage", index), cell_words.STAGES),
        rag=cell_words.meaning(columns.cell("rag", index), cell_words.RAGS),
        rag_reason=columns.text("rag_reason", index),
        currency=columns.currency_of(index),
        budget_cost=at(columns.money, "cost", index),
        budget_minutes=effort.minutes if effort else None,
        percent_complete=at(columns.percents, "percent_complete", index),
        finish=finish,
        notes=columns.raw_text("notes", index),
        source=columns.source(index) | columns.kept(index, *WORDY),
    )
