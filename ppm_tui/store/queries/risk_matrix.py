"""The matrix by which risks are rated."""

from dataclasses import dataclass

from ppm_tui.analysis.risk import PPM, Matrix
from ppm_tui.store import risk_matrix
from ppm_tui.store.reader import Connection

MATRIX = """
SELECT m.name, m.probabilities, m.impacts, m.zones FROM risk_matrix m ORDER BY m.name LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    probabilities: str
    impacts: str
    zones: str


def matrix(connection: Connection) -> Matrix:
    """The matrix in force: that of ppm until another one was set; one statement."""
    row = connection.one(_Row, MATRIX)
    if row is None:
        return PPM
    return risk_matrix.loaded(row.name, row.probabilities, row.impacts, row.zones)
