"""The filter language."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppm_tui import filters
from ppm_tui.columns import Column
from ppm_tui.errors import Invalid
from ppm_tui.terms import Rag, Undefined

TODAY = date(2026, 3, 17)


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    name: str
    owner: str | None
    rag: Rag | None
    due: date | None
    risk: int
    spi: float | Undefined
    eac: int
    left: int


COLUMNS: tuple[Column[Row], ...] = (
    Column("key", "Key", 6, lambda r, g: r.key, lambda r: r.key),
    Column("name", "Project", 6, lambda r, g: r.name, lambda r: r.name),
    Column("owner", "PM", 6, lambda r, g: r.owner or "", lambda r: r.owner),
    Column("rag", "RAG", 6, lambda r, g: "", lambda r: r.rag, kind="word", aliases=("status",)),
    Column("due", "Due", 6, lambda r, g: "", lambda r: r.due, kind="day"),
    Column("risk", "Rsk", 6, lambda r, g: "", lambda r: r.risk, kind="number"),
    Column("spi", "SPI", 6, lambda r, g: "", lambda r: r.spi, kind="number"),
    Column("eac", "EAC", 6, lambda r, g: "", lambda r: r.eac, kind="money"),
    Column("left", "Left", 6, lambda r, g: "", lambda r: r.left, kind="minutes"),
)
UNKNOWN = Undefined("no baseline")
ROWS = [
    Row("DELTA", "Delta CRM merge", "ben", Rag.RED, date(2026, 3, 6), 20, 0.76, 45_200_000, 90),
    Row("ATLAS", "Atlas ERP rollout", "ana", Rag.AMBER, date(2026, 3, 19), 15, 0.82, 100, 480),
    Row("IRIS", "Iris payments", None, None, None, 0, UNKNOWN, 0, 0),
]


def kept(text: str) -> str:
    test = filters.parse(text, COLUMNS, as_of=TODAY)
    return " ".join(row.key for row in ROWS if test(row))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", "DELTA ATLAS IRIS"),
        ("erp", "ATLAS"),
        ("ERP roll", "ATLAS"),
        ("!erp", "DELTA IRIS"),
        ('"crm merge"', "DELTA"),
        ('name:"crm merge"', "DELTA"),
        ("pm:ana", "ATLAS"),
        ("PM:ana", "ATLAS"),
        ("project:iris", "IRIS"),
        ("!pm:ana", "DELTA IRIS"),
        ("pm:!ana", "DELTA IRIS"),
        ("pm:none", "IRIS"),
        ("!pm:-", "DELTA ATLAS"),
        ("owner=an", ""),
        ("rag:red,amber", "DELTA ATLAS"),
        ("status:r", "DELTA"),
        ("due<fri", "DELTA ATLAS"),
        ("due<today", "DELTA"),
        ("due:19mar", "ATLAS"),
        ("due>=19.3.2026", "ATLAS"),
        ("due:none", "IRIS"),
        ("risk>=15", "DELTA ATLAS"),
        ("risk<=15", "ATLAS IRIS"),
        ("spi<0.8", "DELTA"),
        ("spi:none", "IRIS"),
        ("eac>400k", "DELTA"),
        ("eac=1", "ATLAS"),
        ("left>1h", "DELTA ATLAS"),
        ("left=1h30", "DELTA"),
        ("left=90m", "DELTA"),
        ("left>=8", "ATLAS"),
        ("crm due<today risk>9", "DELTA"),
    ],
)
def test_a_filter_keeps_the_rows_that_pass_every_term(text: str, keys: str) -> None:
    assert kept(text) == keys


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("erp foo:1", "filter, character 5, 'foo:1': there is no field 'foo'; fields are due, "),
        ("due<someday", "filter, character 1, 'due<someday': 'someday' is no date"),
        ("a risk>=high", "filter, character 3, 'risk>=high': 'high' is no number"),
        ("risk>nan", "'nan' is no number"),
        ("left>soon", "'soon' is no number"),
        ("name<b", "name is text: only name:b works"),
        ("pm:", "filter, character 1, 'pm:': a value is missing"),
        ("! x", "filter, character 1, '!': a value is missing"),
        ('x "two words', "filter, character 3: a quote is not closed"),
    ],
)
def test_a_bad_filter_says_where(text: str, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        kept(text)
    assert message in str(caught.value)


@given(st.text(max_size=40))
def test_any_text_filters_or_is_refused(text: str) -> None:
    with suppress(Invalid):
        kept(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ra", ["rag:"]),
        ("re", []),
        ("rag:", ["rag:amber", "rag:red"]),
        ("!RAG:R", ["!RAG:red"]),
        ("risk>1 status:red,a", ["risk>1 status:red,amber"]),
        ("owner:b", ["owner:ben"]),
        ('name:"atlas e', ['name:"atlas erp rollout"']),
        ("name:i", ['name:"iris payments"']),
        ('name:"iris payments" !na', ['name:"iris payments" !name:']),
        ("spi:", []),
        ("nothing:", []),
    ],
)
def test_a_half_typed_term_becomes_a_field_or_a_value(text: str, found: list[str]) -> None:
    assert list(filters.completions(text, COLUMNS, ROWS)) == found
