"""Loading a great many made-up rows at once."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.orm import Session

from ppm_tui.models import Step
from ppm_tui.models.types import new_id
from ppm_tui.store import logged
from ppm_tui.store.commands import rows
from ppm_tui.terms import Done

Row = dict[str, object]
Batch = tuple[str, list[Row]]
"""A table and rows of it as the database holds them: days and moments as text, words as text."""


def load(
    session: Session,
    *,
    label: str,
    refs: Mapping[str, int],
    make: Callable[[Mapping[str, int]], Iterable[Batch]],
) -> Done:
    """Write rows in bulk, parents first; columns that are not given have their usual value.

    `refs` says how many identifiers of each kind are needed; `make` is given the first ones.
    It is one step of the history without its single changes, which would be as large again as
    the rows. So it is no step that undo can take back: undo says that there is nothing to undo.
    Only for portfolios made for trying things out.
    """
    session.get_one(Step, session.info["step"]).kind = "load"
    first = {kind: rows.next_ref(session, kind, count=count) for kind, count in refs.items()}
    count = 0
    for name, batch in make(first):
        usual = logged.usual(name)
        logged.insert(session, name, [usual | {"id": new_id()} | row for row in batch])
        count += len(batch)
    return Done(label, notes=(f"{count} rows",))
