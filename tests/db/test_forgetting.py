"""Forgetting a client: what speaks of her is destroyed wherever it is, what was counted stays counted."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from db import clients, supplies
from db.acts import note_act
from db.areas import area_by_code
from db.clients import ClientRow
from db.distributions import DISTRIBUTIONS
from db.distributions import totals as handed
from db.engine import Db, empty_log
from db.forgetting import forget_client
from db.messages import Outgoing, put
from db.people import Address, Person
from db.records import Kept, Ledger, Revision
from db.referrals import REFERRALS, Referral
from db.referrals import totals as referred
from db.scope import Scope
from db.supplies import SupplyStop
from tests.conftest import NOON, TODAY
from tests.dumps import files, spellings

BA_DINH = "00004"
NUMBERS = count(1)
NOTE = "chị bán hoa đầu ngõ"
REASON = "chị bán hoa báo nhầm"
SIGN = "a sign that no catalogue has"
DAY = TODAY.isoformat()
HANDED = {"given_on": DAY, "supply": "free", "money": None, "people": 1, "items": [
    {"product": "oral_pill", "brand": None, "quantity": 2, "unit": "strip", "per_box": None, "pieces": 2}
]}  # fmt: skip
REFERRED = {
    "referred_on": DAY, "count": 1, "age_band": "30-39", "age_reason": None, "sign": SIGN,
    "last_screened": "over_5", "facility": "bv-k", "purposes": ["breast"],
}  # fmt: skip


class Book:
    """A collaborator's two clients and what she writes down of them."""

    def __init__(self, db: Db, person: int, area: int) -> None:
        self.db = db
        self.person = person
        self.area = area
        self.own = Scope.own(person)

    async def client(self, code: str) -> int:
        async with self.db.begin() as session:
            added = await clients.add_client(
                session,
                lambda: code,
                person_id=self.person,
                area_id=self.area,
                sex="female",
                birth_year=1992,
                hint=None,
                purposes=("record", "reminder"),
                text_version="2026-11",
                method="signature",
                channel="telegram",
                update_id=next(NUMBERS),
                now=NOON,
            )
        return added.id

    async def writes(self, ledger: Ledger, **facts: Any) -> int:
        async with self.db.begin() as session:
            return await ledger.add(
                session,
                {**(HANDED if ledger is DISTRIBUTIONS else REFERRED), "slip": f"GT-{next(NUMBERS)}", **facts},
                person_id=self.person,
                area_id=self.area,
                channel="telegram",
                update_id=next(NUMBERS),
                now=NOON,
            )

    async def corrects(self, ledger: Ledger, record_id: int, **facts: Any) -> None:
        before = (await self.reads(ledger, record_id)).facts
        async with self.db.begin() as session:
            assert await ledger.correct(
                session, self.own, record_id, {**before, **facts}, person_id=self.person, now=NOON
            )

    async def withdraws(self, ledger: Ledger, record_id: int) -> None:
        async with self.db.begin() as session:
            assert await ledger.withdraw(session, self.own, record_id, REASON, person_id=self.person, now=NOON)

    async def reads(self, ledger: Ledger, record_id: int) -> Kept:
        async with self.db.begin() as session:
            kept = await ledger.one(session, self.own, record_id)
        assert kept is not None
        return kept

    async def revisions(self, ledger: Ledger, record_id: int) -> list[Revision]:
        async with self.db() as session:
            found = select(Revision).where(Revision.record == ledger.kind, Revision.record_id == record_id)
            return list(await session.scalars(found.order_by(Revision.version)))

    async def forgets(self, client_id: int) -> None:
        async with self.db.begin() as session:
            assert await forget_client(session, self.own, client_id, person_id=self.person, now=NOON)


@pytest.fixture
async def book(db: Db) -> Book:
    async with db.begin() as session:
        area = await area_by_code(session, BA_DINH, TODAY)
        assert area is not None
        person = Person(name="Hoa", language="vi", created_at=NOON)
        session.add(person)
        await session.flush()
        session.add(Address(channel="telegram", chat="1", person_id=person.id))
        return Book(db, person.id, area.id)


@pytest.mark.parametrize("ledger", [DISTRIBUTIONS, REFERRALS], ids=lambda ledger: ledger.kind)
async def test_her_records_lose_their_words_and_stay_counted(book: Book, ledger: Ledger) -> None:
    her = await book.client("KH-AAA2")
    kept = await book.writes(ledger, client_id=her, note=NOTE)
    withdrawn = await book.writes(ledger, client_id=her, note=NOTE)
    await book.withdraws(ledger, withdrawn)
    before = [(await book.reads(ledger, record_id)).facts for record_id in (kept, withdrawn)]
    await book.forgets(her)
    gone = ("note",) if ledger is DISTRIBUTIONS else ("note", "sign", "last_screened")
    for record_id, facts in zip((kept, withdrawn), before, strict=True):
        assert all(facts[name] for name in gone)
        assert (await book.reads(ledger, record_id)).facts == {**facts, **dict.fromkeys(gone)}
    [revision] = await book.revisions(ledger, withdrawn)
    assert (revision.before["note"], revision.after, revision.reason) == (None, None, None)
    async with book.db() as session:
        if ledger is DISTRIBUTIONS:
            sums = await handed(session, book.own, TODAY, TODAY)
            assert (sums.distributions, sums.people, sums.pieces) == (1, 1, {"oral_pill": 2})
        else:
            assert (await referred(session, book.own, TODAY, TODAY)).people == 1


async def test_no_revision_brings_back_what_was_emptied(book: Book) -> None:
    her = await book.client("KH-AAA2")
    record_id = await book.writes(REFERRALS, client_id=her, note=NOTE)
    await book.corrects(REFERRALS, record_id, note=f"{NOTE}, gọi buổi tối", sign="another sign")
    await book.corrects(REFERRALS, record_id, note=None, facility=None)
    await book.forgets(her)
    for revision in await book.revisions(REFERRALS, record_id):
        for facts in (revision.before, revision.after):
            assert (facts["note"], facts["sign"], facts["last_screened"]) == (None, None, None)
            assert (facts["age_band"], facts["count"], facts["purposes"]) == ("30-39", 1, ["breast"])
    assert len(await book.revisions(REFERRALS, record_id)) == 2


async def test_a_record_that_once_named_her_loses_its_words_but_not_what_is_anothers(book: Book) -> None:
    her, other = await book.client("KH-AAA2"), await book.client("KH-BBB3")
    record_id = await book.writes(REFERRALS, client_id=her, note=NOTE)
    await book.corrects(REFERRALS, record_id, client_id=other)
    await book.forgets(her)
    facts = (await book.reads(REFERRALS, record_id)).facts
    assert (facts["client_id"], facts["note"], facts["sign"]) == (other, None, SIGN)
    [revision] = await book.revisions(REFERRALS, record_id)
    assert (revision.before["client_id"], revision.before["sign"]) == (her, None)
    assert (revision.after["client_id"], revision.after["sign"]) == (other, SIGN)
    assert (revision.before["note"], revision.after["note"]) == (None, None)


@pytest.mark.parametrize("ledger", [DISTRIBUTIONS, REFERRALS], ids=lambda ledger: ledger.kind)
async def test_records_of_others_and_without_a_code_keep_their_words(book: Book, ledger: Ledger) -> None:
    her, other = await book.client("KH-AAA2"), await book.client("KH-BBB3")
    await book.writes(ledger, client_id=her, note=NOTE)
    others = [await book.writes(ledger, client_id=whose, note=NOTE) for whose in (other, None)]
    for record_id in others:
        await book.corrects(ledger, record_id, note="cổng sau")
        await book.withdraws(ledger, record_id)
    before = [(await book.reads(ledger, record_id), await book.revisions(ledger, record_id)) for record_id in others]
    await book.forgets(her)
    for record_id, (record, revisions) in zip(others, before, strict=True):
        assert await book.reads(ledger, record_id) == record
        kept = [(one.before, one.after, one.reason) for one in await book.revisions(ledger, record_id)]
        assert kept == [(one.before, one.after, one.reason) for one in revisions]
        assert [one.reason for one in revisions] == [None, REASON]


async def test_nobody_is_reminded_of_her_nor_asked_what_became_of_her(book: Book) -> None:
    her, other = await book.client("KH-AAA2"), await book.client("KH-BBB3")
    for whose in (her, other):
        referral = await book.writes(REFERRALS, client_id=whose)
        async with book.db.begin() as session:
            await session.execute(update(Referral).where(Referral.id == referral).values(due_on=TODAY))
            await supplies.set_supply(session, book.own, whose, "oral_pill", TODAY)
            await supplies.stop(session, book.own, whose, "condom", TODAY, person_id=book.person, now=NOON)
    await book.forgets(her)
    async with book.db() as session:
        assert [due.client_id for due in await supplies.running_out(session, book.own, TODAY)] == [other]
        assert await supplies.supplies_of(session, book.own, her) == {}
        assert (await session.scalars(select(SupplyStop.client_id))).all() == [other]
        due = await session.execute(select(Referral.client_id, Referral.due_on).order_by(Referral.id))
        assert [tuple(row) for row in due] == [(her, None), (other, TODAY)]


async def test_messages_that_show_her_code_lose_their_words_sent_or_not(book: Book) -> None:
    her = await book.client("KH-AAA2")
    async with book.db.begin() as session:
        officer = Person(name="Hà", language="vi", created_at=NOON)
        stranger = Person(name="Nam", language="vi", created_at=NOON)
        successor = Person(name="Lan", language="vi", created_at=NOON)
        session.add_all([officer, stranger, successor])
        await session.flush()
        session.add(Address(channel="telegram", chat="2", person_id=officer.id))
        session.add(Address(channel="telegram", chat="4", person_id=successor.id))
        await session.execute(update(ClientRow).where(ClientRow.id == her).values(person_id=successor.id))
        session.add(Address(channel="zalo", chat="3", person_id=stranger.id))
        await note_act(session, "read client", "client", her, person_id=officer.id, now=NOON)
        screen = {"text": f"👤 KH-AAA2\n{NOTE}", "rows": [[{"label": "KH-AAA2 · 1992", "action": "client:1"}]]}
        for channel, chat in (("telegram", "1"), ("telegram", "2"), ("zalo", "3"), ("telegram", "4")):
            for period, text in (("1", {"screen": screen, "edit": 7}), ("2", {"screen": None, "text": "KH-BBB3"})):
                await put(session, channel, chat, "answer", period, 0, text, NOON)
    async with book.db.begin() as session:
        assert await forget_client(session, Scope.own(successor.id), her, person_id=successor.id, now=NOON)
    async with book.db() as session:
        rows = await session.execute(select(Outgoing.chat, Outgoing.period, Outgoing.payload).order_by(Outgoing.id))
        kept = {(row.chat, row.period): row.payload for row in rows}
    emptied = {"screen": {"text": "…", "rows": [[{"label": "…", "action": "client:1"}]]}, "edit": 7}
    assert kept["1", "1"] == kept["2", "1"] == kept["4", "1"] == emptied
    assert kept["3", "1"]["screen"] == screen, "a code of another commune's client is somebody else's"
    assert {kept[chat, "2"]["text"] for chat in "1234"} == {"KH-BBB3"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_no_word_about_her_is_left_in_the_file(book: Book, database_url: str) -> None:
    her = await book.client("KH-AAA2")
    words = [f"{NOTE} số {n}" for n in range(20)]
    for ledger in (DISTRIBUTIONS, REFERRALS):
        for note in words:
            record_id = await book.writes(ledger, client_id=her, note=note)
            await book.corrects(ledger, record_id, note=f"{note}, sửa")
            await book.withdraws(ledger, record_id)
    await empty_log(book.db)
    traces = [*spellings(NOTE), *(words.encode() for words in (REASON, SIGN, "over_5"))]
    before = files(database_url)
    assert all(trace in before for trace in traces), "the test looks for something that was never there"
    await book.forgets(her)
    await empty_log(book.db)
    after = files(database_url)
    assert [trace for trace in traces if trace in after] == []


async def test_forgetting_twice_is_one_act(book: Book) -> None:
    her = await book.client("KH-AAA2")
    await book.forgets(her)
    async with book.db.begin() as session:
        later = NOON + timedelta(days=1)
        assert not await forget_client(session, book.own, her, person_id=book.person, now=later)
