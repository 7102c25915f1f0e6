"""Handing over: what one collaborator has in hand becomes another's, and what was done stays with who did it.

In hand are the clients, their supplies, and their referrals that are not finished. Areas of records never change: a
client lives where she lived. Talks, distributions and finished referrals stay as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.acts import note_act
from db.base import Base, Instant
from db.clients import ClientRow
from db.messages import Conversation, drop_sealed
from db.referrals import REFERRALS, Referral
from db.scope import Scope
from db.sums import keep_in_step
from db.supplies import Supply, hand_over_supplies


class Handover(Base):
    """That one person handed over to another, in which area, and who ordered it."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_giver", "giver_id"), Index("ix_handovers_taker", "taker_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class InHand:
    """How much somebody has in hand. `staying` clients cannot move: the taker has clients with the same codes."""

    clients: int
    referrals: int
    supplies: int
    staying: int


async def in_hand(session: AsyncSession, scope: Scope, giver_id: int, taker_id: int, ended: Sequence[str]) -> InHand:
    """What would move from one to the other within the areas of a scope. `ended` are the states of finished
    referrals."""
    _of_areas(scope)
    moving = _moving(scope, giver_id, taker_id)
    counted = [
        await session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0
        for table, conditions in (
            (ClientRow, (ClientRow.id.in_(moving),)),
            (Referral, _open(moving, giver_id, ended)),
            (Supply, (Supply.client_id.in_(moving),)),
            (ClientRow, (*_clients(scope, giver_id), _same_code(taker_id))),
        )
    ]
    return InHand(*counted)


async def hand_over(
    session: AsyncSession,
    scope: Scope,
    giver_id: int,
    taker_id: int,
    area_id: int,
    ended: Sequence[str],
    *,
    person_id: int,
    now: datetime,
) -> InHand:
    """Makes what one collaborator has in hand within the areas of a scope the other's, and puts each move on record.

    `area_id` is the area that is handed over as a whole. Sealed words that the giver was shown are taken back.
    """
    moved = await in_hand(session, scope, giver_id, taker_id, ended)
    clients = (
        await session.execute(
            select(ClientRow.id, ClientRow.area_id)
            .where(ClientRow.id.in_(_moving(scope, giver_id, taker_id)))
            .with_for_update()
        )
    ).all()
    ids = [row.id for row in clients]
    open_ones = select(Referral.id).where(*_open(ids, giver_id, ended)).order_by(Referral.id)
    referrals = (await session.scalars(open_ones)).all()
    for referral_id in referrals:
        await _hand_over_referral(session, referral_id, taker_id)
    await session.execute(update(ClientRow).where(ClientRow.id.in_(ids)).values(person_id=taker_id))
    for row in clients:
        await hand_over_supplies(session, row.id, taker_id, row.area_id)
    added = insert(Handover).values(giver_id=giver_id, taker_id=taker_id, area_id=area_id, entered_by=person_id, at=now)
    handover_id: int = (await session.execute(added.returning(Handover.id))).scalar_one()
    for subject, subject_ids in (("handover", [handover_id]), ("client", ids), ("referral", referrals)):
        for subject_id in subject_ids:
            await note_act(session, "hand over", subject, subject_id, person_id=person_id, now=now)
    await drop_sealed(session, giver_id)
    await session.execute(update(Conversation).where(Conversation.person_id == giver_id).values(offered=None))
    return moved


async def _hand_over_referral(session: AsyncSession, referral_id: int, taker_id: int) -> None:
    """One after the other: each changes whom the sums have counted when the next one is looked at."""
    old = await REFERRALS.one(session, Scope.everything(), referral_id)
    assert old is not None
    await session.execute(update(Referral).where(Referral.id == referral_id).values(person_id=taker_id))
    await keep_in_step(session, old.counted(), replace(old, person_id=taker_id).counted())


def _of_areas(scope: Scope) -> None:
    if scope.area_ids is None:
        raise ValueError("what is handed over lies in areas")


def _clients(scope: Scope, giver_id: int) -> tuple[ColumnElement[bool], ...]:
    return scope.covers(ClientRow), ClientRow.person_id == giver_id, ClientRow.forgotten_at.is_(None)


def _same_code(taker_id: int) -> ColumnElement[bool]:
    """Whether the taker has a client of another commune with the same code: within a commune no two are the same."""
    other = aliased(ClientRow)
    return exists().where(other.person_id == taker_id, other.code == ClientRow.code)


def _moving(scope: Scope, giver_id: int, taker_id: int) -> Select[int]:
    return select(ClientRow.id).where(*_clients(scope, giver_id), ~_same_code(taker_id))


def _open(clients: Select[int] | Sequence[int], giver_id: int, ended: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        Referral.person_id == giver_id,
        Referral.client_id.in_(clients),
        Referral.withdrawn_at.is_(None),
        Referral.state.not_in(ended),
    )
