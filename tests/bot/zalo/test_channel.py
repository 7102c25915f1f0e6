"""The Zalo channel: screens as words, and what becomes of a message that is not taken."""

import logging
from typing import Any
from unicodedata import normalize

import pytest

from bot.channels import Gone, Permanent, SendError, Temporary, Throttled
from bot.sandbox.zalo.server import ZaloServer
from bot.zalo.channel import QUOTA_PAUSES, Zalo
from bot.zalo.client import Client
from handlers.screens import Button, Screen, to_json
from locales import language
from tests.bot.zalo.conftest import LAN, MAI

VI = language("vi")


@pytest.fixture
def channel(client: Client) -> Zalo:
    return Zalo(client)


def payload(text: str) -> dict[str, Any]:
    return {"screen": to_json(Screen(text)), "edit": None, "callback": None}


def shown(zalo: ZaloServer, phone: int = LAN) -> list[str]:
    return [message.text for message in zalo.messages(phone)]


async def test_a_screen_becomes_numbered_words_in_one_message(channel: Zalo, zalo: ZaloServer, lan: str) -> None:
    rows = ((Button("Ghi", "talk"), Button("Xem", "book")), (Button("✖️ Huỷ", "g:t:a:cancel", "verb", "huỷ"),))
    (page,) = channel.pages(Screen("Chọn:", rows), VI)
    await channel.send(lan, payload(page.text))
    assert shown(zalo) == ["Chọn:\n\n1. Ghi\n2. Xem\n\nGõ: huỷ"]


async def test_a_long_screen_goes_out_in_messages_that_the_platform_takes(
    channel: Zalo, zalo: ZaloServer, lan: str
) -> None:
    text = "\n".join(f"dòng {n}: 🌾" + "ộ" * 60 for n in range(80))
    for page in channel.pages(Screen(text), VI):
        await channel.send(lan, payload(page.text))
    assert len(shown(zalo)) > 1
    assert "\n".join(shown(zalo)).split() == text.split()


async def test_words_go_out_composed(channel: Zalo, zalo: ZaloServer, lan: str) -> None:
    await channel.send(lan, payload(normalize("NFD", "Tuyết trắng")))
    assert shown(zalo) == ["Tuyết trắng"]


@pytest.mark.parametrize("nothing", [{"commands": [["talk", "Ghi"]]}, {"screen": None, "edit": None, "callback": None}])
async def test_what_zalo_has_nothing_for_is_done_without_a_message(
    channel: Zalo, zalo: ZaloServer, lan: str, nothing: dict[str, Any]
) -> None:
    await channel.send(lan, nothing)
    assert list(zalo.calls) == []


def refusal(code: int) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": "x"}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (refusal(400), Gone),
        (refusal(401), Temporary),
        (refusal(403), Temporary),
        (refusal(404), Temporary),
        (refusal(408), Temporary),
        (refusal(429), Throttled),
        (refusal(500), Temporary),
        (refusal(999), Temporary),
        ({"ok": "?"}, Temporary),
        ("<html>Bad Gateway</html>", Temporary),
    ],
)
@pytest.mark.parametrize("status", [200, 500])
async def test_each_error_has_its_consequence(
    channel: Zalo, zalo: ZaloServer, lan: str, status: int, body: Any, error: type[SendError]
) -> None:
    zalo.faults.answer("sendMessage", status, body)
    with pytest.raises(error) as raised:
        await channel.send(lan, payload("chào"))
    assert type(raised.value) is error


async def test_a_broken_connection_is_a_failure_of_the_moment(channel: Zalo, zalo: ZaloServer, lan: str) -> None:
    zalo.faults.drop("sendMessage")
    with pytest.raises(Temporary):
        await channel.send(lan, payload("chào"))
    assert shown(zalo) == []


async def test_while_no_more_messages_are_taken_there_are_alarms_and_longer_and_longer_pauses(
    channel: Zalo, zalo: ZaloServer, lan: str, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.quota = 0
    for pause in (*QUOTA_PAUSES, QUOTA_PAUSES[-1]):
        with pytest.raises(Throttled) as raised:
            await channel.send(lan, payload("chào"))
        assert raised.value.seconds == pause
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    zalo.quota = 1
    await channel.send(lan, payload("chào"))
    with pytest.raises(Throttled) as raised:
        await channel.send(lan, payload("chào"))
    assert raised.value.seconds == QUOTA_PAUSES[0]


async def test_nobody_is_written_to_first(channel: Zalo, zalo: ZaloServer) -> None:
    with pytest.raises(Permanent):
        await channel.send(zalo.world.chat(MAI).phone.user_id, payload("chào"))


async def test_logs_hold_neither_the_text_nor_the_chat_nor_the_token(
    channel: Zalo, zalo: ZaloServer, lan: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for code in (400, 401, 403, 429):
        zalo.faults.answer("sendMessage", 200, refusal(code))
        with pytest.raises(SendError):
            await channel.send(lan, payload("chuyện riêng"))
    assert not [word for word in ("chuyện riêng", lan, zalo.token) if word in caplog.text]
