"""Lines drawn with letters."""

from ppm_tui.plots import Series, plot, sampled


def test_each_line_is_drawn_with_its_own_sign_from_zero_to_the_highest_value() -> None:
    planned = Series(".", "planned", [0.0, 2.0, 4.0, 4.0])
    earned = Series("E", "earned", [0.0, 1.0, None, None])
    found = plot([planned, earned], 5)
    assert found.lines == (
        "  ..",
        "",
        " .",
        " E",
        "E",
    )
    assert found.values == (4.0, 3.0, 2.0, 1.0, 0.0)


def test_today_stands_behind_the_lines() -> None:
    found = plot([Series("A", "actual", [1.0, 1.0, 1.0])], 2, marked=1)
    assert found.lines == ("AAA", " |")


def test_nothing_known_is_an_empty_plot() -> None:
    assert plot([Series("A", "actual", [None, None])], 2).lines == ("", "")


def test_many_days_are_sampled_by_the_last_of_each_cell_and_few_stretched() -> None:
    assert sampled([1, 2, 3, 4, 5, 6], 3) == [2, 4, 6]
    assert sampled([1, 2, 3], 2) == [2, 3]
    assert sampled([1, 2], 4) == [1, 1, 2, 2]
    assert sampled([], 2) == [None, None]
