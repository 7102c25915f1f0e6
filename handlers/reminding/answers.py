"""What people answer to a reminder (later today, tomorrow, no more of this), and the list of their reminders."""

from datetime import date, timedelta

from db import reminders
from handlers.actions import action, row_id
from handlers.calendar import later_today
from handlers.filling import home_row
from handlers.reminding import KINDS
from handlers.reminding.kinds import Kind, Moment, calendar_around
from handlers.screens import Button, Screen
from handlers.turn import Turn

SPANS = {"week": timedelta(days=7), "month": timedelta(days=30), "good": None}
"""For how long a kind can be muted; None: until it is wanted again."""


@action("later")
async def put_off(turn: Turn, argument: str) -> Screen:
    """Has a letter's reminders said again; the argument is when, and the letter: `tomorrow.12`."""
    when, _, number = argument.partition(".")
    moment = Moment(turn.now, turn.zone, await calendar_around(turn.session, turn.today))
    kinds = await _kinds_of(turn, number)
    evening = later_today(turn.now, turn.zone) if when == "today" else None
    until = {kind.name: evening or kind.tomorrow(moment) for kind in kinds}
    if not until or not await reminders.put_off(turn.session, turn.person.id, int(number), until):
        return Screen(turn.lang.say("This reminder is not open any more."), (home_row(turn),))
    first = min(until.values())
    day, time = first.astimezone(turn.zone).date(), turn.lang.time(first, turn.zone)
    if day == moment.day:
        text = turn.lang.say("⏰ You will be reminded again today at {time}.", time=time)
    else:
        text = turn.lang.say(
            "⏰ You will be reminded again on {day} at {time}.", day=turn.lang.short_date(day), time=time
        )
    return Screen(text, (home_row(turn, fresh=True),))


@action("hush")
async def choose_kind(turn: Turn, argument: str) -> Screen:
    """Asks which kind of a letter's reminders shall be muted; the argument is the letter."""
    kinds = [kind for kind in await _kinds_of(turn, argument) if kind.mutable]
    if not kinds:
        return await show_reminders(turn, "")
    if len(kinds) == 1:
        return _how_long(turn, kinds[0])
    rows = [(Button(f"🔕 {turn.lang.say(kind.title)}", f"mute:{kind.name}"),) for kind in kinds]
    return Screen(turn.lang.say("🔕 What do you not want to be reminded of?"), (*rows, home_row(turn)))


@action("mute")
async def mute(turn: Turn, argument: str) -> Screen:
    """Mutes a kind; the argument is the kind and for how long: `silent.week`. Without the latter it is asked."""
    name, _, span = argument.partition(".")
    kind = KINDS.get(name)
    if kind is None or not kind.mutable:
        return await show_reminders(turn, "")
    if span not in SPANS:
        return _how_long(turn, kind)
    length = SPANS[span]
    until = None if length is None else turn.today + length
    await reminders.mute(turn.session, turn.person.id, name, until, turn.now)
    again = Button(turn.lang.say("🔔 Remind me again"), f"unmute:{name}")
    return Screen(_said(turn, kind, until), ((again,), (_to_list(turn), *home_row(turn))))


@action("unmute")
async def unmute(turn: Turn, argument: str) -> Screen:
    """Reminds of a kind again."""
    kind = KINDS.get(argument)
    if kind is not None:
        await reminders.unmute(turn.session, turn.person.id, argument)
    remark = turn.lang.say("🔔 You will be reminded again: {kind}.", kind=turn.lang.say(kind.title)) if kind else None
    return (await show_reminders(turn, "")).saying(remark)


@action("reminders")
async def show_reminders(turn: Turn, _argument: str) -> Screen:
    """What the speaker is reminded of, and what is muted."""
    lang = turn.lang
    muted = await reminders.muted(turn.session, [turn.person.id], turn.today)
    own = [kind for kind in KINDS.values() if turn.person.has(*kind.roles)]
    rows = []
    for kind in own:
        if not kind.mutable:
            continue
        title = lang.say(kind.title)
        if (turn.person.id, kind.name) in muted:
            until = muted[turn.person.id, kind.name]
            rows.append((Button(_muted_label(turn, title, until), f"unmute:{kind.name}"),))
        else:
            rows.append((Button(f"🔔 {title}", f"mute:{kind.name}"),))
    lines = [lang.say("🔔 Your reminders. Choose one to switch it off or on.")]
    lines += [lang.say("🔴 {kind}: always on.", kind=lang.say(kind.title)) for kind in own if not kind.mutable]
    return Screen("\n".join(lines), (*rows, home_row(turn)))


def _how_long(turn: Turn, kind: Kind) -> Screen:
    say = turn.lang.say
    labels = {"week": say("For a week"), "month": say("For a month"), "good": say("For good")}
    text = say("🔕 For how long shall there be no reminders: {kind}?", kind=say(kind.title))
    spans = tuple(Button(label, f"mute:{kind.name}.{span}") for span, label in labels.items())
    return Screen(text, (spans, (_to_list(turn), *home_row(turn))))


def _said(turn: Turn, kind: Kind, until: date | None) -> str:
    title = turn.lang.say(kind.title)
    if until is None:
        return turn.lang.say("🔕 No more reminders: {kind}.", kind=title)
    return turn.lang.say("🔕 No reminders until {day}: {kind}.", day=turn.lang.short_date(until), kind=title)


def _muted_label(turn: Turn, title: str, until: date | None) -> str:
    if until is None:
        return f"🔕 {title}"
    return turn.lang.say("🔕 {kind} (until {day})", kind=title, day=turn.lang.short_date(until))


def _to_list(turn: Turn) -> Button:
    return Button(turn.lang.say("🔔 Reminders"), "reminders")


async def _kinds_of(turn: Turn, letter: str) -> list[Kind]:
    """The kinds of the reminders in a letter to the speaker."""
    number = row_id(letter)
    names = [] if number is None else await reminders.kinds_in(turn.session, turn.person.id, number)
    return [KINDS[name] for name in names if name in KINDS]
