"""Charts as lines of text, in the signs of a set: each says by its shape what it says by colour."""

from bisect import bisect_right
from collections.abc import Sequence

from ppm_tui.formats import Glyphs

HUNDRED = 100


def bar(share: float, cells: int, glyphs: Glyphs) -> str:
    """A bar for a share from -1 to 1 of the longest one; below 0 it is light."""
    length = round(abs(share) * cells)
    if share and not length:
        length = 1
    return (glyphs.done if share > 0 else glyphs.planned) * length


def s_curves(
    first: Sequence[float], second: Sequence[float], cells: int, lines: int, glyphs: Glyphs
) -> list[str]:
    """How many per cent of the runs stay below each value, in two cases, from 100 % down.

    Both have the values not exceeded in 0, 1 … 100 per cent. Full is what both keep, half what
    only the first does, light what only the second does.
    """
    low, high = min(first[0], second[0]), max(first[-1], second[-1])
    step = (high - low) / max(cells - 1, 1)
    shares = [
        tuple(max(bisect_right(curve, low + step * cell) - 1, 0) for curve in (first, second))
        for cell in range(cells - 1)
    ]
    shares.append((HUNDRED, HUNDRED))
    signs = {(True, True): glyphs.done, (True, False): glyphs.to_do, (False, True): glyphs.planned}
    drawn = []
    for place in range(lines):
        least = HUNDRED - HUNDRED * place / lines
        rows = (tuple(share >= least for share in pair) for pair in shares)
        drawn.append("".join(signs.get((row[0], row[1]), " ") for row in rows))
    return drawn
