"""The thrifty import of aiogram. It must come before any other, so it is looked at in a process of its own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

UNFINISHED = """
from bot.thrift import import_aiogram
import_aiogram()
from pydantic import BaseModel
from aiogram import methods, types
things = [*vars(types).values(), *vars(methods).values()]
models = [thing for thing in things if isinstance(thing, type) and issubclass(thing, BaseModel)]
print(sum(not m.__pydantic_complete__ for m in models) > 300)
"""

FIRST_USE = """
from bot.thrift import import_aiogram
import_aiogram()
from typing import Any
from aiogram.methods import GetMe, SendPhoto, SetMyCommands
from aiogram.methods.base import Response
from aiogram.types import BotCommand, BotCommandScopeChat, Message, Update, User
chat = {"id": 1, "type": "private"}
photo = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
message = {"message_id": 1, "date": 1, "chat": chat, "photo": [photo]}
person = {"id": 1, "is_bot": False, "first_name": "Hoa"}
query = {"id": "1", "from": person, "chat_instance": "1", "message": message, "data": "x"}
update = Update.model_validate({"update_id": 1, "callback_query": query})
assert type(update.callback_query.message) is Message and update.callback_query.message.photo[0].width == 1
assert Response[GetMe.__returning__].model_validate({"ok": True, "result": person}).result == User(**person)
refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 3}}
assert Response[Any].model_validate(refusal).parameters.retry_after == 3
commands = SetMyCommands(commands=[BotCommand(command="so", description="S")], scope=BotCommandScopeChat(chat_id=1))
assert commands.model_dump()["scope"]["chat_id"] == 1
assert SendPhoto(chat_id=1, photo="id").photo == "id"
print(True)
"""


def _said(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_models_are_left_unfinished() -> None:
    assert _said(UNFINISHED) == "True"


def test_an_unfinished_model_is_finished_when_it_is_first_used() -> None:
    assert _said(FIRST_USE) == "True"
