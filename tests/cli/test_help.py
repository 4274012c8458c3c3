"""What a person can ask before working: completion, the man page, keys, the doctor."""

import subprocess
from pathlib import Path

import pytest

from ppm_tui.cli import manual
from ppm_tui.cli.parser import COMMANDS
from tests.cli.conftest import Ppm


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(ppm: Ppm, shell: str) -> None:
    result = ppm("completion", shell)
    assert (result.code, result.err) == (0, "")
    assert "_PPM_COMPLETE" in result.out


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("words", "found"),
    [("ppm show at", "ATLAS"), ("ppm hist", "history"), ("ppm status X r", "red")],
)
def test_completion_knows_commands_projects_and_words(ppm: Ppm, words: str, found: str) -> None:
    count = str(len(words.split()) - 1)
    asked = {"_PPM_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": count}
    assert ppm(env=asked).out == f"plain,{found}\n"


def test_the_man_page_has_every_command_setting_and_exit_code() -> None:
    page = manual.page()
    assert all(f".SS ppm {name}" in page for name in COMMANDS)
    assert all(f".TP\n\\fB{code}\\fR" in page for code in range(6))
    assert "\\fBcurrency\\fR" in page
    assert not [line for line in page.splitlines() if line.startswith("'")]


def test_keys_are_those_of_the_settings_file(ppm: Ppm, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[keys]\n"app.undo" = "Z"\n"no.such" = "Q"\n')
    result = ppm("keys", "--json", "--config", "mine.toml")
    keys = {row["id"]: row["keys"] for row in result.rows}
    assert keys["app.undo"] == ["Z"]
    assert "line 3" in result.err
    assert "app.undo" in ppm("keys").out


@pytest.mark.usefixtures("demo")
def test_the_doctor_finds_nothing_wrong_with_a_sound_portfolio(ppm: Ppm) -> None:
    rows = {row["name"]: row for row in ppm("doctor", "--json").rows}
    assert {"ppm", "python", "terminal", "TERM", "locale", "database", "integrity"} <= set(rows)
    assert rows["integrity"]["state"] == "ok"
    assert rows["references"]["state"] == "ok"


def test_the_doctor_names_what_is_wrong(ppm: Ppm, demo: Path) -> None:
    demo.chmod(0o644)
    (demo.parent / "mine.toml").write_text("color = 5\n")
    rows = {row["name"]: row for row in ppm("doctor", "--json", "--config", "mine.toml").rows}
    assert rows["mode"]["state"] == "warning"
    assert "line 1" in rows["settings"]["text"]
    demo.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    result = ppm("doctor")
    assert result.code == 1
    assert "ERROR" in result.out
    assert "not a readable ppm database" in result.out


def test_man_can_read_the_page(tmp_path: Path) -> None:
    (tmp_path / "ppm.1").write_text(manual.page())
    try:
        shown = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", tmp_path / "ppm.1"], capture_output=True, text=True
        )
    except FileNotFoundError:
        pytest.skip("no groff here")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "somebody else is writing" in shown.stdout
