"""Levels of risks: scales and zones of a matrix, expected values, what a response is worth.

A matrix says what the steps are called, how likely each is, and which zone each pair falls in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from ppm_tui.terms import RiskKind, Undefined

NOT_RATED = Undefined("not rated yet")
NO_AMOUNT = Undefined("no amount is given for its impact")
NO_RESPONSE = Undefined("what remains after the response is not rated")
LETTERS = "XHML"
"""Zones, the worst first: critical, high, medium, low."""
WORDS = {"X": "critical", "H": "high", "M": "medium", "L": "low"}
FEWEST, MOST = 3, 7
"""Steps of a scale."""
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a scale: of probability a chance from 0 to 1, of impact a weight if it has one."""

    label: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Both scales, the lowest step first; `zones` has a text for each step of probability.

    Each has a letter for each step of impact. Where impacts have weights, a score is chance times
    weight, to two places; else it is the product of the steps.
    """

    name: str
    probabilities: tuple[Step, ...]
    impacts: tuple[Step, ...]
    zones: tuple[str, ...]

    @property
    def is_weighted(self) -> bool:
        """Whether scores are chance times weight."""
        return all(step.value is not None for step in self.impacts)

    def score(self, probability: int, impact: int) -> Decimal | Undefined:
        """The number of a cell; Undefined while one of both is not rated."""
        if not probability or not impact:
            return NOT_RATED
        if not self.is_weighted:
            return Decimal(probability * impact)
        chance, weight = self.probabilities[probability - 1].value, self.impacts[impact - 1].value
        return ((chance or Decimal(0)) * (weight or Decimal(0))).quantize(CENT, ROUND_HALF_UP)

    def zone(self, probability: int, impact: int) -> str | Undefined:
        """The letter of a cell; Undefined while one of both is not rated."""
        if not probability or not impact:
            return NOT_RATED
        return self.zones[probability - 1][impact - 1]

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """Every pair of steps, probability first."""
        impacts = range(1, len(self.impacts) + 1)
        return tuple((p, i) for p in range(1, len(self.probabilities) + 1) for i in impacts)


def ranked(
    name: str, chances: str, impacts: Sequence[Step], borders: Sequence[tuple[str, str]]
) -> Matrix:
    """A matrix whose zones follow from its scores; `borders` has a letter and its lowest score.

    `chances` has a label and a percentage for each step: `rare 10, likely 90`.
    Source: ISO 31000 asks for criteria; which ones is up to each organization.
    """
    steps = tuple(chance_step(text) for text in chances.split(","))
    whole = Matrix(name, steps, tuple(impacts), ())

    def letter(probability: int, impact: int) -> str:
        level = whole.score(probability, impact)
        assert isinstance(level, Decimal)
        return next(letter for letter, lowest in borders if level >= Decimal(lowest))

    zones = tuple(
        "".join(letter(p, i) for i in range(1, len(impacts) + 1)) for p in range(1, len(steps) + 1)
    )
    return Matrix(name, steps, tuple(impacts), zones)


def chance_step(text: str) -> Step:
    """A step of probability from its label and per cent, `very likely 90`. Source: definition."""
    label, _, percent = text.strip().rpartition(" ")
    return Step(label, Decimal(percent) / 100)


FIVE = "very low 10, low 30, medium 50, high 70, very high 90"
SIZES = tuple(map(Step, ("very low", "low", "medium", "high", "very high")))
PPM = ranked("ppm", FIVE, SIZES, (("X", "15"), ("H", "10"), ("M", "5"), ("L", "1")))
PRESETS = {
    matrix.name: matrix
    for matrix in (
        PPM,
        ranked("pm2", FIVE, SIZES, (("X", "20"), ("M", "3"), ("L", "1"))),
        ranked("iso", FIVE, SIZES, (("X", "20"), ("H", "10"), ("M", "5"), ("L", "1"))),
        ranked(
            "pmbok",
            FIVE,
            tuple(
                Step(step.label, Decimal(weight))
                for step, weight in zip(SIZES, ("0.05", "0.1", "0.2", "0.4", "0.8"), strict=True)
            ),
            (("X", "0.36"), ("H", "0.18"), ("M", "0.06"), ("L", "0")),
        ),
        ranked(
            "3x3",
            "low 20, medium 50, high 80",
            SIZES[1:4],
            (("X", "9"), ("H", "6"), ("M", "3"), ("L", "1")),
        ),
    )
}
"""Matrices that come with the program. `pm2` has the three colours of PM²; the scales of `pmbok`
are the example of the PMBOK Guide, its borders ours, as each organization sets its own."""


def breaks(matrix: Matrix) -> tuple[tuple[int, int], ...]:
    """The cells that are in a better zone than one with less probability or less impact.

    Source: definition; in a monotone matrix more of either never makes a risk look smaller.
    """
    rank = {cell: LETTERS.index(matrix.zones[cell[0] - 1][cell[1] - 1]) for cell in matrix.cells}
    return tuple(
        (p, i)
        for p, i in matrix.cells
        if any(rank[p, i] > rank[less] for less in ((p - 1, i), (p, i - 1)) if less in rank)
    )


def borders(matrix: Matrix) -> dict[str, Decimal]:
    """The lowest score of each zone, the worst first; empty where scores do not tell zones apart.

    Source: definition.
    """
    scores: dict[str, list[Decimal]] = {}
    for cell in matrix.cells:
        letter, level = matrix.zone(*cell), matrix.score(*cell)
        if isinstance(letter, str) and isinstance(level, Decimal):
            scores.setdefault(letter, []).append(level)
    known = [letter for letter in LETTERS if letter in scores]
    is_apart = all(min(scores[a]) > max(scores[b]) for a, b in pairwise(known))
    return {letter: min(scores[letter]) for letter in known} if is_apart else {}


def moved(step: int, old: int, new: int) -> int:
    """The step of a scale of `new` steps that is where `step` was in one of `old`; 0 stays 0.

    Source: definition; the ends stay ends, halves go up.
    """
    if not step or old == new:
        return step
    return int(Decimal((step - 1) * (new - 1)) / (old - 1) + Decimal("1.5"))


def chance(
    probability: int, percent: int | Decimal | None = None, matrix: Matrix = PPM
) -> Decimal | Undefined:
    """How likely it is, 0 to 1: the percentage where one is given, else that of its step.

    Source: PMBOK Guide; its example scale 0.1, 0.3, 0.5, 0.7, 0.9.
    """
    if percent is not None:
        return Decimal(percent) / 100
    found = matrix.probabilities[probability - 1].value if probability else None
    return NOT_RATED if found is None else found


def expected_value(
    *,
    kind: RiskKind,
    probability: int,
    amount: int | None,
    percent: int | Decimal | None = None,
    matrix: Matrix = PPM,
) -> Decimal | Undefined:
    """Probability times amount, unrounded: below zero for a threat, above for an opportunity.

    `percent` takes the place of what the step stands for. Undefined without amount or rating.
    Source: PMBOK Guide, expected monetary value. Published figures: tests/unit/test_risk.py.
    """
    if amount is None:
        return NO_AMOUNT
    likely = chance(probability, percent, matrix)
    if isinstance(likely, Undefined):
        return likely
    return likely * signed(kind, amount)


def signed(kind: RiskKind, amount: int) -> int:
    """An amount with the sign of what it does: below zero for a threat. Source: definition."""
    return -abs(amount) if kind is RiskKind.THREAT else abs(amount)


def benefit(
    before: Decimal | Undefined, after: Decimal | Undefined, cost: int | None
) -> Decimal | Undefined:
    """What a response is worth: by how much it makes the expected value better, less its cost.

    Both values have their signs, so a threat that costs less counts as better.
    Source: change of exposure = EMV before - EMV after - cost of the response, of amounts.
    """
    if isinstance(before, Undefined):
        return before
    return after if isinstance(after, Undefined) else after - before - (cost or 0)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What risks are expected to cost or bring together, and how much the whole would be.

    Threats count below zero. `worst` is the largest single loss; `unknown` have no expected value.
    """

    count: int
    expected: Decimal
    full: int
    worst: int
    unknown: int

    @property
    def is_known(self) -> bool:
        """Whether any of them has an expected value. Source: definition."""
        return self.unknown < self.count

    @property
    def share(self) -> Decimal | Undefined:
        """The expected value as a share of all threats together."""
        return self.expected / self.full if self.full else NO_AMOUNT


def exposure(values: Iterable[tuple[Decimal | Undefined, int | None]]) -> Exposure:
    """The sum of expected values, each with its whole amount: a threat's is below zero.

    An average, not what will happen, so the worst single one stands beside it.
    Source: PMBOK Guide, reserve analysis. Published figures: tests/unit/test_risk.py.
    """
    listed = list(values)
    known = [(each, amount or 0) for each, amount in listed if isinstance(each, Decimal)]
    losses = [amount for _, amount in known if amount < 0]
    return Exposure(
        len(listed),
        sum((each for each, _ in known), Decimal(0)),
        sum(losses),
        min(losses, default=0),
        len(listed) - len(known),
    )
