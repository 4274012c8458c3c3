"""The change log: what was done can be taken back, by the one who did it, and only whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ppm_tui.errors import Conflict, PpmError
from ppm_tui.models import Client, Note, Project, Resource, StatusUpdate, Task
from ppm_tui.store import history, reader, writer
from ppm_tui.store.commands import rows, status
from ppm_tui.store.place import Place
from ppm_tui.terms import Done, Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.samples import add_samples

STEPS = """
SELECT s.number, s."user", s.label, s.kind, s.state, s.target,
       (SELECT COUNT(*) FROM change c WHERE c.step = s.number)
FROM step s ORDER BY s.number
"""


def add(session: Session, key: str = "ALPHA", name: str = "Alpha") -> Done:
    session.add(Project.model_validate({"key": key, "name": name}))
    return Done(f"added {key}")


def rename(session: Session, name: str, key: str = "ALPHA") -> Done:
    rows.project(session, key).name = name
    return Done(f"{key} is {name}")


def remove(session: Session, key: str = "ALPHA") -> Done:
    session.delete(rows.project(session, key))
    return Done(f"removed {key}")


def add_tasks(session: Session, key: str = "ALPHA", count: int = 3) -> Done:
    project = rows.project(session, key)
    first = rows.next_ref(session, "T", count=count)
    parent = None
    for number in range(first, first + count):
        values = {"ref": f"T-{number}", "project_id": project.id, "position": number}
        task = Task.model_validate(values | {"parent_id": parent})
        session.add(task)
        parent = task.id
    return Done(f"{count} tasks")


def nothing(session: Session) -> Done:
    return Done("nothing")


def log(workspace: Workspace) -> list[tuple[Any, ...]]:
    return workspace.get(lambda connection: connection.rows(STEPS))


def name_of(workspace: Workspace, key: str = "ALPHA") -> object:
    return workspace.get(
        lambda connection: connection.value("SELECT name FROM project WHERE key = :key", key=key)
    )


def test_each_kind_of_change_is_taken_back_and_brought_again(store: Workspace) -> None:
    store.do(add)
    seen = [rows_of(store)]
    for command in (add_tasks, lambda s: rename(s, "Beta"), lambda s: add(s, "OTHER")):
        store.do(command)
        seen.append(rows_of(store))
    store.do(remove, "OTHER")
    seen.append(rows_of(store))
    for before in seen[-2::-1]:
        store.do(history.undo)
        assert rows_of(store) == before
    for after in seen[1:]:
        store.do(history.redo)
        assert rows_of(store) == after


def test_several_flushes_of_one_step_go_back_together(store: Workspace) -> None:
    def change_all_the_time(session: Session) -> Done:
        add(session)
        session.flush()
        for name in ("one", "two", "two", "three"):
            rename(session, name)
            session.flush()
        remove(session)
        session.flush()
        add(session, name="last")
        return Done("much")

    store.do(change_all_the_time)
    assert name_of(store) == "last"
    assert log(store)[-1][-1] == 6
    store.do(history.undo)
    assert name_of(store) is None
    store.do(history.redo)
    assert name_of(store) == "last"


def test_rows_of_several_tables_may_be_added_in_any_order(store: Workspace) -> None:
    def upside_down(session: Session) -> Done:
        owner = Resource.model_validate({"key": "ana", "name": "Ana"})
        client = Client.model_validate({"key": "ACME", "name": "Acme"})
        project = Project.model_validate({"key": "A", "name": "A", "client_id": client.id})
        task = Task.model_validate({"ref": "T-1", "project_id": project.id, "position": 1})
        values = {"project_id": project.id, "number": 1, "day": AS_OF, "outcome": "same"}
        session.add_all([StatusUpdate.model_validate(values), task, project, client])
        session.flush()
        project.owner_id = owner.id
        session.add(owner)
        return Done("upside down")

    store.do(upside_down)
    after = rows_of(store)
    store.do(history.undo)
    assert not any(rows_of(store).values())
    store.do(history.redo)
    assert rows_of(store) == after


def test_rows_of_several_tables_may_be_removed_at_once(store: Workspace) -> None:
    def remove_all(session: Session) -> Done:
        for kind in (Project, Task):
            for row in session.scalars(sa.select(kind)):
                session.delete(row)
        return Done("all gone")

    store.do(add)
    store.do(lambda session: add_tasks(session, count=1))
    before = rows_of(store)
    store.do(remove_all)
    assert not any(rows_of(store).values())
    store.do(history.undo)
    assert rows_of(store) == before


def test_a_bulk_step_of_every_table_is_taken_back_whole(store: Workspace) -> None:
    store.do(add_samples)
    after = rows_of(store)
    store.do(history.undo)
    assert not any(rows_of(store).values())
    store.do(history.redo)
    assert rows_of(store) == after


def test_a_thousand_rows_are_taken_back_in_a_few_statements(workspace: Workspace) -> None:
    workspace.do(add)
    before = rows_of(workspace)
    workspace.do(add_tasks, count=1000)
    statements: list[str] = []
    engine = writer.engine(workspace.place)
    sa.event.listen(
        engine, "before_cursor_execute", lambda *given: statements.append(given[2]), named=False
    )
    workspace.do(history.undo)
    assert len(statements) < 40
    assert rows_of(workspace) == before


def test_undo_works_in_another_process_and_is_itself_in_the_log(store: Workspace) -> None:
    store.do(add)
    later = workspace_at(store.place)
    assert later.do(history.undo).text == "undo: added ALPHA"
    assert workspace_at(store.place).do(history.redo).text == "redo: added ALPHA"
    assert log(store) == [
        (1, "ana", "added ALPHA", "do", "done", None, 1),
        (2, "ana", "undo: added ALPHA", "undo", "log", 1, 1),
        (3, "ana", "redo: added ALPHA", "redo", "log", 1, 1),
    ]


def test_with_nothing_to_take_back_it_says_so_and_leaves_no_step(store: Workspace) -> None:
    for turn, message in ((history.undo, "nothing to undo"), (history.redo, "nothing to redo")):
        with pytest.raises(PpmError, match=message):
            store.do(turn)
    assert log(store) == []


def test_a_new_change_drops_what_could_be_redone(store: Workspace) -> None:
    for name in ("one", "two", "three"):
        store.do(add, name.upper())
    store.do(history.undo)
    store.do(history.undo)
    assert store.do(history.redo).text == "redo: added TWO"
    store.do(history.undo)
    store.do(add, "FOUR")
    with pytest.raises(PpmError, match="nothing to redo"):
        store.do(history.redo)
    assert [store.do(history.undo).text for _ in range(2)] == [
        "undo: added FOUR",
        "undo: added ONE",
    ]


def test_everybody_has_their_own_stack(store: Workspace) -> None:
    ben = workspace_at(store.place, "ben")
    store.do(add, "ANAS")
    ben.do(add, "BENS")
    assert store.do(history.undo).text == "undo: added ANAS"
    ben.do(add, "MORE")
    assert store.do(history.redo).text == "redo: added ANAS"
    with pytest.raises(PpmError, match="nothing to redo"):
        ben.do(history.redo)


def test_a_step_that_changes_nothing_is_still_a_step(store: Workspace) -> None:
    store.do(add)
    store.do(nothing)
    store.do(rename, "Alpha")
    assert [line[-1] for line in log(store)] == [1, 0, 0]
    texts = [store.do(history.undo).text for _ in range(3)]
    assert texts == ["undo: ALPHA is Alpha", "undo: nothing", "undo: added ALPHA"]


def test_what_somebody_else_changed_since_is_not_overwritten(store: Workspace) -> None:
    ben = workspace_at(store.place, "ben")
    ben.do(add)
    store.do(rename, "Anas")
    ben.do(rename, "Bens")
    with pytest.raises(Conflict) as conflict:
        store.do(history.undo)
    assert str(conflict.value) == (
        "ALPHA: name is 'Bens' now, this step had left it at 'Anas': change it by hand"
    )
    assert name_of(store) == "Bens"
    assert len(log(store)) == 3


def test_other_fields_of_the_same_row_do_not_matter(store: Workspace) -> None:
    ben = workspace_at(store.place, "ben")
    ben.do(add)
    store.do(rename, "Anas")
    ben.do(status.set_rag, key="ALPHA", rag=Rag.GREEN, reason="", as_of=AS_OF)
    store.do(history.undo)
    assert name_of(store) == "Alpha"


def test_what_something_was_added_to_since_stays(store: Workspace) -> None:
    store.do(add)
    workspace_at(store.place, "ben").do(add_tasks)
    before = rows_of(store)
    with pytest.raises(Conflict, match="cannot undo «added ALPHA»: something else was added"):
        store.do(history.undo)
    assert rows_of(store) == before


def test_what_somebody_else_removed_since_cannot_be_changed_back(store: Workspace) -> None:
    store.do(add)
    store.do(rename, "Anas")
    workspace_at(store.place, "ben").do(remove)
    with pytest.raises(Conflict, match="a project of this step no longer exists"):
        store.do(history.undo)


def test_a_key_that_somebody_took_since_is_not_taken_twice(store: Workspace) -> None:
    store.do(add)
    store.do(remove)
    workspace_at(store.place, "ben").do(add)
    with pytest.raises(Conflict, match="cannot undo «removed ALPHA»"):
        store.do(history.undo)


def test_a_step_of_an_older_schema_says_that_it_cannot_be_taken_back(store: Workspace) -> None:
    def forget_column(session: Session) -> Done:
        before = '{"id":"x","colour":"red"}'
        change = sa.table("change", *map(sa.column, ("before", "after")))
        session.execute(sa.update(change).values(before=before, after=None))
        return Done("forgotten")

    store.do(add)
    workspace_at(store.place, "ben").do(forget_column)
    with pytest.raises(Conflict, match="cannot undo «added ALPHA»: it was done with an older ppm"):
        store.do(history.undo)


def test_a_dry_run_says_what_it_would_do_and_leaves_no_trace(store: Workspace) -> None:
    store.do(add)
    before = rows_of(store)
    trial = workspace_at(store.place)
    trial.dry_run = True
    assert trial.do(add_tasks).text == "3 tasks"
    assert trial.do(history.undo).text == "undo: added ALPHA"
    assert rows_of(store) == before
    assert store.get(reader.revision) == 1
    store.do(add_tasks)
    assert store.get(reader.revision) == 2
    refs = store.get(lambda connection: connection.rows("SELECT ref FROM task ORDER BY ref"))
    assert refs == [("T-1",), ("T-2",), ("T-3",)]


def test_what_fails_half_way_leaves_no_trace(store: Workspace) -> None:
    def fail(session: Session) -> Done:
        add(session)
        session.flush()
        raise PpmError("no")

    with pytest.raises(PpmError, match="no"):
        store.do(fail)
    assert store.get(reader.revision) == 0
    assert not any(rows_of(store).values())


def test_text_that_is_no_text_is_refused_in_words(store: Workspace) -> None:
    with pytest.raises(PpmError):
        store.do(add, name="half \ud800")
    assert not any(rows_of(store).values())


KEYS = st.sampled_from(["A", "B", "C"])


def note(session: Session, key: str) -> Done:
    project = rows.project(session, key)
    values = {"project_id": project.id, "number": rows.next_number(session, Note, project.id)}
    session.add(Note.model_validate(values))
    return Done("note")


COMMANDS: st.SearchStrategy[Callable[[Session], Done]] = st.one_of(
    st.builds(lambda key, name: lambda s: add(s, key, name), KEYS, st.text("xyz", max_size=3)),
    st.builds(lambda key, name: lambda s: rename(s, name, key), KEYS, st.text("xyz", max_size=3)),
    st.builds(lambda key: lambda s: remove(s, key), KEYS),
    st.builds(lambda key: lambda s: add_tasks(s, key, 2), KEYS),
    st.builds(lambda key: lambda s: note(s, key), KEYS),
    st.just(nothing),
    st.just(history.undo),
    st.just(history.redo),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(commands=st.lists(COMMANDS, min_size=1, max_size=25))
def test_whatever_is_done_undo_leads_back_to_the_start_and_redo_to_the_end(
    commands: list[Callable[[Session], Done]], tmp_path: Path
) -> None:
    path = tmp_path / "random.db"
    path.unlink(missing_ok=True)
    workspace = workspace_at(Place(path=path))
    writer.prepare(workspace.place, again=True)  # a refused first change would make no file
    for command in commands:
        try:
            workspace.do(command)
        except PpmError:
            continue
    end, undone = rows_of(workspace), 0
    while workspace.get(_standing):
        workspace.do(history.undo)
        undone += 1
    assert not any(rows_of(workspace).values())
    for _ in range(undone):
        workspace.do(history.redo)
    assert rows_of(workspace) == end


def _standing(connection: reader.Connection) -> bool:
    return bool(connection.value("SELECT 1 FROM step WHERE kind = 'do' AND state = 'done'"))
