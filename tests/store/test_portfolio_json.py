"""The complete export: out and in again is the same portfolio, history included."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from sqlmodel import col

from ppm_tui import demo
from ppm_tui.errors import Invalid, NotFound
from ppm_tui.exchange import portfolio_json, portfolio_json_reader
from ppm_tui.models import Client, Project, Task
from ppm_tui.store import history, reader
from ppm_tui.store.commands import rows, tasks
from ppm_tui.store.commands.restore import import_portfolio
from ppm_tui.store.place import Place
from ppm_tui.terms import Done, Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF, workspace_at
from tests.store.contents import rows_of
from tests.store.samples import add_samples

Document = dict[str, Any]


def exported(workspace: Workspace, project: str | None = None) -> bytes:
    document = workspace.get(portfolio_json.document, as_of=AS_OF, project=project)
    return "".join(portfolio_json.text(document)).encode()


def bring(workspace: Workspace, data: bytes | Document) -> Done:
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    return workspace.do(import_portfolio, file=portfolio_json.read(text), as_of=AS_OF)


def content_of(workspace: Workspace) -> Document:
    document: Document = json.loads(exported(workspace))
    del document["history"]
    return document


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], Workspace]:
    """Makes places in which there is nothing yet."""
    names = iter(range(1000))
    return lambda: workspace_at(Place(path=tmp_path / f"fresh-{next(names)}.db"))


@pytest.fixture
def full(store: Workspace) -> Workspace:
    """A portfolio with a past: undone, redone, removed, and by two people."""
    store.do(add_samples)
    status_of(workspace_at(store.place, "ben"), Rag.RED)
    store.do(add_client, "GONE")
    store.do(history.undo)
    store.do(add_client, "BACK")
    store.do(remove_client, "BACK")
    status_of(store, Rag.GREEN)
    store.do(history.undo)
    return store


def status_of(workspace: Workspace, rag: Rag) -> Done:
    return workspace.do(set_rag, "K0", rag)


def set_rag(session: Session, key: str, rag: Rag) -> Done:
    rows.project(session, key).rag = rag
    return Done(f"{key} {rag}")


def add_client(session: Session, key: str) -> Done:
    session.add(Client.model_validate({"key": key, "name": f"Client {key}"}))
    return Done(key)


def remove_client(session: Session, key: str) -> Done:
    session.delete(rows.client(session, key))
    return Done(f"removed {key}")


def add_task(session: Session, key: str, ref: str, name: str, position: int = 1) -> Done:
    project = session.scalars(sa.select(Project).where(col(Project.key) == key)).first()
    if project is None:
        project = Project.model_validate({"key": key, "name": key})
        session.add(project)
        session.flush()
    values = {"ref": ref, "project_id": project.id, "position": position, "name": name}
    session.add(Task.model_validate(values))
    return Done(ref)


def test_every_row_and_its_history_come_back_the_same(
    full: Workspace, fresh: Callable[[], Workspace]
) -> None:
    copy = fresh()
    data = exported(full)
    done = bring(copy, data)
    assert done.text == "restored 4 projects and 8 steps of history"
    assert exported(copy) == data
    assert rows_of(copy) == rows_of(full)


@pytest.mark.postgres
def test_a_file_becomes_a_team_database_and_the_other_way_round(
    workspace: Workspace, postgres_database: str, fresh: Callable[[], Workspace]
) -> None:
    workspace.do(add_samples)
    data = exported(workspace)
    team = workspace_at(Place(url=postgres_database))
    bring(team, data)
    assert exported(team) == data
    back = fresh()
    bring(back, exported(team))
    assert exported(back) == data
    assert team.do(history.undo).text == back.do(history.undo).text == "undo: samples"
    assert content_of(team) == content_of(back)


def test_undo_and_redo_go_on_in_the_copy_where_the_original_stood(
    full: Workspace, fresh: Callable[[], Workspace]
) -> None:
    copy = fresh()
    bring(copy, exported(full))
    for turn in (history.redo, history.undo, history.undo, history.undo):
        assert copy.do(turn).text == full.do(turn).text
        assert rows_of(copy) == rows_of(full)
        assert content_of(copy) == content_of(full)


def test_new_identifiers_go_on_after_the_highest_ever_given_out(
    workspace: Workspace, fresh: Callable[[], Workspace]
) -> None:
    workspace.do(add_task, "ALPHA", "T-007", "kept")
    workspace.do(add_task, "ALPHA", "T-041", "gone")
    workspace.do(history.undo)
    copy = fresh()
    bring(copy, exported(workspace))
    added = copy.do(tasks.add, project="ALPHA", name="new")
    assert added.refs == ("T-042",)


def test_the_same_content_made_in_another_way_gives_the_same_bytes(
    store: Workspace, fresh: Callable[[], Workspace]
) -> None:
    names = ["T-1", "T-2", "T-10", "T-9"]
    other = fresh()
    for workspace, order in ((store, names), (other, names[::-1])):
        for ref in order:
            workspace.do(add_task, "ALPHA", ref, f"task {ref}")
        workspace.do(add_client, "ACME")
    other.do(remove_client, "ACME")
    other.do(add_client, "ACME")
    assert content_of(store) == content_of(other)
    assert list(content_of(store)) == list(content_of(other))
    assert [task["id"] for task in content_of(store)["tasks"]] == ["T-1", "T-2", "T-9", "T-10"]


def test_nothing_outside_the_history_tells_who_wrote_it_or_when(full: Workspace) -> None:
    document = content_of(full)
    identifiers = {values[0] for table in rows_of(full).values() for values in table}
    text = json.dumps(document, ensure_ascii=False)
    assert not [each for each in identifiers if str(each) in text]
    assert "version" not in re.findall(r'"(\w+)":', text)


def test_bringing_it_in_again_changes_nothing_and_is_a_step(full: Workspace) -> None:
    before = rows_of(full)
    done = bring(full, exported(full))
    assert done.text == "imported 4 projects: 0 rows new, 0 changed"
    assert done.notes == ("the history of the file is left out: it fits an empty portfolio only",)
    assert rows_of(full) == before
    assert full.do(history.undo).text == f"undo: {done.text}"


def test_an_import_into_a_portfolio_adds_and_updates_and_is_taken_back_whole(
    store: Workspace, fresh: Callable[[], Workspace]
) -> None:
    store.do(add_client, "ACME")
    store.do(add_task, "K0", "T-1", "mine")
    before = rows_of(store)
    source = fresh()
    source.do(add_samples)
    data = exported(source)
    bring(store, data)
    wanted, got = content_of(source), content_of(store)
    assert {client["key"] for client in got["clients"]} == {"ACME", "K0", "K1", "K2", "K3"}
    assert [task for task in got["tasks"] if task["id"] != "T-1"] == wanted["tasks"]
    assert got["projects"] == wanted["projects"]
    assert bring(store, data).text == "imported 4 projects: 0 rows new, 0 changed"
    store.do(history.undo)
    store.do(history.undo)
    assert rows_of(store) == before


def test_a_number_that_is_another_projects_task_here_is_given_anew_and_found_again(
    store: Workspace, fresh: Callable[[], Workspace]
) -> None:
    store.do(add_task, "BETA", "T-1", "Betas own")
    source = fresh()
    source.do(add_task, "ALPHA", "T-1", "dig")
    source.do(add_task, "ALPHA", "T-2", "fill", position=2)
    data = exported(source)
    done = bring(store, data)
    assert done.notes[0] == "T-1 of ALPHA is T-3 here, where the number is another's"
    again = bring(store, data)
    assert again.text == "imported 1 project: 0 rows new, 0 changed"
    found = [(task["project"], task["id"], task["name"]) for task in content_of(store)["tasks"]]
    assert found == [
        ("ALPHA", "T-3", "dig"),
        ("ALPHA", "T-2", "fill"),
        ("BETA", "T-1", "Betas own"),
    ]


def test_one_project_holds_nothing_of_another_client(
    full: Workspace, fresh: Callable[[], Workspace]
) -> None:
    document = json.loads(exported(full, project="k1"))
    assert [project["key"] for project in document["projects"]] == ["K1"]
    assert [client["key"] for client in document["clients"]] == ["K1"]
    for word, listed in document.items():
        if isinstance(listed, list) and word != "history":
            assert {row.get("project", "K1") for row in listed} <= {"K1", None}, word
    foreign = {row[0] for row in rows_of(full)["project"] if row[1] != "K1"}
    assert not [each for each in foreign if str(each) in json.dumps(document["history"])]
    assert {step["label"] for step in document["history"]} == {
        "several projects, this one among them"
    }
    copy = fresh()
    bring(copy, document)
    assert exported(copy)[:-2] in exported(copy, project="K1")
    assert exported(copy, project="K1") == exported(full, project="K1")


def test_a_project_that_does_not_exist_is_named(store: Workspace) -> None:
    with pytest.raises(NotFound, match="no project NONE"):
        exported(store, project="NONE")


def test_an_empty_portfolio_is_a_document_with_empty_lists(fresh: Callable[[], Workspace]) -> None:
    nothing = fresh()
    document = json.loads(exported(nothing))
    assert document.pop("schema_version") == 1
    assert document.pop("as_of") == "2026-03-17"
    assert set(map(str, document.values())) == {"[]"}
    assert nothing.place.path is not None
    assert not nothing.place.path.exists()


def _at(document: Document, place: str, value: object) -> Document:
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    target: Any = document
    for part in way:
        target = target[part]
    target[last] = value
    return document


REFUSED = {
    "tasks.0.start": ("tomorrow", r"tasks\[0\].start: must be a local time like"),
    "tasks.0.position": (1 << 31, r"tasks\[0\].position: is too large a number"),
    "tasks.1.cost": (1 << 63, r"tasks\[1\].cost: is too large a number"),
    "tasks.0.is_active": (1, r"tasks\[0\].is_active: must be a boolean"),
    "tasks.0.naem": ("x", r"tasks\[0\].naem: there is no such field"),
    "tasks.0.name": (None, r"tasks\[0\].name: must not be null"),
    "tasks.0.owner": ("nobody", r"tasks\[0\]: there is no resource nobody"),
    "tasks.0.parent": ("T-8", r"tasks\[0\]: stands above itself"),
    "tasks.0.calendar": ({"uid": "1"}, r"tasks\[0\].calendar: must have project and uid"),
    "tasks.0.kind": ("chore", r"tasks\[0\].kind: must be one of phase, task, milestone"),
    "tasks.0.source": ([[[]]] * 2, None),
    "tasks.1.id": ("T-8", r"tasks\[1\]: is the same as tasks\[0\]"),
    "tasks.0.predecessors.0": (7, r"tasks\[0\].predecessors\[0\]: must be an object"),
    "clients.0.key": ("K" * 25, r"clients\[0\].key: is longer than 24 characters"),
    "clients.0.name": ("\ud800", r"clients\[0\].name: holds half of a character"),
    "clients": ({}, "clients: must be a list"),
    "projects.0.forecast_finish": ("20260317", r"forecast_finish: must be a day like"),
    "wishes": ([], "wishes: there is no such list"),
    "schema_version": (2, "schema_version: 2 was written by a newer ppm"),
    "history.0.at": ("2026-03-17", r"history\[0\].at: must be an instant"),
    "history.0.step": (9, r"history\[1\].step: numbers must grow"),
    "history.0.changes.0.kind": ("step", r"history\[0\].changes\[0\].kind: must be one of"),
}


@pytest.mark.parametrize("place", REFUSED)
def test_what_is_wrong_is_refused_with_its_place_and_nothing_is_changed(
    place: str, fresh: Callable[[], Workspace], workspace: Workspace
) -> None:
    source = fresh()
    source.do(add_samples)
    source.do(add_client, "ACME")
    before = rows_of(workspace)
    value, message = REFUSED[place]
    document = _at(json.loads(exported(source)), place, value)
    if message is None:
        bring(workspace, document)
        return
    with pytest.raises(Invalid, match=message):
        bring(workspace, document)
    assert rows_of(workspace) == before
    assert workspace.get(reader.revision) == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no JSON: line 1, column 1"),
        (b"[" * 5_000_000, "nested too deeply"),
        (b"[" * 9_000_000, "more than 8,000,000 lists and objects"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"schema_version": 1, "tasks": 5', "no JSON: line 1"),
        (b'{"schema_version": NaN}', "NaN is not a number"),
        (b'{"schema_version": 1e999}', "1e999 is not a number"),
        (b'{"schema_version": ' + b"9" * 5000 + b"}", "no JSON that ppm can read"),
        (b"\xff\xfe", "not UTF-8 text: byte 0"),
        (b"[1, 2]", "the document: must be an object"),
        (b"{}", "schema_version: missing"),
    ],
)
def test_no_document_at_all_is_one_clear_line(data: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        portfolio_json.read(data)


def test_a_document_past_the_limit_is_told_its_size_and_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portfolio_json_reader, "MAX_BYTES", 2**20)
    with pytest.raises(Invalid, match="has 3 MB; at most 1 MB can be imported at once"):
        portfolio_json.read(b" " * 3 * 2**20)


def test_nul_characters_are_dropped_and_said(workspace: Workspace) -> None:
    clients = [{"key": "ACME", "name": "A\0\\\0B"}, {"key": "C", "name": "\\u0000"}]
    done = bring(workspace, {"schema_version": 1, "clients": clients})
    assert done.notes == ("2 NUL characters dropped",)
    assert [client["name"] for client in content_of(workspace)["clients"]] == ["A\\B", "\\u0000"]


def test_a_part_may_be_written_by_hand_with_what_it_needs(store: Workspace) -> None:
    store.do(add_task, "ALPHA", "T-1", "there")
    note = {"project": "ALPHA", "number": 1, "text": "by hand"}
    done = bring(store, {"schema_version": 1, "notes": [note]})
    assert done.text == "imported 0 projects: 1 rows new, 0 changed"


def test_a_history_without_identifiers_is_left_out(workspace: Workspace, fresh: Any) -> None:
    source = fresh()
    source.do(add_samples)
    document = json.loads(exported(source))
    del document["history"][-1]["rows"]
    done = bring(workspace, document)
    assert done.text.startswith("imported 4 projects")
    assert content_of(workspace) == content_of(source)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(word=TEXT)
def test_any_text_comes_back_as_it_was(word: str, fresh: Callable[[], Workspace]) -> None:
    source, copy = fresh(), fresh()
    source.do(add_samples, word=word)
    data = exported(source)
    bring(copy, data)
    assert exported(copy) == data
    assert rows_of(copy) == rows_of(source)


def test_the_demo_portfolio_is_the_same_bytes_each_time_and_comes_back_whole(
    fresh: Callable[[], Workspace],
) -> None:
    built, again, copy = fresh(), fresh(), fresh()
    for workspace in (built, again):
        demo.build(workspace.place, AS_OF)
    assert content_of(built) == content_of(again)
    data = exported(built)
    bring(copy, data)
    assert exported(copy) == data
    assert copy.do(history.undo).text == built.do(history.undo).text
    assert rows_of(copy) == rows_of(built)
    assert bring(built, exported(built)).text == "imported 12 projects: 0 rows new, 0 changed"
    one = exported(built, project="DELTA")
    others = {"Atlas", "Beacon", "Cedar", "Ember", "Fjord", "Grove", "Haven", "Iris", "Juno"}
    assert not [name for name in others if name in one.decode()]
