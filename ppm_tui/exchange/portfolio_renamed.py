"""Fields that earlier exports have under another name, and what they say today."""

from typing import Any

CHARGED = "is_charged"
STATES = {True: "billable", False: "no_charge", None: None}
"""Whether work was charged was yes or no; no is work that stands on an invoice at zero."""


def renamed(values: dict[str, Any]) -> dict[str, Any]:
    """The values by the names of today; what is known by no old name stays as it is."""
    if CHARGED not in values or values[CHARGED] not in STATES:
        return values
    said = STATES[values[CHARGED]]
    kept = {("bill" if name == CHARGED else name): each for name, each in values.items()}
    return kept | {"bill": said}
