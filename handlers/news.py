"""News of a client who was referred, told in words: which referral, what became of it, the day if one was agreed."""

from datetime import date
from typing import Any

from db import referrals
from handlers.days_ahead import DayAhead
from handlers.fields import Answers, Choice, Listed, World
from handlers.filling import filling, home_row
from handlers.follow_up import Impossible, reach, take_step
from handlers.forms import Doubt, Form, State
from handlers.outcomes import APPOINTMENT, NO_RETURN, RETURN_NEEDED, refusal
from handlers.reading.options import Option
from handlers.referral_page import STEPS, hints_of, in_words, what_for, who
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

MOST = 500
"""Referrals that can be told of."""
OWN_STEPS = {state: step for state, step in STEPS.items() if state not in (RETURN_NEEDED, NO_RETURN)}
"""What a collaborator tells; whether somebody must be seen again is the officer's to say."""


async def prepare(turn: Turn) -> None:
    """Reads the referrals that news may be about, with their states."""
    found = await referrals.of_clients(turn.session, turn.own, limit=MOST)
    hints = await hints_of(turn, found)
    turn.lists["referrals"] = [
        Option(str(one.id), f"{who(turn, one, hints)} · {what_for(turn, one)}", (one.code or "", one.slip))
        for one in found
    ]
    turn.known["referrals"] = {str(one.id): one for one in found}


def _can_follow(value: Any, answers: Answers, world: World) -> str | None:
    """Why a state cannot follow that of the referral; an appointment's day is asked later."""
    one = world.known["referrals"].get(answers.get("referral"))
    if one is None:
        return None
    day = world.today if value == APPOINTMENT else None
    return refusal(one.state, value, day, min(one.referred_on, world.today), world.lang)


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, _sure: bool) -> Screen | Doubt:
    found = await reach(turn, int(answers["referral"]))
    one = await referrals.opened(turn.session, found[0], found[1].id) if found else None
    if found is None or one is None:
        return Screen(turn.lang.say("This referral is not among yours."), (home_row(turn),))
    day = answers.get("appointment")
    try:
        await take_step(turn, *found, answers["state"], date.fromisoformat(day) if day else None)
    except Impossible as impossible:
        return Screen(str(impossible), (home_row(turn),))
    words = in_words(turn, answers["state"], date.fromisoformat(day) if day else None)
    told = turn.lang.say("✅ Logged: {state}.", state=words)
    whom = f"🩺 {who(turn, one, await hints_of(turn, [one]))} · {what_for(turn, one)}"
    open_it = Button(turn.lang.say("✏️ View, correct"), f"+referral:{one.id}")
    return Screen(f"{told}\n{whom}", ((open_it,), home_row(turn, fresh=True)))


NEWS = filling(
    Form(
        "news",
        N_("☑️ News of a referral"),
        (
            Choice(
                name="referral",
                title=N_("Who"),
                label=N_("Whom is it about?"),
                hint=N_("Choose, or type the code."),
                choices="referrals",
                columns=1,
                page=6,
            ),
            Choice(
                name="state",
                title=N_("Now"),
                label=N_("How do things stand now?"),
                choices=tuple(Listed(state, label, words) for state, (label, words) in OWN_STEPS.items()),
                constraint=_can_follow,
            ),
            DayAhead(
                name="appointment",
                title=N_("Day"),
                label=N_("Which day was agreed on?"),
                hint=N_("Or type it: tomorrow, Thursday next week, 5/12."),
                relevant=lambda answers, _world: answers.get("state") == APPOINTMENT,
                last=False,
            ),
        ),
    ),
    _keep,
    prepare,
)
