"""Days of recurring calendar exceptions, by the calendar on the wall."""

from datetime import date

import pytest

from ppm_tui.exchange.msproject_recurrence import (
    DAYS,
    MONTHLY,
    MONTHLY_BY_PLACE,
    WEEKLY,
    WORKDAYS,
    YEARLY,
    YEARLY_BY_PLACE,
    Rule,
    days,
    words,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
MONDAY, FRIDAY, SUNDAY = 2, 32, 1


@pytest.mark.parametrize(
    ("rule", "found", "text"),
    [
        (
            Rule(DAYS, FIRST, LAST, every=10, times=3),
            ["01-01", "01-11", "01-21"],
            "every 10 days, 3 times",
        ),
        (
            Rule(WORKDAYS, date(2026, 1, 3), LAST, every=3, times=4),
            ["01-05", "01-08", "01-13", "01-16"],
            "every 3 weekdays, 4 times",
        ),
        (
            Rule(WEEKLY, date(2026, 3, 4), date(2026, 3, 31), every=2, weekdays=MONDAY | FRIDAY),
            ["03-06", "03-16", "03-20", "03-30"],
            "every 2 weeks on Monday, Friday",
        ),
        (
            Rule(WEEKLY, date(2026, 3, 2), date(2026, 3, 20), every=2, weekdays=SUNDAY),
            ["03-15"],
            "every 2 weeks on Sunday",
        ),
        (Rule(WEEKLY, FIRST, LAST), [], "every week on "),
        (
            Rule(MONTHLY, FIRST, date(2026, 6, 30), day=31),
            ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"],
            "every month on day 31",
        ),
        (
            Rule(MONTHLY, date(2026, 1, 10), LAST, every=5, day=4),
            ["02-04", "07-04", "12-04"],
            "every 5 months on day 4",
        ),
        (
            Rule(MONTHLY_BY_PLACE, FIRST, date(2026, 4, 30), item=1, place=4),
            ["01-30", "02-27", "03-31", "04-30"],
            "every month on the last weekday",
        ),
        (
            Rule(MONTHLY_BY_PLACE, FIRST, date(2026, 2, 28), item=2, place=1),
            ["01-04", "02-07"],
            "every month on the second weekend day",
        ),
        (
            Rule(YEARLY, FIRST, LAST, month=2, day=29),
            ["02-28"],
            "every year on 29 February",
        ),
        (
            Rule(YEARLY_BY_PLACE, FIRST, LAST, month=11, item=7, place=3),
            ["11-26"],
            "every year on the fourth Thursday of November",
        ),
    ],
)
def test_days_and_words_of_a_rule(rule: Rule, found: list[str], text: str) -> None:
    assert [f"{day:%m-%d}" for day in days(rule)] == found
    assert words(rule) == text
