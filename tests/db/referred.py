"""Referrals for tests, made the way the program makes them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue import catalogue
from db.clients import PURPOSES, add_client
from db.messages import heard_from
from db.people import Address
from db.records import Kept
from db.referrals import REFERRALS
from db.scope import Scope
from handlers.codes import SLIP_NUMBER, new_code
from handlers.follow_up import bring_in_step
from handlers.turn import Turn
from locales import language
from tests.conftest import NOON, TODAY, ZONE
from tests.stage import SECRET

UPDATES = count(1_000_000)


@dataclass(frozen=True)
class Given:
    """A referral that a test was given, with the client's code."""

    id: int
    code: str
    slip: str


async def turn_of(session: AsyncSession, person_id: int, now: datetime = NOON) -> Turn:
    """A turn in which this person says something now."""
    address = await session.scalar(select(Address).where(Address.person_id == person_id))
    assert address is not None
    speaker, _, _ = await heard_from(session, address.channel, address.chat, now.astimezone(ZONE).date())
    assert speaker is not None
    return Turn(
        session=session,
        channel=address.channel,
        chat=address.chat,
        update_id=next(UPDATES),
        now=now,
        sent_at=now,
        zone=ZONE,
        secret=SECRET,
        catalogue=await catalogue(session, now.astimezone(ZONE).date()),
        lang=language("vi"),
        speaker=speaker,
    )


async def person_with_chat(session: AsyncSession, chat: str) -> int:
    """Who writes from this chat."""
    found = await session.scalar(select(Address.person_id).where(Address.chat == chat))
    assert found is not None
    return found


async def referred(
    turn: Turn,
    *,
    day: date = TODAY,
    with_code: bool = True,
    hint: str | None = None,
    agreed: tuple[str, ...] = PURPOSES,
    **facts: Any,
) -> Given:
    """A referral by the turn's speaker: of a new client, or of somebody without a code."""
    area_id, code, client_id = turn.person.working_area, "", None
    assert area_id is not None
    turn = replace(turn, update_id=next(UPDATES))
    if with_code:
        client = await add_client(
            turn.session,
            new_code,
            person_id=turn.person.id,
            area_id=area_id,
            sex="female",
            birth_year=1985,
            hint=turn.seal(hint) if hint else None,
            purposes=agreed,
            text_version="1",
            method="signature",
            channel=turn.channel,
            update_id=turn.update_id,
            now=turn.now,
        )
        client_id, code = client.id, client.code
    slip = SLIP_NUMBER.new()
    told = {"referred_on": day.isoformat(), "client_id": client_id, "count": 1, "purposes": ["breast"], "slip": slip}
    referral_id = await REFERRALS.add(
        turn.session,
        {**told, **facts},
        person_id=turn.person.id,
        area_id=area_id,
        channel=turn.channel,
        update_id=turn.update_id,
        now=turn.now - timedelta(days=(TODAY - day).days),
    )
    await bring_in_step(turn, turn.own, await kept(turn, referral_id))
    return Given(referral_id, code, slip)


async def kept(turn: Turn, referral_id: int) -> Kept:
    """The referral as it is kept."""
    found = await REFERRALS.one(turn.session, Scope.everything(), referral_id)
    assert found is not None
    return found
