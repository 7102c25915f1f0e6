"""The title of a picture says what is to be seen in it, and says nothing where nothing stands out."""

from datetime import date

import pytest

from db.scope import Scope
from handlers.asking.answers import LISTED, Answer, Row
from handlers.asking.hiding import Value
from handlers.asking.pictures import _compared, _leading, _lowest, _peak
from handlers.asking.places import Where
from handlers.asking.question import Question
from handlers.asking.spans import around
from handlers.rights import OWN_SIGHT
from locales import language

EN = language("en")


def rows(*numbers: int | None) -> tuple[Row, ...]:
    names = ("Kim Liên", "Bồ Đề", "Sóc Sơn")
    return tuple(
        Row(name, None if number is None else Value(number)) for name, number in zip(names, numbers, strict=False)
    )


def test_who_is_ahead_and_who_has_least_is_named() -> None:
    assert _leading(rows(24, 43, 36), EN) == "Bồ Đề leads: 43"
    assert _lowest(rows(24, 43, 36), EN) == "Least: Kim Liên (24)"
    assert _peak(rows(24, 43, 36), EN) == "Most: Bồ Đề (43)"


@pytest.mark.parametrize("numbers", [(43, 43, 36), (0, 0, 0), (43, None, 36)])
def test_nobody_is_named_who_shares_the_place_or_where_a_figure_is_not_told(numbers: tuple[int | None, ...]) -> None:
    assert _leading(rows(*numbers), EN) is None
    assert _peak(rows(*numbers), EN) is None


def test_two_sides_are_compared_in_words() -> None:
    for here, there, said in ((5, 3, "more than"), (3, 5, "less than"), (5, 5, "the same")):
        this, that = rows(here, there)
        assert said in str(_compared(this, that, EN))
    this, that = rows(5, None)
    assert _compared(this, that, EN) is None


@pytest.mark.parametrize(("empty", "told"), [(LISTED, [0] * LISTED + [24, 43]), (LISTED + 1, [24, 43])])
def test_the_lowest_are_not_hidden_behind_all_those_that_have_nothing(empty: int, told: list[int]) -> None:
    places = [Row(f"place {number}", Value(value)) for number, value in enumerate([43, 24, *[0] * empty])]
    here = Where("a1", "Hà Nội", "city", Scope.everything(), OWN_SIGHT)
    answer = Answer(Question("a1", around("month", date(2026, 11, 22)), "talks", "lowest"), here, rows=tuple(places))
    assert [row.value.number for row in answer.ranked if row.value] == told
