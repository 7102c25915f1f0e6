"""The turn: what goes wrong in a handler or in the database is put right, or apologised for, and never more."""

import logging
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot.clock import FixedClock
from bot.polling import handle_all
from bot.telegram import Telegram, make_bot
from bot.turns import Turns
from db.engine import Db, out_of_reach
from db.messages import Conversation, Letter, Outgoing
from handlers.actions import ACTIONS, Action
from handlers.screens import Screen
from handlers.turn import Turn
from locales import language
from tests.conftest import TODAY, ZONE
from tests.faults.collaborators import enrol, phones

SECRET_WORDS = "chị Hoa 0912345678"


class Room:
    """Turns with one known person, and what they handed to delivery."""

    def __init__(self, db: Db, clock: FixedClock) -> None:
        self.db = db
        self.offered: list[Letter] = []
        self.channel = Telegram(make_bot("1:x", "http://127.0.0.1:9"))
        self._turns = Turns(db, clock, ZONE, "", "vi", self.offered.extend)
        (self.lan,) = phones(1)
        self._number = 0

    async def say(self, words: str, **changes: Any) -> str:
        """The text of the one answer to these words."""
        self._number += 1
        before = len(self.offered)
        chat = {"id": self.lan.id, "type": "private"}
        message = {"message_id": 1, "date": 0, "chat": chat, "text": words, **changes}
        await handle_all(self.channel, self._turns, [{"update_id": self._number, "message": message}])
        (answer,) = (letter for letter in self.offered[before:] if letter.kind == "answer")
        return str(answer.payload["screen"]["text"])


@pytest.fixture
async def room(db: Db, clock: FixedClock) -> Room:
    made = Room(db, clock)
    async with db.begin() as session:
        await enrol(session, made.lan, clock.now(), day=TODAY)
    return made


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The help writes something down and then stumbles, with a person's words in the error."""

    async def stumble(turn: Turn, _argument: str) -> Screen:
        await turn.session.execute(text("UPDATE people SET name = 'half done'"))
        raise RuntimeError(SECRET_WORDS)

    monkeypatch.setitem(ACTIONS, "help", Action(stumble, ACTIONS["help"].roles))


SORRY = language("vi").say("Sorry, something went wrong here and nothing was recorded. Please try once more.")


@pytest.mark.usefixtures("broken")
async def test_a_handler_that_fails_leaves_nothing_and_the_person_gets_an_apology(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    assert await room.say("/help") == SORRY
    async with room.db() as session:
        assert await session.scalar(text("SELECT name FROM people")) == room.lan.name
    (record,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert "RuntimeError" in record.getMessage()
    assert SECRET_WORDS not in caplog.text


@pytest.mark.usefixtures("broken")
async def test_an_apology_leaves_the_open_form_as_it_was(room: Room) -> None:
    await room.say("/talk")
    await room.say("loa")
    async with room.db() as session:
        before = await session.scalar(select(Conversation.form))
    assert await room.say("/help") == SORRY
    async with room.db() as session:
        assert await session.scalar(select(Conversation.form)) == before


async def test_a_fault_that_no_retry_mends_is_not_retried(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def divide(turn: Turn, _argument: str) -> Screen:
        await turn.session.execute(text("INSERT INTO people (id) VALUES (1)"))
        return Screen("")

    monkeypatch.setitem(ACTIONS, "help", Action(divide, ACTIONS["help"].roles))
    assert await room.say("/help") == SORRY


async def test_each_message_has_one_answer_row(room: Room) -> None:
    for words in ("menu", "/talk", "tư vấn", "\0", "x" * 100_000, "\ud800", "huỷ", "🙂" * 5000):
        await room.say(words)
    async with room.db() as session:
        assert await session.scalar(select(func.count(Outgoing.id)).where(Outgoing.kind == "answer")) == 8


async def test_only_troubles_that_pass_count_as_out_of_reach(db: Db, database: str) -> None:
    statements = {"sqlite": "SELECT nothing FROM nowhere", "postgresql": "SELECT 1/0"}
    async with db() as session:
        with pytest.raises(DBAPIError) as fault:
            await session.execute(text(statements[database]))
    assert not out_of_reach(fault.value)
    assert out_of_reach(ConnectionRefusedError())
    if database == "postgresql":
        async with db() as session:
            with pytest.raises(DBAPIError) as ended:
                await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert out_of_reach(ended.value)


GROUP = {"id": -1001, "type": "supergroup", "title": "Tổ dân phố 4"}


async def test_statistics_asked_in_a_group_are_answered_in_private(room: Room) -> None:
    sender = {"id": room.lan.id, "is_bot": False, "first_name": "Lan"}
    answer = await room.say("/thongke@so_tay_bot tháng 10", chat=GROUP, **{"from": sender})
    assert answer.startswith("Anh/chị vừa hỏi trong nhóm")
    assert "Tháng 10/2026" in answer
    assert room.offered[-1].chat == str(room.lan.id)


async def test_nothing_else_that_is_written_in_a_group_is_heard_and_no_stranger_is_answered(room: Room) -> None:
    sender = {"id": room.lan.id, "is_bot": False, "first_name": "Lan"}
    stranger = {"id": 4711, "is_bot": False, "first_name": "?"}
    for words, who in (("/menu", sender), ("thống kê tháng 10", sender), ("/thongke", stranger), ("tư vấn", sender)):
        with pytest.raises(ValueError, match="not enough values"):
            await room.say(words, chat=GROUP, **{"from": who})
    assert room.offered == []
