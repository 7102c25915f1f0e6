"""Announcements: whom they go to, once each, and what became of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from db.announcements import (
    FAILED,
    LATE,
    SENT,
    Audience,
    Outcome,
    Recipient,
    announce,
    audience,
    mark_read,
    names,
    newest,
    outcome,
    remind,
    stop,
)
from db.announcing import OF_USE, next_recipients, note_queued, settle_announcements
from db.areas import add_hamlet, area_by_code, subtree
from db.engine import Db, engine_of
from db.leave import enter_leave
from db.messages import Unasked, forget_old, mark_failed, mark_sent, put_unasked
from db.people import Grant, Person, set_reachable
from db.scope import Scope
from tests.conftest import TODAY
from tests.db.given import BA_DINH, NGOC_HA, NOW, Somebody, somebody

TELEGRAM = ("telegram",)
NOWHERE = Scope(area_ids=frozenset())


async def scope_of(db: Db, code: str) -> Scope:
    """The area with this code and all below."""
    async with db.begin() as session:
        area = await area_by_code(session, code, TODAY)
        assert area is not None
        return Scope(area_ids=await subtree(session, [area.id]))


async def three(db: Db) -> list[Somebody]:
    """Three collaborators of Ba Đình, and one elsewhere."""
    found = [await somebody(db, str(n), name=name) for n, name in enumerate(("Hoa", "Lan", "Mai"), 1)]
    await somebody(db, "9", name="Nga", area=NGOC_HA)
    return found


async def announced(db: Db, code: str = BA_DINH, *, by: int = 0) -> int:
    """An announcement by somebody (else: the first of all people)."""
    async with db.begin() as session:
        area = await area_by_code(session, code, TODAY)
        author = by or await session.scalar(select(Person.id).order_by(Person.id))
        assert area is not None
        assert author is not None
        return await announce(session, area.id, "Mai họp ạ.", person_id=author, day=TODAY, now=NOW)


async def waiting(db: Db, limit: int = 100, day: date = TODAY) -> list[int]:
    """Whom letters can be written to."""
    async with db.begin() as session:
        now = NOW + (day - TODAY)
        return [person_id for _, person_id in await next_recipients(session, now, day, NOW, TELEGRAM, limit)]


async def written_to(db: Db, announcement_id: int, *people: Somebody) -> dict[int, int]:
    """Letters in the outbox, by person."""
    async with db.begin() as session:
        letters = [Unasked("telegram", one.chat, "x", f"{announcement_id}.{one.id}", {}) for one in people]
        queued = await put_unasked(session, letters, NOW)
        found = {one.id: letter.id for one, letter in zip(people, queued, strict=True)}
        await note_queued(session, {(announcement_id, person_id): letter for person_id, letter in found.items()})
    return found


async def told(db: Db, announcement_id: int, code: str = BA_DINH) -> Outcome:
    scope = await scope_of(db, code)
    async with db.begin() as session:
        return await outcome(session, scope, announcement_id)


async def test_it_goes_once_to_every_collaborator_at_work_in_the_area_and_below(db: Db) -> None:
    hoa, lan, mai = await three(db)
    async with db.begin() as session:
        commune = await area_by_code(session, BA_DINH, TODAY)
        assert commune is not None
        hamlet = await add_hamlet(session, commune, "Tổ 5", TODAY)
        for person_id in (lan.id, hoa.id):  # Lan has two posts, Hoa writes it herself
            session.add(Grant(person_id=person_id, role="collaborator", area_id=hamlet.id, valid_from=TODAY))
        await session.execute(update(Grant).where(Grant.person_id == mai.id).values(state="suspended"))
    one = await announced(db, by=hoa.id)
    assert await waiting(db) == [lan.id]
    assert await told(db, one) == Outcome(waiting=1)
    assert await told(db, one, NGOC_HA) == Outcome()


async def test_the_audience_is_counted_by_whether_people_can_be_told(db: Db) -> None:
    hoa, lan, mai = await three(db)
    scope = await scope_of(db, BA_DINH)
    async with db.begin() as session:
        await set_reachable(session, "telegram", lan.chat, NOW)
        await enter_leave(session, mai.id, TODAY, TODAY, entered_by=hoa.id, now=NOW)
        await set_reachable(session, "telegram", mai.chat, NOW)
    async with db.begin() as session:
        assert await audience(session, scope, TODAY, 0) == Audience(reachable=1, unreachable=1, away=1)
        assert await audience(session, scope, TODAY, hoa.id) == Audience(reachable=0, unreachable=1, away=1)


async def test_who_is_away_or_cannot_be_reached_gets_it_later_but_not_after_two_weeks(db: Db) -> None:
    hoa, lan, mai = await three(db)
    async with db.begin() as session:
        await set_reachable(session, "telegram", lan.chat, NOW)
        await enter_leave(session, mai.id, TODAY, TODAY, entered_by=hoa.id, now=NOW)
    one = await announced(db, by=hoa.id)
    assert await waiting(db) == []
    tomorrow = TODAY + timedelta(days=1)
    assert await waiting(db, day=tomorrow) == [mai.id]
    async with db.begin() as session:
        await set_reachable(session, "telegram", lan.chat, None)
    assert await waiting(db, day=tomorrow) == [lan.id, mai.id]
    async with db.begin() as session:
        await settle_announcements(session, NOW + OF_USE)
    assert await waiting(db, day=tomorrow) == [lan.id, mai.id]
    async with db.begin() as session:
        await settle_announcements(session, NOW + OF_USE + timedelta(seconds=1))
        assert set(await session.scalars(select(Recipient.state))) == {LATE}
    assert (await told(db, one)).late == 2


async def test_what_became_of_letters_is_known_at_once_and_after_the_outbox_has_forgotten_them(db: Db) -> None:
    hoa, lan, mai = await three(db)
    one = await announced(db, BA_DINH, by=(await somebody(db, "8", area=NGOC_HA)).id)
    letters = await written_to(db, one, hoa, lan)
    assert await told(db, one) == Outcome(waiting=3)
    async with db.begin() as session:
        await mark_sent(session, [letters[hoa.id]], NOW)
        await mark_failed(session, letters[lan.id], "forbidden", NOW)
    async with db.begin() as session:
        later = NOW + timedelta(days=40)
        await settle_announcements(session, later)
        await forget_old(session, later)
    assert await told(db, one) == Outcome(delivered=1, failed=1, late=1)
    scope = await scope_of(db, BA_DINH)
    async with db.begin() as session:
        assert await names(session, scope, one, FAILED, 9) == ["Lan"]
        assert await names(session, scope, one, SENT, 9, unread=True) == ["Hoa"]
        assert await names(session, NOWHERE, one, SENT, 9) == []


async def test_what_is_stopped_is_not_sent_any_more_and_what_was_on_the_wire_counts(db: Db) -> None:
    hoa, lan, mai = await three(db)
    by = await somebody(db, "8", area=NGOC_HA)
    one = await announced(db, by=by.id)
    letters = await written_to(db, one, hoa, lan)
    scope = await scope_of(db, BA_DINH)
    async with db.begin() as session:
        assert await stop(session, scope, one, person_id=by.id, now=NOW)
        assert not await stop(session, scope, one, person_id=by.id, now=NOW)
    assert await waiting(db) == []
    assert await told(db, one) == Outcome(stopped=3)
    async with db.begin() as session:
        await mark_sent(session, [letters[hoa.id]], NOW)
    assert await told(db, one) == Outcome(delivered=1, stopped=2)


async def test_it_is_repeated_once_to_those_who_did_not_read_it(db: Db) -> None:
    hoa, lan, mai = await three(db)
    by = await somebody(db, "8", area=NGOC_HA)
    one = await announced(db, by=by.id)
    letters = await written_to(db, one, hoa, lan)
    scope = await scope_of(db, BA_DINH)
    async with db.begin() as session:
        await mark_sent(session, list(letters.values()), NOW)
        assert await mark_read(session, one, hoa.id, NOW)
        assert not await mark_read(session, one, by.id, NOW)
        again = await remind(session, scope, one, person_id=by.id, now=NOW)
        assert again is not None
        assert await remind(session, scope, one, person_id=by.id, now=NOW) is None
        assert await remind(session, scope, again, person_id=by.id, now=NOW) is None
        assert [found.id for found in await newest(session, scope, 9)] == [one]
    assert await waiting(db) == [mai.id, lan.id]
    async with db.begin() as session:
        assert await mark_read(session, one, lan.id, NOW)  # before the reminder is there: it is not needed any more
    assert await waiting(db) == [mai.id]
    assert await told(db, one) == Outcome(waiting=1, delivered=2, read=2)


@pytest.mark.parametrize("what", ["stop", "remind"])
async def test_an_announcement_outside_the_scope_is_not_touched(db: Db, what: str) -> None:
    await three(db)
    one = await announced(db)
    elsewhere = await scope_of(db, NGOC_HA)
    async with db.begin() as session:
        done = await {"stop": stop, "remind": remind}[what](session, elsewhere, one, person_id=1, now=NOW)
        assert not done
    assert (await told(db, one)).waiting == 2


async def test_a_city_is_written_to_in_a_few_statements(db: Db) -> None:
    await three(db)
    statements: list[str] = []
    event.listen(engine_of(db).sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    await announced(db, "01")
    assert len([one for one in statements if one.startswith("INSERT INTO announcement_recipients")]) == 1
    assert len(statements) < 12
