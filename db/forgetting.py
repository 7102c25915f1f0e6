"""Forgetting a client for good: what would still speak of her is destroyed, what was counted stays counted.

Gone are her sex, year of birth and hint (whose salt is half of its key), her supplies, the sign and the last screening
of her referrals, and the free words of every record that ever named her: its note, and why it was withdrawn, for words
may name whom a code does not. Revisions are no way back: the same is taken out of what they say was before and after,
so of them stay who, when and the figures. So do messages that show her code: they are kept a while after sending (see
`db.messages.forget_old`) and lose their words at once.

What stays are the used code, which is never given again, the ended consents and the acts, and records of a day, a
purpose or a product, an age band and a count.

Overwritten is not yet erased. SQLite writes zeros over what it frees (secure_delete) and keeps the former page in its
log until the log is emptied at night (`db.engine.empty_log`); PostgreSQL keeps the former row until it is vacuumed.
Backups end with their own time.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.acts import Act, note_act
from db.areas import Succession
from db.clients import Client, ClientRow, Consent, destroy_identity
from db.distributions import DISTRIBUTIONS, Distribution
from db.messages import Outgoing, drop_sealed
from db.people import Address
from db.records import Ledger, Revision
from db.referrals import REFERRALS, Referral
from db.scope import Scope
from db.sealing import LOST
from db.supplies import SupplyStop, forget_supplies

WORDS = ("note",)
"""Facts of records that are free words."""
OF_HER = ("sign", "last_screened")
"""Facts of records that are a client's own."""


async def forget_client(session: AsyncSession, scope: Scope, client_id: int, *, person_id: int, now: datetime) -> bool:
    """Destroys what is kept of a client but what was counted, and puts the act on record.

    False when it was forgotten already or is outside the scope.
    """
    known = await destroy_identity(session, scope, client_id, now)
    if known is None:
        return False
    await forget_supplies(session, client_id)
    await session.execute(delete(SupplyStop).where(SupplyStop.client_id == client_id))
    await _forget_records(session, client_id)
    await _forget_messages(session, known)
    await note_act(session, "forget", "client", client_id, person_id=person_id, now=now)
    return True


async def _forget_records(session: AsyncSession, client_id: int) -> None:
    hers = Referral.client_id == client_id
    await session.execute(update(Referral).where(hers).values(sign=None, last_screened=None, due_on=None))
    for ledger, table in ((DISTRIBUTIONS, Distribution), (REFERRALS, Referral)):
        named = await _ever_named(session, ledger, client_id)
        await session.execute(update(table).where(table.id.in_(named)).values(note=None))
        await _forget_revisions(session, ledger, named, client_id)


async def _ever_named(session: AsyncSession, ledger: Ledger, client_id: int) -> set[int]:
    """The records that name a client, or did before a correction."""
    now: Any = ledger.table
    rows = set(await session.scalars(select(now.id).where(now.client_id == client_id)))
    names = [facts["client_id"].as_integer() == client_id for facts in (Revision.before, Revision.after)]
    formerly = select(Revision.record_id).where(Revision.record == ledger.kind, or_(*names))
    return rows | set(await session.scalars(formerly))


async def _forget_revisions(session: AsyncSession, ledger: Ledger, records: Iterable[int], client_id: int) -> None:
    found = await session.execute(
        select(Revision.id, Revision.before, Revision.after).where(
            Revision.record == ledger.kind, Revision.record_id.in_(records)
        )
    )
    emptied = [
        {
            "id": row.id,
            "before": _emptied(row.before, client_id),
            "after": _emptied(row.after, client_id),
            "reason": None,
        }
        for row in found
    ]
    if emptied:
        await session.execute(update(Revision), emptied)


def _emptied(facts: dict[str, Any] | None, client_id: int) -> dict[str, Any] | None:
    """The facts of a record without free words and, if they name her, without what was hers."""
    if facts is None:
        return None
    gone = (*WORDS, *OF_HER) if facts.get("client_id") == client_id else WORDS
    return {name: None if name in gone else value for name, value in facts.items()}


async def _forget_messages(session: AsyncSession, known: Client) -> None:
    """Takes her out of what was written to her collaborators, present and former, and to whoever read of her, sent or
    not."""
    await drop_sealed(session, known.person_id)
    readers = select(Act.person_id).where(_tells_of(known.id))
    former = select(Consent.person_id).where(Consent.client_id == known.id)
    rows = await session.execute(
        select(Outgoing.id, Outgoing.payload)
        .join(Address, and_(Address.channel == Outgoing.channel, Address.chat == Outgoing.chat))
        .where(
            or_(Address.person_id == known.person_id, *(Address.person_id.in_(others) for others in (readers, former))),
            cast(Outgoing.payload, Text).contains(known.code),
        )
    )
    cleaned = [{"id": row.id, "payload": _without(row.payload, known.code)} for row in rows]
    if cleaned:
        await session.execute(update(Outgoing), cleaned)


def _tells_of(client_id: int) -> ColumnElement[bool]:
    """The acts by which somebody may have read of a client: of herself, of her referrals, or of a list of results in
    her commune, or in what became of it."""
    referrals = select(Referral.id).where(Referral.client_id == client_id)
    commune = select(ClientRow.commune_id).where(ClientRow.id == client_id)
    became = select(Succession.new_id).where(Succession.old_id.in_(commune))
    return or_(
        and_(Act.subject == "client", Act.subject_id == client_id),
        and_(Act.subject == "referral", Act.subject_id.in_(referrals)),
        and_(Act.act == "list results", or_(Act.subject_id.in_(commune), Act.subject_id.in_(became))),
    )


def _without(value: Any, code: str) -> Any:
    """A JSON value without the texts that hold a code."""
    if isinstance(value, str):
        return LOST if code in value else value
    if isinstance(value, dict):
        return {key: _without(inner, code) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, code) for inner in value]
    return value
