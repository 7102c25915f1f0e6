"""What the platform delivers, event by event: read, passed over, never in the way."""

import copy
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from hypothesis import given
from hypothesis import strategies as st

from bot.turns import sender_of
from bot.zalo.events import TEXT, read

BOT = Bot("0:zalo")
CHAT = "6ede9afa66b88fe6d6a9"
EVENT: dict[str, Any] = {
    "event_name": "message.text.received",
    "message": {
        "from": {"id": CHAT, "display_name": "Ted", "is_bot": False},
        "chat": {"id": CHAT, "chat_type": "PRIVATE"},
        "text": "Xin chào",
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
    },
}
"""As the documentation prints it."""


def changed(event_name: str = TEXT, /, **message: Any) -> dict[str, Any]:
    """The event with other contents; None takes a field away."""
    whole = {**copy.deepcopy(EVENT["message"]), **message}
    return {"event_name": event_name, "message": {name: value for name, value in whole.items() if value is not None}}


def test_a_text_is_read_with_its_chat_its_sender_and_its_time() -> None:
    update = read(EVENT, BOT)
    assert update is not None
    message = update.message
    assert message is not None
    sender = sender_of(update)
    assert sender is not None
    chat, user = sender
    assert (str(chat.id), message.text) == (CHAT, "Xin chào")
    assert user is not None
    assert user.full_name == "Ted"
    assert message.date == datetime(2025, 6, 19, 6, 55, 31, 602_000, tzinfo=UTC)
    assert update.bot is BOT
    assert 0 < update.update_id < 1 << 63


def test_flat_and_wrapped_are_the_same_event() -> None:
    flat, wrapped = read(EVENT, BOT), read({"ok": True, "result": EVENT}, BOT)
    assert flat is not None
    assert wrapped is not None
    assert flat.update_id == wrapped.update_id
    assert flat.message == wrapped.message


def test_a_message_has_its_number_by_its_id_and_chat() -> None:
    def number(**message: Any) -> int:
        update = read(changed(**message), BOT)
        assert update is not None
        return update.update_id

    assert number() == number(text="something else") == number(date=1)
    other = {"id": "another", "chat_type": "PRIVATE"}
    numbers = {number(), number(message_id="x"), number(chat=other), number(message_id=None), number(message_id=5)}
    assert len(numbers) == 5


@pytest.mark.parametrize(
    ("event_name", "content"),
    [
        ("message.image.received", {"photo": "https://example.vn/a.jpg", "caption": "ảnh"}),
        ("message.image.received", {"photo_url": "https://example.vn/a.jpg"}),
        ("message.sticker.received", {"sticker": "abc", "url": "https://example.vn/s"}),
        ("message.voice.received", {"voice_url": "https://example.vn/v.aac"}),
        ("message.unsupported.received", {}),
        ("message.link.received", {"url": "https://example.vn"}),
        ("message.tomorrow.received", {"text": "of a kind that nobody knows yet"}),
    ],
)
def test_anything_but_words_is_a_message_without_text(event_name: str, content: dict[str, Any]) -> None:
    update = read(changed(event_name, **{"text": None, **content}), BOT)
    assert update is not None
    assert update.message is not None
    assert update.message.text is None


@pytest.mark.parametrize(
    "event",
    [
        changed(TEXT, **{"from": {"id": CHAT, "is_bot": True}}),
        changed(chat={"id": "g", "chat_type": "GROUP"}),
        changed(chat={"id": "g"}),
        changed("message.reaction.received"),
        changed(chat={"id": 5, "chat_type": "PRIVATE"}),
        changed(chat={"id": "", "chat_type": "PRIVATE"}),
        changed(chat={"id": "x" * 65, "chat_type": "PRIVATE"}),
        changed(chat={"id": "a\0b", "chat_type": "PRIVATE"}),
        changed(TEXT, chat=None, **{"from": None}),
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.text.received", "message": None},
        {"ok": True, "result": None},
        {},
        [],
        None,
        5,
        "text",
    ],
)
def test_what_needs_no_answer_is_passed_over(event: Any) -> None:
    assert read(event, BOT) is None


def test_a_log_says_that_something_was_passed_over_but_not_what(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    read(changed(chat={"id": "group-7", "chat_type": "GROUP"}, text="chuyện riêng"), BOT)
    assert "in a group" in caplog.text
    assert not [word for word in ("chuyện riêng", "group-7", CHAT, "Ted") if word in caplog.text]


def test_a_private_chat_is_known_by_its_ids_where_its_kind_is_not_told() -> None:
    assert read(changed(chat={"id": CHAT}), BOT) is not None
    assert read(changed(chat=None), BOT) is not None


@pytest.mark.parametrize("date", [None, "1750316131602", -1, 1 << 62, 1.5, True, {}])
def test_a_time_that_makes_no_sense_is_long_ago_and_so_not_believed(date: Any) -> None:
    update = read(changed(date=date), BOT)
    assert update is not None
    assert update.message is not None
    assert update.message.date == datetime(1970, 1, 1, tzinfo=UTC)


def test_text_that_no_database_takes_is_cleaned() -> None:
    update = read(changed(text="a\ud800b\0c"), BOT)
    assert update is not None
    assert update.message is not None
    assert update.message.text == "a?bc"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(raw=JSON, name=st.sampled_from(["event_name", "message"]))
def test_nothing_that_is_delivered_makes_it_fail(raw: Any, name: str) -> None:
    read(raw, BOT)
    read({**EVENT, name: raw}, BOT)
    for part in ("from", "chat", "text", "message_id", "date"):
        read(changed(TEXT, **{part: raw}), BOT)
