"""Which rows of the portfolio the rows of an export are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid
from ppm_tui.models import CONTENT
from ppm_tui.models.types import new_id
from ppm_tui.store import logged
from ppm_tui.store.commands import rows
from ppm_tui.store.content import ContentRow, Key, PortfolioFile, order, tables
from ppm_tui.store.restoring import REF, Ids

KINDS = {str(kind.__tablename__): kind for kind in CONTENT}
OWNERS = ("project_id", "client_id")
BY_REF = ("ref",)


@dataclass(slots=True)
class _Here:
    """A row of the portfolio in the words of the file, and the row of the file that it is."""

    row: Any
    values: dict[str, Any]
    match: ContentRow | None = None


@dataclass(slots=True)
class Matching:
    """Who is who. `ids` leads from a key of the file to the row that it is, or is going to be.

    A row with a short identifier is the same one only within its project: elsewhere the number
    was given to something else. Such a row is recognised by its name, or gets a new number; both
    stand in `refs`.
    """

    session: Session
    file: PortfolioFile
    keys: dict[str, dict[str, Key]] = field(default_factory=dict)
    ids: Ids = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    _known: dict[int, Any] = field(default_factory=dict)
    _ids: dict[int, str] = field(default_factory=dict)

    def run(self) -> None:
        """Recognise the rows of every table; owners first, since parts are known by them."""
        for name in tables():
            self._recognise(name)

    def known(self, row: ContentRow) -> Any:
        """The row of the portfolio that a row of the file is, or None."""
        return self._known.get(id(row))

    def id_of(self, row: ContentRow) -> str:
        """The identifier that a row of the file has here, or is going to have."""
        return self._ids[id(row)]

    def _recognise(self, name: str) -> None:
        table, given = tables()[name], self.file.rows[name]
        here = self._here(name)
        by_ref = table.known_by == BY_REF
        if not table.is_unique and "number" in {column.name for column in table.columns}:
            # Several may be known by the same: the number tells which is which.
            numbered = (*table.known_by, "number")
            self._pair(given, here, lambda values: _exactly(values, numbered, by_ref=by_ref))
        self._pair(given, here, lambda values: _exactly(values, table.known_by, by_ref=by_ref))
        if by_ref:
            taken = {each.values["ref"] for each in here if each.match is None}
            strangers = [row for row in given if not self.known(row) and row.values["ref"] in taken]
            self._pair(strangers, [each for each in here if each.match is None], _by_name)
            self._number(strangers)
        self._name(name, here)

    def _here(self, name: str) -> list[_Here]:
        table = tables()[name]
        columns = {column.name: column for column in table.columns}
        wanted = {*table.known_by, *OWNERS, "number", "uid", "name", "title"} & set(columns)
        here = []
        for row in self.session.scalars(sa.select(KINDS[name])):
            values = {word: logged.plain(getattr(row, word)) for word in wanted}
            for word in wanted:
                if to := columns[word].to:
                    values[word] = self.keys[to].get(values[word])
            here.append(_Here(row, values))
        return sorted(here, key=lambda each: order(each.row.id))

    def _pair(
        self,
        given: Iterable[ContentRow],
        here: Iterable[_Here],
        key: Callable[[dict[str, Any]], Key],
    ) -> None:
        """Bring together what is alone yet and has the same key; of several the first two."""
        pool: dict[Key, list[_Here]] = {}
        for each in here:
            if each.match is None:
                pool.setdefault(key(each.values), []).append(each)
        for row in given:
            if self.known(row):
                continue
            if same := pool.get(key(row.values)):
                each = same.pop(0)
                each.match = row
                self._known[id(row)] = each.row

    def _number(self, strangers: list[ContentRow]) -> None:
        for row in strangers:
            known = self.known(row)
            if known is None:
                self.refs[row.place] = self._new_ref(row.values["ref"])
            else:
                self.refs[row.place] = known.ref

    def _new_ref(self, ref: str) -> str:
        """The next identifier of this kind, as many digits long; one of no kind keeps its own."""
        counted = REF.fullmatch(ref)
        if counted is None:
            raise Invalid(f"{ref} is of another project here, and no number to count on from")
        prefix, number = counted.groups()
        return f"{prefix}{rows.next_ref(self.session, prefix):0{len(number)}}"

    def _name(self, name: str, here: list[_Here]) -> None:
        """Call every row here what the file calls it; one that the file means not, by its id."""
        table = tables()[name]
        meant = {row.key(table) for row in self.file.rows[name]}
        keys: dict[str, Key] = {}
        for each in here:
            key = tuple(each.values[word] for word in table.known_by)
            if each.match is not None:
                key = each.match.key(table)
            elif key in meant:
                key = (each.row.id,)
            keys[each.row.id] = key
        self.keys[name] = keys
        self.ids[name] = {key: row_id for row_id, key in keys.items()}
        for row in self.file.rows[name]:
            known = self.known(row)
            self._ids[id(row)] = known.id if known else new_id()
            self.ids[name][row.key(table)] = self._ids[id(row)]


def _exactly(values: dict[str, Any], known_by: tuple[str, ...], *, by_ref: bool) -> Key:
    own = tuple(values[word] for word in known_by)
    return (*own, _owner(values)) if by_ref else own


def _owner(values: dict[str, Any]) -> Any:
    """The project that a row is of; of one that can be of none, such as an invoice, the client."""
    return next((values[word] for word in OWNERS if word in values), None)


def _by_name(values: dict[str, Any]) -> Key:
    named = (values.get(word) for word in ("uid", "name", "title"))
    # What has no name is like nothing else.
    return _owner(values), next((word for word in named if word is not None), object())
