"""What the interface writes into the settings file: a person's own views.

Everything else in the file stays as it is, with comments and order; it is read again before each
change, so that what another window wrote is not lost, and replaced at once or not at all.
"""

import os
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ppm_tui import keymap
from ppm_tui.errors import Invalid, PpmError
from ppm_tui.settings import IN_VIEW, Settings, View, default_file

Document = MutableMapping[str, Any]
BUILT_IN = {choice.letter: choice.label for choice in keymap.CHOOSERS["view"]}


class Views:
    """The saved views, as the settings had them and as they were changed since."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.config
        self.saved = {
            (each.of, each.letter): each for each in settings.views if each.letter not in BUILT_IN
        }
        self.problems = [
            f"line {each.line}: {each.letter} is the view {BUILT_IN[each.letter]} already"
            for each in settings.views
            if each.letter in BUILT_IN
        ]

    def of(self, kind: str) -> list[View]:
        """The saved views of a kind of list, by letter."""
        return [view for (of, _), view in sorted(self.saved.items()) if of == kind]

    def checked(self, text: str, now: View) -> View:
        """The view `now` under a typed letter and name; without a name it is to go. Raises Invalid.

        A letter keeps its view until that is deleted or saved again by its name.
        """
        letter, _, name = text.strip().partition(" ")
        name = " ".join(name.split())
        if len(letter) != 1 or not letter.isalnum():
            raise Invalid("type a letter, a blank and a name, for example k Kim's red ones")
        if letter in BUILT_IN:
            raise Invalid(f"{letter} is the view {BUILT_IN[letter]}: take another letter")
        old = self.saved.get((now.of, letter))
        if not name and old is None:
            raise Invalid(f"there is no view {letter} to delete: a new one needs a name")
        if name and old is not None and old.name != name:
            raise Invalid(f"{letter} is {old.name}: {letter} alone deletes that")
        return replace(now, letter=letter, name=name)

    def keep(self, view: View) -> None:
        """Save the view, or delete that of its letter when it has no name. Raises PpmError."""
        if view.name:
            save_view(self.path, view)
            self.saved[view.of, view.letter] = view
        else:
            delete_view(self.path, view)
            self.saved.pop((view.of, view.letter), None)


def save_view(path: str, view: View) -> None:
    """Keep a view in the settings file, or the default one. Raises PpmError."""

    def edit(document: Document) -> None:
        values = {name: getattr(view, name) for name in IN_VIEW}
        table = _table(document, "views", view.of, view.letter)
        table.clear()
        table.update({name: value for name, value in values.items() if value})

    _change(path, edit)


def delete_view(path: str, view: View) -> None:
    """Take a view out of the settings file. Raises PpmError."""

    def edit(document: Document) -> None:
        of = _table(document, "views", view.of)
        of.pop(view.letter, None)
        if not of:
            _table(document, "views").pop(view.of)
        if not document["views"]:
            document.pop("views")

    _change(path, edit)


def _table(document: Document, *names: str) -> Document:
    """The table of that name in the document, made where it is missing. Raises Invalid."""
    import tomlkit

    table = document
    for number, name in enumerate(names, 1):
        if name not in table:
            table[name] = tomlkit.table(is_super_table=number < len(names))
        table = table[name]
        if not isinstance(table, MutableMapping):
            raise Invalid(f"the settings file has a {'.'.join(names[:number])} that is no table")
    return table


def _change(name: str, edit: Callable[[Document], None]) -> None:
    import tomlkit  # 40 ms, for a change that is rare
    from tomlkit.exceptions import TOMLKitError

    path = Path(name).expanduser() if name else default_file()
    path = path.resolve()  # what a link points to is changed, not the link
    try:
        if path.exists() and not path.is_file():
            raise Invalid(f"{path} is no file: nothing can be kept there")
        document = tomlkit.parse(path.read_bytes() if path.exists() else b"")
        edit(document)
        _replace(path, tomlkit.dumps(document))
    except OSError as error:
        raise PpmError(f"{error.filename or path}: {error.strerror or error}") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} cannot be read and stays as it is: {error}") from error


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    with NamedTemporaryFile(dir=path.parent, prefix=".settings-", delete=False) as file:
        made = Path(file.name)
        try:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
            made.chmod(mode)
            made.replace(path)
        except OSError:
            made.unlink(missing_ok=True)
            raise
