"""Colours and arrows computed from what is known of a project."""

from fractions import Fraction

import pytest

from ppm_tui.analysis import health
from ppm_tui.analysis.health import Dates, Exposure, Judged, Tolerances
from ppm_tui.terms import Dimension, Money, Rag, Undefined


@pytest.mark.parametrize(
    ("weeks", "arrow"),
    [
        ("GGAAARRR", 0),
        ("GGGAAAAR", -1),
        ("GGARRAAA", 1),
        ("GGGGGGAA", -1),
        ("GGGAAAAA", 0),
        ("GGGGAAAA", 0),
        ("GGGGGGGG", 0),
        ("AAAGGGGG", 1),
        ("RAGGGGGA", -1),
        ("RRRRAGGG", 1),
        ("------GA", -1),
        ("-----GGA", -1),
        ("------AG", 1),
        ("-------G", 0),
        ("GGGGGGG-", 0),
        ("", 0),
    ],
)
def test_arrow_says_whether_a_status_has_just_got_worse_or_is_recovering(
    weeks: str, arrow: int
) -> None:
    assert health.trend(weeks) == arrow


def dates(**given: int | Fraction | Undefined) -> Dates:
    unknown = Undefined("no baseline")
    return Dates(
        given.get("slip", unknown), given.get("by_pace", unknown), given.get("spi_t", unknown),  # type: ignore[arg-type]  # by name
        int(given.get("overdue", 0)), int(given.get("past", 0)),  # type: ignore[arg-type]  # by name
    )  # fmt: skip


G, A, R = Rag.GREEN, Rag.AMBER, Rag.RED


@pytest.mark.parametrize(
    ("given", "agreed", "rag"),
    [
        ({"slip": 5}, Tolerances(), G),
        ({"slip": 6}, Tolerances(), A),
        ({"slip": 6}, Tolerances(days=10), G),
        ({"slip": -3}, Tolerances(days=0), G),
        ({"overdue": 1}, Tolerances(), A),
        ({"overdue": 6}, Tolerances(), R),
        ({"slip": 0, "past": 6}, Tolerances(), R),
        ({"slip": 0, "by_pace": Fraction(20), "spi_t": Fraction(8, 10)}, Tolerances(), A),
        ({}, Tolerances(), None),
    ],
)
def test_schedule_is_judged_by_days_that_are_tolerated(
    given: dict[str, int | Fraction | Undefined], agreed: Tolerances, rag: Rag | None
) -> None:
    assert health.schedule(dates(**given), agreed).rag is rag


@pytest.mark.parametrize(
    ("eac", "ac", "rag"),
    [(110, 50, G), (111, 50, A), (120, 110, A), (120, 111, R), (None, 50, None), (None, 120, R)],
)
def test_cost_is_judged_by_the_share_over_budget_that_is_tolerated(
    eac: int | None, ac: int, rag: Rag | None
) -> None:
    known = Undefined("nothing earned yet") if eac is None else Fraction(eac)
    found = health.cost(bac=Money(100), eac=known, ac=Money(ac), agreed=Tolerances(cost=10))
    assert found.rag is rag


@pytest.mark.parametrize(
    ("pending", "waiting", "since", "rag"),
    [(0, 0, 0, G), (10, 1, 99, G), (11, 1, 3, A), (11, 2, 14, A), (11, 2, 15, R)],
)
def test_scope_is_judged_by_what_waiting_changes_ask_for(
    pending: int, waiting: int, since: int, rag: Rag
) -> None:
    found = health.scope(
        pending=Money(pending), waiting=waiting, since=since, bac=Money(100), agreed=Tolerances()
    )
    assert found.rag is rag


def test_resources_and_risk_are_judged_by_their_own_limits() -> None:
    assert health.resources((100, "dan"), Tolerances()).rag is G
    assert health.resources((101, "dan"), Tolerances()).rag is A
    assert health.resources((108, "dan"), Tolerances(load=10)).rag is G
    assert health.resources(Undefined("nobody"), Tolerances()).rag is None
    top = Fraction(16)
    assert health.risk(Exposure(top, 0, 0), Tolerances()).rag is G
    assert health.risk(Exposure(top, 1, 0), Tolerances()).rag is A
    assert health.risk(Exposure(top, 1, 1), Tolerances()).rag is R
    assert health.risk(Exposure(top, 1, 1), Tolerances(risk=16)).rag is G
    assert health.risk(Exposure(None, 0, 0), Tolerances()).rag is None


def test_the_worst_dimension_is_the_whole_and_unknown_is_not_green() -> None:
    known = Judged(Dimension.COST, G, "")
    unknown = Judged(Dimension.RISK, None, "nothing rated")
    assert health.overall([unknown, known]) == known
    assert health.overall([known, Judged(Dimension.SCOPE, R, ""), unknown]).rag is R  # type: ignore[union-attr]  # known
    assert health.overall([unknown]) is None
    fine = Judged(Dimension.SCOPE, G, "no change waits for a decision")
    assert health.overall([unknown, fine]) is None
    assert health.overall([unknown, fine, known]) in (fine, known)
    assert health.overall([unknown, Judged(Dimension.SCOPE, A, "")]).rag is A  # type: ignore[union-attr]  # known
    assert health.is_better(G, A)
    assert not health.is_better(A, A)
    assert not health.is_better(G, None)
