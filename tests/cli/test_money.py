"""Rates, agreements, budgets, cost and invoices from the command line."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are not installed
import pytest

from tests.cli.conftest import SCHEMAS, Ppm


@pytest.fixture
def small(ppm: Ppm, tmp_path: Path) -> Ppm:
    """A portfolio of one client: ACME pays for ANVIL in EUR and for BELL in CHF."""
    plan = tmp_path / "projects.csv"
    plan.write_text(
        "Project,Client,Currency\nAnvil,Acme,EUR\nBell,Acme,CHF\nCedar,Zenith,EUR\n", "utf-8"
    )
    assert ppm("import", plan).code == 0
    assert ppm("person", "add", "Ana Lima").code == 0
    return ppm


def did(ppm: Ppm, *words: str | Path, note: str = "") -> str:
    """A change: nothing by a dry run, one line, and one step."""
    tried = ppm(*words, "--dry-run")
    assert (tried.code, tried.out.startswith("would do: "), tried.out.count("\n")) == (0, True, 1)
    done = ppm(*words)
    assert (done.code, done.out.count("\n"), done.err) == (0, 1, note)
    return done.out.removesuffix("\n")


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def valid(ppm: Ppm, key: str, *words: str) -> list[dict[str, Any]]:
    """The rows of JSON that keeps the shape of its schema."""
    result = ppm(*words, "--json")
    assert (result.code, result.err) == (0, "")
    schema = json.loads((SCHEMAS / f"{key}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(result.out))
    return result.rows


# Rates


def test_rates_are_set_listed_and_deleted(small: Ppm) -> None:
    assert did(small, "rate", "set", "bill", "120") == "RT-01: everybody bill 120.00 EUR an hour"
    said = did(small, "rate", "set", "bill", "95.5", "--role", "Dev", "--project", "BELL",
               "--from", "2026-03-01", "--to", "2026-12-31")  # fmt: skip
    assert said == "RT-02: Dev on BELL bill 95.50 CHF an hour from 01 Mar 2026 to 31 Dec 2026"
    assert (
        did(small, "rate", "set", "cost", "60", "--person", "ana") == "ana: cost 60.00 EUR an hour"
    )
    rows = valid(small, "rates", "rate")
    assert [(row["id"], row["amount"], row["currency"]) for row in rows] == [
        (None, 6_000, "EUR"), ("RT-01", 12_000, "EUR"), ("RT-02", 9_550, "CHF"),
    ]  # fmt: skip
    shown = small("rate", "list", "--kind", "bill").out.splitlines()
    assert [line.split()[:3] for line in shown[1:]] == [
        ["RT-01", "bill", "everybody"], ["RT-02", "bill", "Dev"],
    ]  # fmt: skip
    assert did(small, "rate", "delete", "RT-1") == "RT-01: rate deleted"
    small("undo")
    assert len(small("rate", "--json").rows) == 3


def test_a_rate_for_the_same_from_the_same_day_is_replaced(small: Ppm) -> None:
    did(small, "rate", "set", "bill", "95", "--role", "Dev", "--from", "2026-03-01")
    said = did(small, "rate", "set", "bill", "125", "--role", "dev", "--from", "2026-03-01")
    assert said == "RT-01: dev bill 125.00 EUR an hour from 01 Mar 2026, was 95.00 EUR"
    did(small, "rate", "set", "bill", "130", "--role", "Dev", "--from", "2026-04-01")
    did(small, "rate", "set", "cost", "60", "--person", "ana")
    said = did(small, "rate", "set", "cost", "65", "--person", "ana")
    assert said == "ana: cost 65.00 EUR an hour, was 60.00 EUR"
    rows = small("rate", "--json").rows
    assert [(row["id"], row["amount"]) for row in rows] == [
        (None, 6_500), ("RT-01", 12_500), ("RT-02", 13_000),
    ]  # fmt: skip
    small("undo")
    assert small("rate", "--json").rows[0]["amount"] == 6_000


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("rate set bill x", 2, "MONEY: «x» is no number"),
        ("rate set bill 50.335", 2, "MONEY: «50.335» has two meanings: type 50335 or 50.33"),
        ("rate set bill 99999999999999999", 2, "MONEY: «99999999999999999» is more money than can"),
        ("rate set bill 10 --currency EURO", 2, "a currency is three letters"),
        ("rate set bill 10 --client Acme --project ANVIL", 2, "a client or for a project"),
        ("rate set bill 10 --project NIX", 4, "no project NIX"),
        ("rate set bill 10 --client Nix", 4, "no client Nix"),
        ("rate delete RT-99", 4, "no rate RT-99"),
        ("rate exchange EUR CHF", 2, "FROM, TO and RATE go together"),
        ("rate exchange EUR CHF 0", 2, "a number above 0"),
        ("rate exchange EUR CHF 0.95 --json", 2, "--json is for commands that read"),
        ("rate why NIX", 4, "no project NIX"),
        ("rate why ANVIL --person zoe", 4, "nobody is called zoe"),
        ("agreement add cap", 2, "such an agreement is a project's"),
        ("agreement add cap ANVIL", 2, "how much? --amount 10k"),
        ("agreement add prepaid ANVIL --time 10h", 2, "a prepaid bucket is a client's"),
        ("agreement edit AG-99 --amount 5k", 4, "no agreement AG-99"),
        ("agreement delete AG-99", 4, "no agreement AG-99"),
        ("agreement list NIX", 4, "no project NIX"),
        ("budget set ANVIL", 2, "nothing to set"),
        ("budget set NIX --labour 5k", 4, "no project NIX"),
        ("budget set ANVIL --labour -5", 2, "cannot be below 0"),
        ("costs NIX", 4, "no project NIX"),
        ("costs add ANVIL 10", 2, "Missing option '-m'"),
        ("costs add ANVIL ten -m Taxi", 2, "MONEY: «ten» is no number"),
        ("costs add ANVIL 10 -m Taxi --no-charge --no-bill", 2, "which one?"),
        ("costs add ANVIL 10 -m Taxi --currency USD", 2, "ppm rate exchange USD EUR says it"),
        ("costs add ANVIL 10 -m Taxi --commitment CO-9", 4, "no commitment CO-9"),
        ("costs commit ANVIL 0 -m Taxi", 2, "more than nothing"),
        ("costs close CO-9", 4, "no commitment CO-9"),
        ("invoice", 2, "--client is missing"),
        ("invoice --client Nix", 4, "no client Nix"),
        ("invoice --client Acme --month 2026-13", 2, "is no month"),
        ("invoice --client Acme --on fri", 2, "it goes with --issue"),
        ("invoice --client Acme --issue --on 2026-03-18", 2, "dated today or before"),
        ("invoice --client Acme --issue -o nowhere/a.csv", 1, "there is no such folder"),
        ("costs add ANVIL -500 -m Credit", 2, "a number below 0 goes to the end, behind --"),
        ("invoice --client Acme --issue --json", 2, "--json is for commands that read"),
        ("invoice --cancel INV-9", 4, "no invoice INV-9"),
        ("invoice show INV-9", 4, "no invoice INV-09"),
        ("invoice list --client Nix", 4, "no client Nix"),
    ],
)
def test_what_cannot_be_done_says_so_in_one_line(
    small: Ppm, line: str, code: int, message: str
) -> None:
    small(*line.split()).only(code, message)


def test_an_exchange_rate_is_set_and_used(small: Ppm) -> None:
    line = ("rate", "exchange", "EUR", "CHF", "0.95", "--from", "2026-01-01")
    assert did(small, *line) == "1 EUR = 0.95 CHF from 01 Jan 2026"
    assert valid(small, "exchange", "rate", "exchange") == [
        {"from": "EUR", "to": "CHF", "rate": 0.95, "since": "2026-01-01"}
    ]
    small("rate", "set", "bill", "100", "--currency", "EUR")
    shown = small("rate", "why", "BELL", "--person", "ana").out
    assert shown == (
        "BELL Bell: ana, 17 Mar 2026\n"
        "Cost     no rate holds\n"
        "Bill     100.00 EUR/h for everybody on everything, RT-01\n"
        "         1 EUR = 0.95 CHF: 95.00 CHF an hour\n"
        "Paid by  actual rates (no agreement holds)\n"
    )
    [row] = valid(small, "pricing", "rate", "why", "BELL", "--person", "ana")
    assert (row["bill"]["hour"], row["cost"]["hour"]) == (9_500, None)
    assert row["why"] == {"cost.hour": "no rate is valid on that day"}


@pytest.mark.usefixtures("demo")
def test_why_names_what_pays_and_what_else_could_hold(ppm: Ppm) -> None:
    out = ppm("rate", "why", "ATLAS/T-111", "--person", "dan").out.splitlines()
    assert out[0].startswith("ATLAS/T-111 ")
    assert out[0].endswith(": dan (Dev), 17 Mar 2026")
    assert out[2].startswith("Bill     158.00 EUR/h for dan on ATLAS, RT-10")
    assert out[3].startswith("         else 145.00 EUR/h for Dev on everything, RT-02")
    assert out[-1].startswith("Paid by  AG-")


# Agreements and budgets


def test_an_agreement_is_made_changed_listed_and_deleted(small: Ppm) -> None:
    said = did(small, "agreement", "add", "cap", "ANVIL", "--amount", "10k", "--name", "Build",
               "--po", "PO-7")  # fmt: skip
    assert said == "ANVIL: AG-01 «Build» not to exceed 10,000.00 EUR"
    said = did(small, "agreement", "add", "prepaid", "--client", "acme", "--time", "20h",
               "--rate", "90", "--from", "2026-01-01", "--carry", "month")  # fmt: skip
    assert said == "Acme: AG-02 prepaid 20h 90.00 EUR an hour a month, left over: month"
    assert did(small, "agreement", "add", "fixed_fee", "BELL", "--amount", "5k").endswith(
        "AG-03 fixed fee 5,000.00 CHF"
    )
    rows = valid(small, "agreements", "agreement")
    assert [(row["id"], row["method"], row["limit"], row["left_minutes"]) for row in rows] == [
        ("AG-01", "not_to_exceed", 1_000_000, None),
        ("AG-02", "retainer", None, 2_400),
        ("AG-03", "fixed_fee", 500_000, None),
    ]
    said = did(small, "agreement", "edit", "ag-1", "--amount", "12k", "--po", "-")
    assert said == "ANVIL: AG-01 amount 10k → 12k, purchase order PO-7 → none"
    assert [row["id"] for row in small("agreement", "ANVIL", "--json").rows] == ["AG-01", "AG-02"]
    shown = small("agreement", "--client", "Acme").out.splitlines()
    assert " ".join(shown[1].split()) == ("AG-01 ANVIL Build not to exceed 12,000.00 EUR 12,000.00")
    assert did(small, "agreement", "delete", "AG-01") == "ANVIL: AG-01 in the trash"
    small("undo")
    assert len(small("agreement", "--json").rows) == 3


def test_an_agreement_that_work_counts_towards_stays(small: Ppm) -> None:
    small("agreement", "add", "cap", "ANVIL", "--amount", "10k")
    small("log", "ANVIL", "2h")
    small("agreement", "delete", "AG-01").only(2, "1 entries count towards AG-01")


def test_a_budget_is_set_and_taken_away(small: Ppm) -> None:
    said = did(small, "budget", "set", "ANVIL", "--labour", "40k", "--time", "400h")
    assert said == "ANVIL: budget labour none → 40k, effort none → 400h"
    assert did(small, "budget", "set", "ANVIL", "--labour", "-").endswith("labour 40k → none")


# Cost


def test_cost_is_added_against_an_order_and_summed(small: Ppm) -> None:
    said = did(small, "costs", "commit", "ANVIL", "5k", "-m", "Licences", "--supplier", "Okular",
               "--due", "2026-04-30")  # fmt: skip
    assert said == "ANVIL: CO-01 «Licences» 5,000.00 EUR ordered"
    said = did(small, "costs", "add", "ANVIL", "1.2k", "-m", "First part", "--kind", "product",
               "--commitment", "CO-01", "--receipt", "R-5", "--price", "1500")  # fmt: skip
    assert said == "ANVIL: product «First part» 1,200.00 EUR logged"
    [row] = valid(small, "commitments", "costs", "commitments", "ANVIL")
    assert (row["amount"], row["charged"], row["open"]) == (500_000, 120_000, 380_000)
    small("log", "ANVIL", "2h", "--on", "2026-02-02")
    [row] = valid(small, "costs", "costs", "--client", "acme")
    assert (row["product"], row["cost"], row["price"], row["unknown"]) == (
        120_000, 120_000, 150_000, 1,
    )  # fmt: skip
    told = small("costs", "ANVIL", "--by", "month")
    assert [line.split()[0] for line in told.out.splitlines()[1:]] == ["2026-02", "2026-03"]
    assert told.err == "1 entry has no cost rate and counts as nothing\n"
    assert did(small, "costs", "close", "CO-1") == "ANVIL: CO-01 «Licences» closed"
    late = ("costs", "add", "ANVIL", "10", "-m", "Late", "--commitment", "CO-1")
    small(*late).only(2, "CO-01 is closed since 17 Mar 2026: nothing more is charged to it")
    small("undo")
    assert small("costs", "commitments", "--json").rows[0]["open"] == 380_000


def test_cost_over_a_cap_needs_a_choice(small: Ppm) -> None:
    small("agreement", "add", "cap", "ANVIL", "--amount", "100")
    line = ("costs", "add", "ANVIL", "250", "-m", "Train")
    small(*line).only(2, "150.00 EUR over AG-01, not to exceed 100.00 EUR")
    assert small(*line, "--over", "absorb").code == 0  # the text is its reason
    small("undo")
    assert small(*line, "--over", "bill").code == 0
    [row] = small("invoice", "--client", "acme", "--json").rows
    assert row["total"] == 25_000


# Invoices


def work(ppm: Ppm) -> None:
    """February and March of ANVIL, an hour on BELL, and what is of another client."""
    lines: tuple[tuple[str, ...], ...] = (
        ("rate", "set", "bill", "100"),
        ("rate", "set", "bill", "80", "--project", "BELL"),
        ("agreement", "add", "rates", "ANVIL", "--po", "PO-7"),
        ("log", "ANVIL", "20m", "--on", "2026-02-03"),
        ("log", "ANVIL", "1h30", "--on", "2026-02-27"),
        ("log", "ANVIL", "1h", "--on", "2026-02-27", "--no-charge"),
        ("log", "BELL", "1h", "--on", "2026-02-27"),
        ("log", "CEDAR", "5h", "--on", "2026-02-27"),
        ("log", "ANVIL", "4h", "--on", "2026-03-02"),
        ("costs", "add", "ANVIL", "42", "-m", "=cmd|' /C calc'!A0", "--receipt", "+R-5",
         "--on", "2026-02-10"),
    )  # fmt: skip
    for line in lines:
        assert ppm(*line).code == 0


FEBRUARY = ("invoice", "--client", "Acme", "--month", "2026-02")


def test_an_invoice_as_csv_has_plain_numbers_and_safe_texts(small: Ppm) -> None:
    work(small)
    result = small(*FEBRUARY, "--format", "csv")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[0] == (
        "client,project,project_name,phase,purchase_order,kind,description,person,role,hours,rate,"
        "amount,currency,from,to,reference,agreement"
    )
    names = ("project", "description", "person", "hours", "rate", "amount", "currency",
             "reference", "purchase_order")  # fmt: skip
    assert [tuple(row[name] for name in names) for row in cells(result.out)] == [
        ("BELL", "Work", "Ana Lima", "1.00", "80.00", "80.00", "CHF", "", ""),
        ("ANVIL", "Work", "Ana Lima", "1.83", "100.00", "183.33", "EUR", "", "PO-7"),
        ("ANVIL", "Work, not charged", "Ana Lima", "1.00", "0.00", "0.00", "EUR", "", ""),
        ("ANVIL", "'=cmd|' /C calc'!A0", "", "", "", "42.00", "EUR", "'+R-5", "PO-7"),
    ]
    assert "CEDAR" not in result.out
    detail = cells(small(*FEBRUARY, "--format", "csv", "--detail").out)
    hours = [row["hours"] for row in detail if row["project"] == "ANVIL"]
    assert sorted(hours) == ["", "0.33", "1.00", "1.50"]


def test_an_invoice_is_written_issued_listed_and_cancelled(small: Ppm, tmp_path: Path) -> None:
    work(small)
    before = valid(small, "invoice", *FEBRUARY)
    assert [(row["currency"], row["total"]) for row in before] == [("CHF", 8_000), ("EUR", 22_533)]
    line = (*FEBRUARY, "--format", "csv", "-o", "feb.csv", "--issue", "--on", "2026-03-01")
    said = did(small, *line)
    assert said == "Acme, Feb 2026: INV-01 80.00 CHF, 1 line; INV-02 225.33 EUR, 3 lines"
    assert sum(
        Decimal(row["amount"]) for row in cells((tmp_path / "feb.csv").read_text())
    ) == Decimal("305.33")
    assert small(*FEBRUARY, "--json").rows == []
    assert small(*FEBRUARY).out == "Acme: nothing to invoice in Feb 2026\n"
    rows = valid(small, "invoices", "invoice", "list", "--client", "acme")
    assert [(row["id"], row["day"], row["total"]) for row in rows] == [
        ("INV-01", "2026-03-01", 8_000), ("INV-02", "2026-03-01", 22_533),
    ]  # fmt: skip
    assert small("invoice", "list", "--client", "zenith", "--json").rows == []
    shown = small("invoice", "show", "INV-2").out.splitlines()
    assert shown[0] == "INV-02  Acme, Feb 2026, of 01 Mar 2026"
    assert shown[-1] == "Total 225.33 EUR"
    assert valid(small, "invoices", "invoice", "show", "inv-02") == rows[1:]
    small("log", "ANVIL", "3h", "--on", "2026-02-28")
    assert [row["total"] for row in small(*FEBRUARY, "--json").rows] == [30_000]
    said = did(small, "invoice", "--cancel", "INV-02")
    assert said == "INV-02 225.33 EUR cancelled: 4 entries are ready again"
    assert [row["total"] for row in small(*FEBRUARY, "--json").rows] == [52_533]
    small("undo")
    assert [row["total"] for row in small(*FEBRUARY, "--json").rows] == [30_000]


def test_the_text_of_an_invoice_has_a_block_a_currency(small: Ppm, tmp_path: Path) -> None:
    work(small)
    blocks = small(*FEBRUARY).out.split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [
        "Acme, Feb 2026, in CHF", "Acme, Feb 2026, in EUR",
    ]  # fmt: skip
    assert blocks[1].endswith("Total 225.33 EUR\n")
    small(*FEBRUARY, "-o", "feb.txt")
    assert (tmp_path / "feb.txt").read_text().startswith("Acme, Feb 2026, in CHF\n")
    small(*FEBRUARY, "--format", "json", "-o", "feb.json")
    kept = json.loads((tmp_path / "feb.json").read_text())
    assert kept["invoice"] == small(*FEBRUARY, "--json").rows
    small(*FEBRUARY, "-o", "portfolio.db").only(2, "is the portfolio itself")


def test_what_is_held_is_told_beside_the_data(small: Ppm) -> None:
    work(small)
    result = small("invoice", "--client", "acme", "--format", "csv")
    assert [row["amount"] for row in cells(result.out)] == ["400.00"]
    assert result.err == "2026-02: 4 entries not invoiced yet, see --month 2026-02\n"


def test_nothing_is_issued_read_only(small: Ppm) -> None:
    work(small)
    small(*FEBRUARY, "--issue", "--readonly").only(2, "opened with --readonly")
    assert small(*FEBRUARY, "--readonly", "--json").rows


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("client", ["corvan", "tessin", "Orsova Utilities", "halden"])
def test_the_demo_can_be_invoiced(ppm: Ppm, client: str) -> None:
    line = ("invoice", "--client", client, "--month", "2026-02", "--json")
    for result in (ppm(*line), ppm(*line, "--detail")):
        schema = json.loads((SCHEMAS / "invoice.json").read_text("utf-8"))
        jsonschema.Draft202012Validator(schema).validate(json.loads(result.out))
        for row in result.rows:
            assert sum(each["amount"] for each in row["lines"]) == row["total"]


@pytest.mark.parametrize("name", ["CORVAN", "Corvane Industries", "corvane", "CORV"])
def test_a_client_goes_by_its_key_its_name_or_the_beginning_of_it(
    ppm: Ppm, demo: Path, name: str
) -> None:
    del demo
    assert ppm("invoice", "--client", name).out.startswith("Corvane Industries")
    assert ppm("rate", "set", "bill", "10", "--client", name).code == 0


def test_a_beginning_that_several_clients_share_names_them(small: Ppm, tmp_path: Path) -> None:
    ppm, plan = small, tmp_path / "more.csv"
    plan.write_text("Project,Client\nDock,Zen\nEast,Zephyr\n", "utf-8")
    ppm("import", plan)
    for words in ("invoice --client ze", "rate set bill 10 --client ze"):
        ppm(*words.split()).only(2, "ze may be Zen, Zenith, Zephyr: type more")
    ppm("invoice", "--client", "Nix").only(4, "no client Nix: ppm client list shows them")


def test_what_is_used_up_stands_first_in_what_is_left(ppm: Ppm, demo: Path) -> None:
    del demo
    ppm("log", "ATLAS/T-110", "3h", "--over", "absorb", "--why", "x")
    assert "0h left (27,270.00)" in ppm("agreement").out
    assert ppm("budget", "--by", "programme").out == ppm("budget", "--by", "program").out
