"""Command menus by scope and language."""

from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LAN, MAI, BotClient

PRIVATE = {"type": "all_private_chats"}
LANS = {"type": "chat", "chat_id": LAN}


def menu(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"làm {name}"} for name in names]


async def shown(sandbox: Sandbox, bot: BotClient, phone: int) -> list[str]:
    async with bot.session.get(f"{sandbox.url}/api/phones/{phone}/chat") as response:
        return [command["command"] for command in (await response.json())["commands"]]


async def test_the_most_specific_menu_is_shown(sandbox: Sandbox, bot: BotClient) -> None:
    assert await shown(sandbox, bot, LAN) == []
    steps: list[tuple[dict[str, Any], str, str]] = [
        ({}, "a", "aa"),
        ({"language_code": "vi"}, "b", "ba"),
        ({"scope": PRIVATE}, "c", "cc"),
        ({"scope": PRIVATE, "language_code": "en"}, "d", "cd"),
        ({"scope": LANS}, "e", "ed"),
        ({"scope": LANS, "language_code": "vi"}, "f", "fd"),
    ]
    for where, name, _ in steps:
        await bot("setMyCommands", commands=menu(name), **where)
        assert await bot("getMyCommands", **where) == menu(name)
    for where, _, both in reversed(steps):
        assert [await shown(sandbox, bot, LAN), await shown(sandbox, bot, MAI)] == [[both[0]], [both[1]]]
        await bot("deleteMyCommands", **where)
    assert await bot("getMyCommands") == []


async def test_an_empty_list_deletes_and_a_slash_is_forgiven(bot: BotClient) -> None:
    await bot("setMyCommands", commands=[{"command": "/start", "description": "bắt đầu"}])
    assert await bot("getMyCommands") == [{"command": "start", "description": "bắt đầu"}]
    await bot("setMyCommands", commands=[])
    assert await bot("getMyCommands") == []


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "can't parse commands: expected an Array of BotCommand"),
        ({"commands": ["x"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": menu("Lớn")}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": menu(*"x" * 101)}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "scope": {"type": "moon"}}, "can't parse BotCommandScope: unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 9}}, "chat not found"),
        ({"commands": [], "language_code": "tiếng"}, "invalid language code specified"),
    ],
)
async def test_a_bad_menu_is_refused(bot: BotClient, params: dict[str, Any], reason: str) -> None:
    assert await bot.refused("setMyCommands", **params) == f"400 Bad Request: {reason}"
