"""The demo portfolio: the figures of the drawn screens, and the same for the same day."""

import shutil
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from ppm_tui import demo
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.models import Assignment, Resource, Step, Task
from ppm_tui.store import history, writer
from ppm_tui.store.commands import tasks
from ppm_tui.store.place import Place
from ppm_tui.store.queries import changes, overdue, plan, portfolio, risks
from ppm_tui.terms import Rag, TaskKind, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import nameless, rows_of
from tests.store.seed import stored

# Key, name, PM, status, eight weeks, done, SPI, CPI, EAC in thousands, forecast against budget,
# finish, slip, next milestone, due, open risks, age of the last update
DRAWN = """
DELTA|Delta CRM merge|ben|red|GGAAARRR|48|0.76|0.84|452|19|05-29|28|Data cut-over|03-06|4|2
ATLAS|Atlas ERP rollout|ana|red|GGGAAAAR|62|0.82|0.91|1209|10|04-08|12|UAT sign-off|03-12|5|1
HAVEN|Haven security audit|kim|amber|GGARRAAA|71|0.96|0.95|95|5|04-07|4|Audit report|03-16|2|8
FJORD|Fjord analytics|caro|amber|GGGGGGAA|35|0.91|0.97|216|3|06-26|14|Model review|03-24|2|3
BEACON|Beacon mobile app|ana|amber|GGGAAAAA|57|0.94|1.02|333|-2|05-06|6|Beta release|03-27|3|1
KITE|Kite API platform|dan|amber|GGGGAAAA|66|0.93|1.04|260|-4|05-20|5|v2 freeze|03-30|2|2
GROVE|Grove HR portal|ben|green|GGGGGGGG|80|1.01|1.00|150|0|04-17|0|Pilot go-live|03-31|1|1
CEDAR|Cedar data centre|jan|green|AAAGGGGG|44|1.03|0.99|970|1|08-28|0|Rack handover|04-02|1|1
LOTUS|Lotus clinic fit-out|ivy|green|GGGGGGGG|22|1.00|0.99|525|1|09-30|0|Permit|04-07|1|12
IRIS|Iris payments|kim|green|GGGGGGGG|53|1.02|0.98|316|2|06-04|-1|PCI scan|04-09|2|1
EMBER|Ember rebrand|caro|green|GGGGGGGG|68|1.00|1.01|74|-1|04-24|0|Launch|04-15|0|1
JUNO|Juno warehouse|jan|green|GGGGGGGG|30|0.99|1.00|640|0|10-02|0|Conveyor test|04-21|1|9
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in DRAWN.split("\n") if line]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "portfolio.db"
    demo.build(Place(path=path), AS_OF)
    return path


@pytest.fixture
def built(tmp_path: Path, demo_file: Path) -> Workspace:
    return workspace_at(Place(path=Path(shutil.copy(demo_file, tmp_path / "portfolio.db"))))


def overview(workspace: Workspace) -> list[portfolio.PortfolioRow]:
    return workspace.get(portfolio.overview, as_of=workspace.as_of)


def shown(value: Decimal | Undefined, places: str = "1") -> Decimal:
    assert isinstance(value, Decimal)
    return value.quantize(Decimal(places))


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_a_project_has_the_figures_of_the_drawn_portfolio(
    built: Workspace, line: list[str]
) -> None:
    key, name, owner, rag, weeks, done, spi, cpi, eac, over, *rest = line
    finish, slip, milestone, due, risks, age = rest
    [row] = [row for row in overview(built) if row.key == key]
    assert (row.name, row.owner, row.rag, row.weeks) == (name, owner, Rag(rag), weeks)
    assert shown(row.percent_complete) == Decimal(done)
    assert (shown(row.spi, "0.01"), shown(row.cpi, "0.01")) == (Decimal(spi), Decimal(cpi))
    assert isinstance(row.eac, Decimal)
    assert isinstance(row.overrun, Decimal)
    assert (shown(row.eac / 100_000), shown(row.overrun * 100)) == (Decimal(eac), Decimal(over))
    assert (row.finish, row.slip_days) == (date.fromisoformat(f"2026-{finish}"), int(slip))
    assert (row.milestone, str(row.milestone_date)) == (milestone, f"2026-{due}")
    assert row.open_risks == int(risks)
    assert row.last_update is not None
    assert (AS_OF - row.last_update).days == int(age)


def test_the_overview_is_in_the_drawn_order(built: Workspace) -> None:
    rows = sorted(overview(built), key=portfolio.attention)
    assert [row.key for row in rows[:3]] == ["DELTA", "ATLAS", "HAVEN"]
    assert [row.key for row in rows] == [line[0] for line in LINES]


def test_eight_projects_are_due_for_an_update_and_four_are_not(built: Workspace) -> None:
    waiting = {row.key for row in overview(built) if not row.is_update_due}
    assert waiting == {"GROVE", "CEDAR", "IRIS", "EMBER"}


def test_the_declared_progress_is_what_the_tasks_have_earned(built: Workspace) -> None:
    for row in overview(built):
        assert isinstance(row.ev, int)
        assert isinstance(row.bac, int)
        assert shown(Decimal(row.ev) * 100 / Decimal(row.bac)) == shown(row.percent_complete)
        assert row.budget_cost == row.bac


def test_atlas_has_the_drawn_plan(built: Workspace) -> None:
    rows = built.get(plan.tasks, key="ATLAS", as_of=AS_OF)
    refs = "P-1 T-101 T-102 T-103 P-2 T-110 T-111 M-3 P-3 T-120 T-121 T-122 M-4 T-130"
    assert [row.ref for row in rows] == refs.split()
    found = {row.ref: row for row in rows}
    percents = [found[ref].percent_complete for ref in refs.split()]
    assert percents == [86, 100, 70, 85, 20, 60, 0, 0, 5, 15, 0, 0, 0, 0]
    left = {ref: row.remaining_minutes for ref, row in found.items() if row.remaining_minutes}
    hours = {"T-102": 24, "T-103": 8, "T-110": 12, "T-111": 40, "T-120": 32}
    hours |= {"T-121": 16, "T-122": 20, "T-130": 60}
    assert left == {ref: pytest.approx(60 * value, abs=1) for ref, value in hours.items()}
    slips = {row.ref: row.slip_days for row in rows if row.kind is not TaskKind.PHASE}
    late = {"T-102": 21, "T-111": 20, "M-3": 20, "T-122": 12, "M-4": 12}
    assert {ref: slip for ref, slip in slips.items() if isinstance(slip, int) and slip} == late
    critical = {row.ref for row in rows if row.is_critical and row.kind is not TaskKind.PHASE}
    assert critical == {*late, "T-130"}
    assert f"{found['T-111'].start:%d %b} {found['T-111'].finish:%d %b}" == "23 Mar 31 Mar"
    assert f"{found['T-122'].start:%d %b} {found['T-122'].finish:%d %b}" == "04 Apr 07 Apr"


def test_the_register_has_the_drawn_risks(built: Workspace) -> None:
    found = built.get(risks.register, as_of=AS_OF).rows
    scores = [row.level for row in found]
    assert scores == [20, 20, 16, 15, 15, 12, 12, 12, 10, 10, 9, 8, 8, 8, 8, *[6] * 5, 5, 4, 4, 2]
    assert {row.ref for row in found if row.is_late} == {"R-041"}


def test_there_is_enough_to_attend_to(built: Workspace) -> None:
    rows = overview(built)
    late = built.get(overdue.overdue, as_of=AS_OF)
    requests = built.get(changes.changes, as_of=AS_OF)
    stale = [row for row in rows if row.last_update and (AS_OF - row.last_update).days > 7]
    over = [row for row in rows if isinstance(row.overrun, Decimal) and row.overrun > 0.02]
    assert sum(row.kind is TaskKind.MILESTONE for row in late) == 3
    assert {each.ref for each in requests if each.is_waiting} == {"CR-09", "CR-11"}
    assert len(stale) == 3
    assert len(late) + len(stale) + len(over) + 2 >= 15


# Who, hours a week, and per cent booked from week 12 to 20
BOOKED = """
dan 40 110 135 125 100 90 80 60 40 20
ana 40 95 118 90 80 75 70 60 60 50
kim 40 100 100 95 95 80 80 60 60 40
gia 40 75 98 110 90 60 40 40 20 20
ben 40 100 96 95 90 90 85 80 75 70
caro 32 88 92 100 100 75 50 50 40 40
jan 40 90 90 100 95 70 60 60 60 60
eva 40 80 85 100 104 100 95 80 60 60
fin 40 60 70 80 95 95 90 90 60 40
hugo 24 50 50 75 75 50 50 25 25 0
ivy 40 40 45 60 60 60 40 40 40 40
leo 16 25 25 0 0 50 0 0 25 0
"""


@pytest.mark.parametrize("line", [line.split() for line in BOOKED.split("\n") if line])
def test_people_are_booked_as_in_the_drawn_heat_map(built: Workspace, line: list[str]) -> None:
    monday = datetime.fromisoformat("2026-03-16")
    with writer.engine(built.place).connect() as connection:
        query = sa.select(
            col(Assignment.start), col(Assignment.finish), col(Assignment.work_minutes)
        ).join(Resource, col(Resource.id) == col(Assignment.resource_id))
        rows = connection.execute(query.where(col(Resource.key) == line[0])).all()
    booked = [0] * 15
    for start, finish, minutes in rows:
        assert start is not None
        assert finish is not None
        assert minutes is not None
        assert finish - start < timedelta(days=5)
        booked[(start - monday).days // 7] += minutes
    hours = int(line[1])
    assert [round(100 * minutes / 60 / hours) for minutes in booked[:9]] == list(map(int, line[2:]))


def test_clients_cannot_be_taken_for_each_other(built: Workspace) -> None:
    names = {row.client_name for row in overview(built) if row.client_name}
    assert len(names) == 5
    assert not [(one, two) for one in names for two in names if one != two and one in two]


def test_the_history_begins_long_ago_and_belongs_to_several_people(built: Workspace) -> None:
    with writer.engine(built.place).connect() as connection:
        query = sa.select(col(Step.at), col(Step.user)).order_by(col(Step.number))
        steps = connection.execute(query).all()
    times = [step.at for step in steps]
    assert times == sorted(times)
    assert times[-1].date() < AS_OF
    assert {"ana", "ben", "dan"} <= {step.user for step in steps}


def test_the_same_day_gives_the_same_content_on_any_database(
    built: Workspace, store: Workspace
) -> None:
    demo.build(store.place, AS_OF)
    assert nameless(rows_of(store)) == nameless(rows_of(built))


@pytest.mark.parametrize("day", ["2025-12-26", "2026-11-22"])
def test_another_day_moves_the_dates_and_keeps_the_figures(
    built: Workspace, tmp_path: Path, day: str
) -> None:
    as_of = date.fromisoformat(day)
    moved = Workspace(Place(path=tmp_path / "moved.db"), "ana", as_of)
    demo.build(moved.place, as_of)
    drawn = {row.key: row for row in overview(built)}
    for row in overview(moved):
        before = drawn[row.key]
        assert (row.spi, row.cpi, row.eac) == (before.spi, before.cpi, before.eac)
        assert (row.weeks, row.late, row.open_risks) == (
            before.weeks,
            before.late,
            before.open_risks,
        )
        assert row.is_update_due == before.is_update_due
        assert row.milestone_date is not None
        assert row.milestone_date.weekday() < 5


@pytest.fixture
def less(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The large portfolio made smaller, so that it is there at once."""
    wanted = {"PROJECTS": 30, "TASKS": 2_000, "ENTRIES": 9_000}
    for name, number in wanted.items():
        monkeypatch.setattr(f"ppm_tui.demo.large.{name}", number)
    return wanted


def test_the_large_one_adds_projects_up_to_its_numbers(
    built: Workspace, less: dict[str, int]
) -> None:
    demo.enlarge(built.place, AS_OF)
    rows = rows_of(built)
    counts = [len(rows[table]) for table in ("project", "task", "time_entry")]
    assert counts == list(less.values())
    for row in overview(built):
        assert isinstance(row.spi, Decimal)
        assert isinstance(row.cpi, Decimal)
        assert Decimal("0.5") < row.spi < Decimal("1.5")
        assert Decimal("0.5") < row.cpi < Decimal("1.5")
    taken = {task.ref for task in stored(built, Task)}
    assert len(taken) == less["TASKS"]
    assert built.do(tasks.add, project="ATLAS", name="next").refs[0] not in taken


@pytest.mark.usefixtures("less")
def test_the_large_one_is_the_same_for_the_same_day_and_is_not_undone(
    built: Workspace, tmp_path: Path, demo_file: Path
) -> None:
    again = workspace_at(Place(path=Path(shutil.copy(demo_file, tmp_path / "again.db"))))
    for each in (built, again):
        demo.enlarge(each.place, AS_OF)
    assert nameless(rows_of(built)) == nameless(rows_of(again))
    with pytest.raises(PpmError, match="nothing to undo"):
        Workspace(built.place, "demo", AS_OF).do(history.undo)


def test_a_portfolio_that_has_projects_is_left_alone(built: Workspace) -> None:
    before = rows_of(built)
    with pytest.raises(Invalid, match="holds projects already"):
        demo.build(built.place, AS_OF)
    assert rows_of(built) == before
