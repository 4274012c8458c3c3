"""A simulation as the JSON of the command line: see `shapes`."""

from ppm_tui.cli.shapes import Shape
from ppm_tui.store.queries.simulation_rows import SHOWN, Cost, Finish, Forecast, Simulation
from ppm_tui.terms import Undefined

STEP = 5
"""The curve has a point for every so many per cent."""
DAY = 480


def simulation(row: Simulation) -> Shape:
    """The row of `simulation`: the figures with responses first, those without below."""
    reserve = row.reserve
    return {
        "project": row.project,
        "runs": row.runs,
        "seed": row.how.seed,
        "shape": row.how.shape,
        "correlation_percent": row.how.correlation,
        "currency": row.currency,
        "plan": {"finish": row.plan_finish, "cost": row.plan_cost},
        **_forecast(row.responded),
        "without_responses": _forecast(row.without),
        "reserve": {
            "percent": reserve.percent,
            "minutes": reserve.minutes,
            "minutes_over_plan": reserve.minutes_over_plan,
            "cost": reserve.cost,
            "cost_over_plan": reserve.cost_over_plan,
        },
        "criticality": [
            {"task": each.ref, "share": each.share, "cruciality": each.cruciality}
            for each in row.tasks
        ],
        "risks": [
            {
                "id": each.ref,
                "days": each.minutes / DAY,
                "cost": each.cost,
                "days_p80": each.minutes_p80 / DAY,
                "cost_p80": each.cost_p80,
            }
            for each in row.effects
        ],
        "counted": {
            "tasks": row.open,
            "estimated": row.estimated,
            "risks": row.risks,
            "simulated": row.counted,
        },
        "curve": [_point(row, percent) for percent in range(0, 101, STEP)],
    }


def _forecast(found: Forecast) -> Shape:
    cost = found.cost
    return {
        "finish": _figures(found.finish),
        "cost": cost if isinstance(cost, Undefined) else _figures(cost),
    }


def _figures(found: Finish | Cost) -> Shape:
    spread = found.sd_minutes if isinstance(found, Finish) else found.sd
    percentiles = {f"p{percent}": found.curve[percent] for percent in SHOWN}
    return {"mean": found.mean, "sd": spread, **percentiles}


def _point(row: Simulation, percent: int) -> Shape:
    point: Shape = {
        "percent": percent,
        "finish": row.responded.finish.curve[percent],
        "finish_without": row.without.finish.curve[percent],
    }
    if isinstance(row.responded.cost, Cost) and isinstance(row.without.cost, Cost):
        point |= {
            "cost": row.responded.cost.curve[percent],
            "cost_without": row.without.cost.curve[percent],
        }
    return point
