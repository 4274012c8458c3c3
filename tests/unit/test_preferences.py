"""Writing into the settings file: all else stays, and a file is replaced whole or not at all."""

import string
from pathlib import Path

import pytest
from textual.keys import _character_to_key

from ppm_tui import keymap, preferences, settings
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.settings import View

VIEW = View("portfolio", "k", 'Kim\'s "red" ones', "owner:kim rag:red", "spi", reverse=True)
MINE = b'# mine\r\ndb = "here.db"   # why\r\n\r\n[keys]\r\nrow.open = "o"\r\n'


def test_what_was_there_stays_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(MINE)
    path.chmod(0o640)
    preferences.save_view(str(path), VIEW)
    assert path.read_bytes().startswith(MINE.rstrip())
    assert path.stat().st_mode & 0o777 == 0o640
    [found] = settings.load({"config": str(path)}, {}).views
    assert (found.name, found.filter, found.sort, found.reverse) == (
        VIEW.name, VIEW.filter, VIEW.sort, True,
    )  # fmt: skip
    preferences.delete_view(str(path), VIEW)
    assert path.read_bytes().rstrip() == MINE.rstrip()
    assert list(tmp_path.iterdir()) == [path]


def test_the_first_view_makes_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    preferences.save_view(str(path), VIEW)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(settings.load({"config": str(path)}, {}).views) == 1


def test_a_link_stays_one(tmp_path: Path) -> None:
    path, link = tmp_path / "dotfiles.toml", tmp_path / "settings.toml"
    path.write_bytes(MINE)
    link.symlink_to(path)
    preferences.save_view(str(link), VIEW)
    assert link.is_symlink()
    assert b"[views.portfolio.k]" in path.read_bytes()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"db = ", "cannot be read and stays as it is"),
        (b"\xff\xfe", "cannot be read and stays as it is"),
        (b"views = 3", "has a views that is no table"),
        (b"[views]\nportfolio = []", "has a views.portfolio that is no table"),
    ],
)
def test_a_file_that_cannot_be_read_stays_as_it_is(tmp_path: Path, text: bytes, why: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text)
    with pytest.raises(Invalid, match=why):
        preferences.save_view(str(path), VIEW)
    assert path.read_bytes() == text


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PpmError, match="file: File exists"):
        preferences.save_view(str(tmp_path / "file" / "settings.toml"), VIEW)


@pytest.mark.parametrize("sign", string.punctuation)
def test_a_key_of_punctuation_is_shown_as_its_sign(sign: str) -> None:
    assert keymap.shown(_character_to_key(sign)) == sign
    assert keymap.named(sign) == _character_to_key(sign)
