"""Clinical results of referrals, for the officers of their areas alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.referrals import Referral, ReferralResult, held
from db.scope import Scope


@dataclass(frozen=True)
class Result:
    """A clinical result, as an officer entered it."""

    id: int
    result: str
    day: date
    person_id: int
    at: datetime


async def add_result(
    session: AsyncSession, scope: Scope, referral_id: int, result: str, day: date, *, person_id: int, now: datetime
) -> bool:
    """Keeps a clinical result; the newest holds. For an officer's areas only: any other scope is refused."""
    if scope.area_ids is None or await held(session, scope, referral_id) is None:
        return False
    await session.execute(
        insert(ReferralResult).values(referral_id=referral_id, result=result, day=day, person_id=person_id, at=now)
    )
    return True


async def results(session: AsyncSession, scope: Scope, referral_id: int) -> list[Result]:
    """The clinical results of a referral, the oldest first. Any scope but that of areas finds none."""
    if scope.area_ids is None:
        return []
    rows = await session.execute(
        select(
            ReferralResult.id, ReferralResult.result, ReferralResult.day, ReferralResult.person_id, ReferralResult.at
        )
        .join(Referral, Referral.id == ReferralResult.referral_id)
        .where(scope.covers(Referral), ReferralResult.referral_id == referral_id)
        .order_by(ReferralResult.id)
    )
    return [Result(*row) for row in rows]


async def with_newest_result(session: AsyncSession, scope: Scope, ids: Sequence[int], result: str) -> frozenset[int]:
    """Those among these referrals whose newest result is this one. Any scope but that of areas finds none."""
    if scope.area_ids is None:
        return frozenset()
    rows = await session.execute(
        select(ReferralResult.referral_id, ReferralResult.result)
        .join(Referral, Referral.id == ReferralResult.referral_id)
        .where(scope.covers(Referral), ReferralResult.referral_id.in_(ids))
        .order_by(ReferralResult.id)
    )
    newest = {row.referral_id: row.result for row in rows}
    return frozenset(referral_id for referral_id, found in newest.items() if found == result)
