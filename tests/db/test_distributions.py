"""Distributions: kept with their items, corrected, withdrawn, added up, and what they tell of a person's habits."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from db.distributions import DISTRIBUTIONS, Handed, Item, box_sizes, habits, totals
from db.engine import Db
from db.records import Revision
from db.scope import Scope
from tests.db.given import NGOC_HA, NOW, TODAY, Somebody, somebody

updates = count(1)
MINUTES = timedelta(minutes=15)


def item(product: str = "condom", pieces: int = 20, **more: Any) -> dict[str, Any]:
    told = {"product": product, "brand": None, "quantity": pieces, "unit": "piece", "per_box": None, "pieces": pieces}
    return {**told, **more}


BOXES = item("condom", 24, brand="hello", quantity=2, unit="box", per_box=12)


async def log(db: Db, who: Somebody, *items: dict[str, Any], **facts: Any) -> int:
    given = {"given_on": TODAY.isoformat(), "supply": "free", "people": 1, "items": list(items), **facts}
    async with db.begin() as session:
        return await DISTRIBUTIONS.add(
            session,
            given,
            person_id=who.id,
            area_id=who.area_id,
            channel="telegram",
            update_id=next(updates),
            now=NOW,
        )


async def test_a_distribution_is_read_as_it_was_said_in_the_order_of_its_goods(db: Db) -> None:
    who = await somebody(db)
    pill = item("oral_pill", 3, unit="strip")
    record_id = await log(db, who, pill, BOXES, supply="socialised", money=150_000, people=4, note="tổ 3")
    async with db() as session:
        kept = await DISTRIBUTIONS.one(session, Scope.own(who.id), record_id)
    assert kept is not None
    assert kept.facts == {
        "given_on": "2026-11-18",
        "items": [pill, BOXES],
        "supply": "socialised",
        "money": 150_000,
        "client_id": None,
        "people": 4,
        "note": "tổ 3",
    }


async def test_a_correction_replaces_the_goods_and_keeps_the_former_ones(db: Db) -> None:
    who = await somebody(db)
    own, facts = Scope.own(who.id), {"given_on": "2026-11-17", "supply": "free", "people": 1, "items": [BOXES]}
    record_id = await log(db, who, item(), item("oral_pill", 1))
    async with db.begin() as session:
        assert await DISTRIBUTIONS.correct(session, own, record_id, facts, person_id=who.id, now=NOW)
        assert not await DISTRIBUTIONS.correct(session, own, record_id, facts, person_id=who.id, now=NOW)
    async with db() as session:
        [revision] = await session.scalars(select(Revision))
        assert [one["product"] for one in revision.before["items"]] == ["condom", "oral_pill"]
        assert revision.after["items"] == [BOXES]
        assert await session.scalar(select(func.count()).select_from(Item)) == 1
        assert await totals(session, own, TODAY, TODAY) == Handed(0, 0, 0, {})
        assert await totals(session, own, date(2026, 11, 17), TODAY) == Handed(1, 1, 0, {"condom": 24})


async def test_what_is_withdrawn_is_in_no_sum_and_tells_of_no_habit(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    await log(db, who, item("condom", 10), money=None, people=2)
    record_id = await log(db, who, BOXES, money=30_000)
    async with db.begin() as session:
        assert await totals(session, own, TODAY, TODAY) == Handed(2, 3, 30_000, {"condom": 34})
        assert await DISTRIBUTIONS.withdraw(session, own, record_id, "twice", person_id=who.id, now=NOW + MINUTES)
        assert await totals(session, own, TODAY, TODAY) == Handed(1, 2, 0, {"condom": 10})
        assert await habits(session, own, TODAY, TODAY) == [("condom", None)]
        assert await box_sizes(session, own) == {}


async def test_what_is_handed_out_most_comes_first_then_what_came_last(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    await log(db, who, item("lubricant"))
    await log(db, who, item("oral_pill"), BOXES)
    await log(db, who, item("oral_pill"), given_on="2026-11-01")
    await log(db, who, item("micronutrient"), given_on="2026-01-01")
    async with db() as session:
        found = await habits(session, own, TODAY - timedelta(days=90), TODAY)
        assert found == [("oral_pill", None), ("condom", "hello"), ("lubricant", None)]


async def test_the_last_size_of_a_pack_is_known_by_product_brand_and_unit(db: Db) -> None:
    who = await somebody(db)
    await log(db, who, BOXES, item("emergency_pill", 2, quantity=1, unit="strip", per_box=2))
    await log(db, who, {**BOXES, "per_box": 10, "pieces": 20}, {**BOXES, "brand": None, "per_box": 3, "pieces": 6})
    async with db() as session:
        assert await box_sizes(session, Scope.own(who.id)) == {
            ("condom", "hello", "box"): 10,
            ("condom", None, "box"): 3,
            ("emergency_pill", None, "strip"): 2,
        }


async def test_one_sees_ones_own_and_an_area_sees_its_own(db: Db) -> None:
    who, other = await somebody(db), await somebody(db, "2", area=NGOC_HA)
    await log(db, who, BOXES, money=5_000)
    await log(db, other, item("oral_pill", 1))
    async with db() as session:
        for scope in (Scope.own(other.id), Scope(area_ids=frozenset({other.area_id}))):
            assert await totals(session, scope, TODAY, TODAY) == Handed(1, 1, 0, {"oral_pill": 1})
            assert await habits(session, scope, TODAY, TODAY) == [("oral_pill", None)]
            assert await box_sizes(session, scope) == {}
        assert await totals(session, Scope.everything(), TODAY, TODAY) == Handed(
            2, 2, 5_000, {"condom": 24, "oral_pill": 1}
        )


async def test_the_same_goods_in_the_same_channel_within_minutes_are_found(db: Db) -> None:
    who = await somebody(db)
    own, same = Scope.own(who.id), ("items", "supply", "client_id", "people")
    await log(db, who, BOXES)
    facts = {"given_on": TODAY.isoformat(), "supply": "free", "people": 1, "items": [BOXES]}
    async with db() as session:
        for changed, found in (
            ({}, True),
            ({"note": "khác"}, True),
            ({"people": 2}, False),
            ({"items": [item()]}, False),
            ({"supply": "market"}, False),
            ({"given_on": "2026-11-17"}, False),
        ):
            known = await DISTRIBUTIONS.same(session, own, {**facts, **changed}, same, now=NOW, within=MINUTES)
            assert (known is not None) == found, changed
