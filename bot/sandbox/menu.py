"""The command menus that the bot sets, and which of them a phone shows."""

import re
from collections.abc import Callable
from typing import Any

from telegram import BotCommand

from bot.sandbox.errors import bad_request
from bot.sandbox.phones import Phone
from bot.sandbox.request import Parameters
from bot.sandbox.wire import Wire, plain

MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset({
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
    "chat_administrators", "chat_member",
})  # fmt: skip

Key = tuple[str, int, str]
"""Scope, chat (0 where the scope is not one chat's), language ("" for any)."""


class Menu:
    """Lists of commands by scope and language."""

    def __init__(self, knows: Callable[[int], bool], changed: Callable[[], None]) -> None:
        """`knows` tells whether a chat exists; `changed` is called after every change."""
        self._knows = knows
        self._changed = changed
        self._lists: dict[Key, list[Wire]] = {}

    def set_my_commands(self, p: Parameters) -> bool:
        key, commands = self._key(p), [self._command(given) for given in self._given(p)]
        if commands:
            self._lists[key] = commands
        else:
            self._lists.pop(key, None)
        self._changed()
        return True

    def get_my_commands(self, p: Parameters) -> list[Wire]:
        return self._lists.get(self._key(p), [])

    def delete_my_commands(self, p: Parameters) -> bool:
        self._lists.pop(self._key(p), None)
        self._changed()
        return True

    def shown_on(self, phone: Phone) -> list[Wire]:
        """The commands of the most specific scope and language that has any, in the Bot API's documented order."""
        for scope, chat in (("chat", phone.id), ("all_private_chats", 0), ("default", 0)):
            for language in (phone.language, ""):
                if commands := self._lists.get((scope, chat, language)):
                    return commands
        return []

    def _key(self, p: Parameters) -> Key:
        scope = p.json("scope")
        if scope is None:
            scope = {"type": "default"}
        if not isinstance(scope, dict) or str(scope.get("type")) not in _SCOPES:
            raise bad_request("can't parse BotCommandScope: unsupported type specified")
        language = p.text("language_code")
        if language and not re.fullmatch(r"[a-z]{2}", language):
            raise bad_request("invalid language code specified")
        kind, chat_id = str(scope["type"]), 0
        if kind in ("chat", "chat_administrators", "chat_member"):
            chat_id = Parameters(scope).integer("chat_id")
            if not self._knows(chat_id):
                raise bad_request("chat not found")
        return kind, chat_id, language

    @staticmethod
    def _given(p: Parameters) -> list[Any]:
        given = p.json("commands")
        if not isinstance(given, list):
            raise bad_request("can't parse commands: expected an Array of BotCommand")
        if len(given) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        return given

    @staticmethod
    def _command(given: Any) -> Wire:
        if not isinstance(given, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        command, description = given.get("command"), given.get("description")
        if not isinstance(command, str) or not _COMMAND.fullmatch(command.removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not isinstance(description, str) or not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        return plain(BotCommand(command.removeprefix("/"), description))
