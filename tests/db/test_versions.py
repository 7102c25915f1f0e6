"""Lists kept in versions: old days keep what held then, and the next version takes over from its day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from db.catalogue import Brand
from db.catalogue.versions import add_missing, all_versions, holding, in_force, put, terms
from db.engine import Db

FIRST = date(2026, 1, 1)
DAYS = st.dates(FIRST, FIRST + timedelta(days=60))


def brand(code: str, first: date, last: date | None = None, price: int | None = None) -> Brand:
    return Brand(
        code=code,
        valid_from=first,
        valid_to=last,
        position=1,
        product="condom",
        name=code.title(),
        price=price,
        price_unit="box" if price else None,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Brand]:
    firsts = draw(st.sets(st.tuples(st.sampled_from("abc"), DAYS), max_size=9))
    found = []
    for code, first in draw(st.permutations(sorted(firsts))):
        days = draw(st.none() | st.integers(0, 40))
        found.append(brand(code, first, None if days is None else first + timedelta(days=days)))
    return found


@given(histories(), DAYS)
def test_on_each_day_the_newest_version_that_began_holds_unless_it_has_ended(history: list[Brand], day: date) -> None:
    expected = set()
    for code in "abc":
        begun = [version for version in history if version.code == code and version.valid_from <= day]
        newest = max(begun, key=lambda version: version.valid_from, default=None)
        if newest and (newest.valid_to is None or day <= newest.valid_to):
            expected.add(newest)
    assert set(holding(history, day)) == expected


@given(histories())
def test_terms_of_one_entry_never_overlap(history: list[Brand]) -> None:
    for code in "abc":
        mine = [(version.valid_from, last) for version, last in terms(history) if version.code == code]
        assert all(last < first for (_, last), (first, _) in pairwise(mine))


async def test_a_new_price_leaves_the_old_one_to_the_days_before(db: Db) -> None:
    async with db.begin() as session:
        assert await put(session, [brand("x", FIRST, price=20_000), brand("x", date(2027, 1, 1), price=25_000)]) == 2
    async with db.begin() as session:
        prices = [
            {row.code: row.price for row in await in_force(session, Brand, day)}.get("x")
            for day in (FIRST - timedelta(days=1), FIRST, date(2026, 12, 31), date(2027, 1, 1))
        ]
    assert prices == [None, 20_000, 20_000, 25_000]


async def test_putting_counts_only_what_changed(db: Db) -> None:
    kept = brand("x", FIRST, price=20_000)
    async with db.begin() as session:
        assert await put(session, [kept]) == 1
        assert await put(session, [kept]) == 0
        assert await put(session, [kept, brand("y", FIRST), brand("x", FIRST, price=1)]) == 2
        assert await put(session, list[Brand]()) == 0
    async with db.begin() as session:
        assert {row.price for row in await all_versions(session, Brand) if row.code == "x"} == {1}


async def test_what_is_there_in_any_version_is_not_missing(db: Db) -> None:
    async with db.begin() as session:
        await put(session, [brand("x", FIRST, price=20_000)])
        await add_missing(session, [brand("x", date(2027, 1, 1)), brand("y", FIRST), brand("y", date(2027, 1, 1))])
    async with db.begin() as session:
        found = [(row.code, row.valid_from) for row in await all_versions(session, Brand) if row.code in "xy"]
    assert found == [("x", FIRST), ("y", FIRST), ("y", date(2027, 1, 1))]
