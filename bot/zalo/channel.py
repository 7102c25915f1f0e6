"""The Zalo channel: events in, screens out as words. There are no buttons, no edits and no menu of commands."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from unicodedata import normalize

from aiogram import Bot
from aiogram.types import Update

from bot.channels import Permanent, SendError, Temporary, Throttled, split_text
from bot.links import Links
from bot.plain import plain_pages
from bot.zalo import events
from bot.zalo.client import BAD_REQUEST, QUOTA, UNAUTHORIZED, Client, Refused, Unreachable
from handlers.charts import chart_from_json
from handlers.screens import Screen, from_json, paper_from_json
from locales import Language

log = logging.getLogger(__name__)

LONGEST_TITLE = 1000
"""Characters that leave room for two links beside them."""
QUOTA_PAUSES = (30, 60, 120, 300, 600)
"""Seconds before anything is tried again after the platform took no more messages: at first they may only have come too
fast, but when it goes on the month's are used up. The last one repeats."""


class Zalo:
    """The channel. `sent` is told of each message that went out: they are counted by the month. `links` lead to papers
    on our own server, if it can be reached from outside."""

    name = "zalo"
    joining_link = ""

    def __init__(
        self, client: Client, sent: Callable[[], Awaitable[None]] | None = None, links: Links | None = None
    ) -> None:
        self.client = client
        self._sent = sent
        self._links = links
        self._over_quota = 0
        self.bot = Bot("0:zalo")
        """What the updates are bound to, because aiogram's dispatcher wants something. It is never called."""

    def pages(self, screen: Screen, lang: Language) -> Sequence[Screen]:
        """The screen in words, in messages of at most 2,000 characters. Where papers cannot be shown, it says so."""
        if screen.papers and self._links is None:
            numbers = ", ".join(paper.number for paper in screen.papers)
            remark = lang.say(
                "The slip cannot be shown here as a picture. Please write its number, {number}, on paper; if it has to "
                "be printed, ask your officer.",
                number=numbers,
            )
            screen = replace(screen, text=f"{screen.text}\n\n{remark}")
        if screen.sheets and self._links is None:
            remark = lang.say("The file cannot be sent here. Please ask for it on Telegram, or ask your officer.")
            screen = replace(screen, text=f"{screen.text}\n\n{remark}")
        return [Screen(text) for text in plain_pages(screen, lang)]

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        """Sends a screen's text, a paper or a chart as a picture by its address, or the link to a sheet. What Zalo has
        nothing for (a menu of commands, an empty answer to a tap, files) is done at once."""
        if "paper" in payload:
            await self._hand_over(chat, payload)
        elif "chart" in payload:
            await self._show_chart(chat, payload)
        elif "sheet" in payload:
            await self._link_to_sheet(chat, payload)
        elif payload.get("screen"):
            text = normalize("NFC", from_json(payload["screen"]).text)
            await self._call("sendMessage", chat_id=chat, text=text)

    def read(self, raw: Any) -> Update | None:
        """The update that was delivered; None for what needs no answer."""
        return events.read(raw, self.bot)

    async def close(self) -> None:
        """Closes the connections."""
        await self.client.close()
        await self.bot.session.close()

    async def _hand_over(self, chat: str, payload: dict[str, Any]) -> None:
        """A paper as a picture, with the link to its file below: one message for both of its letters. If Zalo cannot
        use the picture, both are links."""
        if self._links is None or payload["as"] != "picture":
            return
        paper, letter = paper_from_json(payload["paper"]), payload["letter"]
        title, *_ = split_text(normalize("NFC", f"{paper.title} {paper.number}"), LONGEST_TITLE)
        await self._send_picture(chat, self._links.to(letter, "png"), title, f"PDF: {self._links.to(letter, 'pdf')}")

    async def _show_chart(self, chat: str, payload: dict[str, Any]) -> None:
        """A chart as a picture. Where there are no links it is left out: it shows what the text says."""
        if self._links is not None:
            chart = chart_from_json(payload["chart"])
            title, *_ = split_text(normalize("NFC", f"{chart.title}\n{chart.subtitle}"), LONGEST_TITLE)
            await self._send_picture(chat, self._links.to(payload["letter"], "png"), title)

    async def _send_picture(self, chat: str, address: str, title: str, more: str = "") -> None:
        """A picture by its address over its title; if Zalo cannot use it, the address itself."""
        try:
            await self._call("sendPhoto", chat_id=chat, photo=address, caption="\n".join(filter(None, (title, more))))
        except Permanent:
            text = "\n".join(filter(None, (title, address, more)))
            await self._call("sendMessage", chat_id=chat, text=text)

    async def _link_to_sheet(self, chat: str, payload: dict[str, Any]) -> None:
        """A sheet's title and the link to its file: Zalo takes no files."""
        if self._links is not None:
            title, *_ = split_text(normalize("NFC", payload["sheet"]["title"]), LONGEST_TITLE)
            await self._call("sendMessage", chat_id=chat, text=f"{title}\n{self._links.to(payload['letter'], 'xlsx')}")

    async def _call(self, method: str, **parameters: Any) -> None:
        try:
            await self.client.call(method, **parameters)
        except Refused as refusal:
            raise self._error(refusal) from None
        except Unreachable as trouble:
            raise Temporary(str(trouble)) from None
        self._over_quota = 0
        if self._sent is not None:
            await self._sent()

    def _error(self, refusal: Refused) -> SendError:
        if refusal.code == QUOTA:
            log.error("Zalo takes no more messages: the month's quota is used up, or too many came at once")
            self._over_quota += 1
            return Throttled(QUOTA_PAUSES[min(self._over_quota, len(QUOTA_PAUSES)) - 1])
        if refusal.code == BAD_REQUEST:
            return Permanent("bad request")
        if refusal.code == UNAUTHORIZED:
            log.error("Zalo does not accept ZALO_BOT_TOKEN")
        return Temporary(f"error {refusal.code}")
