"""Closing an account: whoever leaves is unknown here at once; what is kept of the person is destroyed when the legal
period is over; what was counted stays counted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import ChannelChoice, drop_addresses, end_codes
from db.acts import note_act
from db.announcements import Announcement
from db.clients import ClientRow
from db.messages import Conversation, Outgoing
from db.people import Address, Closing, Grant, Invitation, Person, held_on
from db.phrases import forget_phrases
from db.referrals import Referral
from db.scope import Scope
from db.team import end_grants, set_state

KEPT_DAYS = 15
"""Days for which name and roles are kept after leaving, unless it is set otherwise."""
NOBODY = "—"
"""The name of somebody whose name was destroyed."""


@dataclass(frozen=True)
class InHand:
    """What somebody who leaves still has in hand."""

    clients: int
    referrals: int

    def __bool__(self) -> bool:
        return bool(self.clients or self.referrals)


async def still_in_hand(session: AsyncSession, scope: Scope, ended: Sequence[str]) -> InHand:
    """The clients within a scope, and the referrals that are not finished; `ended` are the states of finished ones."""
    clients = select(func.count(ClientRow.id)).where(scope.covers(ClientRow), ClientRow.forgotten_at.is_(None))
    referrals = select(func.count(Referral.id)).where(
        scope.covers(Referral), Referral.withdrawn_at.is_(None), Referral.state.not_in(ended)
    )
    return InHand(await session.scalar(clients) or 0, await session.scalar(referrals) or 0)


async def close_account(
    session: AsyncSession, person_id: int, ended: Sequence[str], *, day: date, now: datetime
) -> InHand:
    """Closes somebody's account, and puts that on record: no chat is theirs any more, no code of theirs works, and no
    role gives them a right. Returns what they leave in hand.

    Who leaves something in hand stays in the officer's list, suspended, until it is handed over; other roles end.
    """
    left = await still_in_hand(session, Scope.own(person_id), ended)
    held = (
        await session.execute(
            select(Grant.id, Grant.role).where(Grant.person_id == person_id, Grant.state != "refused", held_on(day))
        )
    ).all()
    listed = [row.id for row in held if left and row.role == "collaborator"]
    await set_state(session, listed, "suspended", "suspend", person_id=person_id, now=now)
    await end_grants(session, [row.id for row in held if row.id not in listed], day, person_id=person_id, now=now)
    await drop_addresses(session, Address.person_id == person_id, now)
    await end_codes(session, person_id)
    await session.execute(delete(Conversation).where(Conversation.person_id == person_id))
    await session.execute(delete(ChannelChoice).where(ChannelChoice.person_id == person_id))
    await forget_phrases(session, person_id)
    await session.execute(insert(Closing).values(person_id=person_id, closed_at=now))
    await note_act(session, "close account", "person", person_id, person_id=person_id, now=now)
    return left


async def is_closed(session: AsyncSession, person_id: int) -> bool:
    """Whether somebody has left."""
    return await session.get(Closing, person_id) is not None


async def destroy_closed(session: AsyncSession, now: datetime, days: int = KEPT_DAYS) -> int:
    """Destroys what is kept of everybody who left more than `days` ago; returns of how many. To be done every night.

    Gone are the name, what an imported list called them, the agreement to the notice, and their name wherever it was
    said to others. Roles and areas with their days, records, leaves and acts stay, and say nothing of who it was.
    """
    over = select(Closing).where(Closing.closed_at <= now - timedelta(days=days), Closing.destroyed_at.is_(None))
    closings = (await session.scalars(over.order_by(Closing.person_id).with_for_update())).all()
    for closing in closings:
        person = await session.get_one(Person, closing.person_id)
        await _forget_name(session, person.name, now)
        person.name, person.ref, person.notice, person.notice_at = NOBODY, None, None, None
        closing.destroyed_at = now
        await note_act(session, "destroy", "person", person.id, person_id=person.id, now=now)
    await session.flush()
    return len(closings)


async def _forget_name(session: AsyncSession, name: str, now: datetime) -> None:
    """Takes a name out of invitations that have served and of what was said to others."""
    served = or_(Invitation.uses_left == 0, Invitation.expires_at <= now)
    await session.execute(update(Invitation).where(Invitation.name == name, served).values(name=None))
    written = json.dumps(name)[1:-1]
    rows = await session.execute(
        select(Outgoing.id, Outgoing.payload).where(
            or_(Outgoing.sent_at.is_not(None), Outgoing.failed_at.is_not(None)),
            cast(Outgoing.payload, Text).contains(written, autoescape=True),
        )
    )
    cleaned = [{"id": row.id, "payload": _without(row.payload, name)} for row in rows]
    if cleaned:
        await session.execute(update(Outgoing), cleaned)
    said = Announcement.text.contains(name, autoescape=True)
    await session.execute(update(Announcement).where(said).values(text=func.replace(Announcement.text, name, NOBODY)))
    offered = cast(Conversation.offered, Text).contains(written, autoescape=True)
    await session.execute(update(Conversation).where(offered).values(offered=None))


def _without(value: Any, name: str) -> Any:
    """A JSON value with nobody in place of a name."""
    if isinstance(value, str):
        return value.replace(name, NOBODY)
    if isinstance(value, dict):
        return {key: _without(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, name) for inner in value]
    return value
