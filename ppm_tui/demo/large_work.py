"""Time of the large portfolio, spread evenly over the days that have gone by."""

from collections.abc import Sequence
from random import Random

from ppm_tui.demo.large_plan import Outline
from ppm_tui.store.commands.bulk import Row


def entries(
    outline: Outline, chance: Random, number: int, rate: int, people: Sequence[str]
) -> list[Row]:
    """So many entries of half an hour to eight hours, the oldest first."""
    team = chance.sample(people, 6)
    days = [outline.day(each) for each in range(outline.elapsed)]
    made: list[Row] = []
    for each in range(number):
        minutes = 30 * chance.randint(1, 16)
        made.append(
            {
                "project_id": outline.id,
                "resource_id": chance.choice(team),
                "number": each + 1,
                "day": days[len(days) * each // number],
                "minutes": minutes,
                "cost": minutes * rate // 60,
            }
        )
    return made
