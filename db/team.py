"""The collaborators of a commune as their officer sees them: who they are there, and whether they are heard from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.acts import note_act
from db.areas import Area
from db.distributions import Distribution
from db.leave import Away, days_away, leaves, on_leave
from db.people import Address, Closing, Grant, Person, held_on
from db.records import Record
from db.referrals import Referral
from db.scope import Scope
from db.talks import Talk

LOOK_BACK = 90
"""Days within which the last entry is looked for; whoever wrote nothing for longer has simply been silent for long."""
RECORDS: tuple[type[Record], ...] = (Talk, Distribution, Referral)


@dataclass(frozen=True)
class Post:
    """A grant of a collaborator in the commune."""

    grant_id: int
    area_id: int
    area_name: str
    state: str


@dataclass(frozen=True)
class Member:
    """A collaborator of a commune. `reachable` is None for somebody who has never joined. `silent` counts the days
    without an entry, leave not counted, since the last entry or the first day; it ends at LOOK_BACK. Who `left` has
    closed the account and is listed for what is still to be handed over."""

    person_id: int
    name: str
    posts: tuple[Post, ...]
    since: date
    reachable: bool | None
    away: Away | None
    silent: int
    left: bool

    @property
    def state(self) -> str:
        """The best of the states of the posts: active, suspended or waiting."""
        states = {post.state for post in self.posts}
        return next(state for state in ("active", "suspended", "waiting") if state in states)


@dataclass(frozen=True)
class Held:
    """A grant of whoever has it."""

    grant_id: int
    person_id: int
    name: str
    role: str
    area_id: int
    area_name: str
    state: str


@dataclass
class _Found:
    """A member as the rows are gathered."""

    name: str
    since: date
    posts: list[Post] = field(default_factory=list)


async def members(session: AsyncSession, scope: Scope, day: date) -> list[Member]:
    """The collaborators of the areas of a scope on a day, with those who wait and those who are suspended.

    Any scope but that of areas finds none.
    """
    if scope.area_ids is None:
        return []
    rows = await session.execute(
        select(Grant.id, Grant.person_id, Grant.area_id, Grant.state, Grant.valid_from, Person.name, Area.name)
        .join(Person, Person.id == Grant.person_id)
        .join(Area, Area.id == Grant.area_id)
        .where(Grant.role == "collaborator", scope.covers(Grant), held_on(day), Grant.state != "refused")
        .order_by(Area.code, Grant.id)
    )
    found: dict[int, _Found] = {}
    for grant_id, person_id, area_id, state, since, name, area_name in rows:
        one = found.setdefault(person_id, _Found(name, since))
        one.since = min(one.since, since)
        one.posts.append(Post(grant_id, area_id, area_name, state))
    reachable = await _reachable(session, found)
    left = frozenset(await session.scalars(select(Closing.person_id).where(Closing.person_id.in_(sorted(found)))))
    away = await on_leave(session, found, day)
    silent = await _silent(session, scope, {person_id: one.since for person_id, one in found.items()}, day)
    return [
        Member(
            person_id,
            one.name,
            tuple(one.posts),
            one.since,
            reachable.get(person_id),
            away.get(person_id),
            silent[person_id],
            person_id in left,
        )
        for person_id, one in found.items()
    ]


async def member(session: AsyncSession, scope: Scope, person_id: int, day: date) -> Member | None:
    """One collaborator of the areas of a scope."""
    return next((one for one in await members(session, scope, day) if one.person_id == person_id), None)


async def posted(session: AsyncSession, scope: Scope, first: date, last: date) -> dict[int, int]:
    """How many collaborators held their role on some day from `first` to `last`, by commune, in the areas of a scope.

    Any scope but that of areas finds none.
    """
    if scope.area_ids is None:
        return {}
    commune = case((Area.kind == "hamlet", Area.parent_id), else_=Area.id)
    rows = await session.execute(
        select(commune, func.count(Grant.person_id.distinct()))
        .join(Area, Area.id == Grant.area_id)
        .where(
            Grant.role == "collaborator",
            Grant.state == "active",
            scope.covers(Grant),
            Grant.valid_from <= last,
            or_(Grant.valid_to.is_(None), Grant.valid_to >= first),
        )
        .group_by(commune)
    )
    return {commune_id: count for commune_id, count in rows}


async def has_collaborators(session: AsyncSession, scope: Scope, day: date) -> bool:
    """Whether somebody is, or waits to be, a collaborator in the areas of a scope on a day."""
    found = exists().where(Grant.role == "collaborator", scope.covers(Grant), held_on(day), Grant.state != "refused")
    return bool(await session.scalar(select(found)))


async def holders(session: AsyncSession, role: str, area_id: int, day: date) -> frozenset[int]:
    """Who has a role in just this area on a day."""
    found = select(Grant.person_id).where(
        Grant.role == role, Grant.area_id == area_id, Grant.state == "active", held_on(day)
    )
    return frozenset(await session.scalars(found))


async def admins(session: AsyncSession, day: date) -> frozenset[int]:
    """The administrators, of whatever area."""
    found = select(Grant.person_id).where(Grant.role == "admin", Grant.state == "active", held_on(day))
    return frozenset(await session.scalars(found))


async def staff(session: AsyncSession, scope: Scope, day: date) -> list[Held]:
    """The officers, supervisors and admins of the areas of a scope, by area."""
    return await _held(
        session, scope.covers(Grant), Grant.role != "collaborator", Grant.state != "refused", held_on(day)
    )


async def grants_of(session: AsyncSession, scope: Scope, person_id: int, day: date) -> list[Held]:
    """The grants of one person in the areas of a scope, on a day."""
    whose = Grant.person_id == person_id
    return await _held(session, scope.covers(Grant), whose, Grant.state != "refused", held_on(day))


async def _held(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[Held]:
    rows = await session.execute(
        select(Grant.id, Grant.person_id, Person.name, Grant.role, Grant.area_id, Area.name, Grant.state)
        .join(Person, Person.id == Grant.person_id)
        .join(Area, Area.id == Grant.area_id)
        .where(*conditions)
        .order_by(Area.code, Person.name, Grant.id)
    )
    return [Held(*row) for row in rows]


async def set_state(
    session: AsyncSession, grant_ids: Iterable[int], state: str, act: str, *, person_id: int, now: datetime
) -> None:
    """Changes the state of grants, and puts that on record under the name `act`."""
    ids = sorted(grant_ids)
    await session.execute(update(Grant).where(Grant.id.in_(ids)).values(state=state))
    for grant_id in ids:
        await note_act(session, act, "grant", grant_id, person_id=person_id, now=now)


async def grant(
    session: AsyncSession, whom: int, role: str, area_id: int, day: date, *, person_id: int, now: datetime
) -> int | None:
    """Gives somebody a role in an area from that day on, and puts it on record; returns the grant's id.

    None when they have it already, be it waiting or suspended.
    """
    held = select(Grant.id).where(
        Grant.person_id == whom, Grant.role == role, Grant.area_id == area_id, Grant.state != "refused", held_on(day)
    )
    if await session.scalar(held) is not None:
        return None
    added = insert(Grant).values(person_id=whom, role=role, area_id=area_id, valid_from=day)
    grant_id: int = (await session.execute(added.returning(Grant.id))).scalar_one()
    await note_act(session, "grant", "grant", grant_id, person_id=person_id, now=now)
    return grant_id


async def end_grants(
    session: AsyncSession, grant_ids: Iterable[int], day: date, *, person_id: int, now: datetime
) -> None:
    """Ends grants, so that they are no more from `day` on, and puts that on record."""
    ids = sorted(grant_ids)
    await session.execute(update(Grant).where(Grant.id.in_(ids)).values(valid_to=day - timedelta(days=1)))
    for grant_id in ids:
        await note_act(session, "end role", "grant", grant_id, person_id=person_id, now=now)


async def _reachable(session: AsyncSession, person_ids: Iterable[int]) -> dict[int, bool]:
    """Whether one of the addresses of each person takes messages; nothing for who has none."""
    rows = await session.execute(
        select(Address.person_id, Address.unreachable_since).where(Address.person_id.in_(sorted(person_ids)))
    )
    found: dict[int, bool] = {}
    for row in rows:
        found[row.person_id] = found.get(row.person_id, False) or row.unreachable_since is None
    return found


async def _silent(session: AsyncSession, scope: Scope, since: dict[int, date], day: date) -> dict[int, int]:
    """Days without an entry, leave not counted."""
    earliest = day - timedelta(days=LOOK_BACK)
    heard = {person_id: max(first, earliest) for person_id, first in since.items()}
    for person_id, last in await _last_days(session, scope, sorted(since), earliest):
        heard[person_id] = max(heard[person_id], min(last, day))
    away = await leaves(session, since, earliest, day)
    return {
        person_id: (day - last).days - days_away(away, person_id, last + timedelta(days=1), day)
        for person_id, last in heard.items()
    }


async def _last_days(
    session: AsyncSession, scope: Scope, person_ids: Sequence[int], earliest: date
) -> list[tuple[int, date]]:
    """The last day on which each of these people did something that is on record there."""
    found: list[tuple[int, date]] = []
    for table in RECORDS:
        rows = await session.execute(
            select(table.person_id, func.max(table.day))
            .where(
                scope.covers(table),
                table.person_id.in_(person_ids),
                table.day >= earliest,
                table.withdrawn_at.is_(None),
            )
            .group_by(table.person_id)
        )
        found += [(person_id, last) for person_id, last in rows]
    return found
