"""Public holidays by country and subdivision, from the package `holidays`, which needs no network.

It is imported when somebody asks for a region, and never by a reading path: it takes 58 ms.
"""

from collections.abc import Iterable
from datetime import date

from ppm_tui.errors import Invalid

ENGLISH = "en_US"
"""The language of the names, wherever the program runs."""
HELP = "type a country such as AT, or with its state as DE-BY"


def known(region: str, years: Iterable[int]) -> tuple[str, dict[date, str]]:
    """The region as it is written, and the names of its public holidays by day.

    Raises Invalid for a region of which none are known.
    """
    import holidays

    country, _, part = region.strip().replace("_", "-").partition("-")
    country = country.upper()
    try:
        whole = holidays.country_holidays(country)
        part = _subdivision(country, part, whole.subdivisions)
        found = holidays.country_holidays(
            country, subdiv=part or None, years=list(years), language=ENGLISH
        )
    except NotImplementedError as error:
        raise Invalid(f"no public holidays are known of «{region.strip()}»: {HELP}") from error
    if not found:
        raise Invalid(f"no public holidays are known of «{region.strip()}» in these years")
    return f"{country}-{part}" if part else country, dict(found.items())


def _subdivision(country: str, part: str, known: Iterable[str]) -> str:
    """As the package spells it. Raises Invalid, and says which there are."""
    names = list(known)
    spelt = next((each for each in names if each.casefold() == part.strip().casefold()), None)
    if part and spelt is None:
        some = f"one of {', '.join(names)}" if names else "no parts"
        raise Invalid(f"«{part}» is no part of {country}, which has {some}")
    return spelt or ""
