"""Settings: where they come from, what wins, and what a mistake in the file costs."""

from pathlib import Path

import pytest

from ppm_tui import settings
from ppm_tui.errors import Invalid
from ppm_tui.settings import Binding, Settings

FILE = """# mine
db = "file.db"
foo = 3
color = "pink"
currency = "CHF"
user = 7

[keys]
row.open = "o"
"row.status" = ["s", "S"]
app.quit = ""
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(FILE)
    return path


def test_flags_win_over_the_environment_and_that_over_the_file(file: Path) -> None:
    found = settings.load({"config": str(file)}, {})
    assert (found.db, found.source("db")) == ("file.db", "settings.toml line 2")
    found = settings.load({"config": str(file)}, {"PPM_DB": "environment.db"})
    assert (found.db, found.source("db")) == ("environment.db", "PPM_DB")
    found = settings.load({"config": str(file), "db": "flag.db"}, {"PPM_DB": "environment.db"})
    assert (found.db, found.source("db")) == ("flag.db", "--db")
    assert found.source("glyphs") == "default"


def test_a_mistake_is_a_warning_with_its_line_and_the_default_stays(file: Path) -> None:
    found = settings.load({"config": str(file)}, {})
    assert found.warnings == (
        "settings.toml line 3: unknown setting 'foo'",
        "settings.toml line 4: color is one of auto, 16, 256, true, none, not 'pink'; 'auto' stays",
        "settings.toml line 6: user is a text in quotes, not 7; '' stays",
    )
    assert (found.color, found.user, found.currency) == ("auto", "", "CHF")


def test_keys_are_read_with_their_lines_and_may_be_removed(file: Path) -> None:
    assert settings.load({"config": str(file)}, {}).bindings == (
        Binding("row.open", ("o",), 9),
        Binding("row.status", ("s", "S"), 10),
        Binding("app.quit", (), 11),
    )


def test_a_file_that_is_no_toml_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("db = \n")
    [warning] = settings.load({}, {"PPM_CONFIG": str(path)}).warnings
    assert "line 1" in warning
    path.write_bytes(b"\xff")
    [warning] = settings.load({}, {"PPM_CONFIG": str(path)}).warnings
    assert "not UTF-8" in warning


def test_a_file_asked_for_by_name_must_exist(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="No such file"):
        settings.load({"config": str(tmp_path / "nothing.toml")}, {})


def test_no_color_counts_unless_a_flag_asks_for_colour(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "default_file", lambda: tmp_path / "nothing.toml")
    silent = {"NO_COLOR": "1"}
    assert settings.load({}, silent).color == "none"
    assert settings.load({"color": "256"}, silent).color == "256"
    assert settings.load({}, {"NO_COLOR": "", "PPM_DB": ""}).color == "auto"


def test_every_setting_is_told_from_the_rest() -> None:
    assert set(settings.IN_FILE) < set(settings.NAMES)
    assert Settings().currency == "EUR"


def test_how_a_timer_rounds_is_set_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[time]\nrounding = "15m up"\n', encoding="utf-8")
    found = settings.load({"config": str(file)}, {})
    assert (found.rounding, found.source("rounding")) == ("15m up", "settings.toml line 2")
    file.write_text('[time]\nrounding = "often"\nstep = 6\n', encoding="utf-8")
    found = settings.load({"config": str(file)}, {})
    assert found.rounding == "1m"
    assert found.warnings == (
        "settings.toml line 2: time.rounding is such as 1m, 15m up or 6m nearest, "
        "not 'often'; '1m' stays",
        "settings.toml line 3: unknown setting 'time.step'",
    )
