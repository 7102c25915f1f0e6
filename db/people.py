"""People: who they are, where they can be written to, what they may do where, and the invitations they came by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    false,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.areas import Area
from db.base import Base, Instant

ROLES = ("collaborator", "officer", "supervisor", "admin")
FIELD_ROLES = ("collaborator", "officer")
"""The roles that write things down."""
STATES = ("active", "waiting", "suspended", "refused")
"""What a grant can be: of force, not yet approved by the officer, suspended for a while, or refused for good."""


class Person(Base):
    """Someone who uses the notebook. `notice` is the version of the data notice that was agreed to.

    `ref` is what a list of people that was imported calls them; who joined by invitation alone has none.
    `acting_grant_id` is the grant by which somebody with several roles speaks (no foreign key: grants refer to people).
    """

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_ref", "ref", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5))
    notice: Mapped[str | None] = mapped_column(String(20))
    notice_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    acting_grant_id: Mapped[int | None]


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
    """A role in an area, from a day to a day (both included). Only an active one gives rights (see STATES)."""

    __tablename__ = "grants"
    __table_args__ = (Index("ix_grants_person", "person_id"), Index("ix_grants_area", "area_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), server_default="active")


class Closing(Base):
    """That somebody left, and when what was kept of the person was destroyed."""

    __tablename__ = "closings"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    closed_at: Mapped[datetime] = mapped_column(Instant)
    destroyed_at: Mapped[datetime | None] = mapped_column(Instant)


class Invitation(Base):
    """Leave to join as a role in an area. Only a keyed hash of the code is kept.

    With `person_id` it is that person's own: whoever uses it becomes no new person, but reaches the notebook as them.
    Who joins by one that `needs_approval` waits until the officer says yes.
    """

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_person", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str | None] = mapped_column(String(120))
    uses_left: Mapped[int]
    needs_approval: Mapped[bool] = mapped_column(server_default=false())
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
    """What somebody is, and where; `grant_id` is the grant that says so."""

    role: str
    area_id: int
    area_name: str
    grant_id: int


@dataclass(frozen=True)
class Chat:
    """Where and in which language a person can be written to."""

    channel: str
    chat: str
    person_id: int
    language: str


@dataclass(frozen=True)
class Speaker:
    """A known person as a turn sees them: setting and roles of the day. `idle` are the states of the grants that give
    no rights now (see STATES)."""

    id: int
    name: str
    language: str
    reachable: bool
    menu: str | None
    roles: tuple[Role, ...] = field(default=())
    acting_grant_id: int | None = None
    idle: tuple[str, ...] = ()

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held today."""
        return any(held.role in roles for held in self.roles)

    @property
    def acting(self) -> Role | None:
        """The role that speaks: the only one, or the one that was chosen; None while it has to be chosen."""
        if len(self.roles) == 1:
            return self.roles[0]
        return next((held for held in self.roles if held.grant_id == self.acting_grant_id), None)

    @property
    def working_area(self) -> int | None:
        """Where what this person does is counted: the area of the role that speaks. Supervisors and admins write
        nothing down, so while such a role speaks it is the area of the first role that does."""
        held = ([self.acting] if self.acting else []) + list(self.roles)
        return next((one.area_id for one in held if one.role in FIELD_ROLES), None)


def held_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a grant is of that day."""
    return and_(_GRANTS.valid_from <= day, or_(_GRANTS.valid_to.is_(None), _GRANTS.valid_to >= day))


_PEOPLE, _ADDRESSES, _GRANTS, _AREAS = (table.__table__.c for table in (Person, Address, Grant, Area))
SPEAKER = (
    select(
        _PEOPLE.id,
        _PEOPLE.name,
        _PEOPLE.language,
        _PEOPLE.acting_grant_id,
        _ADDRESSES.unreachable_since,
        _ADDRESSES.menu,
        _GRANTS.id.label("grant_id"),
        _GRANTS.role,
        _GRANTS.state,
        _GRANTS.area_id,
        _AREAS.name.label("area_name"),
    )
    .join_from(Address.__table__, Person.__table__, _PEOPLE.id == _ADDRESSES.person_id)
    .outerjoin(
        Grant.__table__,
        and_(_GRANTS.person_id == _PEOPLE.id, held_on(bindparam("day"))),
    )
    .outerjoin(Area.__table__, _AREAS.id == _GRANTS.area_id)
    .where(_ADDRESSES.channel == bindparam("channel"), _ADDRESSES.chat == bindparam("chat"))
    .order_by(_GRANTS.id)
    .with_for_update(of=Address.__table__)
)
"""Who speaks from `chat` on `channel` on `day`: a row for each grant of the day. The address is held for the
transaction, so that two processes never handle the same person at once."""


async def speaker_at(session: AsyncSession, channel: str, chat: str, day: date) -> Speaker | None:
    """Who speaks from this chat, with the roles of the day; None for someone unknown."""
    return speaker_of((await session.execute(SPEAKER, {"channel": channel, "chat": chat, "day": day})).all())


def speaker_of(rows: Sequence[Any]) -> Speaker | None:
    """The person whom the rows of SPEAKER describe."""
    if not rows:
        return None
    first, granted = rows[0], [row for row in rows if row.role is not None]
    return Speaker(
        first.id,
        first.name,
        first.language,
        first.unreachable_since is None,
        first.menu,
        tuple(Role(row.role, row.area_id, row.area_name, row.grant_id) for row in granted if row.state == "active"),
        first.acting_grant_id,
        tuple(row.state for row in granted if row.state != "active"),
    )


async def people_with(session: AsyncSession, roles: Iterable[str]) -> Sequence[int]:
    """Who has, or had, one of these roles."""
    found = select(Grant.person_id).distinct().where(Grant.role.in_(sorted(roles))).order_by(Grant.person_id)
    return (await session.scalars(found)).all()


async def set_acting(session: AsyncSession, person_id: int, grant_id: int) -> None:
    """Chooses the grant by which somebody speaks from now on."""
    await session.execute(update(Person).where(Person.id == person_id).values(acting_grant_id=grant_id))


async def addresses_of(session: AsyncSession, person_ids: Iterable[int]) -> list[Chat]:
    """The chats in which these people can be written to at present, with the language of each."""
    rows = await session.execute(
        select(Address.channel, Address.chat, Address.person_id, Person.language)
        .join(Person, Person.id == Address.person_id)
        .where(Address.person_id.in_(sorted(person_ids)), Address.unreachable_since.is_(None))
        .order_by(Address.id)
    )
    return [Chat(*row) for row in rows]


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
