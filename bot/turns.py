"""The turn: one incoming update handled in one database transaction.

Seen before? who speaks? what form is open? what do they say? Then the records, the new state of the form and the reply
(outbox rows) are committed together or not at all, and only after the commit is anything handed to delivery.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Dispatcher
from aiogram.types import Chat, Update, User
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import Channel
from bot.clock import Clock
from bot.enclosing import enclosures
from bot.flood import MOST_AT_ONCE, FloodGuard
from db.catalogue import Catalogue
from db.engine import Db, out_of_reach
from db.messages import ANSWER, Letter, first_time, heard_from, keep_conversation, put
from db.people import set_menu, set_reachable
from handlers.home import commands_for
from handlers.reading.fold import nfc
from handlers.router import may_be_asked_in_group, setup
from handlers.screens import Screen, to_json
from handlers.turn import Turn, believed
from locales import N_, language

log = logging.getLogger(__name__)

RETRY = (0.05, 0.2, 0.5, 1, 2, 5)
"""Seconds before the next attempt while the database is out of reach; the last one repeats."""


class Turns:
    """Handles updates. `deliver` takes the letters of a turn after its commit."""

    def __init__(
        self,
        db: Db,
        clock: Clock,
        zone: ZoneInfo,
        secret: str,
        default_language: str,
        deliver: Callable[[Sequence[Letter]], None],
        most_at_once: int | None = MOST_AT_ONCE,
    ) -> None:
        """`most_at_once`: messages that a chat may send at once, as bot/flood.py understands it; None: no limit."""
        self._db = db
        self._clock = clock
        self._zone = zone
        self._secret = secret
        self._default_language = default_language
        self._deliver = deliver
        self._flood = FloodGuard(most_at_once) if most_at_once is not None else None
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.include_router(setup())
        self.catalogue = Catalogue()
        self.channels: Collection[Channel] = ()
        """All that the program serves."""

    async def handle(self, channel: Channel, update: Update) -> None:
        """Handles an update to its end: returns after the commit. While the database is out of reach it keeps trying;
        a fault of ours is logged and the person gets an apology, as far as that is possible."""
        sender = sender_of(update)
        if sender is None:
            return
        chat, user = sender
        work = self._transaction
        sent_at = believed(update.message.date, self._clock.now()).timestamp() if update.message else None
        if sent_at is not None and self._flood is not None:
            heard = self._flood.hear((channel.name, chat.id), sent_at)
            if heard == "ignored":
                return
            work = self._transaction if heard == "taken" else self._ask_for_patience
        attempt = 0
        while True:
            try:
                letters = await work(channel, update, chat, user)
            except Exception as fault:  # noqa: BLE001 - whatever a handler does wrong, the person is answered
                if out_of_reach(fault):
                    log.warning("the database is out of reach: %s", type(fault).__name__)
                    await asyncio.sleep(RETRY[min(attempt, len(RETRY) - 1)])
                    attempt += 1
                    continue
                _log_fault(update, fault)
                if work == self._apologise:
                    return
                work = self._apologise
            else:
                if letters is not None:
                    self._deliver(letters)
                elif sent_at is not None and self._flood is not None:
                    self._flood.take_back((channel.name, chat.id), sent_at)
                return

    async def _transaction(
        self, channel: Channel, update: Update, chat: Chat, user: User | None
    ) -> list[Letter] | None:
        """The letters that answer an update; None for one that was handled before."""
        now = self._clock.now()
        async with self._db.begin() as session:
            if not await first_time(session, channel.name, update.update_id, now):
                return None
            turn = await self._open_turn(session, channel, update, chat, user, now)
            before = (turn.form, turn.offered)
            screen = await self._dispatcher.feed_update(channel.bot, update, turn=turn)
            letters = []
            if isinstance(screen, Screen) or update.callback_query:
                shown = screen if isinstance(screen, Screen) else None
                letters += await put_screen(session, turn, channel, shown, update, now)
                turn.offered = _offers(turn, shown)
                letters += await _show_menu(session, turn, now)
            if turn.speaker is not None and (turn.form, turn.offered) != before:
                await keep_conversation(session, turn.speaker.id, turn.form, turn.offered, now)
        return letters

    async def _open_turn(
        self, session: AsyncSession, channel: Channel, update: Update, chat: Chat, user: User | None, now: datetime
    ) -> Turn:
        sent_at = believed(update.message.date, now) if update.message else now
        day = sent_at.astimezone(self._zone).date()
        speaker, form, offered = await heard_from(session, channel.name, str(chat.id), day)
        code = speaker.language if speaker else _language_of(user, self._default_language)
        turn = Turn(
            session=session,
            channel=channel.name,
            chat=str(chat.id),
            update_id=update.update_id,
            now=now,
            sent_at=sent_at,
            zone=self._zone,
            secret=self._secret,
            catalogue=self.catalogue,
            lang=language(code),
            speaker=speaker,
            display_name=nfc(user.full_name)[:120].strip() if user else "",
            messengers=[one.served for one in self.channels],
            form=form,
            offered=offered,
        )
        if speaker is not None and not speaker.reachable and update.my_chat_member is None:
            await set_reachable(session, channel.name, turn.chat, None)
        return turn

    async def _apologise(self, channel: Channel, update: Update, chat: Chat, user: User | None) -> list[Letter] | None:
        sorry = N_("Sorry, something went wrong here and nothing was recorded. Please try once more.")
        return await self._remark(channel, update, chat, user, sorry)

    async def _ask_for_patience(
        self, channel: Channel, update: Update, chat: Chat, user: User | None
    ) -> list[Letter] | None:
        patience = N_(
            "You are writing faster than I can follow. Please wait half a minute, then write on: this message and "
            "those right after it are not recorded."
        )
        return await self._remark(channel, update, chat, user, patience)

    async def _remark(
        self, channel: Channel, update: Update, chat: Chat, user: User | None, sentence: str
    ) -> list[Letter] | None:
        """Says a sentence to somebody known, and does nothing else; None as in `_transaction`."""
        now = self._clock.now()
        async with self._db.begin() as session:
            if not await first_time(session, channel.name, update.update_id, now):
                return None
            turn = await self._open_turn(session, channel, update, chat, user, now)
            if turn.speaker is None:
                return []
            return await put_screen(session, turn, channel, Screen(turn.lang.say(sentence), fresh=True), update, now)


async def put_screen(
    session: AsyncSession, turn: Turn, channel: Channel, screen: Screen | None, update: Update, now: datetime
) -> list[Letter]:
    """Puts a turn's answer in the outbox: one letter, or several for a text that is too long for one message; then
    what it encloses, and the wish to take the person's message back."""
    tapped = update.callback_query
    pages = list(channel.pages(screen, turn.lang)) if screen else [None]
    edit = tapped.message.message_id if tapped and tapped.message and screen and not screen.fresh else None
    letters: list[Letter] = []
    for number, page in enumerate(pages):
        payload = {
            "screen": to_json(page.alone) if page else None,
            "edit": edit if len(pages) == 1 else None,
            "callback": tapped.id if tapped and number == 0 else None,
        }
        period = f"{update.update_id}.{number}" if number else str(update.update_id)
        letters += await _put(session, turn, "answer", period, payload, now)
    for kind, part, payload in enclosures(screen) if screen else ():
        letters += await _put(session, turn, kind, f"{turn.update_id}.{part}", payload, now)
    if screen is not None and screen.unsay and update.message is not None:
        unsay = {"unsay": update.message.message_id}
        letters += await _put(session, turn, "unsay", str(update.update_id), unsay, now)
    return letters


def sender_of(update: Update) -> tuple[Chat, User | None] | None:
    """The private chat that an update is answered in and who sent it; None for what is not ours.

    Of what is written in a group only commands that may be asked there are taken, and answered in private: nobody knows
    whether all of the group may read the answer.
    """
    chat: Chat | None
    user: User | None
    if update.message is not None:
        chat, user = update.message.chat, update.message.from_user
    elif update.callback_query is not None and update.callback_query.message is not None:
        chat, user = update.callback_query.message.chat, update.callback_query.from_user
    elif update.my_chat_member is not None:
        chat, user = update.my_chat_member.chat, update.my_chat_member.from_user
    else:
        return None
    if chat.type == "private":
        return chat, user
    if user is None or update.message is None or not may_be_asked_in_group(update.message.text or ""):
        return None
    return Chat(id=user.id, type="private"), user


async def _show_menu(session: AsyncSession, turn: Turn, now: datetime) -> list[Letter]:
    """Brings the messenger's command menu in step with the person's language and roles."""
    if turn.speaker is None:
        return []
    commands, digest = commands_for(turn.lang, frozenset(role.role for role in turn.speaker.roles))
    if digest == turn.speaker.menu:
        return []
    await set_menu(session, turn.channel, turn.chat, digest)
    return await _put(session, turn, "commands", str(turn.update_id), {"commands": commands}, now)


async def _put(
    session: AsyncSession, turn: Turn, kind: str, period: str, payload: dict[str, Any], now: datetime
) -> list[Letter]:
    priority = ANSWER if kind == "answer" else ANSWER + 1
    letter = await put(session, turn.channel, turn.chat, kind, period, priority, payload, now)
    return [letter] if letter else []


def _offers(turn: Turn, screen: Screen | None) -> Any:
    """What can be typed instead of tapping, when the screen is no question of the open form (that hears by itself)."""
    if screen is None:
        return turn.offered
    buttons = [button for button in screen.buttons if not button.action.startswith(("f:", "g:"))]
    offered = [[button.label, button.action, button.word] for button in buttons]
    return [*offered, ["", screen.hears, ""]] if screen.hears else offered or None


def _language_of(user: User | None, default: str) -> str:
    spoken = (user.language_code or "") if user else ""
    return "en" if spoken.startswith("en") else default


def _log_fault(update: Update, fault: BaseException) -> None:
    """Logs a fault of ours with its place, but without its words: they might hold what a person wrote."""
    where = "".join(traceback.format_tb(fault.__traceback__))
    log.error("update %s failed: %s\n%s", update.update_id, type(fault).__name__, where)
