"""The plan's items for an area: counted from the records or entered, against the denominator that is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from db.areas import area_by_code, subtree
from db.clusters import communes as communes_of_day
from db.denominators import DenominatorRow, put_denominators
from db.engine import Db
from db.entered import enter
from db.plan import Basis, Reached, progress
from db.scope import Scope
from db.statistics.questions import LEDGERS
from tests.db.given import BA_DINH, NOW, TODAY
from tests.db.summed import Town, town

CITY = "01"


@pytest.fixture
async def place(db: Db) -> Town:
    """Two communes."""
    return await town(db)


async def logged(db: Db, place: Town, kind: str, facts: Mapping[str, Any], *, update_id: int, area: int = 0) -> None:
    async with db.begin() as session:
        await LEDGERS[kind].add(
            session,
            dict(facts),
            person_id=place.people[0],
            area_id=area or place.ba_dinh,
            channel="telegram",
            update_id=update_id,
            now=NOW,
        )


def talk(**changes: Any) -> dict[str, Any]:
    facts = {"held_on": TODAY.isoformat(), "form": "group_talk", "topics": ["cervical_cancer"], "attendees": 20}
    return {**facts, "leaflets": 0, "funding": "none", **changes}


def handout(supply: str, *items: tuple[str, str | None], people: int = 1, **changes: Any) -> dict[str, Any]:
    told = [
        {"product": product, "brand": brand, "quantity": 1, "unit": "piece", "per_box": None, "pieces": 1}
        for product, brand in items
    ]
    return {"given_on": TODAY.isoformat(), "supply": supply, "people": people, "items": told, **changes}


async def reached(db: Db, code: str, area: str = CITY, day: date = TODAY) -> Reached | None:
    async with db() as session:
        found = await area_by_code(session, area, TODAY)
        assert found is not None
        items = await progress(session, Scope(area_ids=await subtree(session, [found.id])), found, day)
        return next((one for one in items if one.target.code == code), None)


async def item(db: Db, code: str, area: str = CITY, day: date = TODAY) -> Reached:
    found = await reached(db, code, area, day)
    assert found is not None
    return found


async def entered(db: Db, place: Town, code: str, day: date, number: int) -> None:
    async with db.begin() as session:
        await enter(session, code, day, number, "Báo cáo", person_id=place.people[0], now=NOW)


async def denominators_told(db: Db, *rows: tuple[int, int, str, int]) -> None:
    async with db.begin() as session:
        await put_denominators(session, [DenominatorRow(*row, "Trạm y tế") for row in rows], NOW)


async def test_communes_count_once_however_much_they_did(db: Db, place: Town) -> None:
    local = talk(form="community_event", funding="local")
    for number, area in enumerate((place.ba_dinh, place.ba_dinh, place.ngoc_ha)):
        await logged(db, place, "talk", local, update_id=number, area=area)
    one = await item(db, "MT1.6")
    assert (one.figure, one.basis) == (2, Basis(126, "communes"))
    own = await item(db, "MT1.6", BA_DINH)
    assert (own.figure, own.basis) == (1, Basis(1, "communes"))


async def test_a_year_counts_for_itself_and_a_quota_for_the_phase_too(db: Db, place: Town) -> None:
    paid = talk(form="community_event", funding="city", leaflets=40)
    await logged(db, place, "talk", paid, update_id=1)
    for number, day in enumerate((date(2025, 12, 31), date(2026, 1, 1)), 2):
        await logged(db, place, "talk", {**paid, "held_on": day.isoformat()}, update_id=number)
    events, leaflets = await item(db, "HD03"), await item(db, "HD02")
    assert (events.figure, events.in_phase) == (2, 2)
    assert (leaflets.figure, leaflets.in_phase) == (80, 80)
    before = await item(db, "HD03", day=date(2025, 12, 31))
    assert (before.figure, before.in_phase) == (1, 1)


async def test_women_who_were_told_and_those_who_were_referred_stand_side_by_side(db: Db, place: Town) -> None:
    await logged(db, place, "talk", talk(women_30_54=12), update_id=1)
    referral = {"referred_on": TODAY.isoformat(), "client_id": None, "count": 3, "age_band": "30-39"}
    await logged(db, place, "referral", {**referral, "purposes": ["cervical"], "slip": "S1"}, update_id=2)
    one = await item(db, "MT1.4")
    assert (one.figure, one.beside) == (12, {"referred": 3})


async def test_a_method_is_used_by_whom_it_was_given_to_or_who_was_referred_for_it(db: Db, place: Town) -> None:
    await logged(db, place, "distribution", handout("free", ("condom", None), people=4), update_id=1)
    referral = {"referred_on": TODAY.isoformat(), "client_id": None, "count": 2, "age_band": "30-39"}
    await logged(db, place, "referral", {**referral, "purposes": ["iud"], "slip": "S2"}, update_id=2)
    await logged(db, place, "referral", {**referral, "purposes": ["breast"], "slip": "S3"}, update_id=3)
    one = await item(db, "MT1.2")
    assert (one.figure, one.parts) == (6, {"supplied": 4, "services": 2})


async def test_the_share_through_the_plan_is_of_what_was_logged(db: Db, place: Town) -> None:
    assert (await item(db, "MT3.2")).basis == Basis(0, "records")
    await logged(db, place, "distribution", handout("free", ("condom", None), people=3), update_id=1)
    await logged(db, place, "distribution", handout("socialised", ("condom", "hello")), update_id=2)
    one = await item(db, "MT3.2")
    assert (one.figure, one.basis) == (1, Basis(4, "records"))


async def test_the_contraceptive_with_the_fewest_makes_decides(db: Db, place: Town) -> None:
    assert (await item(db, "MT3.1")).figure is None
    makes = (("condom", "hello"), ("condom", "kimiko plus"), ("oral_pill", "anna"), ("oral_pill", None))
    await logged(db, place, "distribution", handout("socialised", *makes, ("feminine_wash", "vagis")), update_id=1)
    one = await item(db, "MT3.1")
    assert (one.figure, one.parts) == (1, {"condom": 2, "oral_pill": 1})


async def test_a_quota_adds_up_what_was_entered_and_a_target_takes_the_latest(db: Db, place: Town) -> None:
    assert (await item(db, "HD06")).figure is None
    for day, number in ((date(2025, 12, 1), 30), (date(2026, 3, 1), 5), (date(2026, 9, 1), 6)):
        await entered(db, place, "HD06", day, number)
        await entered(db, place, "MT2.1b", day, number)
    classes, facilities = await item(db, "HD06"), await item(db, "MT2.1b")
    assert (classes.figure, classes.in_phase) == (11, 11)
    assert (facilities.figure, facilities.basis) == (6, None)
    assert (await item(db, "HD06", day=date(2026, 5, 1))).figure == 5
    assert (await item(db, "HD06", day=date(2025, 12, 31))).figure == 30


async def test_a_denominator_is_the_areas_own_or_all_of_its_communes_together(db: Db, place: Town) -> None:
    async with db() as session:
        communes = [area.id for area in await communes_of_day(session, TODAY)]
        city = await area_by_code(session, CITY, TODAY)
    assert city is not None
    await denominators_told(db, *((area, 2026, "MT1.1", 100) for area in communes[:-1]))
    one = await item(db, "MT1.1")
    assert (one.basis, one.communes) == (None, (125, 126))
    await denominators_told(db, (communes[-1], 2026, "MT1.1", 50))
    summed = (await item(db, "MT1.1")).basis
    assert summed is not None
    assert (summed.value, summed.origin, summed.year) == (12_550, "summed", 2026)
    await denominators_told(db, (city.id, 2026, "MT1.1", 9000))
    assert (await item(db, "MT1.1")).basis == Basis(9000, "entered", 2026, "Trạm y tế")


async def test_last_years_denominator_serves_until_there_is_a_new_one(db: Db, place: Town) -> None:
    await denominators_told(db, (place.ba_dinh, 2025, "MT1.5", 400), (place.ba_dinh, 2024, "MT1.4", 300))
    assert (await item(db, "MT1.5", BA_DINH)).basis == Basis(400, "entered", 2025, "Trạm y tế")
    assert (await item(db, "MT1.4", BA_DINH)).basis is None


async def test_those_who_have_a_role_are_the_ones_to_be_trained(db: Db, place: Town) -> None:
    assert (await item(db, "MT2.2")).basis == Basis(3, "roles")


async def test_a_commune_has_neither_quotas_nor_what_is_entered_for_the_city(db: Db, place: Town) -> None:
    assert await reached(db, "HD03", BA_DINH) is None
    assert await reached(db, "MT2.1b", BA_DINH) is None
    assert await reached(db, "MT1.5", BA_DINH) is not None
