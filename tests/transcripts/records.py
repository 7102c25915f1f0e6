"""What a conversation left in the database, a line for each record.

Random codes (of clients, of slips) are not told, only that there is one.
"""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.areas import Area
from db.clients import ClientRow, Consent
from db.communes import CommuneSettings
from db.distributions import DISTRIBUTIONS
from db.engine import Db
from db.entered import EnteredFigure
from db.handover import Handover
from db.leave import Leave
from db.messages import Conversation
from db.people import Grant, Person
from db.records import Kept, Ledger, Revision
from db.referrals import REFERRALS, Referral, ReferralEvent, ReferralResult
from db.scope import Scope
from db.sealing import to_text, unseal
from db.supplies import Supply
from db.talks import TALKS
from tests.stage import SECRET


async def records(db: Db, *, with_people: bool) -> list[str]:
    """All records by kind in the order of their entry with their revisions, all clients, half-filled forms, and people
    if they matter."""
    lines: list[str] = []
    async with db() as session:
        if with_people:
            people = await session.execute(
                select(Person.name, Person.language, Person.notice, Grant.role, Grant.state, Grant.valid_to, Area.code)
                .join(Grant, Grant.person_id == Person.id)
                .join(Area, Area.id == Grant.area_id)
                .order_by(Person.id, Grant.id)
            )
            lines += [_person_line(row) for row in people]
            lines += await _organisation_lines(session)
        for ledger in (TALKS, DISTRIBUTIONS, REFERRALS):
            lines += await _ledger_lines(session, ledger)
        for client in await session.scalars(select(ClientRow).order_by(ClientRow.id)):
            lines.append(await _client_line(session, client))
            supplies = await session.scalars(
                select(Supply).where(Supply.client_id == client.id).order_by(Supply.product)
            )
            lines += [f"supply {supply.product} runs_out_on={supply.runs_out_on}" for supply in supplies]
        lines += [_figure_line(one) for one in await session.scalars(select(EnteredFigure).order_by(EnteredFigure.id))]
        forms = await session.scalars(select(Conversation.form).order_by(Conversation.person_id))
        lines += [f"open {form['form']} at={form['at']}" for form in forms if form is not None]
    return lines


def _figure_line(one: EnteredFigure) -> str:
    told = "withdrawn" if one.number is None else f"{one.number} {one.source}"
    replaces = "" if one.replaces is None else f" replaces={one.replaces}"
    return f"figure {one.code} {one.day} {told}{replaces}"


def _person_line(row: Any) -> str:
    parts = [f"person {row.name} {row.role} {row.code} {row.language} {row.notice}"]
    if row.state != "active":
        parts.append(row.state)
    if row.valid_to is not None:
        parts.append(f"until={row.valid_to}")
    return " ".join(parts)


async def _organisation_lines(session: AsyncSession) -> list[str]:
    """Leaves, handovers, settings of communes, and what was arranged among the areas."""
    names = {row.id: row.name for row in await session.execute(select(Person.id, Person.name))}
    lines = [
        f"leave {names[leave.person_id]} {leave.first_on} {leave.last_on}"
        + (" taken_back" if leave.withdrawn_at else "")
        for leave in await session.scalars(select(Leave).order_by(Leave.id))
    ]
    handovers = await session.scalars(select(Handover).order_by(Handover.id))
    lines += [f"handover {names[one.giver_id]} → {names[one.taker_id]}" for one in handovers]
    clients = await session.scalars(select(ClientRow).order_by(ClientRow.id))
    lines += [f"client of {names[client.person_id]}" for client in clients]
    settings = await session.scalars(select(CommuneSettings).order_by(CommuneSettings.area_id))
    lines += [f"commune meeting_day={one.meeting_day} digest_hour={one.digest_hour}" for one in settings]
    above = aliased(Area)
    arranged = await session.execute(
        select(Area.kind, Area.code, Area.name, above.code.label("above"))
        .join(above, above.id == Area.parent_id)
        .where(or_(Area.kind.in_(["cluster", "hamlet"]), above.kind == "cluster"))
        .order_by(Area.kind, Area.code)
    )
    return [*lines, *(f"{one.kind} {one.code} {one.name} in {one.above}" for one in arranged)]


async def _ledger_lines(session: AsyncSession, ledger: Ledger) -> list[str]:
    lines = []
    for record_id in await session.scalars(select(ledger.table.id).order_by(ledger.table.id)):
        kept = await ledger.one(session, Scope.everything(), record_id)
        assert kept is not None
        lines.append(_record_line(kept))
        changes = await session.scalars(
            select(Revision)
            .where(Revision.record == ledger.kind, Revision.record_id == record_id)
            .order_by(Revision.version)
        )
        lines += [_revision_line(change) for change in changes]
        if ledger is REFERRALS:
            lines += await _follow_up_lines(session, record_id)
    return lines


def _record_line(kept: Kept) -> str:
    facts = {name: value for name, value in kept.facts.items() if value not in (None, [])}
    parts = [f"{name}={_value(value)}" for name, value in facts.items() if name not in ("client_id", "slip")]
    if "client_id" in facts:
        parts.append("with_client")
    if kept.version > 1:
        parts.append(f"version={kept.version}")
    if kept.withdrawn_at is not None:
        parts.append("withdrawn")
    return " ".join([kept.kind, *parts])


async def _follow_up_lines(session: AsyncSession, referral_id: int) -> list[str]:
    """The state, what became of the referral, and what the officer entered."""
    referral = (await session.execute(select(Referral).where(Referral.id == referral_id))).scalar_one()
    lines = [f"state {referral.state}" + (f" due_on={referral.due_on}" if referral.due_on else "")]
    events = select(ReferralEvent).where(ReferralEvent.referral_id == referral_id).order_by(ReferralEvent.id)
    for event in await session.scalars(events):
        parts = [f"event {event.state} {event.day}"]
        if event.appointment:
            parts.append(f"appointment={event.appointment}")
        if event.withdrawn_at is not None:
            parts.append("taken_back")
        lines.append(" ".join(parts))
    results = select(ReferralResult).where(ReferralResult.referral_id == referral_id).order_by(ReferralResult.id)
    lines += [f"result {result.result} {result.day}" for result in await session.scalars(results)]
    return lines


async def _client_line(session: AsyncSession, client: ClientRow) -> str:
    if client.forgotten_at is not None:
        assert (client.sex, client.birth_year, client.hint, client.hint_salt) == (None, None, None, None)
        return "client forgotten"
    parts = [f"sex={client.sex}", f"birth_year={client.birth_year}"]
    consents = (await session.scalars(select(Consent).where(Consent.client_id == client.id).order_by(Consent.id))).all()
    parts.append(f"consent={','.join(consent.purpose for consent in consents)}")
    parts += sorted({f"method={consent.method}" for consent in consents})
    if client.hint is not None and client.hint_salt is not None:
        parts.append(f"hint={unseal(to_text(client.hint_salt, client.hint), SECRET)}")
    return " ".join(["client", *parts])


def _revision_line(change: Revision) -> str:
    before, after = change.before, change.after
    parts = [
        f"{name}:{_value(before[name])}→{_value(after[name])}"
        for name in before
        if after is not None and before[name] != after[name]
    ]
    if change.reason is not None:
        parts.append(f"reason={change.reason}")
    return " ".join([f"revision {change.version}", *parts])


def _value(value: Any) -> str:
    if isinstance(value, dict):  # an item that was handed out
        brand = f"/{value['brand']}" if value["brand"] else ""
        return f"{value['product']}{brand}:{value['quantity']}{value['unit']}={value['pieces']}"
    return ",".join(_value(one) for one in value) if isinstance(value, list) else str(value)
