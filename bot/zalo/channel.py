"""The Zalo channel: events in, screens out as words. There are no buttons, no edits and no menu of commands."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from unicodedata import normalize

from aiogram import Bot
from aiogram.types import Update

from bot.channels import Gone, Permanent, SendError, Temporary, Throttled, split_text
from bot.links import Links
from bot.plain import plain_pages
from bot.zalo import events
from bot.zalo.client import BAD_REQUEST, QUOTA, UNAUTHORIZED, Client, Refused, Unreachable
from handlers.charts import chart_from_json
from handlers.messengers import Served
from handlers.quotas import Quota
from handlers.screens import Screen, from_json, paper_from_json
from locales import Language

log = logging.getLogger(__name__)

LONGEST_TITLE = 1000
"""Characters that leave room for two links beside them."""
QUOTA_PAUSES = (30, 60, 120, 300, 600)
"""Seconds before anything is tried again after the platform took no more messages: at first they may only have come too
fast, but when it goes on the month's are used up. The last one repeats."""


class Zalo:
    """The channel. `links` lead to papers on our own server, if it can be reached from outside; `quota` is what the
    platform's plan allows."""

    name = "zalo"
    encloses = False

    def __init__(self, client: Client, links: Links | None = None, quota: Quota | None = None) -> None:
        self.client = client
        self.served = Served(self.name, quota=quota)
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
        if (screen.sheets or screen.reports) and self._links is None:
            remark = lang.say("The file cannot be sent here. Please ask for it on Telegram, or ask your officer.")
            screen = replace(screen, text=f"{screen.text}\n\n{remark}")
        return [Screen(text) for text in plain_pages(screen, lang)]

    async def send(self, chat: str, payload: dict[str, Any], content: bytes | None = None) -> None:
        """Sends a screen's text, a paper or a chart as a picture by its address, or the link to a file. What Zalo has
        nothing for (a menu of commands, an empty answer to a tap, files) is done at once."""
        if not self.counts(payload):
            return
        if payload.get("screen"):
            text = normalize("NFC", from_json(payload["screen"]).text)
            await self._call("sendMessage", chat_id=chat, text=text)
        elif self._links is not None:
            await self._send_link(chat, payload, self._links)

    def counts(self, payload: dict[str, Any]) -> bool:
        """Whether a payload is shown by a message: the platform counts every one."""
        if "paper" in payload:
            return self._links is not None and payload["as"] == "picture"
        if any(kind in payload for kind in ("chart", "sheet", "report")):
            return self._links is not None
        return bool(payload.get("screen"))

    def read(self, raw: Any) -> Update | None:
        """The update that was delivered; None for what needs no answer."""
        return events.read(raw, self.bot)

    async def close(self) -> None:
        """Closes the connections."""
        await self.client.close()
        await self.bot.session.close()

    async def _send_link(self, chat: str, payload: dict[str, Any], links: Links) -> None:
        """A paper or a chart as a picture by its address over its title, a file as a link below: one message for both
        letters of a paper. If Zalo cannot use the picture, its address is given as a link, too."""
        letter = payload["letter"]
        picture, file = links.to(letter, "png"), ""
        if "paper" in payload:
            paper = paper_from_json(payload["paper"])
            title, file = f"{paper.title} {paper.number}", f"PDF: {links.to(letter, 'pdf')}"
        elif "chart" in payload:
            chart = chart_from_json(payload["chart"])
            title = f"{chart.title}\n{chart.subtitle}"
        elif "report" in payload:
            title, picture, file = payload["report"]["title"], "", links.to(letter, "pdf")
        else:
            title, picture, file = payload["sheet"]["title"], "", links.to(letter, "xlsx")
        head, *_ = split_text(normalize("NFC", title), LONGEST_TITLE)
        if picture:
            try:
                await self._call("sendPhoto", chat_id=chat, photo=picture, caption=_lines(head, file))
            except Permanent:
                log.info("a picture was not taken by its address; it is sent as a link")
            else:
                return
        await self._call("sendMessage", chat_id=chat, text=_lines(head, picture, file))

    async def _call(self, method: str, **parameters: Any) -> None:
        try:
            await self.client.call(method, **parameters)
        except Refused as refusal:
            raise self._error(method, refusal) from None
        except Unreachable as trouble:
            raise Temporary(str(trouble)) from None
        self._over_quota = 0

    def _error(self, method: str, refusal: Refused) -> SendError:
        if refusal.code == QUOTA:
            log.error("Zalo takes no more messages: the month's quota is used up, or too many came at once")
            self._over_quota += 1
            return Throttled(QUOTA_PAUSES[min(self._over_quota, len(QUOTA_PAUSES)) - 1])
        if refusal.code == BAD_REQUEST:
            # Our texts are as the platform wants them, so it is the chat that is not: it was blocked, or is not there.
            return Gone("no such chat") if method == "sendMessage" else Permanent("bad request")
        if refusal.code == UNAUTHORIZED:
            log.error("Zalo does not accept ZALO_BOT_TOKEN")
        return Temporary(f"error {refusal.code}")


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))
