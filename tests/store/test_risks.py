"""The register of risks: ratings, status with reasons, striking, reviews, tasks that answer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from ppm_tui.analysis.risk import PPM, PRESETS, Matrix, Step
from ppm_tui.errors import Conflict, Invalid
from ppm_tui.models import Issue
from ppm_tui.store import history
from ppm_tui.store.commands import (
    actions,
    projects,
    risk_matrix,
    risk_status,
    risks,
    steps,
    tasks,
)
from ppm_tui.store.commands.steps import Command
from ppm_tui.store.queries import risks as listed
from ppm_tui.store.queries.peek import peek
from ppm_tui.store.queries.portfolio import overview
from ppm_tui.store.queries.risk_matrix import matrix
from ppm_tui.store.queries.risk_peek import RiskPeek, risk_peek
from ppm_tui.store.queries.risks import RiskRow
from ppm_tui.terms import Money, RiskKind, RiskStatus, RiskStrategy, Undefined
from ppm_tui.workspace import Workspace
from tests.conftest import AS_OF
from tests.store.contents import rows_of
from tests.store.seed import SEED, newest

RISK = "R-001"
MORE: tuple[Command, ...] = (
    *SEED,
    partial(
        risks.add, project="DELTA", title="Vendor slips", as_of=date(2026, 2, 10), probability=3,
        impact_cost=2, impact_quality=4, cost=Money(1_000_000), owner="ben",
    ),
)  # fmt: skip


@pytest.fixture
def small(store: Workspace) -> Workspace:
    store.do(steps.together, label="seed", commands=MORE)
    return store


@pytest.fixture
def quick(workspace: Workspace) -> Workspace:
    """The same on SQLite only, for rules that do not depend on the database."""
    workspace.do(steps.together, label="seed", commands=MORE)
    return workspace


def row(workspace: Workspace, ref: str) -> RiskRow:
    found = workspace.get(listed.register, as_of=AS_OF).rows
    return next(each for each in found if each.ref == ref)


def behind(workspace: Workspace, ref: str) -> RiskPeek:
    return workspace.get(risk_peek, row=row(workspace, ref), matrix=workspace.get(matrix))


def told(*values: object) -> list[object]:
    return list(values)


def undone(workspace: Workspace, command: Command) -> None:
    """Do it, and see that one undo brings everything back."""
    before = rows_of(workspace)
    workspace.do(command)
    assert rows_of(workspace) != before
    workspace.do(history.undo)
    assert rows_of(workspace) == before
    workspace.do(history.redo)


def test_the_register_has_levels_and_what_is_expected(small: Workspace) -> None:
    first, second = small.get(listed.register, as_of=AS_OF).rows
    assert told(first.ref, first.level, first.letter, first.likely) == ["R-002", 12, "H", 50]
    assert told(first.emv_cost, first.currency, first.client) == [-500_000, "CHF", None]
    assert told(second.ref, second.zone, second.likely) == [RISK, Undefined("not rated yet"), 90]
    assert isinstance(second.emv_cost, Undefined)


def test_a_rating_keeps_what_is_hit_most_and_tells_the_score(small: Workspace) -> None:
    undone(small, partial(risks.rate, ref="R-002", probability=4, impact=3))
    found = row(small, "R-002")
    assert told(found.impact_cost, found.impact_quality, found.impact_time) == [2, 3, 0]
    assert told(found.level, found.before, found.rise) == [12, None, 0]
    done = small.do(risks.rate, ref="R-002", probability=5, impact=4)
    assert done.text == "R-002: score H12 → X20"
    assert row(small, "R-002").rise == 1
    scores = [(each.score, each.since) for each in behind(small, "R-002").scores]
    assert told(*scores) == [(12, date(2026, 2, 10)), (20, AS_OF)]


def test_a_risk_that_is_closed_says_why(small: Workspace) -> None:
    with pytest.raises(Invalid, match="needs a reason"):
        small.do(risk_status.close, ref="R-002", as_of=AS_OF, reason=" ")
    undone(small, partial(risk_status.close, ref="R-002", as_of=AS_OF, reason="Contract signed"))
    found = row(small, "R-002")
    assert told(found.status, found.status_reason) == [RiskStatus.CLOSED, "Contract signed"]
    assert not found.is_open
    small.do(risk_status.set_status, ref="R-002", status=RiskStatus.OPEN, as_of=AS_OF)
    assert row(small, "R-002").status_reason == ""


def test_a_risk_that_strikes_becomes_an_issue_with_a_link(small: Workspace) -> None:
    strike = partial(risk_status.set_status, ref="R-002", status=RiskStatus.ISSUE, as_of=AS_OF)
    with pytest.raises(Invalid, match="say what did"):
        small.do(strike)
    undone(small, partial(strike, reason="No file came"))
    issue = newest(small, Issue)
    assert told(issue.title, issue.description, issue.impact) == ["Vendor slips", "No file came", 4]
    found = row(small, "R-002")
    assert told(found.status, issue.risk_id) == [RiskStatus.ISSUE, found.id]
    assert [each.ref for each in behind(small, "R-002").links] == [issue.ref]


def test_what_is_done_about_a_risk_is_its_plan(small: Workspace) -> None:
    mitigate = partial(
        risk_status.set_status, ref="R-002", status=RiskStatus.MITIGATING, as_of=AS_OF
    )
    assert small.do(mitigate, reason="Daily call").text == "R-002: open → mitigating"
    found = row(small, "R-002")
    assert told(found.strategy, found.response) == [RiskStrategy.MITIGATE, "Daily call"]
    again = small.do(mitigate)
    assert again.text == "R-002 is mitigating already"


def test_reviews_follow_their_rhythm(small: Workspace) -> None:
    small.do(risks.edit, ref="R-002", review_days=14)
    assert row(small, "R-002").review == date(2026, 2, 24)
    assert row(small, "R-002").is_review_due
    undone(small, partial(risk_status.review, ref="R-002", as_of=AS_OF))
    found = row(small, "R-002")
    assert told(found.reviewed, found.review) == [AS_OF, date(2026, 3, 31)]


def test_a_new_task_of_the_plan_answers_a_risk(small: Workspace) -> None:
    add = partial(actions.add, about="R-002", name="Call the vendor", as_of=AS_OF)
    undone(small, add)
    [action] = behind(small, "R-002").actions
    assert told(action.name, action.owner, action.percent) == ["Call the vendor", "ben", 0]
    small.do(tasks.set_percent, ref=action.ref, percent=60, as_of=AS_OF)
    assert told(row(small, "R-002").tasks, row(small, "R-002").done) == [1, 60]
    undone(small, partial(actions.unlink, about="R-002", task=action.ref))
    assert row(small, "R-002").done is None


def test_a_task_that_is_there_answers_a_risk_once(small: Workspace) -> None:
    undone(small, partial(actions.link, about=RISK, task="T-001"))
    with pytest.raises(Invalid, match="is an action of R-001 already"):
        small.do(actions.link, about=RISK, task="T-001")
    small.do(tasks.trash, ref="T-001", as_of=AS_OF)
    assert behind(small, RISK).actions == ()


@pytest.mark.parametrize(
    ("task", "said"), [("T-001", "not a task of DELTA"), ("P-001", "is not a task|a phase")]
)
def test_what_cannot_answer_a_risk_is_refused(quick: Workspace, task: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        quick.do(actions.link, about="R-002", task=task)
    with pytest.raises(Invalid, match="is no action of R-002"):
        quick.do(actions.unlink, about="R-002", task="T-001")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"probability": 6}, "probability is 0 to 5, not 6"),
        ({"residual_impact": 9}, "residual impact is 0 to 5"),
        ({"chance": 101}, "chance is 0 to 100"),
        ({"strategy": RiskStrategy.EXPLOIT}, "exploit is no answer to this threat"),
        ({"cost_low": 9, "cost": 4}, "cost lies between the low and the high one"),
        ({"cost": -1}, "cost cannot be below 0"),
        ({"review_days": 0}, "days between reviews cannot be below 1"),
        ({"task": "T-001"}, "T-001 is not a task of DELTA"),
        ({"title": " "}, "a risk needs a name"),
    ],
)
def test_bad_fields_are_refused_and_nothing_changes(
    quick: Workspace, fields: dict[str, object], said: str
) -> None:
    before = rows_of(quick)
    with pytest.raises(Invalid, match=said):
        quick.do(risks.edit, ref="R-002", **fields)  # type: ignore[arg-type]  # they are wrong
    assert rows_of(quick) == before


def test_a_threat_with_its_strategy_cannot_turn_into_an_opportunity(quick: Workspace) -> None:
    quick.do(risks.edit, ref="R-002", strategy=RiskStrategy.AVOID)
    with pytest.raises(Invalid, match="avoid is no answer to this opportunity"):
        quick.do(risks.edit, ref="R-002", kind=RiskKind.OPPORTUNITY)
    both = {"kind": RiskKind.OPPORTUNITY, "strategy": RiskStrategy.SHARE}
    quick.do(partial(risks.edit, ref="R-002", **both))  # type: ignore[arg-type]  # two kinds
    assert row(quick, "R-002").emv_cost == 500_000


def test_the_response_is_worth_what_it_takes_off(small: Workspace) -> None:
    small.do(
        risks.edit, ref="R-002", residual_probability=1, residual_impact=4,
        residual_cost=Money(800_000), response_cost=Money(100_000),
    )  # fmt: skip
    found = row(small, "R-002")
    assert told(found.residual_level, found.residual_letter) == [4, "L"]
    assert told(found.residual_emv_cost, found.benefit) == [-80_000, 320_000]


def test_somebody_elses_score_is_not_overwritten(quick: Workspace) -> None:
    seen = row(quick, "R-002").version
    quick.do(risks.rate, ref="R-002", probability=5, impact=5)
    with pytest.raises(Conflict, match="meanwhile"):
        quick.do(risks.rate, ref="R-002", probability=2, impact=2, seen=seen)


def test_the_trash_takes_a_risk_and_undo_gives_it_back(small: Workspace) -> None:
    undone(small, partial(risks.trash, ref="R-002", as_of=AS_OF))
    assert [each.ref for each in small.get(listed.register, as_of=AS_OF).rows] == [RISK]


# The matrix


def test_another_matrix_moves_the_ratings_to_its_scales(small: Workspace) -> None:
    undone(small, partial(risk_matrix.set_matrix, matrix=PRESETS["3x3"]))
    assert small.get(matrix) == PRESETS["3x3"]
    found = row(small, "R-002")
    assert told(found.probability, found.impact, found.level, found.letter) == [2, 3, 6, "H"]
    assert row(small, RISK).probability == 3
    text = small.do(risk_matrix.set_matrix, matrix=PRESETS["pm2"]).text
    assert text == "risk matrix: 3x3 → pm2; 2 risks rated anew"


def test_scores_of_weighted_impacts_have_two_places(small: Workspace) -> None:
    small.do(risk_matrix.set_matrix, matrix=PRESETS["pmbok"])
    assert told(row(small, "R-002").level, row(small, "R-002").letter) == [Decimal("0.20"), "H"]


@pytest.mark.parametrize("name", PRESETS)
def test_the_overview_and_the_peek_judge_by_the_matrix_in_force(
    small: Workspace, name: str
) -> None:
    small.do(risk_matrix.set_matrix, matrix=PRESETS[name])
    register = small.get(listed.register, as_of=AS_OF)
    for project in small.get(overview, as_of=AS_OF):
        open_ = [each for each in register.rows if each.project == project.key and each.is_open]
        levels = [each.level for each in open_ if each.level is not None]
        assert project.critical_risks == sum(each.letter == "X" for each in open_)
        assert project.top_risk == max(levels, default=None)
        seen = small.get(peek, key=project.key, as_of=AS_OF).risks
        assert {(each.ref, each.score, each.zone) for each in seen} == {
            (each.ref, each.level, each.letter) for each in open_
        }


def test_ratings_follow_the_scales_in_force(quick: Workspace) -> None:
    seven = Matrix(
        "seven",
        tuple(Step(f"p{n}", Decimal(n) / 10) for n in range(1, 8)),
        tuple(Step(f"i{n}") for n in range(1, 4)),
        ("LLL", "LLM", "LMM", "LMH", "MMH", "MHX", "HXX"),
    )
    quick.do(risk_matrix.set_matrix, matrix=seven)
    quick.do(risks.rate, ref="R-002", probability=7, impact=3)
    assert told(row(quick, "R-002").level, row(quick, "R-002").likely) == [21, 70]
    with pytest.raises(Invalid, match="is 0 to 3, not 4"):
        quick.do(risks.rate, ref="R-002", probability=7, impact=4)


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (replace(PPM, zones=("LLLML", "LLMMH", "LMMHX", "LMHXX", "MHXXX")), "but does so at P1 I5"),
        (replace(PPM, zones=("LLL",) * 5), "5 words of 5 letters"),
        (replace(PPM, zones=("LLLLR",) * 5), "zones are X, H, M, L, not R"),
        (replace(PPM, impacts=PPM.impacts[:2]), "3 to 7 steps, not 2"),
        (replace(PPM, impacts=(PPM.impacts[0],) * 5), "a name of its own"),
        (replace(PPM, probabilities=PPM.impacts), "needs its chance"),
        (replace(PPM, probabilities=PPM.probabilities[::-1]), "from the lowest to the highest"),
        (replace(PPM, name=""), "a matrix has a name"),
    ],
)
def test_a_matrix_that_makes_no_sense_is_refused(
    quick: Workspace, matrix: Matrix, said: str
) -> None:
    before = rows_of(quick)
    with pytest.raises(Invalid, match=said):
        quick.do(risk_matrix.set_matrix, matrix=matrix)
    assert rows_of(quick) == before


# Sums and weeks


def test_exposure_keeps_currencies_and_clients_apart(small: Workspace) -> None:
    small.do(risks.edit, ref=RISK, impact=4, cost=Money(200_000))
    small.do(projects.edit, key="DELTA", client="Nordwin")
    rows = small.get(listed.register, as_of=AS_OF).rows
    found = [(each.key, each.currency, each.exposure.expected, each.exposure.worst)
             for each in listed.exposures(rows, "client")]  # fmt: skip
    assert told(*found) == [
        ("Nordwin", "CHF", -500_000, -1_000_000),
        ("Corvane", "EUR", -180_000, -200_000),
    ]
    of_one = small.get(listed.register, as_of=AS_OF, key="ATLAS").rows
    assert {each.project for each in of_one} == {"ATLAS"}


def test_the_weeks_say_how_many_were_open_and_critical(small: Workspace) -> None:
    small.do(risks.rate, ref="R-002", probability=5, impact=4)
    small.do(risk_status.close, ref=RISK, as_of=AS_OF, reason="Three more testers")
    found = small.get(listed.register, as_of=AS_OF)
    weeks = small.get(listed.trend, of=found, as_of=AS_OF)
    assert len(weeks) == listed.WEEKS
    assert [(week.open, week.critical) for week in weeks[-7:]] == [(0, 0), *[(1, 0)] * 5, (1, 1)]
