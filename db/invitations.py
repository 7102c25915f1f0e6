"""Joining by invitation: making codes, finding them by their hash, using them up, and pausing who guesses."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.acts import note_act
from db.areas import Area
from db.base import dialect_insert
from db.people import Address, Grant, Invitation, Person, Stranger, held_on
from db.scope import Scope

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be mistaken for one another."""

LENGTH = 10
TRIES = 5
"""Wrong codes after which a chat is paused."""
PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Open:
    """An invitation that can still be used: for how many people, and whether they have to be confirmed."""

    id: int
    role: str
    area_name: str
    name: str | None
    uses_left: int
    needs_approval: bool
    expires_at: datetime


def normal_code(text: str) -> str | None:
    """The code in a text, without hyphens and spaces and in capitals; None when it cannot be one."""
    code = "".join(text.upper().replace("-", " ").split())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def code_hash(code: str, secret: str) -> str:
    """What is kept of a code: its hash under the installation's secret."""
    return hmac.new(secret.encode(), code.encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """A code as it is handed out: "ABCDE-FGH23"."""
    return f"{code[:5]}-{code[5:]}"


async def invite(
    session: AsyncSession,
    secret: str,
    role: str,
    area_id: int,
    *,
    name: str | None,
    uses: int,
    expires_at: datetime,
    now: datetime,
    needs_approval: bool = False,
) -> str:
    """Makes an invitation and returns its code, "ABCDE-FGH23", which is kept nowhere."""
    code = new_code()
    await session.execute(
        insert(Invitation).values(
            code_hash=code_hash(code, secret),
            role=role,
            area_id=area_id,
            name=name,
            uses_left=uses,
            needs_approval=needs_approval,
            expires_at=expires_at,
            created_at=now,
        )
    )
    return spelled(code)


async def open_invitations(session: AsyncSession, scope: Scope, roles: Collection[str], now: datetime) -> list[Open]:
    """The invitations to these roles in the areas of a scope that can still be used, the oldest first; codes for the
    phones of people who are here already are none."""
    rows = await session.execute(
        select(
            Invitation.id,
            Invitation.role,
            Area.name,
            Invitation.name,
            Invitation.uses_left,
            Invitation.needs_approval,
            Invitation.expires_at,
        )
        .join(Area, Area.id == Invitation.area_id)
        .where(*_open(scope, roles, now))
        .order_by(Invitation.id)
    )
    return [Open(*row) for row in rows]


async def withdraw_invitation(
    session: AsyncSession,
    scope: Scope,
    roles: Collection[str],
    invitation_id: int,
    *,
    person_id: int,
    now: datetime,
) -> bool:
    """Makes an open invitation useless, and puts that on record. False when it is none of `open_invitations`."""
    ended = await session.scalars(
        update(Invitation)
        .where(Invitation.id == invitation_id, *_open(scope, roles, now))
        .values(uses_left=0)
        .returning(Invitation.area_id)
    )
    area_id = ended.one_or_none()
    if area_id is not None:
        await note_act(session, "withdraw invitation", "area", area_id, person_id=person_id, now=now)
    return area_id is not None


def _open(scope: Scope, roles: Collection[str], now: datetime) -> tuple[ColumnElement[bool], ...]:
    if scope.area_ids is None:
        raise ValueError("invitations lie in areas")
    usable = (Invitation.uses_left > 0, Invitation.expires_at > now, Invitation.person_id.is_(None))
    return *usable, Invitation.role.in_(roles), Invitation.area_id.in_(sorted(scope.area_ids))


async def valid_invitation(
    session: AsyncSession, secret: str, code: str, now: datetime, day: date | None = None
) -> int | None:
    """The id of the invitation with this code, if it can still be used: on `day`, if that is given, to an area that is
    no more only by somebody whose own it is."""
    known = select(Invitation.id).where(
        Invitation.code_hash == code_hash(code, secret), Invitation.uses_left > 0, Invitation.expires_at > now
    )
    if day is not None:
        ended = exists().where(Area.id == Invitation.area_id, Area.valid_to < day)
        known = known.where(Invitation.person_id.is_not(None) | ~ended)
    return await session.scalar(known)


async def use_up(session: AsyncSession, invitation_id: int, now: datetime) -> Invitation | None:
    """Takes one use of an invitation; None when somebody was faster or it has expired."""
    return (
        await session.scalars(
            update(Invitation)
            .where(Invitation.id == invitation_id, Invitation.uses_left > 0, Invitation.expires_at > now)
            .values(uses_left=Invitation.uses_left - 1)
            .returning(Invitation)
        )
    ).one_or_none()


async def join(
    session: AsyncSession,
    invitation: Invitation,
    *,
    channel: str,
    chat: str,
    name: str,
    language: str,
    notice: str,
    today: date,
    now: datetime,
) -> None:
    """Lets in a stranger who used an invitation and agreed to the data notice of version `notice`: as a new person,
    or as the one whose own the invitation is."""
    if invitation.person_id is None:
        person_id: int = (
            await session.execute(
                insert(Person)
                .values(name=invitation.name or name, language=language, notice=notice, notice_at=now, created_at=now)
                .returning(Person.id)
            )
        ).scalar_one()
        await add_grant(session, person_id, invitation, today)
    else:
        person_id = invitation.person_id
        await session.execute(update(Person).where(Person.id == person_id).values(notice=notice, notice_at=now))
    await session.execute(insert(Address).values(channel=channel, chat=chat, person_id=person_id))
    await forget_stranger(session, channel, chat)


async def add_grant(session: AsyncSession, person_id: int, invitation: Invitation, today: date) -> str:
    """Gives a person the role of an invitation, from today; returns the state that it has now (see STATES).

    Whoever has the role there already, be it waiting or suspended, gets no second one. Somebody who was here before
    the list that they now stand on as well, and uses the code that the list gave them, becomes the person of the list:
    its roles and its `ref` are theirs.
    """
    if invitation.person_id == person_id:
        return "active"
    if invitation.person_id is not None and await _take_place(session, person_id, invitation.person_id):
        return "active"
    present = await session.scalar(
        select(Grant.state).where(
            Grant.person_id == person_id,
            Grant.role == invitation.role,
            Grant.area_id == invitation.area_id,
            Grant.state != "refused",
            held_on(today),
        )
    )
    if present is not None:
        return present
    state = "waiting" if invitation.needs_approval else "active"
    await session.execute(
        insert(Grant).values(
            person_id=person_id, role=invitation.role, area_id=invitation.area_id, valid_from=today, state=state
        )
    )
    return state


async def _take_place(session: AsyncSession, person_id: int, listed_id: int) -> bool:
    """Makes a person the one of the list. Not done (False) for who is on a list already, or in place of who joined."""
    person, listed = await session.get_one(Person, person_id), await session.get_one(Person, listed_id)
    joined = await session.scalar(select(exists().where(Address.person_id == listed_id)))
    if person.ref is not None or listed.ref is None or joined:
        return False
    ref, listed.ref = listed.ref, None
    await session.flush()  # no two people bear the same ref, not even for a moment
    person.ref = ref
    held = {
        (grant.role, grant.area_id)
        for grant in await session.scalars(
            select(Grant).where(Grant.person_id == person_id, Grant.valid_to.is_(None), Grant.state == "active")
        )
    }
    for grant in await session.scalars(select(Grant).where(Grant.person_id == listed_id)):
        if (grant.role, grant.area_id) in held:
            await session.delete(grant)
        else:
            grant.person_id = person_id
    await session.flush()
    return True


async def stranger(session: AsyncSession, channel: str, chat: str) -> Stranger | None:
    """What is known of a chat that has not joined."""
    return await session.get(Stranger, (channel, chat))


async def keep_stranger(
    session: AsyncSession,
    channel: str,
    chat: str,
    *,
    tries: int,
    paused_until: datetime | None,
    invitation_id: int | None,
    language: str,
) -> None:
    """Keeps what is known of a chat that has not joined."""
    values = {
        "tries": tries,
        "paused_until": paused_until,
        "invitation_id": invitation_id,
        "language": language,
    }
    statement = dialect_insert(session, Stranger.__table__).values(channel=channel, chat=chat, **values)  # type: ignore[arg-type]
    await session.execute(statement.on_conflict_do_update(index_elements=["channel", "chat"], set_=values))


async def forget_stranger(session: AsyncSession, channel: str, chat: str) -> None:
    """Drops what was known of a chat that has not joined."""
    await session.execute(delete(Stranger).where(Stranger.channel == channel, Stranger.chat == chat))
