"""The quick log: a free sentence becomes one or several forms, filled in; nothing is kept before it is saved."""

from handlers import batch, beside, filling, helping, learning, stock_requests
from handlers.actions import FIELD_WORKERS
from handlers.client_fields import not_yours
from handlers.filling import FilledIn
from handlers.goods import Goods
from handlers.home import command_for, show_home
from handlers.quick_words import vocabulary_of
from handlers.quicklog import read_log
from handlers.quicklog.records import FollowUp, Reading
from handlers.screens import Screen
from handlers.turn import Turn
from handlers.understood import Filled, Known, understood

FORMS = {"talk": "talk", "distribution": "distribution", "referral": "referral", "followup": "news"}
"""The form of each kind of record."""
SAYS_SOMETHING = 2
"""Answers that a bare word gives ("household visit": a form and a day); words that say more are an entry, no slip."""
LONGEST_ECHO = 160
"""Characters of a message that its card repeats."""


async def read(turn: Turn, text: str) -> Reading | None:
    """What a message reports, if somebody who logs wrote it and it reports anything."""
    reading = await _reading(turn, text)
    return reading if reading.records else None


async def help_with(turn: Turn, text: str) -> Screen | None:
    """The answer to what is no entry; None when there is no such answer."""
    return await helping.help_with(turn, text, await _reading(turn, text))


async def _reading(turn: Turn, text: str) -> Reading:
    if not turn.person.has(*FIELD_WORKERS):
        return Reading()
    vocabulary, own = vocabulary_of(turn.catalogue), await learning.own_phrases(turn)
    return read_log(text, turn.today, vocabulary.further(own) if own else vocabulary)


def is_plain(reading: Reading) -> bool:
    """Whether a message is clearly an entry, also where a screen asks for other words: news without a client is not,
    for it may be an answer to that screen."""
    return not all(isinstance(record, FollowUp) and record.client is None for record in reading.records)


async def fill_in(turn: Turn, text: str, reading: Reading) -> Screen:
    """Opens the forms that a message filled in. What was not understood is said."""
    filled = await _filled(turn, text, reading)
    if not filled:
        nobody = turn.lang.say("None of your clients was referred, so there is no news to write down.")
        return (await show_home(turn, "")).saying("\n".join([*_remarks(turn, reading), nobody]))
    await learning.note_leftovers(turn, reading)
    opened = await filling.begin_filled(turn, filled)
    remarks, echo = _remarks(turn, reading), _echo(turn, text, reading)
    if echo and echo not in opened.text:  # a question is asked first
        remarks.append(echo)
    return opened.saying("\n".join(remarks))


async def tell_beside(turn: Turn, text: str, refusal: Screen) -> Screen:
    """The answer to words that are no answer to the open question, of which `refusal` tells: an entry of its own can be
    added to the open form, and a question be answered."""
    reading = await _reading(turn, text)
    if not reading.records:
        page = helping.page_about(turn, text, reading)
        return refusal if page is None else filling.show_below(turn, page.text)
    if not is_plain(reading):
        return refusal
    filled = await _filled(turn, text, reading)
    if all(len(one.answers) <= SAYS_SOMETHING for one in filled):
        return refusal
    if not beside.can_be_added(turn.form, list(FORMS.values()), len(filled)):
        return refusal
    await learning.note_leftovers(turn, reading)
    remark = turn.lang.say("This is no answer to the question, but it reads like something else that you did.")
    return await filling.tell_beside(turn, filled, "\n".join([*_remarks(turn, reading), remark]))


async def _filled(turn: Turn, text: str, reading: Reading) -> list[FilledIn]:
    """The forms that a message filled in, with what they have to remember of it."""
    for record in reading.records:
        await filling.prepare(turn, FORMS[record.kind])
    filled = [one for one in understood(reading, _known(turn))[: batch.MOST] if _can_be_asked(turn, one)]
    echo, alone = _echo(turn, text, reading), len(filled) == 1
    return [
        FilledIn(one.form, one.answers, one.ask, {**learning.heard_of(reading, one.answers, alone=alone), "echo": echo})
        for one in filled
    ]


def _can_be_asked(turn: Turn, one: Filled) -> bool:
    """Whether a form has anything to choose from: news needs a referral."""
    return one.form != FORMS["followup"] or bool(turn.lists["referrals"])


def _known(turn: Turn) -> Known:
    referred: dict[str, str] = {}
    for one in turn.known.get("referrals", {}).values():  # the newest first
        referred.setdefault(one.code, str(one.id))
    return Known(
        turn.catalogue,
        turn.known.get("goods") or Goods.of(turn.catalogue),
        frozenset(client.key for client in turn.lists.get("clients", ())),
        referred,
    )


def _echo(turn: Turn, text: str, reading: Reading) -> str | None:
    """The message as it was read, if something of it was left over: that stands in brackets, and names are left out."""
    if not reading.leftovers:
        return None
    said: list[str] = []
    at = 0
    for stretch in sorted(reading.stretches, key=lambda stretch: stretch.start):
        if stretch.kind == "read" or stretch.start < at:
            continue
        said.append(text[at : stretch.start])
        said.append("…" if stretch.kind == "name" else f"[{text[stretch.start : stretch.end].strip()}?]")
        at = stretch.end
    told = turn.repeated("".join([*said, text[at:]]), LONGEST_ECHO)
    return turn.lang.say("What stands in brackets was not understood: “{words}”", words=told)


def _remarks(turn: Turn, reading: Reading) -> list[str]:
    lang = turn.lang
    remarks = []
    if "personal_data" in reading.unclear:
        remarks.append(
            lang.say(
                "Your message held a telephone or identity number: it was not kept. Please never send such numbers."
            )
        )
    remarks += [not_yours(code, lang) for code in _unknown(turn, reading)]
    if reading.wanted and turn.person.has(*stock_requests.WHO_ASKS):
        remarks.append(lang.say("To ask for more stock: /{command}", command=command_for("stock", lang)))
    if "kind" in reading.unclear and not reading.leftovers:
        remarks.append(lang.say("A part of this was not understood; please write it again by itself."))
    return remarks


def _unknown(turn: Turn, reading: Reading) -> list[str]:
    """The codes that were named and are nobody's whom the speaker has."""
    known = {client.key for client in turn.lists.get("clients", ())}
    known |= {one.code for one in turn.known.get("referrals", {}).values()}
    named = [getattr(record, "client", None) for record in reading.records]
    return sorted({code for code in named if code is not None and code not in known})
