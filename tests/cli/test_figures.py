"""`ppm evm` and `ppm budget`: figures as text with how they are reckoned, and as JSON."""

import json

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from ppm_tui.store.queries.money_groups import GROUPS
from tests.cli.conftest import SCHEMAS, Ppm

pytestmark = pytest.mark.usefixtures("demo")
LINES = {
    "evm ATLAS": "evm",
    "evm KITE": "evm",
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


def test_an_unknown_figure_or_project_is_not_found(ppm: Ppm) -> None:
    result = ppm("evm", "ATLAS", "xyz")
    assert (result.code, result.out) == (4, "")
    assert "no figure xyz: bac, pv, ev, ac" in result.err
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
