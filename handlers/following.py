"""Following up referrals: who is to be asked, and what each one tells. A line of the list is two taps."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from db import clients, referral_events, referrals
from db.acts import note_act
from db.records import Kept
from db.referral_events import Event
from db.referrals import Open
from db.scope import Scope
from handlers.actions import ACTIONS, FIELD_WORKERS, action, row_id
from handlers.client_fields import matches, mistyped
from handlers.codes import SLIP_NUMBER, WrongCheck, read_code
from handlers.days_ahead import DayAhead, read_day_ahead, too_near_or_far
from handlers.fields import brief
from handlers.filling import begin, filling, home_row
from handlers.follow_up import Impossible, last_own_step, reach, reach_slip, take_back_step, take_step
from handlers.forms import Doubt, Form, State
from handlers.outcomes import APPOINTMENT, ATTENDED, LABELS, NO_RETURN, RETURN_NEEDED
from handlers.paging import moves
from handlers.purposes import is_screening
from handlers.reading.fold import fold
from handlers.reading.options import Option, choose
from handlers.referral_page import STEPS, hints_of, in_words, line, page, tellable, what_for, who
from handlers.screens import Button, Rows, Screen, in_rows
from handlers.turn import Turn
from locales import N_, Language

PAGE = 6
"""Referrals listed at once."""
AHEAD = timedelta(days=7)
"""How far ahead the list looks."""
MOST = 200
"""Referrals in which words are looked for."""


@action("follow", FIELD_WORKERS)
async def show_list(turn: Turn, argument: str) -> Screen:
    """Whom to ask: what is due, then the next days. The argument is the page (`p1` is the second), or words to find."""
    if argument and not re.fullmatch(r"p\d{1,4}", argument):
        return await find_referral(turn, argument)
    number, lang, until = int(argument[1:] or 0), turn.lang, turn.today + AHEAD
    due, count = await referrals.count_to_follow(turn.session, turn.own, turn.today, until)
    if not count:
        text = lang.say("☑️ Nobody is to be asked in the next 7 days.")
        return Screen(text, (home_row(turn),), hears="find_referral")
    lines = [lang.say("☑️ To follow up")]
    if due:
        lines.append(lang.plural("⏰ Due: {n} person", "⏰ Due: {n} people", due))
    if count > due:
        lines.append(lang.plural("🗓 Coming up: {n} person", "🗓 Coming up: {n} people", count - due))
    offset = number * PAGE
    found = await referrals.to_follow(turn.session, turn.own, turn.today, until, limit=PAGE, offset=offset)
    if any(one.urgent for one in found):
        lines.append(lang.say("🔴 Needs an examination now"))
    if any(one.state == RETURN_NEEDED for one in found):
        lines.append(lang.say("🔔 Please call and remind to return"))
    turning = moves(lang, "follow:p", number, more=count > offset + PAGE)
    return await _listed(turn, "\n".join(lines), found, turning)


@action("find_referral", FIELD_WORKERS)
async def find_referral(turn: Turn, said: str) -> Screen:
    """The referrals that typed words speak of: the number of a slip, a client's code, or words of the hint."""
    code, slip = read_code(said), SLIP_NUMBER.read(said)
    if isinstance(slip, WrongCheck):
        return (await show_list(turn, "")).saying(wrong_slip(slip, turn.lang))
    if isinstance(code, WrongCheck):
        return (await show_list(turn, "")).saying(mistyped(code, turn.lang))
    if slip is not None:
        return await open_referral(turn, str(await reach_slip(turn, slip) or ""))
    found = await (_of_code(turn, code) if code is not None else _with_words(turn, said))
    if not found:
        return (await show_list(turn, "")).saying(turn.lang.say("No referral of yours fits these words."))
    if len(found) == 1:
        return await open_referral(turn, str(found[0].id))
    return await _listed(turn, turn.lang.plural("{n} referral fits.", "{n} referrals fit.", len(found)), found[:PAGE])


@action("referral", FIELD_WORKERS)
async def open_referral(turn: Turn, argument: str) -> Screen:
    """One referral with its history, and what can be told of it; the argument is its id."""
    found = await _find(turn, argument)
    return await _shown(turn, *found) if found else await _gone(turn)


@action("step", FIELD_WORKERS)
async def tell(turn: Turn, argument: str) -> Screen:
    """Logs what became of a referral; the argument is its id and the state, `12.attended`."""
    referral_id, _, state = argument.partition(".")
    found = await _find(turn, referral_id)
    if found is None or state not in STEPS:
        return await _gone(turn)
    return await _tell(turn, *found, state)


@action("told", FIELD_WORKERS)
async def hear(turn: Turn, argument: str) -> Screen:
    """Hears what became of a referral in words: a state, or "hẹn" and the day. The argument is its id and the words."""
    referral_id, _, said = argument.partition(":")
    found = await _find(turn, referral_id)
    if found is None:
        return await _gone(turn)
    if read_code(said) is not None or SLIP_NUMBER.read(said) is not None:
        return await find_referral(turn, said)
    day = read_day_ahead(said, turn.today)
    if day is not None and (day != turn.today or fold(said).startswith("hen")):
        return await _tell(turn, *found, APPOINTMENT, day)
    labels = [Option(state, turn.lang.say(label), words) for state, (label, words) in STEPS.items()]
    meant = choose(said, labels, numbers=False) if len(fold(said)) > 1 else None  # "k", "ừ" are no beginnings
    if isinstance(meant, Option):
        return await _tell(turn, *found, meant.key)
    remark = turn.lang.say("“{text}” was not understood. Please choose:", text=brief(said))
    return (await _shown(turn, *found)).saying(remark)


@action("untell", FIELD_WORKERS)
async def take_back(turn: Turn, argument: str) -> Screen:
    """Takes back the last step; the argument is the referral's id and the event's, `12.34`."""
    referral_id, _, event = argument.partition(".")
    found, event_id = await _find(turn, referral_id), row_id(event)
    if found is None or event_id is None:
        return await _gone(turn)
    done = await take_back_step(turn, *found, event_id)
    remark = (
        turn.lang.say("↩️ Taken back.")
        if done
        else turn.lang.say("This step can no longer be taken back: only the last one, by yourself, on the same day.")
    )
    return (await _shown(turn, *found)).saying(remark)


async def ask_day(turn: Turn, referral_id: int, state: str) -> Screen:
    """Opens the question for the day that goes with a state."""
    return await begin(turn, DAY, about={"referral": referral_id, "state": state})


def wrong_slip(slip: WrongCheck, lang: Language) -> str:
    """What is said to a slip number that cannot be one."""
    return lang.say("{slip} is mistyped: no slip has this number.", slip=brief(slip.typed))


async def referral_lines(turn: Turn, client_id: int) -> list[str]:
    """The referrals of a client of the speaker in neutral words, a line each, the newest first."""
    found = await referrals.of_client(turn.session, turn.own, client_id, limit=3)
    return [
        f"🩺 {turn.lang.short_date(one.referred_on)} · {what_for(turn, one)}: {turn.lang.say(LABELS[one.state])}"
        for one in found
    ]


async def _keep_day(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    about = state["about"]
    found = await reach(turn, about["referral"])
    if found is None:
        return await _gone(turn)
    return await _take(turn, *found, about["state"], date.fromisoformat(answers["day"]))


DAY = filling(
    Form(
        "appointment",
        N_("📅 The day of the appointment"),
        (
            DayAhead(
                name="day",
                title=N_("Day"),
                label=N_("Which day was agreed on?"),
                hint=N_("Or type it: tomorrow, Thursday next week, 5/12."),
            ),
        ),
    ),
    _keep_day,
)


async def _tell(turn: Turn, scope: Scope, kept: Kept, state: str, day: date | None = None) -> Screen:
    one = await referrals.opened(turn.session, scope, kept.id)
    by_result = state in (RETURN_NEEDED, NO_RETURN)
    if one is not None and by_result and is_screening(turn.catalogue, one.purposes):
        remark = turn.lang.say("Whether the client must be seen again is logged by the commune officer.")
        return (await _shown(turn, scope, kept)).saying(remark)
    if state == APPOINTMENT and day is None:
        return await ask_day(turn, kept.id, state)
    return await _take(turn, scope, kept, state, day)


async def _take(turn: Turn, scope: Scope, kept: Kept, state: str, day: date | None) -> Screen:
    if day is not None and (wrong := too_near_or_far(day, turn.world())):
        return (await _shown(turn, scope, kept)).saying(wrong)
    try:
        new = await take_step(turn, scope, kept, state, day)
    except Impossible as impossible:
        return (await _shown(turn, scope, kept)).saying(str(impossible))
    return await _told(turn, scope, kept, new)


async def _told(turn: Turn, scope: Scope, kept: Kept, new: bool) -> Screen:
    """What is said when a step was logged, or had been logged already."""
    one = await referrals.opened(turn.session, scope, kept.id)
    events = await referral_events.events(turn.session, scope, kept.id)
    if one is None:
        return await _gone(turn)
    lang, told = turn.lang, in_words(turn, one.state, events[-1].appointment)
    sentence = lang.say("✅ Logged: {state}.", state=told) if new else lang.say("Already logged: {state}.", state=told)
    lines = [sentence, f"🩺 {who(turn, one, await hints_of(turn, [one]))} · {what_for(turn, one)}"]
    own = kept.person_id == turn.person.id
    if own and one.due_on is not None:
        lines.append(lang.say("Ask again: {day}", day=lang.date(one.due_on, turn.today)))
    if own and one.state == ATTENDED and is_screening(turn.catalogue, one.purposes):
        lines.append(lang.say("If the client must be seen again, your list will say so."))
    rows = [(_list_button(turn, kept), *home_row(turn))]
    if last := last_own_step(turn, events):
        rows.insert(0, (_undo(turn, kept.id, last),))
    return Screen("\n".join(lines), tuple(rows))


async def _shown(turn: Turn, scope: Scope, kept: Kept) -> Screen:
    one = await referrals.opened(turn.session, scope, kept.id)
    if one is None:
        return Screen(turn.lang.say("This referral was withdrawn."), ((_list_button(turn, kept), *home_row(turn)),))
    if kept.person_id != turn.person.id:
        await note_act(turn.session, "read referral", "referral", kept.id, person_id=turn.person.id, now=turn.now)
    lang, events = turn.lang, await referral_events.events(turn.session, scope, kept.id)
    steps = [Button(lang.say(STEPS[state][0]), f"step:{kept.id}.{state}") for state in tellable(turn, one, events)]
    more = []
    if turn.person.has("officer") and is_screening(turn.catalogue, one.purposes):
        more.append(Button(lang.say("🔬 Result"), f"result:{kept.id}"))
    if "slip" in ACTIONS and kept.person_id == turn.person.id:
        more.append(Button(lang.say("🧾 Slip"), f"slip:{kept.id}"))
    if last := last_own_step(turn, events):
        more.append(_undo(turn, kept.id, last))
    text = page(turn, one, kept, events, await hints_of(turn, [one]))
    if steps:
        text = "\n\n".join((text, lang.say("How do things stand now?")))
    rows = (*in_rows(steps, 2), *in_rows(more, 2), (_list_button(turn, kept), *home_row(turn)))
    return Screen(text, rows, hears=f"told:{kept.id}")


async def _listed(turn: Turn, text: str, found: Sequence[Open], turning: Rows = ()) -> Screen:
    hints = await hints_of(turn, found)
    rows = [(Button(line(turn, one, hints), f"referral:{one.id}"),) for one in found]
    return Screen(text, (*rows, *turning, home_row(turn)), hears="find_referral")


async def _of_code(turn: Turn, code: str) -> Sequence[Open]:
    known = await clients.client_with_code(turn.session, turn.own, code)
    return await referrals.of_client(turn.session, turn.own, known.id, limit=PAGE) if known else []


async def _with_words(turn: Turn, said: str) -> Sequence[Open]:
    listed = await referrals.to_follow(turn.session, turn.own, turn.today, turn.today + AHEAD, limit=MOST)
    hints = await hints_of(turn, listed)

    def fits(one: Open) -> bool:
        piece = hints.get(one.client_id or 0)
        return matches(said, one.code or "", one.slip, turn.unseal(piece) if piece else "")

    return [one for one in listed if fits(one)]


async def _find(turn: Turn, argument: str) -> tuple[Scope, Kept] | None:
    referral_id = row_id(argument)
    return await reach(turn, referral_id) if referral_id is not None else None


async def _gone(turn: Turn) -> Screen:
    return (await show_list(turn, "")).saying(turn.lang.say("This referral is not among yours."))


def _undo(turn: Turn, referral_id: int, event: Event) -> Button:
    return Button(turn.lang.say("↩️ Logged by mistake, take this step back"), f"untell:{referral_id}.{event.id}")


def _list_button(turn: Turn, kept: Kept) -> Button:
    """Back to the list that the referral stands in: one's own, or the one of an officer's areas."""
    if kept.person_id != turn.person.id:
        return Button(turn.lang.say("🔬 List of results"), "results")
    return Button(turn.lang.say("☑️ List"), "follow")
