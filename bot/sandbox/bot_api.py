"""The Bot API as a table: method name → what it does. Every call passes through `BotApi.call` and is recorded."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from bot.sandbox.errors import ApiError
from bot.sandbox.limits import RateLimiter
from bot.sandbox.messages import Messages
from bot.sandbox.request import Parameters
from bot.sandbox.webhook import Webhook
from bot.sandbox.wire import Wire
from bot.sandbox.world import World

CALLS_KEPT = 10_000


class Call(NamedTuple):
    """One recorded call of the Bot API."""

    method: str
    params: dict[str, Any]
    ok: bool
    description: str | None = None
    """The error's description; None when the call went well."""


class BotApi:
    """Carries out calls and remembers the last of them."""

    def __init__(self, world: World, webhook: Webhook, limiter: RateLimiter) -> None:
        self._world = world
        self._webhook = webhook
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        messages = Messages(world, limiter)
        self._methods: dict[str, Callable[[Parameters], Any]] = {
            "getme": lambda _: world.bot,
            "sendmessage": messages.send_message,
            "sendphoto": messages.send_photo,
            "senddocument": messages.send_document,
            "sendchataction": messages.send_chat_action,
            "editmessagetext": messages.edit_message_text,
            "editmessagereplymarkup": messages.edit_message_reply_markup,
            "deletemessage": messages.delete_message,
            "answercallbackquery": messages.answer_callback_query,
            "setmycommands": world.menu.set_my_commands,
            "getmycommands": world.menu.get_my_commands,
            "deletemycommands": world.menu.delete_my_commands,
            "getfile": lambda p: world.files.get_file(p.text("file_id")),
            "getwebhookinfo": lambda _: webhook.info(),
            "close": lambda _: True,
            "logout": lambda _: True,
        }
        self._waiting_methods: dict[str, Callable[[Parameters], Awaitable[Any]]] = {
            "getupdates": self._get_updates,
            "setwebhook": webhook.set,
            "deletewebhook": webhook.delete,
        }

    async def call(self, method: str, p: Parameters) -> tuple[int, dict[str, Any]]:
        """Carries out a call; the name's case does not matter. Returns the HTTP status and the JSON body."""
        name = method.lower()
        try:
            if (at_once := self._methods.get(name)) is not None:
                result = at_once(p)
            elif (waiting := self._waiting_methods.get(name)) is not None:
                result = await waiting(p)
            else:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            self.calls.append(Call(method, p.values, ok=False, description=error.description))
            return error.code, error.body()
        self.calls.append(Call(method, p.values, ok=True))
        return 200, {"ok": True, "result": result}

    async def _get_updates(self, p: Parameters) -> list[Wire]:
        if self._webhook.is_set:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        updates = self._world.updates
        updates.allow(p.strings("allowed_updates"))
        return await updates.poll(p.integer("offset"), p.integer("limit", 100), p.integer("timeout"))
