"""Clients without names: a random code, sex and year of birth, what was consented to, and perhaps a memory hint.

The hint is kept sealed (see db/sealing.py) and given out to the client's own collaborator only. A client is never
deleted but can be forgotten (see db/forgetting.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.acts import note_act
from db.areas import commune_of
from db.base import Base, Instant, inserts, run_insert
from db.messages import drop_sealed
from db.people import Person
from db.scope import Scope
from db.sealing import to_bytes, to_text

PURPOSES = ("record", "reminder", "referral")
"""What is consented to, each by itself: keeping the record, reminders of the next date, being referred."""
METHODS = ("spoken_witness", "signature", "recording")
"""How a consent was given."""
DRAWS = 2000
"""Codes drawn before a commune is taken to have none left; of about 24,000 one is hit sooner while 100 are free."""


class ClientRow(Base):
    """A client. `person_id` is its own collaborator; sex, year of birth and hint end with forgetting."""

    __tablename__ = "clients"
    __table_args__ = (
        UniqueConstraint("commune_id", "code"),
        UniqueConstraint("channel", "update_id", "part"),
        Index("ix_clients_person", "person_id"),
        Index("ix_clients_area", "area_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(7))
    commune_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    sex: Mapped[str | None] = mapped_column(String(6))
    birth_year: Mapped[int | None]
    hint: Mapped[bytes | None] = mapped_column(LargeBinary)
    hint_salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[int] = mapped_column(BigInteger)
    part: Mapped[int] = mapped_column(server_default="0")
    forgotten_at: Mapped[datetime | None] = mapped_column(Instant)


class Consent(Base):
    """A consent of a client: to what, in which words (`text_version`), how and to whom it was given."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_client", "client_id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    text_version: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class Client:
    """A client as it is read, without the hint. A forgotten one has neither sex nor year."""

    id: int
    code: str
    person_id: int
    area_id: int
    sex: str | None
    birth_year: int | None
    created_at: datetime
    forgotten_at: datetime | None


@dataclass(frozen=True)
class Agreement:
    """A consent as it is read; `withdrawn_at` is None while it holds."""

    purpose: str
    text_version: str
    method: str
    given_at: datetime
    withdrawn_at: datetime | None


class NoCodeLeftError(Exception):
    """All codes of a commune are given."""


_NEW = inserts(
    ClientRow,
    lambda insert: insert.on_conflict_do_nothing(index_elements=["commune_id", "code"]).returning(
        ClientRow.__table__.c.id
    ),
)
_FIELDS = (
    ClientRow.id,
    ClientRow.code,
    ClientRow.person_id,
    ClientRow.area_id,
    ClientRow.sex,
    ClientRow.birth_year,
    ClientRow.created_at,
    ClientRow.forgotten_at,
)


async def add_client(
    session: AsyncSession,
    draw: Callable[[], str],
    *,
    person_id: int,
    area_id: int,
    sex: str,
    birth_year: int,
    hint: str | None,
    purposes: Sequence[str],
    text_version: str,
    method: str,
    channel: str,
    update_id: int,
    part: int = 0,
    now: datetime,
) -> Client:
    """Keeps a new client, with the consents that were given, under the first code from `draw` that was never given in
    the commune nor to a client of this collaborator. `hint` is a sealed piece.

    Raises ValueError without a consent to the record, NoCodeLeftError when the commune has no code left.
    """
    if "record" not in purposes:
        raise ValueError("a client is recorded with consent only")
    salt, sealed = to_bytes(hint) if hint else (None, None)
    commune = await commune_of(session, area_id)
    commune_id = commune.id if commune else area_id
    for _ in range(DRAWS):
        code = draw()
        if await session.scalar(select(exists().where(ClientRow.person_id == person_id, ClientRow.code == code))):
            continue
        added = await run_insert(
            session,
            _NEW,
            code=code,
            commune_id=commune_id,
            person_id=person_id,
            area_id=area_id,
            sex=sex,
            birth_year=birth_year,
            hint=sealed,
            hint_salt=salt,
            created_at=now,
            channel=channel,
            update_id=update_id,
            part=part,
            forgotten_at=None,
        )
        client_id: int | None = added.scalar_one_or_none()
        if client_id is not None:
            await _consent(session, client_id, purposes, text_version, method, person_id=person_id, now=now)
            return Client(client_id, code, person_id, area_id, sex, birth_year, now, None)
    raise NoCodeLeftError(f"commune {commune_id}")


async def client(session: AsyncSession, scope: Scope, client_id: int) -> Client | None:
    """One client, forgotten or not, held for this transaction."""
    return await _one(session, scope.covers(ClientRow), ClientRow.id == client_id)


async def client_with_code(session: AsyncSession, scope: Scope, code: str) -> Client | None:
    """The client with this code, forgotten or not, held for this transaction.

    Among one collaborator's clients and within a commune a code is one client's; in a wider scope the newest is found.
    """
    return await _one(session, scope.covers(ClientRow), ClientRow.code == code)


async def clients(session: AsyncSession, scope: Scope, *, limit: int | None = None, offset: int = 0) -> list[Client]:
    """The clients that are not forgotten, newest first."""
    rows = await session.execute(
        select(*_FIELDS)
        .where(scope.covers(ClientRow), ClientRow.forgotten_at.is_(None))
        .order_by(ClientRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Client(*row) for row in rows]


async def count_clients(session: AsyncSession, scope: Scope) -> int:
    """How many clients are not forgotten."""
    count = select(func.count(ClientRow.id)).where(scope.covers(ClientRow), ClientRow.forgotten_at.is_(None))
    return await session.scalar(count) or 0


async def hints(session: AsyncSession, scope: Scope, ids: Iterable[int]) -> dict[int, str]:
    """The sealed hints of these clients, by id. Any scope but that of somebody's own clients finds none."""
    if scope.person_id is None or scope != Scope.own(scope.person_id):
        return {}
    rows = await session.execute(
        select(ClientRow.id, ClientRow.hint_salt, ClientRow.hint).where(
            scope.covers(ClientRow), ClientRow.id.in_(sorted(ids)), ClientRow.hint.is_not(None)
        )
    )
    return {row.id: to_text(row.hint_salt, row.hint) for row in rows}


async def collaborator_of(session: AsyncSession, scope: Scope, client_id: int) -> str:
    """The name of a client's own collaborator; empty for a client outside the scope."""
    found = select(Person.name).join(ClientRow, ClientRow.person_id == Person.id)
    return await session.scalar(found.where(scope.covers(ClientRow), ClientRow.id == client_id)) or ""


async def set_hint(session: AsyncSession, scope: Scope, client_id: int, hint: str | None) -> bool:
    """Replaces a client's hint by another sealed piece, or by none; the former one is destroyed.

    False for a forgotten client or one outside the scope.
    """
    salt, sealed = to_bytes(hint) if hint else (None, None)
    changed = await session.execute(
        update(ClientRow)
        .where(scope.covers(ClientRow), ClientRow.id == client_id, ClientRow.forgotten_at.is_(None))
        .values(hint=sealed, hint_salt=salt)
        .returning(ClientRow.person_id)
    )
    own_collaborator = changed.scalar_one_or_none()
    if own_collaborator is not None:
        await drop_sealed(session, own_collaborator)
    return own_collaborator is not None


async def agreed_to(session: AsyncSession, scope: Scope, client_id: int) -> frozenset[str]:
    """The purposes that a client consented to and has not withdrawn from."""
    rows = await session.scalars(
        select(Consent.purpose)
        .join(ClientRow, ClientRow.id == Consent.client_id)
        .where(scope.covers(ClientRow), Consent.client_id == client_id, Consent.withdrawn_at.is_(None))
    )
    return frozenset(rows)


async def agreeing(session: AsyncSession, scope: Scope, purpose: str) -> frozenset[int]:
    """The ids of the clients who consented to this purpose and have not withdrawn from it."""
    rows = await session.scalars(
        select(Consent.client_id)
        .join(ClientRow, ClientRow.id == Consent.client_id)
        .where(scope.covers(ClientRow), Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    )
    return frozenset(rows)


async def agreements(session: AsyncSession, scope: Scope, client_id: int) -> list[Agreement]:
    """Every consent that a client ever gave, in the order they were given."""
    rows = await session.execute(
        select(Consent.purpose, Consent.text_version, Consent.method, Consent.given_at, Consent.withdrawn_at)
        .join(ClientRow, ClientRow.id == Consent.client_id)
        .where(scope.covers(ClientRow), Consent.client_id == client_id)
        .order_by(Consent.id)
    )
    return [Agreement(*row) for row in rows]


async def give_consent(
    session: AsyncSession,
    scope: Scope,
    client_id: int,
    purpose: str,
    text_version: str,
    method: str,
    *,
    person_id: int,
    now: datetime,
) -> bool:
    """Keeps a client's consent to one more purpose. False when it was given already, or the client is forgotten or
    outside the scope."""
    known = await client(session, scope, client_id)
    if known is None or known.forgotten_at is not None or purpose in await agreed_to(session, scope, client_id):
        return False
    await _consent(session, client_id, [purpose], text_version, method, person_id=person_id, now=now)
    await note_act(session, f"consent {purpose}", "client", client_id, person_id=person_id, now=now)
    return True


async def withdraw_consent(
    session: AsyncSession, scope: Scope, client_id: int, purpose: str, *, person_id: int, now: datetime
) -> bool:
    """Ends a consent other than that to the record (that one ends with forgetting). False when there was none."""
    if purpose == "record":
        raise ValueError("without consent to the record the client is forgotten")
    if await client(session, scope, client_id) is None:
        return False
    ended = await _end_consents(session, client_id, [purpose], now)
    if ended:
        await note_act(session, f"withdraw {purpose}", "client", client_id, person_id=person_id, now=now)
    return ended


async def destroy_identity(session: AsyncSession, scope: Scope, client_id: int, now: datetime) -> Client | None:
    """Overwrites sex, year of birth and hint of a client and ends all consents; returns the client as it was. None when
    it was forgotten already or is outside the scope. For db/forgetting.py, which knows what else speaks of her."""
    known = await client(session, scope, client_id)
    if known is None or known.forgotten_at is not None:
        return None
    await session.execute(
        update(ClientRow)
        .where(ClientRow.id == client_id)
        .values(sex=None, birth_year=None, hint=None, hint_salt=None, forgotten_at=now)
    )
    await _end_consents(session, client_id, PURPOSES, now)
    return known


async def _one(session: AsyncSession, *conditions: ColumnElement[bool]) -> Client | None:
    found = select(*_FIELDS).where(*conditions).order_by(ClientRow.id.desc()).limit(1).with_for_update()
    row = (await session.execute(found)).one_or_none()
    return None if row is None else Client(*row)


async def _consent(
    session: AsyncSession,
    client_id: int,
    purposes: Sequence[str],
    text_version: str,
    method: str,
    *,
    person_id: int,
    now: datetime,
) -> None:
    same = {"client_id": client_id, "text_version": text_version, "method": method, "given_at": now}
    await session.execute(
        insert(Consent), [{**same, "purpose": purpose, "person_id": person_id} for purpose in purposes]
    )


async def _end_consents(session: AsyncSession, client_id: int, purposes: Sequence[str], now: datetime) -> bool:
    ended = await session.scalars(
        update(Consent)
        .where(Consent.client_id == client_id, Consent.purpose.in_(purposes), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Consent.id)
    )
    return bool(ended.all())
