"""The daily update: one step with everything on the card, by rules that the form leaves to it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ppm_tui.errors import Invalid, NotFound
from ppm_tui.models import Project
from ppm_tui.store import history, reader
from ppm_tui.store.commands import rows, status
from ppm_tui.terms import Done, Minutes, Rag
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of

DECLARED = "SELECT rag, rag_since, rag_reason, percent_complete, forecast_finish FROM project"
SAID = """
SELECT number, day, outcome, rag, text, "by", percent_complete, finish FROM status_update
ORDER BY number
"""
SPENT = "SELECT number, day, minutes FROM time_entry"


@pytest.fixture
def atlas(store: Workspace) -> Workspace:
    def add(session: Session) -> Done:
        client = rows.client(session, "Corvane")
        values = {"key": "ATLAS", "name": "Atlas", "client_id": client.id}
        session.add(Project.model_validate(values))
        return Done("added")

    store.do(add)
    return store


def update(workspace: Workspace, **values: Any) -> Done:
    return workspace.do(status.update, **{"key": "ATLAS", "as_of": AS_OF, **values})


def read(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    return workspace.get(lambda connection: connection.rows(sql))


def test_everything_on_the_card_is_one_step(atlas: Workspace) -> None:
    before = rows_of(atlas)
    finish = AS_OF + timedelta(days=30)
    card = {"rag": Rag.AMBER, "reason": " slow ", "percent": 40, "finish": finish}
    done = update(atlas, **card, minutes=Minutes(90))
    told = "no status → amber, done not said → 40%, finish not said → 16 Apr, 1h30 logged"
    assert (done.text, done.refs) == (f"ATLAS: {told}", ("ATLAS",))
    assert read(atlas, DECLARED) == [("amber", "2026-03-17", "slow", 40, "2026-04-16")]
    said = (1, "2026-03-17", "status", "amber", "slow", "ana", 40, "2026-04-16")
    assert read(atlas, SAID) == [said]
    assert read(atlas, SPENT) == [(1, "2026-03-17", 90)]
    assert atlas.get(reader.revision) == 2
    atlas.do(history.undo)
    assert rows_of(atlas) == before


def test_without_a_status_it_is_a_note_or_checked_and_unchanged(atlas: Workspace) -> None:
    assert update(atlas, rag=Rag.GREEN).text == "ATLAS: no status → green"
    assert update(atlas).text == "ATLAS: green, no change"
    assert update(atlas, note="call on Friday").text == "ATLAS: note"
    outcomes = [(line[2], line[3], line[4]) for line in read(atlas, SAID)]
    assert outcomes == [
        ("status", "green", ""),
        ("same", "green", ""),
        ("note", "green", "call on Friday"),
    ]


def test_everything_that_changed_is_said_old_and_new(atlas: Workspace) -> None:
    update(atlas, rag=Rag.RED, reason="x", percent=62, finish=date(2026, 4, 8))
    card = {"rag": Rag.AMBER, "reason": "y", "percent": 60, "finish": date(2026, 4, 10)}
    done = update(atlas, **card, note="call", minutes=Minutes(120))
    assert done.text == (
        "ATLAS: red → amber, done 62% → 60%, finish 08 Apr → 10 Apr, 2h logged, note"
    )
    assert len(done.text) <= 80
    assert update(atlas, **card).text == "ATLAS: amber, no change"
    assert update(atlas, rag=Rag.AMBER, reason="z").text == "ATLAS: amber, new reason"
    assert (
        update(atlas, percent=60, finish=date(2027, 6, 1)).text
        == "ATLAS: finish 10 Apr 2026 → 01 Jun 2027"
    )


def test_a_note_beside_a_reason_is_not_lost(atlas: Workspace) -> None:
    update(atlas, rag=Rag.RED, reason="vendor gone", note="call on Friday")
    assert [line[4] for line in read(atlas, SAID)] == ["vendor gone"]
    assert read(atlas, "SELECT day, text FROM note") == [("2026-03-17", "call on Friday")]


def test_a_reason_without_a_status_is_refused(atlas: Workspace) -> None:
    with pytest.raises(Invalid, match="a reason belongs to a status"):
        update(atlas, reason="why not")


def test_a_status_stands_since_the_day_it_changed(atlas: Workspace) -> None:
    for days, rag, since in ((0, Rag.RED, 17), (1, Rag.RED, 17), (2, Rag.GREEN, 19)):
        update(atlas, rag=rag, reason="x", as_of=AS_OF + timedelta(days=days))
        assert read(atlas, DECLARED)[0][1] == f"2026-03-{since}"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rag": Rag.RED}, "red needs a reason"),
        ({"rag": Rag.AMBER, "reason": "  "}, "amber needs a reason"),
        ({"percent": 101}, "done is 0 to 100, not 101"),
        ({"percent": -1}, "done is 0 to 100, not -1"),
        ({"minutes": 1441}, "at most 24 hours"),
        ({"minutes": -5}, "more than nothing"),
    ],
)
def test_what_breaks_a_rule_is_refused_whole(
    atlas: Workspace, values: dict[str, Any], message: str
) -> None:
    before = rows_of(atlas)
    with pytest.raises(Invalid, match=message):
        update(atlas, **values)
    assert rows_of(atlas) == before
    assert atlas.get(reader.revision) == 1


def test_a_project_goes_by_its_key_in_any_case(atlas: Workspace) -> None:
    assert update(atlas, key="atlas", rag=Rag.GREEN).refs == ("ATLAS",)
    with pytest.raises(NotFound, match="no project NONE"):
        update(atlas, key="NONE")
