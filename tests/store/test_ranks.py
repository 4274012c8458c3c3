"""Ranks of projects: an order without gaps, kept in one step."""

from functools import partial

import pytest

from ppm_tui.errors import Invalid
from ppm_tui.models import Project
from ppm_tui.store import history
from ppm_tui.store.commands import projects, ranks, steps
from ppm_tui.terms import Stage
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import stored

NAMES = ("Aster", "Birch", "Cedar", "Daisy", "Elder")


@pytest.fixture
def five(workspace: Workspace) -> Workspace:
    """Five projects, of which the first four have the ranks 1 to 4."""
    add = [partial(projects.add, name=name) for name in NAMES]
    workspace.do(steps.together, label="seed", commands=add)
    workspace.do(ranks.set_rank, keys=("ASTER", "BIRCH", "CEDAR", "DAISY"), rank=1)
    return workspace


def order(workspace: Workspace) -> str:
    """First letters of the projects by rank, those without one in brackets."""
    found = sorted(stored(workspace, Project), key=lambda p: (p.rank or 99, p.key))
    assert [p.rank for p in found if p.rank and p.stage is Stage.ACTIVE] == list(
        range(1, 1 + sum(1 for p in found if p.rank and p.stage is Stage.ACTIVE))
    )
    return "".join(p.key[0] if p.rank else p.key[0].lower() for p in found)


@pytest.mark.parametrize(
    ("keys", "rank", "after", "said"),
    [
        (("CEDAR",), 1, "CABDe", "CEDAR: rank 3 → 1"),
        (("ASTER",), 3, "BCADe", "ASTER: rank 1 → 3"),
        (("ELDER",), 2, "AEBCD", "ELDER: rank none → 2"),
        (("ELDER",), 99, "ABCDE", "ELDER: rank none → 5"),
        (("BIRCH",), None, "ACDbe", "BIRCH: rank 2 → none"),
        (("ASTER",), 1, "ABCDe", "ASTER: rank 1 → 1"),
        (("DAISY", "BIRCH"), 1, "DBACe", "DAISY: rank 4 → 1, BIRCH: rank 2 → 2"),
    ],
)
def test_a_rank_moves_the_others_and_leaves_no_gap(
    five: Workspace, keys: tuple[str, ...], rank: int | None, after: str, said: str
) -> None:
    before = rows_of(five)
    assert five.do(ranks.set_rank, keys=keys, rank=rank).text == said
    assert order(five) == after
    five.do(history.undo)
    assert rows_of(five) == before


def test_a_project_that_is_closed_gives_its_place_free_and_comes_back_to_it(
    five: Workspace,
) -> None:
    five.do(projects.set_closed, key="BIRCH")
    assert [p.rank for p in stored(five, Project)] == [1, 2, 2, 3, None]
    five.do(projects.set_closed, key="BIRCH", is_closed=False)
    assert order(five) == "ABCDe"
    five.do(projects.trash, key="ASTER", as_of=AS_OF)
    assert [p.rank for p in stored(five, Project)] == [1, 1, 2, 3, None]


def test_what_is_no_rank_is_refused(five: Workspace) -> None:
    with pytest.raises(Invalid, match="a rank cannot be below 1"):
        five.do(ranks.set_rank, keys=("ASTER",), rank=0)
    five.do(projects.set_closed, key="BIRCH")
    with pytest.raises(Invalid, match="BIRCH is closed"):
        five.do(ranks.set_rank, keys=("BIRCH",), rank=1)
