"""The scorecard in the chat: first how many items stand how and which are behind, then lists, then each item with how
it is worked out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.acts import note_act
from db.areas import Area, subtree
from db.catalogue.targets import ENTERED, KINDS
from db.plan import progress
from db.scope import Scope
from handlers.actions import action
from handlers.filling import home_row
from handlers.finding import ADMINS
from handlers.reading.options import Ambiguous, Option, choose
from handlers.rights import OVERSEERS, overseeing
from handlers.scorecard import words
from handlers.scorecard.file import workbook_of
from handlers.scorecard.standing import BEHIND, STATES, Standing, standing
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn
from locales import N_

PAGE = 6
"""Items listed at once."""
FIRST_SHOWN = 3
"""Items that are behind named on the first page."""
FIRST_YEAR = 2022
"""The first year with quotas: in 2021 the plan was only issued."""
LISTS = {"target": N_("🎯 Targets"), "quota": N_("📋 Yearly quotas")}


@dataclass(frozen=True)
class Card:
    """A scorecard: of an area, on a day, all items in the plan's order."""

    area: Area
    day: date
    items: Sequence[Standing]

    @property
    def year(self) -> int:
        """The year that it tells of."""
        return self.day.year

    def of(self, code: str) -> Standing | None:
        """The item with a code."""
        return next((one for one in self.items if one.reached.target.code == code), None)

    def listed(self, wanted: str) -> list[Standing]:
        """The items of a kind or in a state."""
        return [one for one in self.items if wanted in (one.state, one.reached.target.kind)]


@action("targets", OVERSEERS)
async def show_scorecard(turn: Turn, argument: str) -> Screen:
    """The summary; the argument is the year, without one this one."""
    return _summary(turn, await card_of(turn, argument))


def _summary(turn: Turn, card: Card) -> Screen:
    lang = turn.lang
    counts = Counter(one.state for one in card.items)
    lines = [*words.scope(lang, card.area.name, card.day), ""]
    lines += [words.labelled(words.named(lang, state), lang.number(n)) for state in STATES if (n := counts[state])]
    behind = card.listed(BEHIND)
    if behind:
        lines += ["", lang.say("Behind:")]
        for one in behind[:FIRST_SHOWN]:
            lines.append(f"• {words.labelled(words.title(lang, one).partition(' ')[2], words.brief(lang, one))}")
    if len(behind) > FIRST_SHOWN:
        lines.append(lang.say("… and {n} more", n=len(behind) - FIRST_SHOWN))
    states = [
        Button(words.named(lang, state), f"targets_list:{card.year}.{state}") for state in STATES if counts[state]
    ]
    kinds = [_to_list(turn, card, kind) for kind in LISTS if card.listed(kind)]
    years = [
        Button(f"{arrow} {year}", f"targets:{year}")
        for arrow, year in (("◀️", card.year - 1), ("▶️", card.year + 1))
        if FIRST_YEAR <= year <= turn.today.year
    ]
    file = Button(lang.say("📄 As a file"), f"+targets_file:{card.year}")
    enter = (Button(lang.say("➕ Enter a figure"), "enter_figure"),) if _may_enter(turn, card) else ()
    rows = (*in_rows(states, 2), tuple(kinds), (file, *enter), (*years, *home_row(turn)))
    return Screen("\n".join(lines), rows, hears="find_target")


@action("targets_list", OVERSEERS)
async def list_targets(turn: Turn, argument: str) -> Screen:
    """The items of a kind or in a state; the argument is `year.which.page`."""
    year, which, page_number = (*argument.split(".", 2), "", "", "")[:3]
    lang, card = turn.lang, await card_of(turn, year)
    page = int(page_number) if re.fullmatch(r"\d{1,2}", page_number) else 0
    if which not in (*KINDS, *STATES):
        return _summary(turn, card)
    found = card.listed(which)
    name = lang.say(LISTS[which]) if which in LISTS else words.named(lang, which)
    lines = [f"{name} · {card.area.name} · {card.year}"]
    shown = found[page * PAGE : (page + 1) * PAGE]
    for one in shown:
        lines += ["", words.title(lang, one), words.brief(lang, one)]
    if not found:
        lines.append(lang.say("Nothing here."))
    items = [Button(_sign_and_code(one), f"target:{card.year}.{one.reached.target.code}") for one in shown]
    moves = []
    if page:
        moves.append(Button(lang.say("⬅️ Earlier ones"), f"targets_list:{card.year}.{which}.{page - 1}"))
    if len(found) > (page + 1) * PAGE:
        moves.append(Button(lang.say("More ➡️"), f"targets_list:{card.year}.{which}.{page + 1}"))
    back = Button(lang.say("🎯 Scorecard"), f"targets:{card.year}")
    rows = (*in_rows(items, 3), *filter(None, [tuple(moves)]), (back, *home_row(turn)))
    return Screen("\n".join(lines), rows, hears="find_target")


@action("target", OVERSEERS)
async def show_target(turn: Turn, argument: str) -> Screen:
    """One item; the argument is the year and its code, `2026.MT1.4`."""
    year, _, code = argument.partition(".")
    return _page(turn, await card_of(turn, year), code)


def _page(turn: Turn, card: Card, code: str) -> Screen:
    lang, one = turn.lang, card.of(code)
    if one is None:
        return _summary(turn, card)
    target = one.reached.target
    place = f"{card.area.name} · {words.scope(lang, '', card.day)[1]}"
    names = {product.code: product.names[lang.code] for product in turn.catalogue.products}
    lines = [f"🎯 {target.code} · {target.names[lang.code]}", place, "", *words.details(lang, one, names)]
    how = Button(lang.say("ℹ️ How it is worked out"), f"target_how:{card.year}.{code}")
    entered = []
    if target.counted == ENTERED:
        if one.reached.entries:
            entered.append(Button(lang.say("🗒 What was entered"), f"figures:{code}"))
        if _may_enter(turn, card):
            entered.append(Button(lang.say("➕ Enter a figure"), f"enter_figure:{code}"))
    back = Button(lang.say("🎯 Scorecard"), f"targets:{card.year}")
    rows = ((how,), *filter(None, [tuple(entered)]), (_to_list(turn, card, target.kind), back), home_row(turn))
    return Screen("\n".join(lines), rows, hears="find_target")


@action("target_how", OVERSEERS)
async def explain_target(turn: Turn, argument: str) -> Screen:
    """How an item is worked out; the argument is that of `target`."""
    year, _, code = argument.partition(".")
    lang, card = turn.lang, await card_of(turn, year)
    one = card.of(code)
    if one is None:
        return _summary(turn, card)
    target = one.reached.target
    lines = [f"ℹ️ {target.code} · {target.names[lang.code]}", "", *words.explanation(lang, one)]
    back = Button(lang.say("⬅️ Back to the figures"), f"target:{card.year}.{code}")
    return Screen("\n".join(lines), ((back,), home_row(turn)), hears="find_target")


@action("find_target", OVERSEERS)
async def find_target(turn: Turn, said: str) -> Screen:
    """The item that typed words name, by its code or its name."""
    card = await card_of(turn, "")
    found = _named(turn, card, said)
    if isinstance(found, Option):
        return _page(turn, card, found.key)
    nothing = turn.lang.say("Please type a code, such as MT1.4, or choose.")
    return _summary(turn, card).saying(nothing)


async def tells_of(turn: Turn, text: str) -> bool:
    """Whether words name an item."""
    return _named(turn, await card_of(turn, ""), text) is not None


def _named(turn: Turn, card: Card, text: str) -> Option | Ambiguous | None:
    return choose(text, words.options(turn.lang, card.items), numbers=False)


@action("targets_file", OVERSEERS)
async def hand_out_scorecard(turn: Turn, argument: str) -> Screen:
    """The scorecard as a file; the argument is the year. That it was taken is put on record."""
    lang, card = turn.lang, await card_of(turn, argument)
    area_id = card.area.id
    await note_act(turn.session, "export targets", "area", area_id, person_id=turn.person.id, now=turn.now)
    made_at = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    sheet = workbook_of(lang, card.area.name, card.day, card.items, made_at)
    return Screen(lang.say("📄 Here is the file."), (home_row(turn, fresh=True),), sheets=(sheet,))


async def card_of(turn: Turn, year: str) -> Card:
    """The scorecard of the speaker's area: of a year that is over, or (without one, or another) of this year so far."""
    role, day = overseeing(turn), turn.today
    if year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year) < day.year:
        day = date(int(year), 12, 31)
    area = await turn.session.get_one(Area, role.area_id)
    scope = Scope(area_ids=await subtree(turn.session, [area.id]))
    found = await progress(turn.session, scope, area, day)
    return Card(area, day, [standing(one, day, sums_only=role.role != "officer") for one in found])


def _may_enter(turn: Turn, card: Card) -> bool:
    """Whether the speaker may enter figures: an administrator of the city, which they tell of."""
    return turn.person.has(*ADMINS) and card.area.kind == "city"


def _to_list(turn: Turn, card: Card, kind: str) -> Button:
    return Button(turn.lang.say(LISTS[kind]), f"targets_list:{card.year}.{kind}")


def _sign_and_code(one: Standing) -> str:
    return f"{STATES[one.state][0]} {one.reached.target.code}"
