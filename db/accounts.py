"""The chats through which one person reaches the notebook: joined by a personal code, chosen among, cut off.

Everything else hangs on the person, so an open form and the history are the same in every chat.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, and_, delete, exists, func, insert, not_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.acts import note_act
from db.base import Base, dialect_insert
from db.invitations import code_hash, forget_stranger, new_code, spelled
from db.messages import Outgoing
from db.people import Address, Chat, Grant, Invitation, Person, held_on
from db.scope import Scope

COMMON_ROLES = ("collaborator",)
"""The roles of those whose chats a commune officer looks after."""


class ChannelChoice(Base):
    """Where somebody with several chats wants to be told what nobody asked for. None: where they wrote last."""

    __tablename__ = "channel_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(20))


@dataclass(frozen=True)
class Reach:
    """A chat of a person; `reachable` says whether the messenger lets us write there."""

    id: int
    channel: str
    chat: str
    reachable: bool


@dataclass(frozen=True)
class Owner:
    """Whose a personal code is; `joined`: this person has agreed to the data notice before."""

    id: int
    name: str
    language: str
    joined: bool


async def personal_code(
    session: AsyncSession,
    secret: str,
    person_id: int,
    role: str,
    area_id: int,
    *,
    lasts: timedelta,
    entered_by: int,
    now: datetime,
) -> str:
    """Makes a code, "ABCDE-FGH23", by which one more chat becomes this person's, once; earlier ones end.

    `role` and `area_id` are what the person is at present: the code itself gives no role.
    """
    await end_codes(session, person_id)
    code = new_code()
    await session.execute(
        insert(Invitation).values(
            code_hash=code_hash(code, secret),
            role=role,
            area_id=area_id,
            person_id=person_id,
            uses_left=1,
            expires_at=now + lasts,
            created_at=now,
        )
    )
    await note_act(session, "make code", "person", person_id, person_id=entered_by, now=now)
    return spelled(code)


async def add_chat(session: AsyncSession, person_id: int, channel: str, chat: str, *, now: datetime) -> None:
    """Makes a stranger's chat one more of a person who has joined before, and puts that on record."""
    await session.execute(insert(Address).values(channel=channel, chat=chat, person_id=person_id))
    await forget_stranger(session, channel, chat)
    await note_act(session, "link", "person", person_id, person_id=person_id, now=now)


async def end_codes(session: AsyncSession, person_id: int) -> None:
    """Makes all personal codes of somebody useless."""
    await session.execute(update(Invitation).where(Invitation.person_id == person_id).values(uses_left=0))


async def owner_of(session: AsyncSession, invitation_id: int) -> Owner | None:
    """The person whose own an invitation is; None for one that makes a new person."""
    found = (
        await session.execute(
            select(Person.id, Person.name, Person.language, Person.notice.is_not(None))
            .join(Invitation, Invitation.person_id == Person.id)
            .where(Invitation.id == invitation_id)
        )
    ).one_or_none()
    return None if found is None else Owner(*found)


async def looked_after(
    session: AsyncSession, scope: Scope, person_id: int, day: date, roles: Sequence[str] = COMMON_ROLES
) -> str | None:
    """The name of a person whose chats somebody with this scope looks after: oneself, or who holds one of `roles` in
    its areas. None for all others."""
    found = select(Person.name).where(Person.id == person_id, _looked_after(scope, day, roles, Person.id))
    name: str | None = await session.scalar(found)
    return name


async def holds_more(
    session: AsyncSession, scope: Scope, person_id: int, day: date, roles: Sequence[str] = COMMON_ROLES
) -> bool:
    """Whether somebody also has roles that do not lie within the scope: who opens their notebook gets those, too."""
    within = and_(Grant.role.in_(roles), scope.covers(Grant))
    more = exists().where(Grant.person_id == person_id, Grant.state == "active", held_on(day), not_(within))
    return bool(await session.scalar(select(more)))


async def reaches(
    session: AsyncSession, scope: Scope, person_id: int, day: date, roles: Sequence[str] = COMMON_ROLES
) -> list[Reach]:
    """The chats of a person (see `looked_after`), oldest first."""
    rows = await session.execute(
        select(Address.id, Address.channel, Address.chat, Address.unreachable_since.is_(None))
        .where(Address.person_id == person_id, _looked_after(scope, day, roles, Address.person_id))
        .order_by(Address.id)
    )
    return [Reach(*row) for row in rows]


async def cut_off(
    session: AsyncSession,
    scope: Scope,
    address_id: int,
    *,
    person_id: int,
    day: date,
    now: datetime,
    roles: Sequence[str] = COMMON_ROLES,
) -> int | None:
    """Takes a chat from its person: from now on it is a stranger's, and what waits to be sent there is dropped, as are
    codes that might have been made there. Returns whose it was; None outside the scope (see `looked_after`).
    """
    mine = _looked_after(scope, day, roles, Address.person_id)
    found = select(Address.person_id).where(Address.id == address_id, mine)
    owner_id: int | None = await session.scalar(found)
    if owner_id is None:
        return None
    await drop_addresses(session, Address.id == address_id, now)
    await end_codes(session, owner_id)
    await note_act(session, "cut off", "person", owner_id, person_id=person_id, now=now)
    return owner_id


async def drop_addresses(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    """Removes addresses. What was sent there loses its words, for nobody would find it there any more to take words out
    of it (see db/forgetting.py), and what waits is not sent.

    The messages themselves stay until they are old: numbers of messages are never given twice.
    """
    chats = (await session.execute(select(Address.channel, Address.chat).where(which))).all()
    for channel, chat in chats:
        written = update(Outgoing).where(Outgoing.channel == channel, Outgoing.chat == chat)
        await session.execute(written.values(payload={}))
        waiting = written.where(Outgoing.sent_at.is_(None), Outgoing.failed_at.is_(None))
        await session.execute(waiting.values(failed_at=now, error="cut off"))
    await session.execute(delete(Address).where(which))


async def chosen_channel(session: AsyncSession, person_id: int) -> str | None:
    """The messenger that somebody chose for unasked messages; None: the one where they wrote last."""
    found: str | None = await session.scalar(select(ChannelChoice.channel).where(ChannelChoice.person_id == person_id))
    return found


async def choose_channel(session: AsyncSession, person_id: int, channel: str | None) -> None:
    """Chooses the messenger for unasked messages, or (None) leaves it to where they write."""
    if channel is None:
        await session.execute(delete(ChannelChoice).where(ChannelChoice.person_id == person_id))
        return
    chosen = dialect_insert(session, ChannelChoice.__table__).values(person_id=person_id, channel=channel)  # type: ignore[arg-type]
    await session.execute(chosen.on_conflict_do_update(index_elements=["person_id"], set_={"channel": channel}))


async def address_for(session: AsyncSession, person_id: int) -> Chat | None:
    """Where to tell somebody what nobody asked for (see `addresses_for`); None when they cannot be reached."""
    return (await addresses_for(session, [person_id])).get(person_id)


async def address_beside(session: AsyncSession, channel: str, chat: str, messengers: Collection[str]) -> Chat | None:
    """Where else on these messengers the person can be told things who had this chat; None where there is nothing."""
    owner = select(Address.person_id).where(Address.channel == channel, Address.chat == chat)
    person_id: int | None = await session.scalar(owner)
    if person_id is None:
        return None
    found = (await addresses_for(session, [person_id], messengers)).get(person_id)
    return None if found is None or (found.channel, found.chat) == (channel, chat) else found


async def addresses_for(
    session: AsyncSession, person_ids: Iterable[int], messengers: Collection[str] | None = None
) -> dict[int, Chat]:
    """One reachable chat for each of these people: of the messenger they chose, else the one where they were answered
    last, else the newest. Whoever cannot be reached is missing. With `messengers`, only on these."""
    served = [] if messengers is None else [Address.channel.in_(sorted(messengers))]
    rows = await session.execute(
        select(Address.channel, Address.chat, Address.person_id, Person.language, ChannelChoice.channel)
        .join(Person, Person.id == Address.person_id)
        .outerjoin(ChannelChoice, ChannelChoice.person_id == Address.person_id)
        .where(Address.person_id.in_(sorted(person_ids)), Address.unreachable_since.is_(None), *served)
        .order_by(Address.id)
    )
    open_to: dict[int, list[tuple[Chat, bool]]] = {}
    for channel, chat, person_id, language, chosen in rows:
        one = Chat(channel, chat, person_id, language)
        open_to.setdefault(person_id, []).append((one, channel == chosen))
    found: dict[int, Chat] = {}
    for person_id, chats in open_to.items():
        preferred = [chat for chat, wanted in chats if wanted] or [chat for chat, _ in chats]
        found[person_id] = preferred[0] if len(preferred) == 1 else await _used_last(session, preferred)
    return found


async def _used_last(session: AsyncSession, chats: Sequence[Chat]) -> Chat:
    """The chat that was answered last; the newest one when no answer is remembered (see `db.messages.forget_old`)."""
    answered = [
        await session.scalar(
            select(func.max(Outgoing.id)).where(
                Outgoing.channel == chat.channel, Outgoing.chat == chat.chat, Outgoing.kind == "answer"
            )
        )
        or 0
        for chat in chats
    ]
    return max(enumerate(chats), key=lambda numbered: (answered[numbered[0]], numbered[0]))[1]


def _looked_after(scope: Scope, day: date, roles: Sequence[str], person_id: Any) -> ColumnElement[bool]:
    """The condition that the column `person_id` names oneself, or one who has one of these roles in the scope."""
    if scope.area_ids is None:
        return true() if scope.all else person_id == scope.person_id
    return exists().where(
        Grant.person_id == person_id,
        Grant.role.in_(roles),
        Grant.state != "refused",
        held_on(day),
        scope.covers(Grant),
    )
