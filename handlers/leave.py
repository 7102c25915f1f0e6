"""Leave: an officer writes down when a collaborator is away, and takes it back when plans change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.areas import Area
from db.leave import enter_leave, leaves, withdraw_leave
from db.team import Member
from handlers.actions import action, row_id
from handlers.fields import Answers, Date, Invalid, World, brief
from handlers.filling import begin, filling
from handlers.forms import Doubt, Form, State
from handlers.people import SHOWN, find, not_yours, on_collaborator, open_person
from handlers.reading.dates import read_date
from handlers.reading.fold import fold
from handlers.reading.options import Option
from handlers.rights import ORGANISERS
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import N_

LONGEST = 366
"""Days of one leave."""


@dataclass(frozen=True, kw_only=True)
class LeaveDay(Date):
    """A day near today, before or after; `ahead` are the days that can be tapped, counted from today, or from the first
    day once that is given."""

    ahead: tuple[int, ...]
    columns: int = 2

    def options(self, answers: Answers, world: World) -> Sequence[Option]:
        start = date.fromisoformat(answers["first_on"]) if "first_on" in answers else world.today
        days = (start + timedelta(days=n) for n in self.ahead)
        return [Option(day.isoformat(), world.lang.date(day, world.today)) for day in days]

    def read(self, text: str, answers: Answers, world: World) -> str:
        for option in self.options(answers, world):
            if fold(text) == fold(option.label):
                return option.key
        read = (read_date(text, world.today), read_date(text, world.today, prefer="future"))
        days = [day for day in read if day is not None]
        if not days:
            raise Invalid(
                world.lang.say(
                    "“{text}” is not a clear day. For example: tomorrow, Thursday next week, {example}",
                    text=brief(text),
                    example=(world.today + timedelta(days=10)).strftime("%d/%m"),
                )
            )
        return min(days, key=lambda day: abs(day - world.today)).isoformat()


def _not_before(value: Any, answers: Answers, world: World) -> str | None:
    first, last = date.fromisoformat(answers["first_on"]), date.fromisoformat(value)
    if last < first:
        return world.lang.say("That is before the first day, {day}.", day=world.lang.date(first, world.today))
    if (last - first).days >= LONGEST:
        return world.lang.say("That is more than a year. Please give a nearer day.")
    return None


@on_collaborator("leave")
async def show_leaves(turn: Turn, argument: str, _commune: Area, one: Member) -> Screen:
    """The leaves of a collaborator that are not over; without any, the form for one."""
    lang = turn.lang
    present = await leaves(turn.session, [one.person_id], turn.today, turn.today + SHOWN)
    if not present:
        return await enter(turn, argument)
    rows = tuple(
        (
            Button(
                lang.say(
                    "✖️ Take back {first} – {last}",
                    first=lang.short_date(away.first_on),
                    last=lang.short_date(away.last_on),
                ),
                f"leave_back:{argument}.{away.id}",
            ),
        )
        for away in present
    )
    add = Button(lang.say("➕ Another leave"), f"leave_new:{argument}")
    return Screen(
        lang.say("🌴 Leave of {name}", name=one.name),
        (*rows, (add,), (Button(lang.say("⬅️ Back"), f"person:{argument}", "option", lang.say("back")),)),
    )


@on_collaborator("leave_new")
async def enter(turn: Turn, argument: str, _commune: Area, _one: Member) -> Screen:
    """Opens the form for a leave."""
    return await begin(turn, LEAVE, about={"person": argument})


@action("leave_back", ORGANISERS)
async def take_back(turn: Turn, argument: str) -> Screen:
    """Takes back a leave; the argument is the collaborator as elsewhere, and the leave's id."""
    who, _, leave = argument.rpartition(".")
    found, leave_id = await find(turn, who), row_id(leave)
    if found is None or leave_id is None:
        return await not_yours(turn)
    done = await withdraw_leave(turn.session, found[1].person_id, leave_id, withdrawn_by=turn.person.id, now=turn.now)
    said = turn.lang.say("✅ The leave is taken back.") if done else None
    return (await open_person(turn, who)).saying(said)


async def _keep(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    who = state["about"]["person"]
    found = await find(turn, who)
    if found is None:
        return await not_yours(turn)
    first, last = date.fromisoformat(answers["first_on"]), date.fromisoformat(answers["last_on"])
    await enter_leave(turn.session, found[1].person_id, first, last, entered_by=turn.person.id, now=turn.now)
    done = turn.lang.say("✅ Recorded. These days count neither as silence nor in averages.")
    return (await open_person(turn, who)).saying(done)


LEAVE = filling(
    Form(
        "leave",
        N_("🌴 Leave"),
        (
            LeaveDay(name="first_on", title=N_("From"), label=N_("Away from which day?"), ahead=(0, 1, 2, 7)),
            LeaveDay(
                name="last_on",
                title=N_("Until"),
                label=N_("Until which day, that day included?"),
                ahead=(0, 2, 6, 13, 29),
                constraint=_not_before,
            ),
        ),
    ),
    _keep,
    roles=ORGANISERS,
)
