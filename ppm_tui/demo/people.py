"""The demo's team: hours of a week, the cost of an hour in EUR before and since New Year."""

from ppm_tui.demo.shapes import Person

PEOPLE = (
    Person("dan", "Dan Rusu", "Dev", 40, 92, 95),
    Person("ana", "Ana Ferreira", "PM", 40, 105, 110),
    Person("kim", "Kim Solberg", "Data", 40, 98, 102),
    Person("gia", "Gia Moretti", "QA", 40, 78, 80),
    Person("ben", "Ben Okoro", "PM", 40, 105, 108),
    Person("caro", "Caro Lindqvist", "BA", 32, 88, 90),
    Person("jan", "Jan Novotny", "Ops", 40, 84, 86),
    Person("eva", "Eva Hartmann", "Dev", 40, 94, 96),
    Person("fin", "Fin Gallagher", "Dev", 40, 82, 85),
    Person("hugo", "Hugo Brandt", "QA", 24, 74, 76),
    Person("ivy", "Ivy Nakamura", "UX", 40, 86, 88),
    Person("leo", "Leo Marchand", "Legal", 16, 120, 124),
)

RATES = {"EUR": 100, "CHF": 96, "GBP": 86, "USD": 108}
"""What 100 EUR are in each currency of the demo; a person has a rate in each."""
