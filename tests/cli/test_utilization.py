"""`ppm utilization`: figures that can be reckoned again, periods, and what is refused."""

from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from ppm_tui.store.commands import people
from ppm_tui.store.place import Place
from ppm_tui.workspace import Workspace
from tests.cli.conftest import AS_OF, Ppm

pytestmark = pytest.mark.usefixtures("demo")
RATIOS = {
    "billable": (("charged",), ("elapsed",)),
    "non_billable": (("uncharged", "internal"), ("elapsed",)),
    "internal": (("internal",), ("elapsed",)),
    "productive": (("charged", "internal"), ("elapsed",)),
    "committed": (("hard",), ("capacity",)),
    "forecast": (("hard", "soft"), ("capacity",)),
}


@pytest.mark.parametrize("by", ["person", "role", "team"])
@pytest.mark.parametrize("days", ["", "--month 2026-02", "--from 2026-03-09 --to 2026-03-20"])
def test_every_figure_can_be_reckoned_again_from_the_minutes_beside_it(
    ppm: Ppm, by: str, days: str
) -> None:
    rows = ppm("utilization", "--by", by, *days.split(), "--json").rows
    assert rows
    for row in rows:
        for name, (top, base) in RATIOS.items():
            parts, whole = (sum(row[f"{each}_minutes"] for each in names) for names in (top, base))
            assert row[name] == pytest.approx(float(Decimal(parts) * 100 / whole))
        for name in ("charged", "uncharged", "internal", "hard", "soft"):
            assert row[f"{name}_minutes"] == sum(p[f"{name}_minutes"] for p in row["projects"])
        for name in ("capacity", "elapsed", "overload"):
            assert row[f"{name}_minutes"] == sum(p[f"{name}_minutes"] for p in row["people"])


def test_three_ways_to_group_are_the_same_hours(ppm: Ppm) -> None:
    def hours(by: str) -> list[int]:
        rows = ppm("utilization", "--by", by, "--json").rows
        return [
            sum(row[name] for row in rows)
            for name in ("capacity_minutes", "charged_minutes", "internal_minutes", "hard_minutes")
        ]

    assert hours("person") == hours("role") == hours("team")
    assert min(hours("person")) > 0


def test_a_figure_that_is_not_known_says_why(ppm: Ppm) -> None:
    rows = {row["key"]: row for row in ppm("utilization", "--json").rows}
    leo = rows["leo"]
    assert (leo["target"], leo["rag"]) == (None, None)
    assert leo["why"]["target"] == "no target is set"
    assert leo["why"]["realisation"] == "kept by project, client and role: ppm budget --by role"
    assert leo["why"]["effective_rate"] == "kept by project, client and role: ppm budget --by role"
    assert (rows["gia"]["rag"], rows["eva"]["rag"], rows["ana"]["rag"]) == (
        "red", "green", "amber",
    )  # fmt: skip
    [may] = ppm("utilization", "ana", "--month", "2026-05", "--json").rows
    assert may["billable"] is None
    assert "no working time in this period up to" in may["why"]["billable"]


def test_periods_are_the_month_of_the_day_one_month_or_any_days(ppm: Ppm) -> None:
    for line, days in (
        ("", ("2026-03-01", "2026-03-31")),
        ("--month 2024-02", ("2024-02-01", "2024-02-29")),
        ("--from 2026-01-01 --to today", ("2026-01-01", "2026-03-17")),
        ("--as-of 2025-12-05", ("2025-12-01", "2025-12-31")),
    ):
        [row] = ppm("utilization", "ana", *line.split(), "--json").rows
        assert (row["from"], row["to"]) == days


def test_a_person_is_explained_with_formula_inputs_day_and_sources(ppm: Ppm) -> None:
    result = ppm("utilization", "DAN")
    assert (result.code, result.err) == (0, "")
    head, target, *lines = result.out.splitlines()
    assert head == "Dan Rusu: Mar 2026, as of 17 Mar 2026: time to that day, bookings of all days"
    assert target == "target 80.0%: green from there, amber to 20 points below"
    assert "  Billable         58.3%  charged 56h / capacity so far 96h" in lines
    assert "  Productive       79.2%  (charged 56h + internal 20h) / capacity so far 96h" in lines
    assert [line for line in lines if line.startswith("  ATLAS ") and "hard" in line]
    assert lines[-3].startswith("  Microsoft Project Operations: billable")
    team = ppm("utilization", "quality", "--by", "team").out
    assert "that of 2 of 2 people by capacity" in team
    assert "  hugo      target 75%, capacity 105h36" in team


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("--month 2026-13", 2, "'2026-13' is no month: type it as 2026-03"),
        ("--month march", 2, "'march' is no month"),
        ("--from 2026-03-01", 2, "--from and --to go together"),
        ("--month 2026-03 --to fri", 2, "not both"),
        ("--from 2026-03-02 --to 2026-03-01", 2, "a period ends after it begins"),
        ("--from someday --to fri", 2, "'someday' is no date"),
        ("--by client", 2, "'client' is not one of"),
        ("nobody", 4, "there is no person «nobody»"),
        ("Chef --by role", 4, "there is no role «Chef»"),
    ],
)
def test_what_cannot_be_is_one_line(ppm: Ppm, line: str, code: int, words: str) -> None:
    ppm("utilization", *line.split()).only(code, words)


def test_a_strange_name_is_drawn_and_not_obeyed(ppm: Ppm, demo: Path) -> None:
    workspace = Workspace(Place(path=demo), "ana", AS_OF)
    workspace.do(partial(people.add, name="[red]\x1b[2J", key="odd", role="\x1b[31m", team="[/b]"))
    for line in ("utilization", "utilization odd", "utilization --by role"):
        assert "\x1b" not in ppm(*line.split()).out


def test_a_database_that_is_not_there_has_an_empty_list(ppm: Ppm, tmp_path: Path) -> None:
    result = ppm("--db", tmp_path / "none.db", "utilization", "--by", "team", "--json")
    assert (result.code, result.rows) == (0, [])
    assert not (tmp_path / "none.db").exists()
