"""The portfolios that tests are given."""

from ppm_tui.store import reader
from ppm_tui.store.commands import rows
from ppm_tui.terms import Done
from ppm_tui.workspace import Workspace


def test_each_store_begins_without_a_step_and_takes_one(store: Workspace) -> None:
    assert store.get(reader.revision) == 0
    store.do(lambda session: Done(rows.client(session, "Größe 寸法 [/b]").name))
    assert store.get(reader.revision) == 1
