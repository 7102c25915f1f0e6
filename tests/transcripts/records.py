"""What a conversation left in the database, a line for each record."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.clients import ClientRow, Consent
from db.engine import Db
from db.messages import Conversation
from db.people import Grant, Person
from db.scope import Scope
from db.sealing import to_text, unseal
from db.talks import Kept, Revision, Talk, talk
from tests.stage import SECRET


async def records(db: Db, *, with_people: bool) -> list[str]:
    """All talks in the order of their entry with their revisions, all clients, half-filled forms, and people if they
    matter."""
    lines: list[str] = []
    async with db() as session:
        if with_people:
            people = await session.execute(
                select(Person.name, Person.language, Person.notice, Grant.role, Area.code)
                .join(Grant, Grant.person_id == Person.id)
                .join(Area, Area.id == Grant.area_id)
                .order_by(Person.id, Grant.id)
            )
            lines += [f"person {row.name} {row.role} {row.code} {row.language} {row.notice}" for row in people]
        for talk_id in await session.scalars(select(Talk.id).order_by(Talk.id)):
            kept = await talk(session, Scope.everything(), talk_id)
            assert kept is not None
            lines.append(_talk_line(kept))
            changes = await session.scalars(
                select(Revision).where(Revision.record_id == talk_id).order_by(Revision.version)
            )
            lines += [_revision_line(change) for change in changes]
        for client in await session.scalars(select(ClientRow).order_by(ClientRow.id)):
            lines.append(await _client_line(session, client))
        forms = await session.scalars(select(Conversation.form).order_by(Conversation.person_id))
        lines += [f"open {form['form']} at={form['at']}" for form in forms if form is not None]
    return lines


def _talk_line(kept: Kept) -> str:
    facts = {name: value for name, value in kept.facts.items() if value is not None}
    parts = [f"{name}={_value(value)}" for name, value in facts.items()]
    if kept.version > 1:
        parts.append(f"version={kept.version}")
    if kept.withdrawn_at is not None:
        parts.append("withdrawn")
    return " ".join(["talk", *parts])


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
    return ",".join(value) if isinstance(value, list) else str(value)
