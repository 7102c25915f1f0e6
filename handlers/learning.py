"""Learning without a model: a phrase that somebody corrected three times in the same way means that for this person.

Each person sees her own phrases and can take them back; an officer sees, as a list with counts, which phrases were not
understood, so that the catalogue can name them. Names of people are never learned (see handlers/quicklog/stretches.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from db.phrases import Learned, learned_by, note_unread, teach, unlearn, unread_phrases
from handlers.actions import FIELD_WORKERS, action
from handlers.distribution_fields import MOST_KINDS, SUPPLIES
from handlers.filling import LEARNERS, Heard, home_row
from handlers.goods import Goods
from handlers.goods_fields import named
from handlers.people import home_commune, not_yours
from handlers.quicklog.records import Reading
from handlers.quicklog.vocabulary import Phrase
from handlers.rights import ORGANISERS, managed_commune, people_of
from handlers.screens import Button, Screen
from handlers.talks import TALK_FORMS
from handlers.turn import Turn
from locales import Language

KEPT = timedelta(days=90)
"""For how long a phrase that was not understood is shown to the officer."""
LISTED = 20
_KINDS = {"topic": "topic", "product": "product", "brand": "brand", "channel": "channel", "cue": "cue", "talk": "cue"}
_PRODUCTS = tuple(named("product", number) for number in range(1, MOST_KINDS + 1))
_TAUGHT_BY_LEFTOVERS = ("topics", "product")


def heard_of(reading: Reading, answers: Mapping[str, Any], *, alone: bool) -> Heard:
    """What a form that was filled in with these answers has to remember: `said` the phrases by the meanings they had
    ("topic:elderly"), `left` what was not understood (if the message is `alone` in the form), `given` the answers."""
    meanings = [
        (f"{_KINDS[kind]}:{value}", stretch.text)
        for stretch in reading.stretches
        if stretch.kind == "read" and stretch.teachable
        for kind, value in stretch.senses.items()
        if kind in _KINDS
    ]
    times = Counter(meaning for meaning, _ in set(meanings))
    left = [stretch.text for stretch in reading.leftovers if stretch.teachable] if alone else []
    return {
        "said": {meaning: phrase for meaning, phrase in meanings if times[meaning] == 1},
        "left": left,
        "given": {name: answers.get(name) for name in ("form", "topics", "supply", *_PRODUCTS)},
    }


def lesson_in(heard: Heard, answers: Mapping[str, Any], goods: Goods) -> Learned | None:
    """What a saved form teaches: the one answer that was corrected, and the phrase that it was for."""
    changes = [
        (name, was, now)
        for name, given in heard["given"].items()
        for was, now in _changed(name, given, answers.get(name), goods)
    ]
    if len(changes) != 1:
        return None
    name, was, (kind, value) = changes[0]
    if was is not None:
        phrase = heard["said"].get(":".join(was))
    else:
        alone = len(heard["left"]) == 1 and name in _TAUGHT_BY_LEFTOVERS
        phrase = heard["left"][0] if alone else None
    return Learned(phrase, kind, value) if phrase else None


_Meaning = tuple[str, str]


def _changed(name: str, given: Any, kept: Any, goods: Goods) -> list[tuple[_Meaning | None, _Meaning]]:
    """What one answer was taken for, if anything, and what it is instead."""
    if name == "topics":
        added, dropped = sorted(set(kept or ()) - set(given or ())), sorted(set(given or ()) - set(kept or ()))
        if len(added) != 1 or len(dropped) > 1:
            return []
        return [(("topic", dropped[0]) if dropped else None, ("topic", added[0]))]
    was, now = _meaning(name, given, goods), _meaning(name, kept, goods)
    return [(was, now)] if now is not None and now != was else []


def _meaning(name: str, value: Any, goods: Goods) -> _Meaning | None:
    if not isinstance(value, str):
        return None
    if name in _PRODUCTS:
        ware = goods.ware(value)
        if ware is None:
            return None
        return ("brand", f"{ware.product.code}/{ware.brand.code}") if ware.brand else ("product", ware.product.code)
    return {"form": "cue", "supply": "channel"}[name], value


async def learn(turn: Turn, heard: Heard, answers: Mapping[str, Any]) -> str | None:
    """Takes the lesson of a saved form; what is said about it when it was the last that was needed."""
    goods = Goods.of(turn.catalogue)
    lesson = lesson_in(heard, answers, goods)
    if lesson is None or not await teach(turn.session, turn.person.id, lesson):
        return None
    return turn.lang.say(
        "🗣 From now on “{phrase}” means: {meaning}. To take that back: Help → My words.",
        phrase=lesson.phrase,
        meaning=_told(turn, lesson),
    )


LEARNERS.append(learn)


async def own_phrases(turn: Turn) -> Sequence[Phrase]:
    """The phrases of the speaker as the quick log takes them."""
    learned = await learned_by(turn.session, turn.person.id)
    return [Phrase(one.kind, one.value, one.phrase, first=True) for one in learned]


async def note_leftovers(turn: Turn, reading: Reading) -> None:
    """Counts what was not understood of an entry, for the officer's list."""
    phrases = [stretch.text for stretch in reading.leftovers if stretch.teachable]
    area = turn.person.working_area
    if phrases and area is not None:
        await note_unread(turn.session, turn.person.id, area, phrases, turn.today)


@action("my_words", FIELD_WORKERS)
async def show_own(turn: Turn, _argument: str) -> Screen:
    """The speaker's own phrases, each of which can be taken back."""
    lang, learned = turn.lang, await learned_by(turn.session, turn.person.id)
    lines = [lang.say("🗣 My words"), ""]
    lines += [f"• “{one.phrase}” = {_told(turn, one)}" for one in learned]
    lines.append(
        lang.say("Choose one to take it back.")
        if learned
        else lang.say("Nothing yet. If you correct the same phrase three times in the same way, it is remembered here.")
    )
    rows = [(Button(f"✖️ {one.phrase}", f"my_word_back:{one.phrase}"),) for one in learned]
    return Screen("\n".join(lines), (*rows, home_row(turn)))


@action("my_word_back", FIELD_WORKERS)
async def take_back(turn: Turn, argument: str) -> Screen:
    """Forgets what a phrase of the speaker's means; the argument is the phrase."""
    await unlearn(turn.session, turn.person.id, argument)
    return (await show_own(turn, "")).saying(turn.lang.say("✅ Taken back."))


@action("unread", ORGANISERS)
async def show_unread(turn: Turn, argument: str) -> Screen:
    """What was not understood of a commune's entries; the argument is its id, without one the officer's own."""
    commune = await managed_commune(turn, argument or str(home_commune(turn)))
    if commune is None:
        return await not_yours(turn)
    lang = turn.lang
    scope = await people_of(turn, commune)
    found = await unread_phrases(turn.session, scope, turn.today - KEPT, LISTED)
    lines = [lang.say("🗣 Words that Sổ Tay did not understand, in the last 90 days:"), ""]
    lines += [f"• {one.phrase}: {lang.number(one.times)}" for one in found]
    if not found:
        lines.append(lang.say("None at present."))
    back = Button(lang.say("🏘 Commune"), f"commune:{commune.id}")
    return Screen("\n".join(lines), ((back, *home_row(turn)),))


def _told(turn: Turn, learned: Learned) -> str:
    """What a phrase means, in words."""
    lang, goods = turn.lang, Goods.of(turn.catalogue)
    if learned.kind == "topic":
        names = {entry.code: entry.names[lang.code] for entry in turn.catalogue.topics}
        return names.get(learned.value, learned.value)
    if learned.kind in {"product", "brand"}:
        product, _, brand = learned.value.partition("/")
        return goods.name(lang, product, brand or None)
    return _listed(learned.value, lang)


def _listed(value: str, lang: Language) -> str:
    labels = {one.key: one.label for one in (*SUPPLIES, *TALK_FORMS)}
    return lang.say(labels[value]) if value in labels else value
