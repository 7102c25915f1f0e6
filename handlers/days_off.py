"""Days off and made-up working days: what an administrator declares because the calendar does not know it."""

from datetime import date, timedelta
from typing import Any

from db.days import declare, special_days, undeclare
from handlers.actions import action
from handlers.calendar import public_holidays
from handlers.days_ahead import DayAhead
from handlers.fields import Choice, Listed
from handlers.filling import begin, filling, home_row
from handlers.finding import ADMINS
from handlers.forms import Doubt, Form, State
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_, Language

SHOWN = timedelta(days=60)
"""How far ahead public holidays are shown."""
MOST = 20
"""Declared days shown at once."""


@action("days_off", ADMINS)
async def show_days_off(turn: Turn, _argument: str) -> Screen:
    """The next public holidays, and what was declared besides."""
    lang, today = turn.lang, turn.today
    coming = [lang.short_date(day) for day in public_holidays(today, today + SHOWN)]
    lines = [lang.say("🗓 Days off and made-up working days")]
    if coming:
        lines.append(lang.say("Public holidays soon: {days}", days=", ".join(coming)))
    lines.append(
        lang.say("Reminders, digests and deadlines go by these days. What the calendar lacks is declared here.")
    )
    declared = (await special_days(turn.session, today))[:MOST]
    rows = [(Button(f"🗑 {_named(lang, one.day, one.works)}", f"undeclare:{one.day}"),) for one in declared]
    add = Button(lang.say("➕ Declare a day"), "declare")
    return Screen("\n".join(lines), (*rows, (add,), home_row(turn)))


@action("declare", ADMINS)
async def declare_day(turn: Turn, _argument: str) -> Screen:
    """Asks which day it is, and whether it is off or worked."""
    return await begin(turn, SPECIAL_DAY)


@action("undeclare", ADMINS)
async def undeclare_day(turn: Turn, argument: str) -> Screen:
    """Leaves a day to the calendar again; the argument is the day."""
    try:
        day = date.fromisoformat(argument)
    except ValueError:
        return await show_days_off(turn, "")
    gone = await undeclare(turn.session, day, person_id=turn.person.id, now=turn.now)
    remark = turn.lang.say("↩️ {day} is as in the calendar again.", day=turn.lang.short_date(day)) if gone else None
    return (await show_days_off(turn, "")).saying(remark)


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, _sure: bool) -> Screen | Doubt:
    day, works = date.fromisoformat(answers["day"]), answers["works"] == "worked"
    await declare(turn.session, day, works=works, person_id=turn.person.id, now=turn.now)
    return (await show_days_off(turn, "")).saying(
        turn.lang.say("✅ Declared: {day}", day=_named(turn.lang, day, works))
    )


def _named(lang: Language, day: date, works: bool) -> str:
    if works:
        return lang.say("{day}: worked", day=lang.short_date(day))
    return lang.say("{day}: off", day=lang.short_date(day))


SPECIAL_DAY = filling(
    Form(
        "special_day",
        N_("🗓 A day off or worked"),
        (
            DayAhead(
                name="day",
                title=N_("Day"),
                label=N_("Which day is it?"),
                hint=N_("Or type it: tomorrow, Thursday next week, 5/12."),
                last=False,
            ),
            Choice(
                name="works",
                title=N_("Kind"),
                label=N_("What is declared?"),
                choices=(
                    Listed("off", N_("🏖 A day off"), ("nghỉ", "off")),
                    Listed("worked", N_("🛠 A working day"), ("làm", "làm bù", "work")),
                ),
            ),
        ),
    ),
    _keep,
    roles=ADMINS,
)
