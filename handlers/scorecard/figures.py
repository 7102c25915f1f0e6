"""Figures of the plan that no record tells, entered by an administrator: each with its day and its source.

A correction and a withdrawal are entered beside what they replace; what was is kept and shown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.areas import Area
from db.catalogue.targets import ENTERED, Target, targets
from db.entered import SOURCE, Entry, enter, entries, entry, history
from handlers.actions import action, row_id
from handlers.confirming import ask
from handlers.fields import Answers, Choice, Date, Integer, Text, World
from handlers.filling import begin, filling, home_row
from handlers.finding import ADMINS
from handlers.forms import Doubt, Form, State
from handlers.reading.options import Option
from handlers.rights import OVERSEERS, overseeing
from handlers.scorecard.pages import show_scorecard, show_target
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

MOST = 10_000_000
"""Of nothing is more entered."""
SHOWN = 8
"""Figures listed: the latest ones."""
BEGUN = date(2021, 12, 30)
"""The day of the plan: before it nothing counts."""


@dataclass(frozen=True, kw_only=True)
class Figure(Integer):
    """How many, asked in the item's own terms."""

    def asks(self, answers: Answers, world: World) -> str:
        target = world.known["items"].get(answers.get("item"))
        if target is None:
            return super().asks(answers, world)
        unit = target.units[world.lang.code]
        if target.kind == "quota":
            return world.lang.say("How many {unit} on that day?", unit=unit)
        return world.lang.say("How many {unit} in all by that day?", unit=unit)


@action("enter_figure", ADMINS)
async def enter_figure(turn: Turn, argument: str) -> Screen:
    """Asks for a figure; the argument is the code of its item, if that is known."""
    known = {one.code for one in await _entered_items(turn)}
    return await begin(turn, ENTERING, {"item": argument} if argument in known else None)


@action("figures", OVERSEERS)
async def show_figures(turn: Turn, argument: str) -> Screen:
    """What was entered for an item; the argument is its code."""
    target = await _item(turn, argument)
    if target is None or not await _sees_the_city(turn):
        return await show_scorecard(turn, "")
    lang = turn.lang
    found = list(await entries(turn.session, turn.today, target.code))[::-1]
    lines = [f"🗒 {target.code} · {target.names[lang.code]}"]
    lines += [f"\n{_told(turn, target, one)}" for one in found[:SHOWN]] or [lang.say("Nothing was entered yet.")]
    if len(found) > SHOWN:
        lines.append(lang.say("… and {n} more", n=len(found) - SHOWN))
    rows = []
    if turn.person.has(*ADMINS):
        rows = [(Button(_short(turn, target, one), f"figure:{one.id}"),) for one in found[:SHOWN]]
        rows.append((Button(lang.say("➕ Enter a figure"), f"enter_figure:{target.code}"),))
    return Screen("\n".join(lines), (*rows, (_to_item(turn, target.code), *home_row(turn))))


@action("figure", ADMINS)
async def show_figure(turn: Turn, argument: str) -> Screen:
    """One figure with what it replaced, to be corrected or withdrawn; the argument is its id."""
    found = await _open(turn, argument)
    if found is None:
        return await _gone(turn)
    one, target = found
    lang = turn.lang
    lines = [f"🗒 {target.code} · {target.names[lang.code]}", "", _told(turn, target, one)]
    before = (await history(turn.session, one.id))[1:]
    if before:
        lines += ["", lang.say("Before that:"), *(f"– {_told(turn, target, former)}" for former in before)]
    change = (
        Button(lang.say("✏️ Correct"), f"correct_figure:{one.id}"),
        Button(lang.say("🗑 Withdraw this figure"), f"withdraw_figure:{one.id}"),
    )
    back = Button(lang.say("🗒 What was entered"), f"figures:{target.code}")
    return Screen("\n".join(lines), (change, (back, *home_row(turn))))


@action("correct_figure", ADMINS)
async def correct_figure(turn: Turn, argument: str) -> Screen:
    """Asks which answer of a figure is to be changed; the argument is its id."""
    found = await _open(turn, argument)
    if found is None:
        return await _gone(turn)
    one = found[0]
    answers = {"item": one.code, "day": one.day.isoformat(), "number": one.number, "source": one.source}
    return await begin(turn, ENTERING, answers, about={"figure": one.id}, change=True)


@action("withdraw_figure", ADMINS)
async def ask_to_withdraw(turn: Turn, argument: str) -> Screen:
    """Asks whether a figure shall be withdrawn; the argument is its id."""
    found = await _open(turn, argument)
    if found is None:
        return await _gone(turn)
    one, target = found
    lang = turn.lang
    question = lang.say("🗑 Shall this figure be withdrawn? It counts no more, and stays on record.")
    yes = (lang.say("🗑 Withdraw this figure"), f"withdraw_figure_now:{one.id}")
    no = (lang.say("⬅️ Keep it"), f"figure:{one.id}")
    return ask(turn, f"{question}\n\n{_told(turn, target, one)}", asked=f"withdraw_figure:{one.id}", yes=yes, no=no)


@action("withdraw_figure_now", ADMINS)
async def withdraw_figure(turn: Turn, argument: str) -> Screen:
    """Withdraws a figure; the argument is its id."""
    found = await _open(turn, argument)
    if found is None:
        return await _gone(turn)
    one, _ = found
    gone = await enter(
        turn.session, one.code, one.day, None, one.source, replaces=one.id, person_id=turn.person.id, now=turn.now
    )
    if gone is None:
        return await _gone(turn)
    return (await show_figures(turn, one.code)).saying(turn.lang.say("↩️ The figure is withdrawn."))


async def _keep(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    replaces = (state["about"] or {}).get("figure")
    kept = await enter(
        turn.session,
        answers["item"],
        date.fromisoformat(answers["day"]),
        answers["number"],
        answers["source"],
        replaces=replaces,
        person_id=turn.person.id,
        now=turn.now,
    )
    if kept is None:
        return await _gone(turn)
    year = answers["day"][:4]
    shown = await show_target(turn, f"{year}.{answers['item']}")
    return shown.saying(turn.lang.say("✅ Entered. Thank you!"))


async def _gone(turn: Turn) -> Screen:
    remark = turn.lang.say("This figure was corrected or withdrawn meanwhile.")
    return (await show_scorecard(turn, "")).saying(remark)


async def _open(turn: Turn, argument: str) -> tuple[Entry, Target] | None:
    """The figure with this id, if it holds, and its item."""
    figure_id = row_id(argument)
    one = None if figure_id is None else await entry(turn.session, figure_id)
    target = None if one is None else await _item(turn, one.code)
    return None if one is None or target is None else (one, target)


async def _item(turn: Turn, code: str) -> Target | None:
    return next((one for one in await _entered_items(turn) if one.code == code), None)


async def _entered_items(turn: Turn) -> list[Target]:
    return [one for one in await targets(turn.session, turn.today) if one.counted == ENTERED]


async def _sees_the_city(turn: Turn) -> bool:
    """Whether the speaker answers for the whole city, which entered figures tell of."""
    return (await turn.session.get_one(Area, overseeing(turn).area_id)).kind == "city"


def _told(turn: Turn, target: Target, one: Entry) -> str:
    """A figure with its day and source: "12/05/2026: 2 classes (Report 15 of …)"."""
    return f"{_short(turn, target, one)}\n   {one.source}"


def _short(turn: Turn, target: Target, one: Entry) -> str:
    return f"{one.day:%d/%m/%Y}: {turn.lang.number(one.number or 0)} {target.units[turn.lang.code]}"


def _to_item(turn: Turn, code: str) -> Button:
    return Button(turn.lang.say("⬅️ Back to the figures"), f"target:{turn.today.year}.{code}")


async def _prepare(turn: Turn) -> None:
    items = await _entered_items(turn)
    turn.known["items"] = {one.code: one for one in items}
    turn.lists["items"] = [
        Option(one.code, f"{one.code} {one.names[turn.lang.code]}", (one.code, one.names[turn.lang.code]))
        for one in items
    ]


def _in_the_plan(value: Any, _answers: Answers, world: World) -> str | None:
    day = date.fromisoformat(value)
    if day > world.today:
        return world.lang.say("That day is still to come.")
    if day < BEGUN:
        return world.lang.say("The plan begins on {day}.", day=f"{BEGUN:%d/%m/%Y}")
    return None


ENTERING = filling(
    Form(
        "plan_figure",
        N_("🎯 A figure of the plan"),
        (
            Choice(
                name="item",
                title=N_("Item"),
                label=N_("Which item of the plan?"),
                hint=N_("Only what the notebook cannot count by itself."),
                choices="items",
                columns=1,
                page=7,
            ),
            Date(
                name="day",
                title=N_("Day"),
                label=N_("Which day was it, or until which day does the number hold?"),
                constraint=_in_the_plan,
            ),
            Figure(name="number", title=N_("Number"), label=N_("How many?"), most=MOST, presets=(1, 2, 5, 10, 30)),
            Text(
                name="source",
                title=N_("Source"),
                label=N_("Where does it come from?"),
                hint=N_("For example: report 15/BC-CCDS of 2 June 2026."),
                most=SOURCE,
            ),
        ),
    ),
    _keep,
    _prepare,
    roles=ADMINS,
)
