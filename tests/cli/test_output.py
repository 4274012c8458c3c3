"""What stdout can show and take: other character sets, closed ends, disks that fail."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ppm

BARE = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
ENCODINGS: tuple[dict[str, str], ...] = (
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX"},
)
LINES = ("projects", "show ATLAS", "tasks ATLAS", "overdue", "history", "doctor", "keys", "--help")
NAME = "Größe → 寸法"


@pytest.fixture
def renamed(ppm: Ppm, demo: Path) -> Path:
    """The demo with a name that few character sets can show."""
    ppm("update", "ATLAS", "--note", NAME)
    return demo


def encoded(*words: str, env: dict[str, str], db: Path) -> subprocess.CompletedProcess[bytes]:
    kept = {name: os.environ[name] for name in ("PATH",)}
    return subprocess.run(
        [sys.executable, "-m", "ppm_tui", *words, "--db", db, "--as-of", "2026-03-17"],
        capture_output=True,
        env={**kept, **BARE, "HOME": str(db.parent), **env},
        timeout=60,
    )


@pytest.mark.parametrize("env", ENCODINGS, ids=str)
def test_any_character_set_shows_every_list(renamed: Path, env: dict[str, str]) -> None:
    charset = "latin-1" if "latin-1" in env.values() else "ascii"
    for line in LINES if env == {"LC_ALL": "C"} else LINES[:2]:
        done = encoded(*line.split(), env=env, db=renamed)
        assert (done.returncode, done.stderr) == (0, b"")
        done.stdout.decode(charset)
    shown = encoded("show", "ATLAS", env=env, db=renamed).stdout.decode(charset)
    assert "# R" in shown
    size = "Größe" if charset == "latin-1" else r"Gr\xf6\xdfe"
    assert f"{size} -> \\u5bf8\\u6cd5" in shown
    document = encoded("show", "ATLAS", "--json", env=env, db=renamed).stdout.decode("ascii")
    assert json.loads(document)["project"][0]["updates"][0]["text"] == NAME


def test_what_a_change_says_is_shown_in_ascii(demo: Path) -> None:
    line = ["status", "ATLAS", "amber", "-m", "x"]
    done = encoded(*line, env={"LC_ALL": "C"}, db=demo)
    assert done.stdout == b"ATLAS: red -> amber\n"


def test_the_setting_asks_for_ascii_signs_and_keeps_what_people_wrote(
    ppm: Ppm, renamed: Path
) -> None:
    (renamed.parent / "mine.toml").write_text('glyphs = "ascii"\n')
    mine = {"PPM_CONFIG": "mine.toml"}
    assert ppm("status", "ATLAS", "green", "-m", "ok", env=mine).out == "ATLAS: red -> green\n"
    assert "ATLAS: red -> green" in ppm("history", "-n", "1", env=mine).out
    assert "o G" in ppm("projects", env=mine).out
    assert NAME in ppm("show", "ATLAS", env=mine).out
    ppm("show", "ATLAS", "x", env=mine).only(2, "unexpected")


# Outputs that fail


def shell(line: str, db: Path) -> subprocess.CompletedProcess[str]:
    command = line.replace("ppm", f"{sys.executable} -m ppm_tui", 1)
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        env=os.environ | {"PPM_DB": str(db), "HOME": str(db.parent), "PPM_AS_OF": "2026-03-17"},
        cwd=db.parent,
        timeout=60,
    )


@pytest.mark.parametrize("words", ["history --json", "tasks ATLAS", "export --format json"])
def test_a_broken_pipe_ends_in_silence_as_by_its_signal(demo: Path, words: str) -> None:
    done = shell(f"ppm {words} | true", demo)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("words", ["projects", "show ATLAS --json", "export --format json"])
def test_a_closed_stdout_is_one_line(demo: Path, words: str) -> None:
    done = shell(f"ppm {words} >&-", demo)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot be written: bad file descriptor" in done.stderr


def test_a_change_never_writes_into_a_stream_that_was_closed(ppm: Ppm, demo: Path) -> None:
    assert shell("ppm status ATLAS green -m ok <&- >&- 2>&-", demo).returncode == 1
    assert ppm("doctor").code == 0
    assert ppm("show", "ATLAS", "--json").rows[0]["rag"] == "green"


def test_talk_for_a_closed_stderr_does_not_stand_among_the_data(demo: Path) -> None:
    done = shell("ppm export --format json -o all.json 2>&-", demo)
    assert (done.returncode, done.stdout) == (0, "")
    done = shell("ppm show NIX 2>&-", demo)
    assert (done.returncode, done.stdout) == (4, "")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("export --format json -o {folder}", 1),
        ("export --format json -o no/such/all.json", 1),
        ("export --format json -o /proc/all.json", 1),
        ("export --format json -o {long}", 1),
        ("export --format json -o portfolio.db/all.json", 1),
        ("backup {folder}", 2),
        ("backup no/such/copy.db", 1),
        ("backup /proc/copy.db", 1),
        ("backup {long}", 1),
        ("backup portfolio.db/copy.db", 1),
        ("restore {folder}", 2),
        ("import {folder}", 2),
        ("demo --write {folder}", 1),
        ("demo --write /proc/demo.db", 1),
        ("demo --write {long}", 1),
        ("projects --db {folder}", 1),
        ("projects --db {long}", 1),
        ("status ATLAS green --db {folder}", 1),
        ("status ATLAS green --db {long}", 1),
        ("projects --config {folder}", 2),
        ("projects --config {long}", 2),
    ],
)
@pytest.mark.usefixtures("demo")
def test_a_place_that_cannot_be_used_is_one_line(
    ppm: Ppm, tmp_path: Path, line: str, code: int
) -> None:
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    words = line.format(folder=tmp_path / "folder", long="n" * 300).split()
    result = ppm(*words)
    assert (result.code, result.out) == (code, ""), result.err
    assert result.err.count("\n") == 1
    left = {path for path in tmp_path.rglob("*") if not path.name.endswith(("-wal", "-shm"))}
    assert left == set(before)
