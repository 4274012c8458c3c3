"""`ppm evm` and `ppm budget`: figures as text with how they are reckoned, and as JSON."""

import json
import re

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from ppm_tui import formats
from ppm_tui.analysis import earned_schedule, earned_value
from ppm_tui.store.queries.money_groups import GROUPS
from tests.cli.conftest import SCHEMAS, Ppm

pytestmark = pytest.mark.usefixtures("demo")
LINES = {
    "evm ATLAS": "evm",
    "evm KITE": "evm",
    "evm ATLAS ac": "evm",
    "evm ATLAS eac": "evm",
    "evm ATLAS eac-bottom-up": "evm",
    "budget ATLAS": "budget",
    "budget KITE": "budget",
    "budget": "budget",
    **{f"budget --by {by}": "budget" for by in (*GROUPS, "role")},
}


@pytest.mark.parametrize("line", LINES)
def test_json_keeps_the_shape_of_its_schema(ppm: Ppm, line: str) -> None:
    result = ppm(*line.split(), "--json")
    assert (result.code, result.err) == (0, "")
    schema = json.loads((SCHEMAS / f"{LINES[line]}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(result.out))
    assert result.rows


def test_earned_value_has_the_figures_of_the_drawn_portfolio(ppm: Ppm) -> None:
    [row] = ppm("evm", "atlas", "--json").rows
    assert (row["bac"], row["ev"], row["ac"]) == (110_000_000, 68_200_000, 74_939_400)
    assert (row["sv"], row["cv"]) == (row["ev"] - row["pv"], row["ev"] - row["ac"])
    assert (round(row["spi"], 2), round(row["cpi"], 2)) == (0.82, 0.91)
    assert row["eac"]["at_cpi"] == 120_870_000
    assert row["method"] == "at_cpi"
    assert row["vac"] == row["bac"] - row["eac"]["at_cpi"]
    assert row["earned_schedule"]["unit"] == "calendar days"


def test_what_cannot_be_known_is_null_and_says_why(ppm: Ppm) -> None:
    ppm("task", "add", "KITE", "x")  # something to undo: the portfolio is this test's own
    result = ppm("evm", "ATLAS", "--json", "--as-of", "2025-12-01")
    [row] = result.rows
    assert row["ac"] == 0
    assert row["cpi"] is None
    assert row["eac"]["at_cpi"] is None
    assert {"cpi", "eac.at_cpi"} <= set(row["why"])


def test_the_text_says_how_each_figure_is_reckoned(ppm: Ppm) -> None:
    out = ppm("evm", "ATLAS").out
    assert "baseline 0 «Agreed»" in out
    assert "EV / AC = 682,000.00 / 749,394.00" in out
    assert "Not in the baseline" in out
    out = ppm("evm", "ATLAS", "ac").out
    assert "dan labour" in out
    assert "others product" in out


@pytest.mark.parametrize(
    ("said", "name"),
    [("eac", "eac_at_cpi"), ("EAC at CPI", "eac_at_cpi"), ("% DONE", "done_share"), ("Cpi", "cpi"),
     ("eac at cpi x spi", "eac_at_cpi_spi"), ("ieac_t", "ieac_t_at_spi_t")],
)  # fmt: skip
def test_a_figure_is_found_by_what_it_is_called(ppm: Ppm, said: str, name: str) -> None:
    [row] = ppm("evm", "ATLAS", said, "--json").rows
    assert row["figure"] == name


def test_a_figure_as_json_says_what_it_follows_from(ppm: Ppm) -> None:
    [row] = ppm("evm", "ATLAS", "cpi", "--json").rows
    assert (row["formula"], row["reason"]) == ("EV / AC", None)
    assert [(each["name"], each["value"]) for each in row["inputs"]] == [
        ("ev", 68_200_000), ("ac", 74_939_400)
    ]  # fmt: skip
    assert row["basis"].startswith("as of 17 Mar 2026, baseline 0")
    [row] = ppm("evm", "ATLAS", "ac", "--json").rows
    assert sum(each["amount"] for each in row["sources"]) == row["value"] == 74_939_400
    [row] = ppm("evm", "ATLAS", "eac_bottom_up", "--json").rows
    assert row["value"] is None
    assert row["reason"] == row["why"]["value"] == "no new estimate of the remaining work"


def test_the_json_of_a_project_has_every_figure_that_the_text_has(ppm: Ppm) -> None:
    [row] = ppm("evm", "ATLAS", "--json").rows
    named = {**row, **row["earned_schedule"], **{f"eac_{k}": v for k, v in row["eac"].items()}}
    assert {*earned_value.METRICS, *earned_schedule.METRICS} <= set(named)
    assert row["done_share"] == 62


def test_a_ratio_names_what_is_told_elsewhere_and_time_has_its_unit(ppm: Ppm) -> None:
    assert ppm("evm", "ATLAS", "cpi").out.splitlines()[-1] == "see also: ppm evm ATLAS ev, ac"
    assert "others expense, 1 entry 04 Mar\n" in ppm("evm", "ATLAS", "ac").out
    out = ppm("evm", "ATLAS", "ieac_t").out
    assert re.search(r"so far: \d+\.\d+ d\n", out)
    assert re.search(r"^finish \d\d Apr 2026$", out, re.MULTILINE)
    assert re.search(r"SV\(t\) +-\d+\.\d+ d  ES - AT", ppm("evm", "ATLAS").out)


def test_an_unknown_figure_or_project_is_not_found(ppm: Ppm) -> None:
    result = ppm("evm", "ATLAS", "xyz")
    assert (result.code, result.out) == (4, "")
    assert "no figure xyz: one of eac, bac, pv, ev, ac" in result.err
    assert ppm("evm", "NONE").code == ppm("budget", "NONE").code == 4


def test_a_budget_is_told_by_phase_and_adds_up(ppm: Ppm) -> None:
    out = ppm("budget", "ATLAS").out
    assert "Build" in out
    assert "Licences, second year: 60,000.00 EUR of 60,000.00 EUR open" in out
    assert "Margin at end" in out
    [row] = ppm("budget", "ATLAS", "--json").rows
    assert row["margin"] == row["revenue"] - row["cost"]
    assert row["unbilled"] == row["billable"] - row["invoiced"]
    assert row["budget_left"] == row["budget"] - row["cost"] - row["committed"]


def test_what_is_not_known_says_why_and_what_is_not_budgeted_is_said_once(ppm: Ppm) -> None:
    out = ppm("budget", "FJORD").out
    assert re.search(r"Margin at end +n/a  no contract value is set\n", out)
    assert re.search(r"Model +3.5k +none +40h +3.5k +0 +0\n", out)
    assert "/n/a" not in out
    assert "sum of its parts" not in out
    out = ppm("budget", "ATLAS").out
    assert "Unspent" in out.splitlines()[1]  # what is left is without what is ordered
    assert "sum of project ATLAS, agreement AG-06" in out


def test_one_project_is_not_summed_up_by_anything(ppm: Ppm) -> None:
    ppm("budget", "ATLAS", "--by", "client").only(2, "leave out ATLAS or --by")
    assert ppm("budget", "ATLAS").code == 0


@pytest.mark.parametrize("by", GROUPS)
def test_the_forecast_of_a_group_is_the_sum_of_those_of_its_projects(ppm: Ppm, by: str) -> None:
    projects = {row["name"]: row["eac"] for row in ppm("budget", "--json").rows}
    assert all(projects.values())
    table = ppm("budget", "--by", by).out
    for row in ppm("budget", "--by", by, "--json").rows:
        assert row["eac"] == sum(projects[key] for key in row["projects"])
        assert f" {formats.compact(row['eac'])} " in table


def test_sums_by_client_and_role_add_up_to_the_whole(ppm: Ppm) -> None:
    [whole] = ppm("budget", "--by", "all", "--json").rows
    for by in ("project", "client", "portfolio"):
        rows = ppm("budget", "--by", by, "--json").rows
        assert sum(row["cost"] for row in rows) == whole["cost"]
        assert sum(row["revenue"] for row in rows) == whole["revenue"]
    roles = ppm("budget", "--by", "role", "--json").rows
    assert sum(row["minutes"] for row in roles) == whole["minutes"]


def test_setting_a_budget_is_one_step_and_moves_the_total(ppm: Ppm) -> None:
    assert ppm("budget", "set", "KITE", "--labour", "100k", "--product", "50k").code == 0
    [row] = ppm("budget", "KITE", "--json").rows
    assert row["budget"] == 15_000_000
    assert ppm("undo").code == 0
    [row] = ppm("budget", "KITE", "--json").rows
    assert row["budget"] == 27_000_000
