"""Announcing as the clock sees it: to whom letters can be written now, that they were written, and what is over."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.announcements import LATE, QUEUED, WAITING, Announcement, Key, Recipient, reachable, take_over
from db.leave import is_away
from db.messages import busy_with_forms

OF_USE = timedelta(days=14)
"""For so long an announcement waits for who is away or cannot be reached."""
KEPT_DAYS = 400
"""Days after which nothing is left of an announcement."""


async def next_recipients(
    session: AsyncSession, now: datetime, day: date, busy_since: datetime, messengers: Collection[str], limit: int
) -> list[Key]:
    """To whom letters can be written now, in order; not who is on leave, who cannot be reached on these messengers, who
    has read it meanwhile, and who has been busy with a form since `busy_since`."""
    rows = await session.execute(
        select(Recipient.announcement_id, Recipient.person_id)
        .where(
            *_can_be_told(day, messengers),
            Recipient.next_at <= now,
            Recipient.person_id.not_in(busy_with_forms(busy_since)),
        )
        .order_by(Recipient.announcement_id, Recipient.person_id)
        .limit(limit)
    )
    return [(announcement_id, person_id) for announcement_id, person_id in rows]


async def first_waiting(session: AsyncSession, day: date, messengers: Collection[str]) -> datetime | None:
    """When the first letter that waits may be written, as things stand on a day."""
    return await session.scalar(select(func.min(Recipient.next_at)).where(*_can_be_told(day, messengers)))


async def note_queued(session: AsyncSession, letters: Mapping[Key, int]) -> None:
    """Notes the letters that were put into the outbox."""
    rows = [
        {"announcement_id": announcement_id, "person_id": person_id, "state": QUEUED, "letter": letter}
        for (announcement_id, person_id), letter in letters.items()
    ]
    if rows:
        await session.execute(update(Recipient), rows)


async def wait(session: AsyncSession, keys: Collection[Key], until: datetime) -> None:
    """Writes to these people from then on."""
    rows = [{"announcement_id": one, "person_id": person_id, "next_at": until} for one, person_id in keys]
    if rows:
        await session.execute(update(Recipient), rows)


async def settle_announcements(session: AsyncSession, now: datetime) -> None:
    """Takes over what became of letters, gives up those that are of no use any more, and drops what is very old. To be
    done every night, before the outbox forgets its letters."""
    await take_over(session)
    over = select(Announcement.id).where(Announcement.at < now - OF_USE)
    late = update(Recipient).where(Recipient.state == WAITING, Recipient.announcement_id.in_(over))
    await session.execute(late.values(state=LATE).execution_options(synchronize_session=False))
    old = select(Announcement.id).where(Announcement.at < now - timedelta(days=KEPT_DAYS))
    await session.execute(delete(Recipient).where(Recipient.announcement_id.in_(old)))
    await session.execute(delete(Announcement).where(Announcement.id.in_(old), Announcement.reminds.is_not(None)))
    still_reminded = select(Announcement.reminds).where(Announcement.reminds.is_not(None))
    await session.execute(delete(Announcement).where(Announcement.id.in_(old), Announcement.id.not_in(still_reminded)))


def _can_be_told(day: date, messengers: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions that an announcement waits for somebody who can be told it: reachable, at work, not told yet."""
    return (
        Recipient.state == WAITING,
        Recipient.read_at.is_(None),
        reachable(Recipient.person_id, messengers),
        ~is_away(Recipient.person_id, day),
    )
