"""The Telegram channel, on aiogram: updates in, screens out (Bot API, https://core.telegram.org/bots/api)."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    Update,
)
from aiohttp import ClientError, ClientTimeout, FormData
from pydantic import ValidationError

from bot import sheets
from bot.channels import Gone, Permanent, SendError, Temporary, Throttled, split_text
from bot.papers import Form
from handlers.charts import Chart, chart_from_json
from handlers.messengers import Served
from handlers.screens import Paper, Screen, from_json, paper_from_json
from locales import Language

log = logging.getLogger(__name__)

LONGEST = 4096
"""Characters (UTF-16 units) of a message's text."""
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200
LONGEST_LABEL = 60
"""Characters of a button's label that a phone still shows."""
UPDATES = ["message", "callback_query", "my_chat_member"]
"""What we ask to be told of."""
TAPPED = ("message_id", "date", "chat")
"""What we want to know of a message whose button was tapped."""
GONE = ("bot was blocked", "user is deactivated", "bot can't initiate", "chat not found", "bot was kicked")
UNCHANGED = ("message is not modified",)


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates with its result left as it came, so that one malformed update does not spoil the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int = 0
    limit: int = 100
    allowed_updates: list[str] = UPDATES


class Plain(TelegramMethod[Any]):
    """A call whose parameters are JSON values already and whose result is left as it came: what every turn sends is
    not worth being modelled on the way out and validated on the way back."""

    __returning__ = Any

    parameters: dict[str, Any]

    def form(self) -> FormData | None:
        """The parameters as a form, where there is a file among them; otherwise they are sent as JSON."""
        return None


class SendText(Plain):
    """sendMessage."""

    __api_method__ = "sendMessage"


class EditText(Plain):
    """editMessageText."""

    __api_method__ = "editMessageText"


class AnswerTap(Plain):
    """answerCallbackQuery."""

    __api_method__ = "answerCallbackQuery"


class Enclosing(Plain):
    """A call that brings a file along, under the parameter `part`."""

    part: ClassVar[str]
    media_type: ClassVar[str]

    file_name: str
    content: bytes

    def form(self) -> FormData | None:
        form = FormData({name: str(value) for name, value in self.parameters.items()})
        form.add_field(self.part, self.content, filename=self.file_name, content_type=self.media_type)
        return form


class SendPhoto(Enclosing):
    """sendPhoto."""

    __api_method__ = "sendPhoto"
    part = "photo"
    media_type = "image/png"


class SendDocument(Enclosing):
    """sendDocument."""

    __api_method__ = "sendDocument"
    part = "document"
    media_type = "application/pdf"


class SendWorkbook(SendDocument):
    """sendDocument, of a sheet."""

    media_type = sheets.MEDIA_TYPE


class Session(AiohttpSession):
    """aiogram's HTTP client. Whatever is not an answer of the Bot API (a proxy's page, an error without a
    description) is a ClientDecodeError, also where aiogram itself stumbles over it."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        try:
            if isinstance(method, Plain):
                return cast(TelegramType, await self._post(bot, method, timeout))
            return await super().make_request(bot, method, timeout)
        except (UnicodeDecodeError, TypeError) as error:
            raise ClientDecodeError("not an answer of the Bot API", error, None) from None

    async def _post(self, bot: Bot, method: Plain, timeout: int | None) -> Any:
        session = await self.create_session()
        url = self.api.api_url(bot.token, method.__api_method__)
        patience = ClientTimeout(timeout or self.timeout)
        try:
            form = method.form()
            body: dict[str, Any] = {"data": form} if form else {"json": method.parameters}
            async with session.post(url, **body, timeout=patience) as reply:
                content = await reply.text()
        except TimeoutError:
            raise TelegramNetworkError(method, "timeout") from None
        except ClientError as error:
            raise TelegramNetworkError(method, type(error).__name__) from None
        with contextlib.suppress(ValueError):
            answer = json.loads(content)
            if reply.ok and isinstance(answer, dict) and answer.get("ok") is True:
                return answer.get("result")
        return self.check_response(bot, method, reply.status, content).result


def make_bot(token: str, api_url: str) -> Bot:
    """The client of the Bot API at `api_url`. Nothing is called before the first use."""
    return Bot(token, Session(api=TelegramAPIServer.from_base(api_url)))


class Telegram:
    """The channel."""

    name = "telegram"
    encloses = True

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.served = Served(self.name)

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        """The screen in messages of at most 4,096 characters."""
        *first, last = split_text(screen.text, LONGEST)
        return [*(Screen(part) for part in first), replace(screen, text=last)]

    def counts(self, payload: dict[str, Any]) -> bool:
        """Nothing: here a month has no end of messages."""
        return False

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        """Answers the tap, and sends or edits the message, side by side."""
        try:
            if "commands" in payload:
                await self._set_commands(chat, payload["commands"])
                return
            if "unsay" in payload:
                await self._unsay(chat, payload["unsay"])
                return
            if "paper" in payload:
                await self._hand_over(chat, paper_from_json(payload["paper"]), payload["as"], content or b"")
                return
            if "chart" in payload:
                await self._show_chart(chat, chart_from_json(payload["chart"]), content or b"")
                return
            if "sheet" in payload:
                await self._hand_over_sheet(chat, payload["sheet"], content or b"")
                return
            if "report" in payload:
                await self._hand_over_report(chat, payload["report"], content or b"")
                return
            screen = from_json(payload["screen"]) if payload["screen"] else None
            if payload["callback"]:
                await asyncio.gather(
                    self._answer_tap(payload["callback"], screen), self._show(chat, screen, payload["edit"])
                )
            else:
                await self._show(chat, screen, payload["edit"])
        except TelegramAPIError as error:
            raise _error(error) from None
        except ClientDecodeError:
            raise Temporary("an answer that is not the Bot API's") from None

    def read(self, raw: Any) -> Update | None:
        """The update that was delivered. What is malformed is reduced to the fact that somebody wrote or tapped
        something, so that they can be answered; None when not even that is known."""
        for form in (_as_it_is, _reduced):
            try:
                update = Update.model_validate(form(raw), context={"bot": self.bot})
            except (ValidationError, RecursionError, LookupError, TypeError):
                continue
            if _is_sound(update):
                return update
        log.warning("an update of unknown shape was passed over")
        return None

    async def _show(self, chat: str, screen: Screen | None, edit: int | None) -> None:
        if screen is None:
            return
        message = {"chat_id": int(chat), "text": screen.text, "link_preview_options": {"is_disabled": True}}
        if screen.rows:
            message["reply_markup"] = _keyboard(screen)
        if edit is not None:
            try:
                await self.bot(EditText(parameters={**message, "message_id": edit}))
                return
            except TelegramBadRequest as error:
                if _says(error, UNCHANGED):
                    return  # any other reason: the message is gone, too old, never was; then a new one says the same
        await self.bot(SendText(parameters=message))

    async def _hand_over(self, chat: str, paper: Paper, form: Form, content: bytes) -> None:
        """A paper as a photo under its title and number, or as a file."""
        if form == "picture":
            caption, *_ = split_text(f"{paper.title} {paper.number}", LONGEST_CAPTION)
            parameters = {"chat_id": chat, "caption": caption}
            await self.bot(SendPhoto(parameters=parameters, file_name=f"{paper.name}.png", content=content))
        else:
            await self.bot(SendDocument(parameters={"chat_id": chat}, file_name=f"{paper.name}.pdf", content=content))

    async def _show_chart(self, chat: str, chart: Chart, content: bytes) -> None:
        """A chart as a photo above its title: what a picture says must also be found and read aloud."""
        caption, *_ = split_text(f"{chart.title}\n{chart.subtitle}", LONGEST_CAPTION)
        parameters = {"chat_id": chat, "caption": caption}
        await self.bot(SendPhoto(parameters=parameters, file_name=f"{chart.name}.png", content=content))

    async def _hand_over_sheet(self, chat: str, sheet: dict[str, Any], content: bytes) -> None:
        """A sheet as a file under its title."""
        caption, *_ = split_text(sheet["title"], LONGEST_CAPTION)
        parameters = {"chat_id": chat, "caption": caption}
        await self.bot(SendWorkbook(parameters=parameters, file_name=f"{sheet['name']}.xlsx", content=content))

    async def _hand_over_report(self, chat: str, report: dict[str, Any], content: bytes) -> None:
        """A report as a file under its title."""
        caption, *_ = split_text(f"{report['title']} · {report['sender']}", LONGEST_CAPTION)
        parameters = {"chat_id": chat, "caption": caption}
        await self.bot(SendDocument(parameters=parameters, file_name=f"{report['name']}.pdf", content=content))

    async def _answer_tap(self, query_id: str, screen: Screen | None) -> None:
        """Stops the waiting sign on the tapped button. If that fails the screen itself still answers the tap."""
        text = screen.notice[:LONGEST_TOAST] if screen and screen.notice else ""
        try:
            await self.bot(AnswerTap(parameters={"callback_query_id": query_id, "text": text}))
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("a tap's answer was not taken: %s", type(error).__name__)

    async def _unsay(self, chat: str, message_id: int) -> None:
        """Takes a person's message out of the chat; one that is gone or too old stays as it is."""
        try:
            await self.bot.delete_message(int(chat), message_id)
        except TelegramBadRequest as error:
            log.info("a message was not taken back: %s", type(error).__name__)

    async def _set_commands(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        await self.bot.set_my_commands(
            [BotCommand(command=command, description=description) for command, description in commands],
            scope=BotCommandScopeChat(chat_id=int(chat)),
        )


def _as_it_is(raw: Any) -> Any:
    """An update as it came, save for the words and buttons of a tapped message: they are our own, and many."""
    query = raw.get("callback_query") if isinstance(raw, dict) else None
    if not isinstance(query, dict) or not isinstance(query.get("message"), dict):
        return raw
    tapped = {name: value for name, value in query["message"].items() if name in TAPPED}
    return {**raw, "callback_query": {**query, "message": tapped}}


def _reduced(raw: Any) -> Any:
    """An update's bare bones: who wrote, or what was tapped. Raises LookupError or TypeError where they are missing."""
    if "callback_query" in raw:
        query = raw["callback_query"]
        tapped = {**_bare_message(query["message"]), "message_id": query["message"]["message_id"]}
        kept = {"id": query["id"], "from": query["from"], "chat_instance": "", "message": tapped}
        return {"update_id": raw["update_id"], "callback_query": kept}
    return {"update_id": raw["update_id"], "message": _bare_message(raw["message"])}


def _bare_message(message: Any) -> Any:
    chat = {"id": message["chat"]["id"], "type": message["chat"]["type"]}
    return {"message_id": 0, "date": 0, "chat": chat}


def _is_sound(update: Update) -> bool:
    """Whether numbers are what databases can hold, and a message says when it was sent."""
    message = update.message or (update.callback_query and update.callback_query.message)
    numbers = [update.update_id, message.chat.id] if message else [update.update_id]
    dated = update.message is None or update.message.date.tzinfo is not None
    return dated and all(abs(number) < 1 << 63 for number in numbers)


def _keyboard(screen: Screen) -> dict[str, Any]:
    rows = [
        [{"text": button.label[:LONGEST_LABEL], "callback_data": button.action} for button in row]
        for row in screen.rows
    ]
    return {"inline_keyboard": rows}


def _says(error: TelegramAPIError, phrases: Sequence[str]) -> bool:
    message = error.message.lower()
    return any(phrase in message for phrase in phrases)


def _error(error: TelegramAPIError) -> SendError:
    match error:
        case TelegramRetryAfter():
            return Throttled(error.retry_after)
        case TelegramNetworkError() | TelegramServerError() | TelegramUnauthorizedError() | TelegramNotFound():
            return Temporary(type(error).__name__)
        case TelegramForbiddenError():
            return Gone("forbidden")
        case _ if _says(error, GONE):
            return Gone("no such chat")
        case TelegramBadRequest():
            return Permanent("bad request")
    return Temporary(type(error).__name__)
