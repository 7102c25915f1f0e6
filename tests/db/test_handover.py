"""Handing over: what is in hand moves, what was done stays, and nothing is lost or doubled on the way."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import clients, referrals, supplies, talks
from db.acts import Act
from db.areas import area_by_code, subtree
from db.clients import Client, ClientRow
from db.engine import Db
from db.forgetting import forget_client
from db.handover import Handover, hand_over, in_hand
from db.messages import UNASKED, Outgoing, keep_conversation, put
from db.people import Grant
from db.referral_events import set_state
from db.referrals import REFERRALS, Referral
from db.scope import Scope
from db.sealing import LOST, MARK, seal
from db.supplies import Supply
from db.talks import TALKS
from db.team import end_grants, grant, members
from tests.db.given import BA_DINH, NGOC_HA, NOW, TODAY, Somebody, somebody

FINISHED = ("no_return", "declined", "lost")
MONTH = (date(2026, 11, 1), date(2026, 11, 30))


@dataclass
class Numbers:
    """Update numbers and client codes, each given once."""

    given: int = 0

    def next(self) -> int:
        self.given += 1
        return self.given

    def code(self) -> str:
        return f"KH-{self.next():04}"


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


async def add_client(session: AsyncSession, who: Somebody, numbers: Numbers, code: str | None = None) -> Client:
    drawn = code or numbers.code()
    return await clients.add_client(
        session,
        lambda: drawn,
        person_id=who.id,
        area_id=who.area_id,
        sex="female",
        birth_year=1985,
        hint=seal("cổng xanh", "secret"),
        purposes=("record", "reminder", "referral"),
        text_version="test",
        method="signature",
        channel="telegram",
        update_id=numbers.next(),
        now=NOW,
    )


async def add_referral(
    session: AsyncSession, who: Somebody, client_id: int | None, state: str, numbers: Numbers
) -> int:
    facts = {
        "referred_on": TODAY.isoformat(),
        "client_id": client_id,
        "count": 1,
        "slip": f"GT-{numbers.next():05}",
        "purposes": ["via"],
    }
    referral_id = await REFERRALS.add(
        session, facts, person_id=who.id, area_id=who.area_id, channel="telegram", update_id=numbers.next(), now=NOW
    )
    await set_state(session, Scope.everything(), referral_id, state, TODAY if state == "referred" else None)
    return referral_id


async def add_talk(session: AsyncSession, who: Somebody, numbers: Numbers) -> int:
    facts = {"held_on": TODAY.isoformat(), "form": "counselling", "topics": ["elderly"], "attendees": 3}
    return await TALKS.add(
        session, facts, person_id=who.id, area_id=who.area_id, channel="telegram", update_id=numbers.next(), now=NOW
    )


async def commune(session: AsyncSession, code: str) -> Scope:
    area = await area_by_code(session, code, TODAY)
    assert area is not None
    return Scope(area_ids=await subtree(session, [area.id]))


async def test_what_is_in_hand_moves_and_what_was_done_stays(db: Db, numbers: Numbers) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        scope = await commune(session, BA_DINH)
        known = await add_client(session, hoa, numbers)
        forgotten = await add_client(session, hoa, numbers)
        await forget_client(session, Scope.own(hoa.id), forgotten.id, person_id=hoa.id, now=NOW)
        open_id = await add_referral(session, hoa, known.id, "referred", numbers)
        done_id = await add_referral(session, hoa, known.id, "no_return", numbers)
        without_code = await add_referral(session, hoa, None, "referred", numbers)
        talk_id = await add_talk(session, hoa, numbers)
        await supplies.set_supply(session, Scope.own(hoa.id), known.id, "oral_pills", TODAY)
        counted = await in_hand(session, scope, hoa.id, lan.id, FINISHED)
        before = await totals(session)

        moved = await hand_over(session, scope, hoa.id, lan.id, hoa.area_id, FINISHED, person_id=lan.id, now=NOW)

        assert counted == moved
        assert (moved.clients, moved.referrals, moved.supplies, moved.staying) == (1, 1, 1, 0)
        assert await totals(session) == before
        assert [one.id for one in await clients.clients(session, Scope.own(lan.id))] == [known.id]
        assert await clients.clients(session, Scope.own(hoa.id)) == []
        assert (await clients.hints(session, Scope.own(lan.id), [known.id]))[known.id].startswith(MARK)
        owners = {row.id: row.person_id for row in await session.execute(select(Referral.id, Referral.person_id))}
        assert owners == {open_id: lan.id, done_id: hoa.id, without_code: hoa.id}
        kept = await TALKS.one(session, Scope.everything(), talk_id)
        assert kept is not None
        assert kept.person_id == hoa.id
        assert await session.scalar(select(ClientRow.person_id).where(ClientRow.id == forgotten.id)) == hoa.id
        assert (await session.execute(select(Supply.person_id, Supply.area_id))).all() == [(lan.id, lan.area_id)]
        acts = (await session.execute(select(Act.subject, Act.subject_id).where(Act.act == "hand over"))).all()
        handover_id = await session.scalar(select(Handover.id))
        assert sorted(map(tuple, acts)) == [("client", known.id), ("handover", handover_id), ("referral", open_id)]


async def test_what_lies_in_another_commune_stays_out_of_reach(db: Db, numbers: Numbers) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lê Thị Lan")
    async with db.begin() as session:
        other = await area_by_code(session, NGOC_HA, TODAY)
        assert other is not None
        elsewhere = await add_client(session, Somebody(hoa.id, hoa.chat, other.id), numbers)
        moved = await hand_over(
            session, await commune(session, BA_DINH), hoa.id, lan.id, hoa.area_id, FINISHED, person_id=lan.id, now=NOW
        )
        assert (moved.clients, moved.staying) == (0, 0)
        assert await session.scalar(select(ClientRow.person_id).where(ClientRow.id == elsewhere.id)) == hoa.id


async def test_no_two_clients_of_one_collaborator_ever_have_the_same_code(db: Db, numbers: Numbers) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lê Thị Lan", area=NGOC_HA)
    async with db.begin() as session:
        await add_client(session, lan, numbers, "KH-7F3K")
        same = await add_client(session, hoa, numbers, "KH-7F3K")
        free = await add_client(session, hoa, numbers)
        pending = await add_referral(session, hoa, same.id, "referred", numbers)
        moved = await hand_over(
            session, await commune(session, BA_DINH), hoa.id, lan.id, hoa.area_id, FINISHED, person_id=lan.id, now=NOW
        )
        assert (moved.clients, moved.referrals, moved.staying) == (1, 0, 1)
        assert [one.id for one in await clients.clients(session, Scope.own(hoa.id))] == [same.id]
        assert free.id in [one.id for one in await clients.clients(session, Scope.own(lan.id))]
        assert await session.scalar(select(Referral.person_id).where(Referral.id == pending)) == hoa.id


async def test_the_former_collaborator_keeps_no_sealed_words(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2", name="Lê Thị Lan")
    words = seal("cổng xanh", "secret")
    async with db.begin() as session:
        await put(session, "telegram", hoa.chat, "answer", "1", UNASKED, {"screen": {"text": words}}, NOW)
        await keep_conversation(session, hoa.id, None, [[words, "client:1", ""]], NOW)
        await hand_over(
            session, await commune(session, BA_DINH), hoa.id, lan.id, hoa.area_id, FINISHED, person_id=lan.id, now=NOW
        )
        assert await session.scalar(select(Outgoing.payload)) == {"screen": {"text": LOST}}


async def test_only_areas_can_be_handed_over(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        for scope in (Scope.own(hoa.id), Scope.everything()):
            with pytest.raises(ValueError, match="areas"):
                await in_hand(session, scope, hoa.id, hoa.id, FINISHED)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_handed_over_in_whatever_order_every_client_has_one_collaborator_and_nothing_is_lost(
    db: Db, numbers: Numbers, seed: int
) -> None:
    chance = random.Random(seed)
    people = [await somebody(db, str(n), name=f"Người {n}", area=chance.choice([BA_DINH, NGOC_HA])) for n in range(5)]
    async with db.begin() as session:
        scopes = {code: await commune(session, code) for code in (BA_DINH, NGOC_HA)}
        for who in people:
            for _ in range(4):
                code = f"KH-{chance.randint(1, 9):04}"
                taken = await session.scalar(
                    select(func.count()).where(ClientRow.code == code, ClientRow.area_id == who.area_id)
                )
                known = await add_client(session, who, numbers, None if taken else code)
                await add_referral(session, who, known.id, chance.choice(["referred", "no_return"]), numbers)
            await add_talk(session, who, numbers)
        before = await totals(session)
        done = (await session.execute(select(TALKS.table.id, TALKS.table.person_id))).all()
        places = (await session.execute(select(ClientRow.id, ClientRow.area_id).order_by(ClientRow.id))).all()
        for step in range(12):
            giver, taker = chance.sample(people, 2)
            scope = scopes[chance.choice([BA_DINH, NGOC_HA])]
            day = TODAY + timedelta(days=step)
            await hand_over(session, scope, giver.id, taker.id, giver.area_id, FINISHED, person_id=giver.id, now=NOW)
            await grant(session, taker.id, "collaborator", giver.area_id, day, person_id=giver.id, now=NOW)
            if chance.random() < 0.3:
                held = await session.scalars(
                    select(Grant.id).where(Grant.person_id == giver.id, Grant.valid_to.is_(None))
                )
                await end_grants(session, held.all(), day, person_id=giver.id, now=NOW)

        assert await totals(session) == before
        assert (await session.execute(select(TALKS.table.id, TALKS.table.person_id))).all() == done
        after = (await session.execute(select(ClientRow.id, ClientRow.area_id).order_by(ClientRow.id))).all()
        assert after == places
        seen: Counter[int] = Counter()
        for who in people:
            seen.update([one.id for one in await clients.clients(session, Scope.own(who.id))])
        assert seen == dict.fromkeys((row.id for row in places), 1)
        codes = (await session.execute(select(ClientRow.person_id, ClientRow.code))).all()
        assert len(codes) == len(set(map(tuple, codes)))
        astray = select(func.count()).select_from(Referral).join(ClientRow, ClientRow.id == Referral.client_id)
        assert not await session.scalar(
            astray.where(Referral.person_id != ClientRow.person_id, Referral.state.not_in(FINISHED))
        )
        for scope in scopes.values():
            assert all(
                post.area_id in (scope.area_ids or ())
                for one in await members(session, scope, TODAY)
                for post in one.posts
            )


async def totals(session: AsyncSession) -> tuple[object, ...]:
    everything = Scope.everything()
    return (
        await talks.totals(session, everything, *MONTH),
        await referrals.totals(session, everything, *MONTH),
        await clients.count_clients(session, everything),
    )
