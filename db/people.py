"""People: who they are, where they can be written to, what they may do where, and the invitations they came by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.areas import Area
from db.base import Base, Instant

ROLES = ("collaborator", "officer", "supervisor", "admin")


class Person(Base):
    """Someone who uses the notebook. `notice` is the version of the data notice that was agreed to."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5))
    notice: Mapped[str | None] = mapped_column(String(20))
    notice_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Address(Base):
    """A chat of a person on one messenger; unreachable since the messenger said that we are blocked there."""

    __tablename__ = "addresses"
    __table_args__ = (UniqueConstraint("channel", "chat"), Index("ix_addresses_person", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    unreachable_since: Mapped[datetime | None] = mapped_column(Instant)
    menu: Mapped[str | None] = mapped_column(String(8))
    """A digest of the command menu that the messenger shows there."""


class Grant(Base):
    """A role in an area, from a day to a day (both included)."""

    __tablename__ = "grants"
    __table_args__ = (Index("ix_grants_person", "person_id"), Index("ix_grants_area", "area_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Invitation(Base):
    """Leave to join as a role in an area. Only a keyed hash of the code is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    name: Mapped[str | None] = mapped_column(String(120))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Stranger(Base):
    """A chat that has not joined: how often it tried a wrong code, until when it is paused, what it was invited to."""

    __tablename__ = "strangers"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    chat: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    paused_until: Mapped[datetime | None] = mapped_column(Instant)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"))
    language: Mapped[str] = mapped_column(String(5))


class Inbox(Base):
    """The updates that were handled, so that none is handled twice. Their content is not kept."""

    __tablename__ = "inbox"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    received_at: Mapped[datetime] = mapped_column(Instant, index=True)


@dataclass(frozen=True)
class Role:
    """What somebody is, and where."""

    role: str
    area_id: int
    area_name: str


@dataclass(frozen=True)
class Speaker:
    """A known person as a turn sees them: setting and roles of the day."""

    id: int
    name: str
    language: str
    reachable: bool
    menu: str | None
    roles: tuple[Role, ...] = field(default=())

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held today."""
        return any(held.role in roles for held in self.roles)

    @property
    def working_area(self) -> int | None:
        """Where what this person does is counted: the area of the first role held."""
        return self.roles[0].area_id if self.roles else None


_PEOPLE, _ADDRESSES, _GRANTS, _AREAS = (table.__table__.c for table in (Person, Address, Grant, Area))
SPEAKER = (
    select(
        _PEOPLE.id,
        _PEOPLE.name,
        _PEOPLE.language,
        _ADDRESSES.unreachable_since,
        _ADDRESSES.menu,
        _GRANTS.role,
        _GRANTS.area_id,
        _AREAS.name.label("area_name"),
    )
    .join_from(Address.__table__, Person.__table__, _PEOPLE.id == _ADDRESSES.person_id)
    .outerjoin(
        Grant.__table__,
        and_(
            _GRANTS.person_id == _PEOPLE.id,
            _GRANTS.valid_from <= bindparam("day"),
            or_(_GRANTS.valid_to.is_(None), _GRANTS.valid_to >= bindparam("day")),
        ),
    )
    .outerjoin(Area.__table__, _AREAS.id == _GRANTS.area_id)
    .where(_ADDRESSES.channel == bindparam("channel"), _ADDRESSES.chat == bindparam("chat"))
    .order_by(_GRANTS.id)
    .with_for_update(of=Address.__table__)
)
"""Who speaks from `chat` on `channel` on `day`: a row for each role held. The address is held for the transaction, so
that two processes never handle the same person at once."""


async def speaker_at(session: AsyncSession, channel: str, chat: str, day: date) -> Speaker | None:
    """Who speaks from this chat, with the roles of the day; None for someone unknown."""
    return speaker_of((await session.execute(SPEAKER, {"channel": channel, "chat": chat, "day": day})).all())


def speaker_of(rows: Sequence[Any]) -> Speaker | None:
    """The person whom the rows of SPEAKER describe."""
    if not rows:
        return None
    first = rows[0]
    roles = tuple(Role(row.role, row.area_id, row.area_name) for row in rows if row.role is not None)
    return Speaker(first.id, first.name, first.language, first.unreachable_since is None, first.menu, roles)


async def set_language(session: AsyncSession, person_id: int, language: str) -> None:
    """Changes the language a person is spoken to in."""
    await session.execute(update(Person).where(Person.id == person_id).values(language=language))


async def set_menu(session: AsyncSession, channel: str, chat: str, digest: str) -> None:
    """Notes which command menu is shown in a chat."""
    await session.execute(update(Address).where(Address.channel == channel, Address.chat == chat).values(menu=digest))


async def set_reachable(session: AsyncSession, channel: str, chat: str, since: datetime | None) -> None:
    """Marks a chat as unreachable since an instant, or (None) as reachable again."""
    await session.execute(
        update(Address).where(Address.channel == channel, Address.chat == chat).values(unreachable_since=since)
    )
