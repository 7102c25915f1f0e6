"""Referrals as records: kept as they were told, corrected, withdrawn, added up, and each slip number given once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.engine import Db
from db.records import Revision
from db.referrals import REFERRALS, ReferralPurpose, Referred, slip_is_given, totals, with_slip
from db.scope import Scope
from tests.db.given import NGOC_HA, NOW, TODAY, Somebody, somebody

GROUP: dict[str, Any] = {
    "referred_on": "2026-11-18",
    "purposes": ["cervical", "breast"],
    "count": 3,
    "age_band": "40-54",
    "facility": "bv-k",
    "note": "sau buổi họp tổ",
}
MINUTES = timedelta(minutes=15)
updates = iter(range(1, 10_000))


async def log(db: Db, who: Somebody, slip: str = "GT-7F3KQ", **facts: Any) -> int:
    async with db.begin() as session:
        return await REFERRALS.add(
            session,
            {**GROUP, **facts, "slip": slip},
            person_id=who.id,
            area_id=who.area_id,
            channel="telegram",
            update_id=next(updates),
            now=NOW,
        )


async def test_a_referral_is_read_as_it_was_told(db: Db) -> None:
    who = await somebody(db)
    referral_id = await log(db, who)
    async with db() as session:
        kept = await REFERRALS.one(session, Scope.own(who.id), referral_id)
    assert kept is not None
    untold = dict.fromkeys(("client_id", "age_reason", "sign", "last_screened"))
    assert kept.facts == {**GROUP, **untold, "purposes": ["breast", "cervical"], "slip": "GT-7F3KQ"}
    assert (kept.day, kept.version, kept.withdrawn_at) == (TODAY, 1, None)


async def test_a_correction_replaces_the_purposes_too_and_keeps_the_former_ones(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    referral_id = await log(db, who)
    better = {**GROUP, "purposes": ["iud"], "count": 1, "age_band": None, "slip": "GT-7F3KQ"}
    async with db.begin() as session:
        assert await REFERRALS.correct(session, own, referral_id, better, person_id=who.id, now=NOW + MINUTES)
    async with db() as session:
        kept = await REFERRALS.one(session, own, referral_id)
        [revision] = await session.scalars(select(Revision))
        assert list(await session.scalars(select(ReferralPurpose.purpose))) == ["iud"]
    assert kept is not None
    assert (kept.version, kept.facts["purposes"], kept.facts["age_band"]) == (2, ["iud"], None)
    assert revision.before["purposes"] == ["breast", "cervical"]
    assert revision.after == kept.facts


async def test_sums_count_people_and_leave_out_what_was_withdrawn_or_is_somebody_elses(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lan", area=NGOC_HA)
    own = Scope.own(hoa.id)
    await log(db, hoa)
    wrong = await log(db, hoa, "GT-7F3KR", count=50)
    await log(db, hoa, "GT-7F3KS", count=1)
    await log(db, lan, "GT-7F3KT", count=9)
    async with db.begin() as session:
        assert await REFERRALS.withdraw(session, own, wrong, "mistake", person_id=hoa.id, now=NOW)
    async with db() as session:
        assert await totals(session, own, TODAY, TODAY) == Referred(2, 4, {"referred": 4})
        assert (await totals(session, Scope(area_ids=frozenset({lan.area_id})), TODAY, TODAY)).people == 9


async def test_a_slip_number_is_given_once_and_never_again_even_when_withdrawn(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lan", area=NGOC_HA)
    referral_id = await log(db, hoa)
    with pytest.raises(IntegrityError):
        await log(db, lan)
    async with db.begin() as session:
        assert await with_slip(session, Scope.own(hoa.id), "GT-7F3KQ") == referral_id
        assert await with_slip(session, Scope.own(lan.id), "GT-7F3KQ") is None
        await REFERRALS.withdraw(session, Scope.own(hoa.id), referral_id, "twice", person_id=hoa.id, now=NOW)
    async with db() as session:
        assert await with_slip(session, Scope.own(hoa.id), "GT-7F3KQ") is None
        assert await slip_is_given(session, "GT-7F3KQ")
        assert not await slip_is_given(session, "GT-7F3KZ")


async def test_the_same_referral_within_minutes_is_found_and_only_that(db: Db) -> None:
    who = await somebody(db)
    own = Scope.own(who.id)
    referral_id = await log(db, who)
    names = ("client_id", "purposes", "count")
    soon, later = NOW + timedelta(minutes=14), NOW + MINUTES
    others: list[dict[str, Any]] = [{"purposes": ["breast"]}, {"count": 4}, {"referred_on": "2026-11-17"}]
    async with db() as session:
        found = await REFERRALS.same(session, own, {**GROUP, "facility": None}, names, now=soon, within=MINUTES)
        assert found is not None
        assert found.id == referral_id
        for facts in others:
            assert await REFERRALS.same(session, own, {**GROUP, **facts}, names, now=soon, within=MINUTES) is None
        assert await REFERRALS.same(session, own, GROUP, names, now=later, within=MINUTES) is None
