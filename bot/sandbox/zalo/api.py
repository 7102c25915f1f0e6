"""The Zalo Bot API as a table: the eleven documented methods. Every call passes through here and is recorded."""

from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.bot_api import CALLS_KEPT, Call
from bot.sandbox.entities import units
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.request import Parameters
from bot.sandbox.wire import Wire
from bot.sandbox.zalo.fetching import fetched
from bot.sandbox.zalo.phones import ZaloChat, ZaloMessage
from bot.sandbox.zalo.webhook import ZaloWebhook
from bot.sandbox.zalo.world import ZaloWorld, milliseconds

LONGEST = 2000
"""Characters of a text or a caption."""
FREE_QUOTA = 3000
"""Messages a month that cost nothing."""


class ZaloApi:
    """Carries out calls and remembers the last of them."""

    def __init__(self, world: ZaloWorld, webhook: ZaloWebhook, quota: int = FREE_QUOTA) -> None:
        self.quota = quota
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._world = world
        self._webhook = webhook
        self._sent: Counter[str] = Counter()
        self._methods: dict[str, Callable[[Parameters], Awaitable[Any]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": webhook.set,
            "testWebhook": lambda _: webhook.test(),
            "deleteWebhook": lambda _: webhook.delete(),
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendSticker": self._send_sticker,
            "sendVoice": self._send_voice,
            "sendChatAction": self._send_chat_action,
        }

    @property
    def sent_this_month(self) -> int:
        """Messages that count against the quota."""
        return self._sent[self._month()]

    async def call(self, method: str, p: Parameters) -> Any:
        """Carries out a call; the name's case matters. Returns the result; raises ApiError."""
        try:
            known = self._methods.get(method)
            if known is None:
                raise ApiError(404, "Not Found")
            result = await known(p)
        except ApiError as error:
            self.calls.append(Call(method, p.values, ok=False, description=error.description))
            raise
        self.calls.append(Call(method, p.values, ok=True))
        return result

    async def _get_me(self, _: Parameters) -> Wire:
        return self._world.bot

    async def _get_webhook_info(self, _: Parameters) -> Wire:
        return self._webhook.info()

    async def _get_updates(self, p: Parameters) -> Wire:
        if self._webhook.is_set:
            raise bad_request("getUpdates is not available while a webhook is set")
        return await self._world.queue.poll(p.integer("timeout", 30))

    async def _send_message(self, p: Parameters) -> Wire:
        text = p.text("text")
        if not 1 <= units(text) <= LONGEST:
            raise bad_request("text must have 1 to 2000 characters")
        if p.text("parse_mode") not in ("", "markdown", "html"):
            raise bad_request("unknown parse_mode")
        return self._show(p, text)

    async def _send_photo(self, p: Parameters) -> Wire:
        caption, url = p.text("caption"), p.text("photo")
        if units(caption) > LONGEST:
            raise bad_request("caption must have 1 to 2000 characters")
        chat = self._chat(p)
        picture = self._world.files.photo(await fetched(url))
        return self._sent_to(chat, caption, picture)

    async def _send_sticker(self, p: Parameters) -> Wire:
        return self._show(p, f"({_required(p, 'sticker')})")

    async def _send_voice(self, p: Parameters) -> Wire:
        return self._show(p, f"({_required(p, 'voice_url')})")

    async def _send_chat_action(self, p: Parameters) -> None:
        if p.text("action") != "typing":
            raise bad_request("unknown action")
        self._world.show_typing(self._chat(p))

    def _chat(self, p: Parameters) -> ZaloChat:
        """The chat that is meant: somebody who has written to the bot before."""
        chat = self._world.chat_of(p.text("chat_id"))
        if chat is None or not chat.phone.started or chat.phone.blocked:
            raise bad_request("invalid chat_id")
        return chat

    def _show(self, p: Parameters, text: str) -> Wire:
        return self._sent_to(self._chat(p), text)

    def _sent_to(self, chat: ZaloChat, text: str, photo: Any = None) -> Wire:
        if self.sent_this_month >= self.quota:
            raise ApiError(429, "Quota exceeded")
        self._sent[self._month()] += 1
        message = self._world.show(chat, from_bot=True, at=self._world.clock.now(), text=text, photo=photo)
        return _result(message)

    def _month(self) -> str:
        return f"{self._world.clock.now():%Y-%m}"


def _required(p: Parameters, name: str) -> str:
    value = p.text(name)
    if not value:
        raise bad_request(f"{name} is missing")
    return value


def _result(message: ZaloMessage) -> Wire:
    return {"message_id": message.message_id, "date": milliseconds(message.at)}
