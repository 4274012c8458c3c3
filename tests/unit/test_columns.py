"""The columns of the overview at the widths of the screens they were drawn for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from ppm_tui import columns, formats
from ppm_tui.columns import PORTFOLIO
from ppm_tui.store.queries.portfolio import PortfolioRow
from ppm_tui.terms import Cadence, Money, Rag, Stage, Undefined

TODAY = date(2026, 3, 17)
RAG = {"R": Rag.RED, "A": Rag.AMBER, "G": Rag.GREEN}
FIGURES = """
DELTA |Delta CRM merge     |ben |GGAAARRR R|48|0.76|0.84|452 |19|29 May|28|Data cut-over|06 Mar|4|2
ATLAS |Atlas ERP rollout   |ana |GGGAAAAR R|62|0.82|0.91|1209|10|08 Apr|12|UAT sign-off |12 Mar|5|1
HAVEN |Haven security audit|kim |GGARRAAA A|71|0.96|0.95|95  |5 |07 Apr|4 |Audit report |16 Mar|2|8
FJORD |Fjord analytics     |caro|GGGGGGAA A|35|0.91|0.97|216 |3 |26 Jun|14|Model review |24 Mar|2|3
GROVE |Grove HR portal     |ben |GGGGGGGG G|80|1.01|1.00|150 |0 |17 Apr|0 |Pilot go-live|31 Mar|1|1
LOTUS |Lotus clinic fit-out|ivy |GGGGGGGG G|22|1.00|0.99|525 |1 |30 Sep|0 |Permit       |07 Apr|1|12
IRIS  |Iris payments       |kim |GGGGGGGG G|53|1.02|0.98|316 |2 |04 Jun|-1|PCI scan     |09 Apr|2|1
"""
AT_45 = """
DELTA  ■ R → Data cut-over  !06 Mar   2d
ATLAS  ■ R ↓ UAT sign-off   !12 Mar   1d
HAVEN  ▲ A ↑ Audit report   !16 Mar   8d
FJORD  ▲ A ↓ Model review    24 Mar   3d
GROVE  ● G → Pilot go-live   31 Mar   1d
LOTUS  ● G → Permit          07 Apr  12d
IRIS   ● G → PCI scan        09 Apr   1d
"""
AT_80 = """
Key    Project             RAG   SPI  CPI  Next milestone Due     Rsk Upd
DELTA  Delta CRM merge     ■ R → 0.76 0.84 Data cut-over  !06 Mar   4  2d
ATLAS  Atlas ERP rollout   ■ R ↓ 0.82 0.91 UAT sign-off   !12 Mar   5  1d
HAVEN  Haven security aud… ▲ A ↑ 0.96 0.95 Audit report   !16 Mar   2  8d
FJORD  Fjord analytics     ▲ A ↓ 0.91 0.97 Model review    24 Mar   2  3d
GROVE  Grove HR portal     ● G → 1.01 1.00 Pilot go-live   31 Mar   1  1d
LOTUS  Lotus clinic fit-o… ● G → 1.00 0.99 Permit          07 Apr   1 12d
IRIS   Iris payments       ● G → 1.02 0.98 PCI scan        09 Apr   2  1d
"""
AT_120 = """
Key    Project               PM   RAG   8 weeks  Done SPI  CPI    EAC  bud Finish      Next milestone Due     Rsk Upd
DELTA  Delta CRM merge       ben  ■ R → GGAAARRR  48% 0.76 0.84  452k +19% 29 May +28d Data cut-over  !06 Mar   4  2d
ATLAS  Atlas ERP rollout     ana  ■ R ↓ GGGAAAAR  62% 0.82 0.91 1209k +10% 08 Apr +12d UAT sign-off   !12 Mar   5  1d
HAVEN  Haven security audit  kim  ▲ A ↑ GGARRAAA  71% 0.96 0.95   95k  +5% 07 Apr +4d  Audit report   !16 Mar   2  8d
FJORD  Fjord analytics       caro ▲ A ↓ GGGGGGAA  35% 0.91 0.97  216k  +3% 26 Jun +14d Model review    24 Mar   2  3d
GROVE  Grove HR portal       ben  ● G → GGGGGGGG  80% 1.01 1.00  150k  +0% 17 Apr =    Pilot go-live   31 Mar   1  1d
LOTUS  Lotus clinic fit-out  ivy  ● G → GGGGGGGG  22% 1.00 0.99  525k  +1% 30 Sep =    Permit          07 Apr   1 12d
IRIS   Iris payments         kim  ● G → GGGGGGGG  53% 1.02 0.98  316k  +2% 04 Jun -1d  PCI scan        09 Apr   2  1d
"""  # noqa: E501 - a screen of 120 cells


def day(text: str) -> date:
    return date(2026, formats.MONTHS.index(text[3:]) + 1, int(text[:2]))


def made(line: str) -> PortfolioRow:
    """A row of the overview from the figures that its line on the screen shows."""
    key, name, owner, rag, done, spi, cpi, eac, over, finish, slip, milestone, due, risks, age = (
        part.strip() for part in line.split("|")
    )
    blank: dict[str, object] = dict.fromkeys(
        ("client", "client_name", "rag_since", "rank", "start", "baseline_finish", "budget_cost")
    )
    money = Money(0)
    return PortfolioRow(
        **blank,  # type: ignore[arg-type]  # all may be None
        id=key, version=1, key=key, name=name, stage=Stage.ACTIVE, rag=RAG[rag[-1]],
        rag_reason="", owner=owner, sponsor="", currency="EUR", ask="", cadence=Cadence.WEEKLY,
        cadence_weekday=4, finish=day(finish), ac=0, milestone_id="T-1", milestone=milestone,
        milestone_date=day(due), late=0, open_risks=int(risks),
        critical_risks=1, top_risk=None, open_changes=0,
        last_update=TODAY - timedelta(days=int(age)), update_before=None,
        percent_complete=Decimal(done), slip_days=int(slip), bac=money, pv=money, ev=money,
        spi=Decimal(spi), cpi=Decimal(cpi), eac=Decimal(eac) * 100_000,
        overrun=Decimal(over) / 100, weeks=rag[:8], as_of=TODAY,
    )  # fmt: skip


ROWS = [made(line) for line in FIGURES.strip().splitlines()]


def drawn(width: int, rows: list[PortfolioRow]) -> list[str]:
    shown = columns.layout(PORTFOLIO, width, rows)
    return [
        " ".join(columns.cell(column, row, cells) for column, cells in shown).rstrip()
        for row in rows
    ]


def headings(width: int) -> str:
    shown = columns.layout(PORTFOLIO, width)
    return " ".join(columns.heading(column, cells) for column, cells in shown).rstrip()


@pytest.mark.parametrize(("width", "screen"), [(80, AT_80), (120, AT_120)])
def test_overview_shows_the_columns_of_its_screen(width: int, screen: str) -> None:
    assert [headings(width), *drawn(width, ROWS)] == screen.strip().splitlines()


def test_overview_of_a_narrow_terminal_shows_what_is_next_and_how_old_it_is() -> None:
    assert drawn(45, ROWS) == AT_45.strip().splitlines()


@pytest.mark.parametrize("width", range(40, 260))
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    lines = drawn(width, [*ROWS, replace(ROWS[0], key="LONGKEY2", name="顧客管理" * 40)])
    assert max(map(formats.width, lines)) + columns.lead(width) <= width


def test_columns_leave_from_the_end_of_their_ranking() -> None:
    shown = [{column.id for column, _ in columns.layout(PORTFOLIO, n)} for n in range(80, 121)]
    assert all(less <= more for less, more in pairwise(shown))
    assert "owner" not in shown[0]
    assert "weeks" in shown[-1]


def test_a_long_key_is_whole_and_the_name_makes_room() -> None:
    [line] = drawn(120, [replace(ROWS[0], key="LONGKEY2")])
    assert line.startswith("LONGKEY2 Delta CRM merge")


def test_a_figure_too_long_for_its_column_is_not_shown_in_part() -> None:
    [line] = drawn(80, [replace(ROWS[0], open_risks=12345)])
    assert " ### " in line


def test_a_figure_that_is_not_known_says_so() -> None:
    unknown = Undefined("no baseline")
    row = replace(ROWS[0], spi=unknown, eac=unknown, overrun=unknown, slip_days=unknown)
    [line] = drawn(120, [row])
    assert " n/a  0.84   n/a  n/a 29 May n/a " in line


def test_sorting_keeps_unknown_values_last_in_both_directions() -> None:
    column = next(column for column in PORTFOLIO if column.id == "spi")
    rows = [replace(ROWS[0], key="X", spi=Undefined("no baseline")), *ROWS]
    for is_reverse in (False, True):
        assert columns.in_order(rows, column, is_reverse=is_reverse)[-1].key == "X"


def test_sorting_by_status_puts_the_urgent_first() -> None:
    column = next(column for column in PORTFOLIO if column.id == "rag")
    assert [row.rag for row in columns.in_order(ROWS[::-1], column)][:2] == [Rag.RED, Rag.RED]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "Task                % Own  C"),
        (120, "ID    Task                % Own  Left Slip CP"),
        (200, "ID    Task                % Own  Left Slip CP"),
    ],
)
def test_plan_leaves_the_rest_to_its_timeline(width: int, line: str) -> None:
    shown = columns.beside_timeline(columns.PLAN, width)
    assert " ".join(columns.heading(column, cells) for column, cells in shown) == line


@pytest.mark.parametrize(
    "listed", [columns.PORTFOLIO, columns.PLAN, columns.OVERDUE, columns.COMPARED]
)
def test_letters_and_names_of_columns_are_each_used_once(
    listed: tuple[columns.Column[object], ...],
) -> None:
    letters = [column.letter for column in listed if column.letter]
    names = [name for column in listed for name in (column.id, *column.aliases)]
    assert len(letters) == len(set(letters))
    assert len(names) == len(set(names))
