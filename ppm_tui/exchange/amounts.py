"""Money and effort as people type them: `45k`, `1,200.50`, `16h`, `1h30`, `3d`."""

import re

from ppm_tui import dates
from ppm_tui.errors import Invalid
from ppm_tui.exchange import cell_values

POWERS = {"k": 3, "m": 6}
EFFORT = re.compile(r"[\d.,]+ *[hdw]|\d+h\d{1,2}", re.IGNORECASE | re.ASCII)


def money(text: str, currency: str) -> int:
    """Minor units of an amount in major ones, `k` thousand and `m` a million. Raises ValueError."""
    power = POWERS.get(text[-1:].casefold(), 0)
    amount = cell_values.number(text[:-1] if power else text).scaleb(power)
    return cell_values.minor(amount, currency)


def effort(text: str) -> int:
    """Minutes of working time: `16h`, `1h30`, `45m`, `3d`. Raises ValueError."""
    if re.fullmatch(r"\d+h\d{1,2}", text):
        return dates.effort(text)[0]
    return cell_values.duration(text, "h").minutes


def either(text: str, currency: str) -> tuple[int, int]:
    """An amount of money, or minutes where the text is hours, days or weeks. Raises Invalid."""
    try:
        if EFFORT.fullmatch(text.strip()):
            return 0, effort(text.strip())
        return money(text.strip(), currency), 0
    except ValueError as error:
        raise Invalid(f"«{text}» {error}: type 12k of money, or 16h of effort") from error
