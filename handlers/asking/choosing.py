"""Changing a question on its card: another place, other days, something else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from db.areas import children
from db.statistics.measures import ASKABLE
from db.statistics.spans import Grain
from db.team import members
from db.units import Units
from handlers.asking import spans
from handlers.asking.places import Where, home
from handlers.asking.question import OWN, Question
from handlers.asking.spans import Span, around
from handlers.asking.words import NAMES
from handlers.screens import Button, Rows, Screen, in_rows
from handlers.turn import Turn
from locales import N_

PAGE = 12
"""Places offered at once."""
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("📣 Talks"),
        (
            "talks",
            "reached",
            "households",
            "leaflets",
            "topics",
            "women_40",
            "women_30_54",
            "city_events",
            "local_events",
        ),
    ),
    (N_("📦 Products"), ("pieces", "supplied", "takers", "money", "socialised_share")),
    (N_("🩺 Referrals"), ("referrals", "screening_referrals", "attended_share", "followed_share", "ages")),
    (N_("🎓 Training"), ("trained", "classes", "providers_trained")),
    (N_("📒 Notebooks"), ("active", "clients", "timely_share", "records")),
)
"""The measures by what they are about."""


async def offer_places(turn: Turn, units: Units, question: Question, place: Where, page: int) -> Screen:
    """The places to choose from: what lies in this one, above it, and one's own."""
    lang = turn.lang
    inside = await _inside(turn, units, place)
    shown = inside[page * PAGE : (page + 1) * PAGE]
    buttons = [Button(name, replace(question, place=mark).action()) for mark, name in shown]
    moves = []
    if page:
        moves.append(Button(lang.say("⬅️ Earlier ones"), f"{question.action('askp')}#{page - 1}"))
    if len(inside) > (page + 1) * PAGE:
        moves.append(Button(lang.say("More ➡️"), f"{question.action('askp')}#{page + 1}"))
    others = []
    if place.above:
        others.append(Button(lang.say("⬆️ Up"), replace(question, place=place.above).action()))
    if (first := home(turn)) not in (place.mark, place.above):
        others.append(Button(lang.say("🏠 My area"), replace(question, place=first).action()))
    if place.mark != OWN and turn.person.has("collaborator", "officer"):
        others.append(Button(lang.say("📒 My own entries"), replace(question, place=OWN).action()))
    text = lang.say("📍 Which place? Choose, or type its name.")
    if place.kind in ("commune", "hamlet") and not place.sight.named:
        text += "\n" + lang.say(NAMES)
    return Screen(text, (*in_rows(buttons, 2), *_rows(moves), *in_rows(others, 2), _back(turn, question)))


def offer_periods(turn: Turn, question: Question) -> Screen:
    """The stretches of days to choose from."""
    lang, today = turn.lang, turn.today
    near: list[tuple[str, Span]] = [
        (N_("Today"), around("day", today)),
        (N_("This week"), around("week", today)),
        (N_("Last week"), _last("week", today)),
        (N_("This month"), around("month", today)),
        (N_("Last month"), _last("month", today)),
        (N_("This quarter"), around("quarter", today)),
        (N_("Last quarter"), _last("quarter", today)),
        (N_("This half-year"), around("half", today)),
        (N_("This year"), around("year", today)),
        (N_("Last year"), _last("year", today)),
    ]
    buttons = [Button(lang.say(label), replace(question, span=span).action()) for label, span in near]
    phases = [around("phase", today), _last("phase", today)]
    buttons += [Button(spans.name(one, lang), replace(question, span=one).action()) for one in phases]
    span = question.span
    earlier = around(span.grain, span.first - timedelta(days=1)) if span.grain else spans.before(span, today)
    steps = [Button(lang.say("◀️ {period}", period=spans.name(earlier, lang)), replace(question, span=earlier).action())]
    text = lang.say("🗓 Which period? Choose, or type it: month 10, quarter III, 1/10 – 15/11.")
    return Screen(text, (*in_rows(buttons, 2), tuple(steps), _back(turn, question)))


def offer_measures(turn: Turn, question: Question, group: str) -> Screen:
    """What can be asked: groups first, then the measures of one."""
    lang, said = turn.lang, question.action("").removeprefix(":")
    if not (group.isascii() and group.isdecimal() and int(group) < len(GROUPS)):
        buttons = [Button(lang.say(title), f"askm:{number}|{said}") for number, (title, _) in enumerate(GROUPS)]
        main = Button(lang.say("📊 Main figures"), question.asking("").action())
        explain = Button(lang.say("❓ What the figures mean"), "explain")
        text = lang.say("📋 What shall be counted? Choose, or type it.")
        return Screen(text, (*in_rows(buttons, 2), (main, explain), _back(turn, question)))
    title, codes = GROUPS[int(group)]
    buttons = [Button(ASKABLE[code].names[lang.code], question.asking(code).action()) for code in codes]
    others = Button(lang.say("📋 Others"), f"askm:|{said}")
    return Screen(lang.say(title), (*in_rows(buttons, 1), (others, *_back(turn, question))))


async def _inside(turn: Turn, units: Units, place: Where) -> Sequence[tuple[str, str]]:
    """The marks and names of what lies directly in a place, as far as it may be seen."""
    if place.area_id is None or place.kind in ("own", "person"):
        return []
    if place.kind in ("commune", "hamlet"):
        hamlets = await children(turn.session, place.area_id, turn.today)
        team = await members(turn.session, place.scope, turn.today) if place.sight.named else []
        return [*((f"a{one.id}", one.name) for one in hamlets), *((f"p{one.person_id}", one.name) for one in team)]
    below = [one for one in units.by_id.values() if one.parent_id == place.area_id]
    below.sort(key=lambda one: (one.kind != "cluster", one.name))
    return [(f"a{one.id}", one.name) for one in below]


def _last(grain: Grain, today: date) -> Span:
    return around(grain, around(grain, today).first - timedelta(days=1))


def _back(turn: Turn, question: Question) -> tuple[Button, ...]:
    return (Button(turn.lang.say("↩️ Back"), question.action("asked"), "verb", turn.lang.say("back")),)


def _rows(buttons: list[Button]) -> Rows:
    return (tuple(buttons),) if buttons else ()
