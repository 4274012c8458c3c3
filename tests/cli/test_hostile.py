"""Names that try to steer the terminal, break the list or end the program."""

import csv
import json
from pathlib import Path

import pytest

from ppm_tui.formats import safe
from tests.cli.conftest import Ppm

HARMFUL = {chr(number) for number in [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)]}
HARMFUL -= {"\n"}


def names(shared_data: Path, file: str) -> list[str]:
    entries = json.loads((shared_data / "hostile" / file).read_text("utf-8"))
    texts = [entry["text"] if isinstance(entry, dict) else entry for entry in entries]
    return [text for text in texts if text.strip() and "\0" not in text]


@pytest.mark.parametrize("file", ["names.json", "blns.json"])
def test_hostile_names_are_kept_and_shown_harmless(
    ppm: Ppm, tmp_path: Path, shared_data: Path, file: str
) -> None:
    given = names(shared_data, file)
    with (tmp_path / "plan.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["ID", "Name", "Start", "Finish"])
        for number, name in enumerate(given, 1):
            writer.writerow([number, name, "2026-03-02", "2026-03-06"])
    result = ppm("import", "plan.csv")
    assert result.code == 0, result.err
    [project] = ppm("projects", "--json").rows
    for line in ("tasks KEY", "tasks KEY --json", "overdue", "overdue --json", "history --json"):
        shown = ppm(*line.replace("KEY", str(project["key"])).split())
        assert shown.code == 0
        assert not HARMFUL & set(shown.out)
    table_lines = ppm("tasks", str(project["key"])).out.splitlines()
    assert len(table_lines) == len(given) + 1
    rows = ppm("tasks", str(project["key"]), "--json").rows
    kept = {" ".join(str(row["name"]).split()) for row in rows}
    assert {" ".join(name.split()) for name in given} - kept == set()


def test_an_error_shows_what_was_typed_harmless_and_in_one_line(ppm: Ppm) -> None:
    text = "\x1b[2Ja\nb\x9b31m"
    for line in (["show", text], [text], ["projects", f"x:{text}"], ["--db", text, "backup", "x"]):
        result = ppm(*line)
        assert result.code != 0
        assert result.err.count("\n") == 1
        assert not HARMFUL & set(result.err)
    assert safe(text)


@pytest.mark.parametrize("line", ["show", "tasks", "history", "export --format json --project"])
def test_bytes_that_are_no_text_are_refused_in_one_line(ppm: Ppm, demo: Path, line: str) -> None:
    ppm(*line.split(), "a\udcff", "--db", demo).only(2, "bytes that are no characters")


@pytest.mark.parametrize("address", ["[1", "\udcff", "../..", "x" * 100, "\u202e"])
def test_an_address_that_is_none_is_refused_in_one_line(ppm: Ppm, address: str) -> None:
    ppm("projects", "--db", f"postgresql://{address}").only(2, "no address of a server")


def test_a_message_is_never_longer_than_a_screen(ppm: Ppm) -> None:
    result = ppm("projects", f"due<{'x' * 100_000}")
    result.only(2, "…")
    assert len(result.err) < 1100


def test_a_line_of_brackets_is_refused_at_once(ppm: Ppm, tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text("[" * 100_000)
    ppm("import", "deep.json").only(2, "no column holds the names")
