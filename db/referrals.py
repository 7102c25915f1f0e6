"""Referrals: who was sent where for an examination or a service, and what became of it.

What becomes of it are events, which are only ever added, or taken back by whoever added them by mistake. The state and
the day of the next follow-up follow from them (see handlers/follow_up.py) and are kept with the referral, so that
they can be asked for. Clinical results are the commune officer's: they lie in a table of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Instant
from db.clients import ClientRow, Consent
from db.records import BigId, Ledger, Part, Record, record_args
from db.scope import Scope


class Referral(Record):
    """A referral of one client, or of `count` people without a code.

    `purposes` (screenings, or one service) are in ReferralPurpose. `age_band` stays when the client is forgotten;
    `age_reason` says why somebody outside the plan's ages was referred, `sign` which sign asks for an examination now.
    `slip` is the number on the paper that she carries. `state`, `due_on`, the days of the first step and of the first
    attendance follow from the events.
    """

    __tablename__ = "referrals"
    __table_args__ = record_args(
        "referrals",
        Index("ix_referrals_client", "client_id"),
        Index("ix_referrals_person_due", "person_id", "due_on"),
        Index("ix_referrals_area_due", "area_id", "due_on"),
    )

    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    count: Mapped[int]
    age_band: Mapped[str | None] = mapped_column(String(5))
    age_reason: Mapped[str | None] = mapped_column(String(20))
    sign: Mapped[str | None] = mapped_column(String(40))
    last_screened: Mapped[str | None] = mapped_column(String(20))
    facility: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(500))
    slip: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[str] = mapped_column(String(20), server_default="referred")
    due_on: Mapped[date | None]
    followed_on: Mapped[date | None]
    attended_on: Mapped[date | None]


class ReferralPurpose(Base):
    """What a referral is for: the code of a screening or of a service."""

    __tablename__ = "referral_purposes"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)


class ReferralEvent(Base):
    """That something became of a referral on a day, as told by a person. `appointment` is a day that was agreed on."""

    __tablename__ = "referral_events"
    __table_args__ = (Index("ix_referral_events_referral", "referral_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"))
    state: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    appointment: Mapped[date | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[int] = mapped_column(BigInteger)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class ReferralResult(Base):
    """What an examination found, as the commune officer entered it. Never shown to anybody else."""

    __tablename__ = "referral_results"
    __table_args__ = (Index("ix_referral_results_referral", "referral_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"))
    result: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)


REFERRALS = Ledger(
    kind="referral",
    table=Referral,
    day="referred_on",
    columns=("client_id", "count", "age_band", "age_reason", "sign", "last_screened", "facility", "note", "slip"),
    parts=(Part("purposes", ReferralPurpose, "referral_id", ("purpose",)),),
    outcome={"state": "referred", "followed_on": None, "attended_on": None},
)
"""The ledger of referrals."""


AGREED = select(Consent.client_id).where(Consent.purpose == "referral", Consent.withdrawn_at.is_(None))
"""The clients who agree to be referred."""
URGENT = and_(
    Referral.sign.is_not(None),
    ~exists().where(
        ReferralEvent.referral_id == Referral.id,
        ReferralEvent.state == "attended",
        ReferralEvent.withdrawn_at.is_(None),
    ),
)
"""That there is a sign that asks for an examination now, and there was none yet."""


@dataclass(frozen=True)
class Open:
    """A referral as the follow-up list shows it. `code` is the client's: None for people without a code (`count` says
    how many), and for a client who no longer agrees to be referred. `urgent`: there is a sign that asks for an
    examination now, and there was none yet."""

    id: int
    client_id: int | None
    code: str | None
    count: int
    slip: str
    state: str
    due_on: date | None
    referred_on: date
    urgent: bool
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Referred:
    """Sums over referrals that were not withdrawn: how many, of how many people, and by state."""

    referrals: int
    people: int
    states: dict[str, int]


async def to_follow(
    session: AsyncSession, scope: Scope, today: date, until: date, *, limit: int, offset: int = 0
) -> Sequence[Open]:
    """The referrals with a follow-up due on `until` or before: those due by `today` first, among them the urgent ones,
    then the longest due; and all with a return to remind of. Only of clients who still agree to be referred."""
    order = (Referral.due_on > today, not_(URGENT), Referral.due_on)
    meant = or_(Referral.due_on <= until, Referral.state == "return_needed")
    return await _open(session, (*_asked(scope), meant), order, limit, offset)


async def count_to_follow(session: AsyncSession, scope: Scope, today: date, until: date) -> tuple[int, int]:
    """How many of the referrals that `to_follow` lists are due by `today`, and how many there are in all."""
    due, meant = Referral.due_on <= today, or_(Referral.due_on <= until, Referral.state == "return_needed")
    counted = select(func.count(Referral.id).filter(due), func.count(Referral.id)).where(*_asked(scope), meant)
    row = (await session.execute(counted)).one()
    return row[0], row[1]


async def opened(session: AsyncSession, scope: Scope, referral_id: int) -> Open | None:
    """One referral that was not withdrawn."""
    standing = (scope.covers(Referral), Referral.withdrawn_at.is_(None), Referral.id == referral_id)
    return next(iter(await _open(session, standing, (), 1)), None)


async def in_state(
    session: AsyncSession, scope: Scope, state: str, purposes: Sequence[str], *, limit: int, offset: int = 0
) -> Sequence[Open]:
    """The referrals of one person each in this state for one of these purposes: those with a sign first, then the
    oldest."""
    order = (Referral.sign.is_(None), Referral.day)
    return await _open(session, _standing_at(scope, state, purposes), order, limit, offset)


async def count_in_state(session: AsyncSession, scope: Scope, state: str, purposes: Sequence[str]) -> int:
    """How many referrals of one person each are in this state for one of these purposes."""
    return await session.scalar(select(func.count(Referral.id)).where(*_standing_at(scope, state, purposes))) or 0


async def of_client(session: AsyncSession, scope: Scope, client_id: int, *, limit: int = 10) -> Sequence[Open]:
    """A client's referrals, the newest first."""
    standing = (scope.covers(Referral), Referral.withdrawn_at.is_(None), Referral.client_id == client_id)
    return await _open(session, standing, (Referral.day.desc(), Referral.id.desc()), limit)


async def of_clients(session: AsyncSession, scope: Scope, *, limit: int) -> Sequence[Open]:
    """The referrals of clients with a code, the newest first."""
    standing = (scope.covers(Referral), Referral.withdrawn_at.is_(None), Referral.client_id.is_not(None))
    return await _open(session, standing, (Referral.day.desc(), Referral.id.desc()), limit)


async def with_slip(session: AsyncSession, scope: Scope, slip: str) -> int | None:
    """The id of the referral with this slip number."""
    return await session.scalar(
        select(Referral.id).where(scope.covers(Referral), Referral.slip == slip, Referral.withdrawn_at.is_(None))
    )


async def slip_is_given(session: AsyncSession, slip: str) -> bool:
    """Whether a referral has this slip number, be it withdrawn, whosever it is: a number is never given again."""
    return bool(await session.scalar(select(exists().where(Referral.slip == slip))))


async def totals(session: AsyncSession, scope: Scope, first: date, last: date) -> Referred:
    """The sums of the referrals from `first` to `last`."""
    rows = await session.execute(
        select(Referral.state, func.count(Referral.id), func.sum(Referral.count))
        .where(*REFERRALS.standing(scope, first, last))
        .group_by(Referral.state)
        .order_by(Referral.state)
    )
    states = [(state, int(referrals), int(people)) for state, referrals, people in rows]
    return Referred(
        sum(referrals for _, referrals, _ in states),
        sum(people for _, _, people in states),
        {state: people for state, _, people in states},
    )


async def held(session: AsyncSession, scope: Scope, referral_id: int) -> int | None:
    """The referral's id, held for this transaction, so that two jumps of one referral never cross."""
    return await session.scalar(
        select(Referral.id)
        .where(scope.covers(Referral), Referral.id == referral_id, Referral.withdrawn_at.is_(None))
        .with_for_update()
    )


def _asked(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return scope.covers(Referral), Referral.withdrawn_at.is_(None), Referral.client_id.in_(AGREED)


def _standing_at(scope: Scope, state: str, purposes: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    meant = select(ReferralPurpose.referral_id).where(ReferralPurpose.purpose.in_(purposes))
    standing = (scope.covers(Referral), Referral.withdrawn_at.is_(None), Referral.count == 1)
    return *standing, Referral.state == state, Referral.id.in_(meant)


async def _open(
    session: AsyncSession,
    conditions: tuple[ColumnElement[bool], ...],
    order: tuple[Any, ...],
    limit: int,
    offset: int = 0,
) -> list[Open]:
    rows = (
        await session.execute(
            select(
                Referral.id,
                Referral.client_id,
                ClientRow.code,
                Referral.count,
                Referral.slip,
                Referral.state,
                Referral.due_on,
                Referral.day,
                URGENT,
            )
            .outerjoin(ClientRow, and_(ClientRow.id == Referral.client_id, ClientRow.id.in_(AGREED)))
            .where(*conditions)
            .order_by(*order, Referral.id)
            .limit(limit)
            .offset(offset)
        )
    ).all()
    purposes: dict[int, list[str]] = {row[0]: [] for row in rows}
    found = await session.execute(
        select(ReferralPurpose.referral_id, ReferralPurpose.purpose)
        .where(ReferralPurpose.referral_id.in_(purposes))
        .order_by(ReferralPurpose.purpose)
    )
    for referral_id, purpose in found:
        purposes[referral_id].append(purpose)
    return [Open(*row, tuple(purposes[row[0]])) for row in rows]
