"""What is said to words that are no entry, but can be helped with: a greeting gets the menu, goods that ran out the
request for stock, a question about a product its page of the handbook, a wish to change something the notebook; and who
tells of what need not be written down is told so."""

from handlers import handbook, stock_requests
from handlers.home import show_home
from handlers.notebook import show_book
from handlers.quicklog.records import Reading
from handlers.reading.fold import LONGEST_ANSWER
from handlers.reading.spelling import Lexicon, words
from handlers.screens import Screen
from handlers.turn import Turn
from locales import N_

_GREETING_WORDS = "chào alo hi hello cảm cám thanks thank ok oke okie okê vâng dạ ừ uh được rồi"
_GREETS: Lexicon[bool] = Lexicon({True: _GREETING_WORDS.split()})
_POLITE_WORDS = (
    "chào alo hi hello cảm cám ơn thanks thank you xin dạ vâng ạ ơi nhé nha em anh chị cô bác bạn mọi người cả nhà"
    " sổ tay bot buổi sáng trưa chiều tối nhiều rất ok oke okie okê ừ uh được rồi"
)
_POLITE: Lexicon[bool] = Lexicon({True: _POLITE_WORDS.split()})
_NOT_YET = N_("What is still to be done is not written down. Please write once it is done.")
_NEED_NOT = {
    "plan": _NOT_YET,
    "not done": _NOT_YET,
    "meeting": N_("Meetings and trainings that you attend need not be written down."),
    "stock": N_("Goods that you receive need not be written down: only those that you hand out."),
}
"""What is told by why a message is no report (see handlers/quicklog/skipping.py)."""


async def help_with(turn: Turn, text: str, reading: Reading) -> Screen | None:
    """The answer to a message that reports nothing; None when there is none."""
    if is_greeting(text):
        return await show_home(turn, "")
    for wanted in reading.wanted:
        if (opened := await stock_requests.begin_for(turn, wanted)) is not None:
            return opened
    if "request" in reading.skipped:
        remark = turn.lang.say("What was written down can be changed and withdrawn here:")
        return (await show_book(turn, "week")).saying(remark)
    if (page := page_about(turn, text, reading)) is not None:
        return page
    told = next((_NEED_NOT[reason] for reason in reading.skipped if reason in _NEED_NOT), None)
    return (await show_home(turn, "")).saying(turn.lang.say(told)) if told else None


def page_about(turn: Turn, text: str, reading: Reading) -> Screen | None:
    """The page of the handbook that a question is about."""
    entry = handbook.mentioned(turn, text) if "question" in reading.skipped else None
    return handbook.card(turn, entry) if entry is not None else None


def is_greeting(text: str) -> bool:
    """Whether a message only greets, thanks or agrees: "chào em", "Dạ em cảm ơn ạ", "ok", a thumb."""
    said = words(text[:LONGEST_ANSWER])
    if not said:
        return not any(sign.isalnum() for sign in text)
    return all(_POLITE.read(word) for word in said) and any(_GREETS.read(word) for word in said)
