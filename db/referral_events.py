"""What became of referrals: steps that are only ever added, or taken back by whoever added them by mistake."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.referrals import REFERRALS, Referral, ReferralEvent, held
from db.scope import Scope
from db.sums import keep_in_step


@dataclass(frozen=True)
class Event:
    """What became of a referral. Ordered as it was told."""

    id: int
    state: str
    day: date
    appointment: date | None
    person_id: int
    at: datetime


async def events(session: AsyncSession, scope: Scope, referral_id: int) -> list[Event]:
    """What became of a referral, without what was taken back."""
    rows = await session.execute(
        select(
            ReferralEvent.id,
            ReferralEvent.state,
            ReferralEvent.day,
            ReferralEvent.appointment,
            ReferralEvent.person_id,
            ReferralEvent.at,
        )
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(scope.covers(Referral), ReferralEvent.referral_id == referral_id, ReferralEvent.withdrawn_at.is_(None))
        .order_by(ReferralEvent.id)
    )
    return [Event(*row) for row in rows]


async def add_event(
    session: AsyncSession,
    scope: Scope,
    referral_id: int,
    state: str,
    day: date,
    appointment: date | None,
    *,
    person_id: int,
    channel: str,
    update_id: int,
    now: datetime,
) -> int | None:
    """Adds what became of a referral; returns the event's id. None for a referral outside the scope or withdrawn."""
    if await held(session, scope, referral_id) is None:
        return None
    added = insert(ReferralEvent).values(
        referral_id=referral_id,
        state=state,
        day=day,
        appointment=appointment,
        person_id=person_id,
        at=now,
        channel=channel,
        update_id=update_id,
    )
    event_id: int = (await session.execute(added.returning(ReferralEvent.id))).scalar_one()
    return event_id


async def take_back(session: AsyncSession, scope: Scope, event_id: int, *, person_id: int, now: datetime) -> int | None:
    """Takes back the last event of a referral, by the person who added it; returns the referral's id, or None."""
    referral_id = await session.scalar(
        select(ReferralEvent.referral_id)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(
            scope.covers(Referral),
            ReferralEvent.id == event_id,
            ReferralEvent.person_id == person_id,
            ReferralEvent.withdrawn_at.is_(None),
        )
    )
    if referral_id is None or await held(session, scope, referral_id) is None:
        return None
    found = await events(session, scope, referral_id)
    if not found or found[-1].id != event_id:
        return None
    await session.execute(update(ReferralEvent).where(ReferralEvent.id == event_id).values(withdrawn_at=now))
    return referral_id


async def set_state(session: AsyncSession, scope: Scope, referral_id: int, state: str, due_on: date | None) -> None:
    """Keeps what follows from the events: the state, the day of the next follow-up (None: there is none), and the days
    of the first step and of the first attendance."""
    old = await REFERRALS.one(session, scope, referral_id)
    if old is None:
        return
    attended = case((ReferralEvent.state == "attended", ReferralEvent.day))
    first = select(func.min(ReferralEvent.day), func.min(attended)).where(
        ReferralEvent.referral_id == referral_id, ReferralEvent.withdrawn_at.is_(None)
    )
    followed_on, attended_on = (await session.execute(first)).one()
    outcome = {"state": state, "followed_on": followed_on, "attended_on": attended_on}
    await session.execute(update(Referral).where(Referral.id == referral_id).values(due_on=due_on, **outcome))
    await keep_in_step(session, old.counted(), replace(old, outcome=outcome).counted())
