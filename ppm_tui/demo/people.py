"""The demo's team: hours of a week, cost of an hour in EUR before and since New Year, target."""

from ppm_tui.demo.shapes import Person

PEOPLE = (
    Person("dan", "Dan Rusu", "Dev", 40, 92, 95, "Build", 80),
    Person("ana", "Ana Ferreira", "PM", 40, 105, 110, "Delivery", 60),
    Person("kim", "Kim Solberg", "Data", 40, 98, 102, "Build", 75),
    Person("gia", "Gia Moretti", "QA", 40, 78, 80, "Quality", 75),
    Person("ben", "Ben Okoro", "PM", 40, 105, 108, "Delivery", 60),
    Person("caro", "Caro Lindqvist", "BA", 32, 88, 90, "Delivery", 75),
    Person("jan", "Jan Novotny", "Ops", 40, 84, 86, "Build", 50),
    Person("eva", "Eva Hartmann", "Dev", 40, 94, 96, "Build", 80),
    Person("fin", "Fin Gallagher", "Dev", 40, 82, 85, "Build", 80),
    Person("hugo", "Hugo Brandt", "QA", 24, 74, 76, "Quality", 75),
    Person("ivy", "Ivy Nakamura", "UX", 40, 86, 88, "Delivery", 70),
    Person("leo", "Leo Marchand", "Legal", 16, 120, 124),
)

RATES = {"EUR": 100, "CHF": 96, "GBP": 86, "USD": 108}
"""What 100 EUR are in each currency of the demo; a person has a rate in each."""

LOADS = {
    "dan": (110, 135, 125, 100, 90, 80, 60, 40, 20, 20),
    "ana": (95, 118, 90, 80, 75, 70, 60, 60, 50, 50, 50, 40, 40, 40, 40),
    "kim": (100, 100, 95, 95, 80, 80, 60, 60, 40, 40, 20, 20),
    "gia": (75, 98, 110, 90, 60, 40, 40, 20, 20),
    "ben": (100, 96, 95, 90, 90, 85, 80, 75, 70, 70, 60, 60, 50, 50, 50),
    "caro": (88, 92, 100, 100, 75, 50, 50, 40, 40, 40, 40, 20, 20, 20),
    "jan": (90, 90, 100, 95, 70, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60),
    "eva": (80, 85, 100, 104, 100, 95, 80, 60, 60, 40, 40, 20, 20),
    "fin": (60, 70, 80, 95, 95, 90, 90, 60, 40, 40, 20, 20, 20, 20),
    "hugo": (50, 50, 75, 75, 50, 50, 25, 25),
    "ivy": (40, 45, 60, 60, 60, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40),
    "leo": (25, 25, 0, 0, 50, 0, 0, 25),
}
"""Per cent of a person's week that is booked, from the as-of day's week on."""

FIXED = {("dan", 1): (("T-111", 24, 0, 2), ("T-210", 20, 0, 3), ("T-318", 10, 2, 4))}
"""Weeks that are drawn in detail: task, hours, first and last weekday."""

DEMAND = (("T-805", 140, 2, 8), ("T-904", 400, 3, 12), ("T-503", 96, 1, 6))
"""Work that nobody has yet: task, hours, first and last week."""
