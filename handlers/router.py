"""Where an update goes: the aiogram router, and the one place that decides what a message means.

What was shown last decides: an open question takes typed words as its answer; a menu takes its numbers and labels.
"""

from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.filters import IS_MEMBER, IS_NOT_MEMBER, ChatMemberUpdatedFilter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from db.invitations import normal_code
from db.people import set_reachable
from handlers import (
    accounts,
    acting,
    admitting,
    announcements,
    audit,
    clients,
    clusters,
    commune,
    confirming,
    consents,
    days_off,
    distribution,
    filling,
    following,
    forgetting,
    granting,
    handbook,
    handing_over,
    home,
    inviting,
    learning,
    leave,
    my_data,
    news,
    notebook,
    open_invitations,
    people,
    phones,
    quick,
    quitting,
    referrals,
    reorganised,
    results,
    resupply,
    stock_requests,
    talks,
    usage,
)
from handlers.acting import choose_role, must_choose, signed
from handlers.actions import ACTIONS, FIELD_WORKERS
from handlers.asking import explaining
from handlers.asking import pages as asking
from handlers.codes import SLIP_NUMBER, read_code
from handlers.digests import showing
from handlers.fields import brief
from handlers.home import COMMAND_ACTIONS, show_home
from handlers.joining import add_role, answer_stranger
from handlers.monthly import pages as monthly
from handlers.reading.options import Option, choose
from handlers.reading.personal import personal_number
from handlers.reading.words import navigation
from handlers.reminding import answers as reminding
from handlers.scorecard import figures
from handlers.scorecard import pages as scorecard
from handlers.screens import Screen
from handlers.turn import Turn

MODULES = (
    home,
    talks,
    distribution,
    referrals,
    notebook,
    clients,
    consents,
    forgetting,
    handbook,
    following,
    resupply,
    stock_requests,
    learning,
    results,
    news,
    acting,
    confirming,
    people,
    admitting,
    announcements,
    leave,
    inviting,
    open_invitations,
    handing_over,
    commune,
    granting,
    clusters,
    accounts,
    phones,
    my_data,
    quitting,
    audit,
    usage,
    reminding,
    showing,
    reorganised,
    days_off,
    scorecard,
    figures,
    monthly,
    asking,
    explaining,
)
"""The conversations, imported so that their actions are registered."""
TELLING_OF = {"advice": handbook.tells_of, "find_target": scorecard.tells_of}
"""What hears the names of something to read, with what they are; other words are answered as anywhere."""
IN_GROUPS = ("stats", "explain")
"""What may be asked in a group; it is answered in private."""


def setup() -> Router:
    """The router of all private conversations; turns let nothing else through. (A filter `F.chat.type == …` would say
    the same, but aiogram sends each such filter to a thread, for every update.)"""
    router = Router(name="private")
    router.message.register(on_message)
    router.callback_query.register(on_tap)
    router.my_chat_member.register(on_blocked, ChatMemberUpdatedFilter(IS_NOT_MEMBER))
    router.my_chat_member.register(on_unblocked, ChatMemberUpdatedFilter(IS_MEMBER))
    return router


async def on_message(message: Message, turn: Turn) -> Screen | None:
    """A message typed, or of a kind that cannot be read."""
    text = message.text or ""
    command, argument = split_command(text)
    if message.chat.type != "private":
        return await _asked_in_group(turn, command, argument)
    if turn.speaker is None:
        return await answer_stranger(turn, text, argument if command == "start" else None)
    answer = signed(turn, await _heard(turn, text, command, argument))
    return replace(answer, unsay=True) if answer is not None and personal_number(text) else answer


def may_be_asked_in_group(text: str) -> bool:
    """Whether a message in a group is for us: a command that asks for statistics."""
    return COMMAND_ACTIONS.get(split_command(text)[0] or "") in IN_GROUPS


async def _asked_in_group(turn: Turn, command: str | None, argument: str) -> Screen | None:
    """The answer, in private, to what was asked in a group; nothing for a stranger."""
    name = COMMAND_ACTIONS.get(command or "")
    if turn.speaker is None or name not in IN_GROUPS or not turn.person.roles or must_choose(turn):
        return None
    remark = turn.lang.say("You asked in a group. The answer is here, for not everybody there may read it.")
    return signed(turn, (await act(turn, f"{name}:{argument}")).saying(remark))


async def _heard(turn: Turn, text: str, command: str | None, argument: str) -> Screen:
    """The answer to something that somebody known typed."""
    if not turn.person.roles or must_choose(turn):
        return await _before_anything(turn, text, argument if command == "start" else text)
    as_seen = await filling.restore(turn)
    if not text.strip():
        return _current(turn, await show_home(turn, "")).saying(
            turn.lang.say("Only written words can be read here, no pictures, voice or files.")
        )
    if command is not None:
        return await _command(turn, command, argument)
    return await _words(turn, text, as_seen)


async def on_tap(query: CallbackQuery, turn: Turn) -> Screen | None:
    """A tapped button."""
    data = query.data or ""
    if turn.speaker is None:
        return await answer_stranger(turn, data, None)
    return signed(turn, await _tapped(turn, data))


async def _tapped(turn: Turn, data: str) -> Screen:
    """The answer to a button that somebody known tapped."""
    if not turn.person.roles or must_choose(turn):
        return await act(turn, data if data.startswith("role:") else "home")
    await filling.restore(turn)
    if data.startswith(("f:", "g:")) and data.count(":") >= 3:
        return await filling.tapped(turn, data)
    return await act(turn, data)


async def on_blocked(event: ChatMemberUpdated, turn: Turn) -> None:
    """The person blocked the bot."""
    await set_reachable(turn.session, turn.channel, turn.chat, turn.now)


async def on_unblocked(event: ChatMemberUpdated, turn: Turn) -> None:
    """The person let the bot in again."""
    await set_reachable(turn.session, turn.channel, turn.chat, None)


async def _before_anything(turn: Turn, text: str, code: str) -> Screen:
    """The answer to words of somebody who has no role now, or several of which none was chosen yet: another code is
    taken, and a role can be chosen."""
    normal = normal_code(code)
    added = await add_role(turn, normal) if normal else None
    return added or await act(turn, chosen(turn.offered, text) or "home")


async def act(turn: Turn, said: str) -> Screen:
    """Does what an action says, if it exists and the person's roles allow it; otherwise shows the menu.

    An action that begins with "+" is answered in a message of its own, so that the tapped one stays as it is.
    """
    if said.startswith("+"):
        return replace(await act(turn, said[1:]), fresh=True)
    name, _, argument = said.partition(":")
    if not turn.person.roles:
        return await show_home(turn, "")
    if must_choose(turn):
        return await choose_role(turn, argument if name == "role" else "")
    known = ACTIONS.get(name)
    if known is None or not turn.person.has(*known.roles):
        return (await show_home(turn, "")).saying(turn.lang.say("This is not available to you."))
    return await known.handler(turn, argument)


def split_command(text: str) -> tuple[str | None, str]:
    """The command of a text and what follows it: "/start@bot ABC" is ("start", "ABC"). (None, "") without a command."""
    if not text.startswith("/"):
        return None, ""
    head, _, argument = text[1:].partition(" ")
    return head.partition("@")[0].lower(), argument.strip()


async def _command(turn: Turn, command: str, argument: str) -> Screen:
    if command == "start" and argument:
        code = normal_code(argument)
        added = await add_role(turn, code) if code else None
        return added or await act(turn, "home")
    if command in ("huy", "cancel") and turn.form is not None:
        return await filling.heard(turn, "cancel")
    name = COMMAND_ACTIONS.get(command)
    if name is None:
        remark = turn.lang.say("The command /{command} does not exist.", command=brief(command, 20))
        return _current(turn, await show_home(turn, "")).saying(remark)
    return await act(turn, f"{name}:{argument}")


async def _words(turn: Turn, text: str, as_seen: bool) -> Screen:
    said = chosen(turn.offered, text)
    if said is not None:
        return await act(turn, said)
    match navigation(text):
        case "menu":
            return await act(turn, "home")
        case "help":
            return await act(turn, "help")
        case move if (hears := heard_by(turn.offered)) and (move is None or turn.form is None):
            if (answered := await asking.asked(turn, text)) is not None:
                return answered
            entry = await quick.read(turn, text)
            if entry is not None and quick.is_plain(entry):
                return await quick.fill_in(turn, text, entry)
            tells_of = TELLING_OF.get(hears)
            if tells_of is not None and entry is None and not await tells_of(turn, text):
                other = await quick.help_with(turn, text) or await asking.half_said(turn, text)
                return other or await act(turn, f"{hears}:{text}")
            return await act(turn, f"{hears}:{text}")
    if turn.form is not None and not as_seen:
        return filling.show(turn, turn.lang.say("This question is closed."))
    if turn.form is not None:
        answer = await filling.heard(turn, text)
        return await _besides(turn, text, answer) if turn.refused else answer
    if read_code(text) is not None:
        return await act(turn, f"find_client:{text}")
    code = normal_code(text)
    added = await add_role(turn, code) if code else None
    if added is not None:
        return added
    if SLIP_NUMBER.read(text) is not None:
        return await act(turn, f"find_slip:{text}")
    found = choose(text, home.doors(turn.lang), numbers=False)
    if isinstance(found, Option):
        return await act(turn, found.key)
    if (answered := await asking.asked(turn, text)) is not None:
        return answered
    if (entry := await quick.read(turn, text)) is not None:
        return await quick.fill_in(turn, text, entry)
    if (answered := await asking.changed(turn, text)) is not None:
        return answered
    if navigation(text) is not None:
        return (await show_home(turn, "")).saying(turn.lang.say("No form is open at present."))
    if (helped := await quick.help_with(turn, text)) is not None:
        return helped
    if (answered := await asking.half_said(turn, text)) is not None:
        return answered
    if turn.person.has(*FIELD_WORKERS):
        remark = turn.lang.say(
            "“{text}” was not understood. Please choose, or write a sentence such as “yesterday talked with 3 women"
            " about family planning”.",
            text=turn.repeated(text),
        )
    else:
        remark = turn.lang.say("“{text}” was not understood. Please choose:", text=turn.repeated(text))
    return (await show_home(turn, "")).saying(remark)


async def _besides(turn: Turn, text: str, refusal: Screen) -> Screen:
    """The answer to words that are no answer to the open question: perhaps they ask for figures, or tell of something
    else that was done."""
    if (answered := await asking.asked(turn, text)) is not None:
        return replace(answered, rows=(*filling.resume_row(turn), *answered.rows))
    return await quick.tell_beside(turn, text, refusal)


def chosen(offered: Any, text: str) -> str | None:
    """The action of the button that was typed, by its number or its words, if buttons are what was shown last.

    `offered` holds the label, action and word of each.
    """
    options = [Option(action, label, (word,) if word else ()) for label, action, word in offered or () if label]
    found = choose(text, options, numbers=True)
    return found.key if isinstance(found, Option) else None


def heard_by(offered: Any) -> str | None:
    """The action that takes other words than those of the buttons shown last, if that screen hears any."""
    return next((action for label, action, _ in offered or () if not label), None)


def _current(turn: Turn, otherwise: Screen) -> Screen:
    return filling.show(turn) if turn.form is not None else otherwise
