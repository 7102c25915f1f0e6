"""Statistics: a card with a place, days and what is counted, each of which can be changed, by tapping or typing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from db.acts import note_act
from db.catalogue.targets import targets
from db.statistics.measures import ASKABLE
from db.units import units_on
from handlers.actions import FIELD_WORKERS, action
from handlers.asking import choosing, files
from handlers.asking.answers import answer
from handlers.asking.card import card
from handlers.asking.hearing import heard, mark_of
from handlers.asking.phrases import TOGETHER
from handlers.asking.pictures import picture
from handlers.asking.places import home, where
from handlers.asking.question import YEAR_BEFORE, Kept, Question, View, from_action
from handlers.asking.reading import Said, may_ask
from handlers.asking.spans import Span, around
from handlers.asking.splits import code_name, narrowings, splits
from handlers.asking.words import title
from handlers.fields import brief
from handlers.filling import home_row
from handlers.monthly.pages import show_report
from handlers.reading.places import labels
from handlers.rights import OVERSEERS
from handlers.scorecard.pages import show_scorecard, show_target
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn

CURRENT = ("asked", "askx", "+askx")
"""The actions that say which question the card shown last is about."""
MOST = 12
"""Places offered where a name may mean several."""
_PAGE = re.compile(r"#(\d{1,2})$")


@action("ask")
async def show_card(turn: Turn, argument: str) -> Screen:
    """The answer to a question; without one, the main figures of this month at home."""
    question = _question(turn, argument)
    return _old(turn) if question is None else await _card(turn, question)


@action("asked")
async def show_card_again(turn: Turn, argument: str) -> Screen:
    """Back to the card from one of its lists."""
    return await show_card(turn, argument)


@action("stats")
async def ask_anew(turn: Turn, argument: str) -> Screen:
    """The card that everything begins with; what follows the command is read like a sentence."""
    said = await heard(turn, argument) if argument.strip() else None
    if said is None:
        return await show_card(turn, "")
    return await _told(turn, said, _default(turn), brief)


@action("askp")
async def choose_place(turn: Turn, argument: str) -> Screen:
    """Offers other places. The argument is a question, and perhaps `#` and a page."""
    page = _PAGE.search(argument)
    question = _question(turn, _PAGE.sub("", argument))
    if question is None:
        return _old(turn)
    units = await units_on(turn.session, turn.today, turn.today)
    place = await where(turn, units, question.place) or await where(turn, units, home(turn))
    if place is None:
        return await _not_yours(turn)
    return await choosing.offer_places(turn, units, question, place, int(page[1]) if page else 0)


@action("askt")
async def choose_period(turn: Turn, argument: str) -> Screen:
    """Offers other days."""
    question = _question(turn, argument)
    return _old(turn) if question is None else choosing.offer_periods(turn, question)


@action("askm")
async def choose_measure(turn: Turn, argument: str) -> Screen:
    """Offers what can be counted. The argument is a group of measures, `|` and a question."""
    group, _, asked = argument.partition("|")
    question = _question(turn, asked)
    return _old(turn) if question is None else choosing.offer_measures(turn, question, group)


@action("askx")
async def hand_out_file(turn: Turn, argument: str) -> Screen:
    """The answer as a file, which is put on record."""
    question = _question(turn, argument)
    if question is None:
        return _old(turn)
    units = await units_on(turn.session, turn.today, question.span.first)
    place = await where(turn, units, question.place)
    if place is None:
        return await _not_yours(turn)
    answered = await answer(turn, units, question, place)
    made_at = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    sheet = files.sheet(answered, turn.catalogue, turn.lang, made_at)
    about = ("area", place.area_id) if place.area_id is not None else ("person", turn.person.id)
    await note_act(turn.session, "export figures", *about, person_id=turn.person.id, now=turn.now)
    text = turn.lang.say("📄 Here is the file. That you took it is on record.")
    return Screen(text, (_back(turn, question), home_row(turn, fresh=True)), sheets=(sheet,))


@action("askc")
async def send_picture(turn: Turn, argument: str) -> Screen:
    """The answer as a picture."""
    question = _question(turn, argument)
    if question is None:
        return _old(turn)
    shown = await _card(turn, question, pictured=True)
    return replace(shown, text=f"🖼 {title(question, turn.catalogue, turn.lang)}", rows=(_back(turn, question),))


async def asked(turn: Turn, text: str) -> Screen | None:
    """The answer to a sentence; None if it is no question."""
    said = await heard(turn, text) if may_ask(text) else None
    return await _told(turn, said, _default(turn)) if said is not None and said.is_question else None


async def half_said(turn: Turn, text: str) -> Screen | None:
    """The answer to words that ask without the words of a question ("tờ rơi tháng 10 Kim Liên"), where nothing else
    understood them; None if they do not. Whoever logs is answered only if all of it is understood, and it says when or
    how: "thuốc" is no question."""
    said = await heard(turn, text)
    if said is None:
        return None
    if turn.person.has(*FIELD_WORKERS):
        asks = said.is_half_a_question and bool(said.spans or said.view or said.plan)
        return await _told(turn, said, _default(turn)) if asks and not (said.unread or said.among) else None
    where_or_when = bool(said.spans or said.places or said.among) and not said.unread
    return await _told(turn, said, _default(turn)) if said.is_half_a_question or where_or_when else None


async def changed(turn: Turn, text: str) -> Screen | None:
    """The card that was shown last, with the place, days or measure that were typed; None if they were none, or if
    there was no card."""
    shown = current(turn.offered)
    begun = _question(turn, shown) if shown is not None else None
    said = await heard(turn, text) if begun is not None else None
    if begun is None or said is None or said.unread or said.short:
        return None
    if not said.says_anything or len(_kept(said, begun)) < len(said.only):
        return None
    return await _told(turn, said, begun)


def current(offered: Sequence[Sequence[str]] | None) -> str | None:
    """The question of the card that was shown last, as its buttons say it; None if there was no card."""
    for _, said, _ in offered or ():
        verb, _, argument = said.partition(":")
        if verb in CURRENT:
            return argument
    return None


async def _card(turn: Turn, question: Question, *, pictured: bool = False) -> Screen:
    units = await units_on(turn.session, turn.today, question.span.first)
    place = await where(turn, units, question.place)
    if place is None:
        return await _not_yours(turn)
    answered = await answer(turn, units, question, place)
    shown = card(answered, turn.catalogue, turn.lang, turn.today)
    chart = picture(answered, turn.catalogue, turn.lang) if pictured else None
    return replace(shown, charts=(chart,)) if chart else shown


async def _told(turn: Turn, said: Said, begun: Question, again: Callable[[str], str] | None = None) -> Screen:
    """What a sentence asks, beginning from another question. What may mean several things is asked; what was not
    understood is said above the card of the rest: words of a chat sealed, unless `again` says how to repeat them."""
    question = _changed(turn, said, begun)
    overseer = turn.person.has(*OVERSEERS)
    if said.report and overseer and not (said.is_question or said.measure) and question.span.grain == "month":
        return await show_report(turn, question.span.mark)
    if said.plan and overseer and not said.both and (question.of is None or question.of.plan):
        return _remarked(turn, await _in_the_plan(turn, said, question), said.unread, again)
    if said.both:
        options = [
            Button(title(other, turn.catalogue, turn.lang), other.action())
            for measure, only in said.both
            if (other := question.asking(measure, only))
        ]
        return Screen(turn.lang.say("Which figure is meant?"), (*in_rows(options, 1), _back(turn, question)))
    if said.among:
        return _which(turn, said, question)
    if question.of is None and question.view not in ("total", "compare"):
        shown = choosing.offer_measures(turn, question, "")  # what is to be ranked has to be said
    else:
        shown = await _card(turn, question, pictured=True)
    lost = [
        code_name(part, code, turn.catalogue, turn.lang)
        for part, code in said.only
        if (part, code) not in question.only
    ]
    if said.plan:
        none, others = (
            turn.lang.say("Plan 324 has no target for this."),
            turn.lang.say("The plan is told of areas only."),
        )
        shown = shown.saying(none if overseer else others)
    return _remarked(turn, shown, said.unread, again, lost)


def _remarked(
    turn: Turn, shown: Screen, unread: Sequence[str], again: Callable[[str], str] | None, lost: Sequence[str] = ()
) -> Screen:
    """A screen with what was not understood (`unread` as it was typed, `lost` in our own words) said above it."""
    if not unread and not lost:
        return shown
    words = "”, “".join([*((again or turn.repeated)(part) for part in unread), *lost])
    remark = turn.lang.say("Not understood: “{words}”. Please check, and change what is wrong:", words=words)
    return shown.saying(remark)


async def _in_the_plan(turn: Turn, said: Said, question: Question) -> Screen:
    """How much of the plan is reached, of the item that a measure tells of, or of all."""
    year, codes = min(question.span.last, turn.today).year, question.of.plan if question.of else ()
    if len(codes) > 1:
        known = {one.code: one.names[turn.lang.code] for one in await targets(turn.session, turn.today)}
        options = [Button(f"{code} {known.get(code, '')}".strip(), f"target:{year}.{code}") for code in codes]
        shown = Screen(turn.lang.say("Which figure is meant?"), (*in_rows(options, 1), home_row(turn)))
    elif codes:
        shown = await show_target(turn, f"{year}.{codes[0]}")
    else:
        shown = await show_scorecard(turn, str(year))
    if (said.places or said.among) and question.place != home(turn):
        shown = shown.saying(turn.lang.say("The plan is told for your own area."))
    return shown


def _which(turn: Turn, said: Said, question: Question) -> Screen:
    """Asks which of several places of a name is meant."""
    told = labels(said.among, turn.today, turn.lang)
    buttons = []
    for place, label in list(zip(said.among, told, strict=True))[:MOST]:
        mark = mark_of(place)
        other = replace(question, against=mark) if said.places and question.view == "compare" else None
        buttons.append(Button(label, (other or replace(question, place=mark)).action()))
    return Screen(turn.lang.say("Which one?"), (*in_rows(buttons, 1), _back(turn, question)))


def _changed(turn: Turn, said: Said, begun: Question) -> Question:
    """A question with what a sentence says put in its place."""
    question = begun
    further = TOGETHER.get((begun.measure, said.measure))
    if further is not None and not said.only:
        question = question.keeping((further,))
    elif said.measure in ("", begun.measure):
        question = question.keeping(_kept(said, begun)) if said.only else question
    else:
        question = question.asking(said.measure, said.only)
    if said.spans:
        question = replace(question, span=said.spans[0], against=said.spans[1].mark if len(said.spans) > 1 else "")
    if said.against is not None:
        question = _beside(turn, question, said.against)
    elif said.year_before:
        question = replace(question, against=YEAR_BEFORE)
    if said.places:
        question = replace(question, place=mark_of(said.places[0]))
    view: View | None = said.view or ("compare" if len(said.spans) > 1 or len(said.places) > 1 else None)
    if view == "places" and said.fewest:
        view = "lowest"
    if view is None or (view == "parts" and (question.of is None or not splits(question.of))):
        return question
    other = mark_of(said.places[1]) if len(said.places) > 1 else question.against
    return replace(question, view=view, against=other if view == "compare" else "")


def _beside(turn: Turn, question: Question, against: Span) -> Question:
    """A question compared with a stretch of days: its own days, or this month where the other is a month."""
    grain = against.grain
    span = question.span if grain is None or question.span.grain == grain else around(grain, turn.today)
    return replace(question, span=span, against=against.mark if against != span else "")


def _kept(said: Said, begun: Question) -> Kept:
    """What a sentence keeps, as far as that can be asked of the measure."""
    measure = ASKABLE.get(said.measure) or begun.of
    parts = narrowings(measure) if measure else ()
    return tuple((part, code) for part, code in said.only if part in parts)


def _question(turn: Turn, argument: str) -> Question | None:
    """The question that a button asks; without words the main figures of this month at home."""
    return from_action(argument, turn.today, home(turn)) if argument else _default(turn)


def _old(turn: Turn) -> Screen:
    """What is said about a button that asks nothing that is known any more."""
    again = Button(turn.lang.say("📊 Statistics"), "stats")
    return Screen(turn.lang.say("This button no longer works."), ((again, *home_row(turn)),))


def _default(turn: Turn) -> Question:
    return Question(home(turn), around("month", turn.today))


async def _not_yours(turn: Turn) -> Screen:
    """What is said about a place of which the speaker may not be told."""
    remark = turn.lang.say("You can ask about your own area only.")
    own = Question(home(turn), around("month", turn.today))
    return Screen(remark, ((Button(turn.lang.say("📊 My area"), own.action()),), home_row(turn)))


def _back(turn: Turn, question: Question) -> tuple[Button, ...]:
    return (Button(turn.lang.say("📊 Back to the card"), question.action("asked")),)
