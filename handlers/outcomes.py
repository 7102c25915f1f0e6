"""What becomes of a referral: its states, which may follow which, and when to ask next. Pure rules.

    referred ──> appointment, not_yet, unreachable ──> attended ──> no_return
                 (any of them again and again)            │             │
                       │              ▲                   ▼             │
                       ▼              │             return_needed <─────┘
                   declined, lost ────┘                   │
                                                          └──> all that may follow "referred"

    from                                          | to
    ----------------------------------------------|------------------------------------------------------------------
    referred, appointment, not_yet, unreachable   | appointment, attended, not_yet, declined, lost, unreachable
    declined                                      | appointment, attended
    lost                                          | appointment, attended, not_yet, declined
    attended                                      | return_needed, no_return
    return_needed                                 | appointment, attended, not_yet, declined, lost, unreachable;
                                                  | return_needed with a day
    no_return                                     | return_needed

An appointment always has a day, a return may have one, nothing else has.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from locales import N_, Language

REFERRED, APPOINTMENT, NOT_YET, ATTENDED = "referred", "appointment", "not_yet", "attended"
DECLINED, LOST, UNREACHABLE = "declined", "lost", "unreachable"
RETURN_NEEDED, NO_RETURN = "return_needed", "no_return"

_UNDECIDED = (ATTENDED, APPOINTMENT, NOT_YET, UNREACHABLE, DECLINED, LOST)
NEXT: dict[str, tuple[str, ...]] = {
    REFERRED: _UNDECIDED,
    APPOINTMENT: _UNDECIDED,
    NOT_YET: _UNDECIDED,
    UNREACHABLE: _UNDECIDED,
    DECLINED: (ATTENDED, APPOINTMENT),
    LOST: (ATTENDED, APPOINTMENT, NOT_YET, DECLINED),
    ATTENDED: (RETURN_NEEDED, NO_RETURN),
    RETURN_NEEDED: (*_UNDECIDED, RETURN_NEEDED),
    NO_RETURN: (RETURN_NEEDED,),
}
"""The states that may follow each state, in the order in which they are offered."""

DUE_DAYS = {REFERRED: 7, NOT_YET: 7, UNREACHABLE: 3, RETURN_NEEDED: 7}
"""Days after which to ask what became of it; states that are missing have nothing more to ask, unless there is a day
agreed on: then it is the day after."""
URGENT_DAYS = 2
"""Days after which to ask somebody who was referred with a sign that asks for an examination now."""
TRIES = 3
"""Times in a row that nothing was achieved after which somebody may be called lost."""
LONG = timedelta(days=90)
"""Time without anything achieved after which somebody may be called lost."""

LABELS = {
    REFERRED: N_("referred"),
    APPOINTMENT: N_("appointment made"),
    NOT_YET: N_("not gone yet"),
    ATTENDED: N_("examined"),
    DECLINED: N_("declined"),
    LOST: N_("lost from view"),
    UNREACHABLE: N_("not reached"),
    RETURN_NEEDED: N_("please call and remind to return to the facility"),
    NO_RETURN: N_("no need to return for now"),
}
"""The states in neutral words: whether to call on somebody again, and never why."""


class Told(Protocol):
    """An event, as far as the rules look at it."""

    @property
    def state(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def appointment(self) -> date | None: ...


def state_after(events: Sequence[Told]) -> str:
    """The state after these events, in the order in which they were told."""
    return events[-1].state if events else REFERRED


def due_on(referred_on: date, urgent: bool, events: Sequence[Told]) -> date | None:
    """The day to ask what became of it; None when there is nothing more to ask. Never before the referral."""
    if not events:
        return referred_on + timedelta(days=URGENT_DAYS if urgent else DUE_DAYS[REFERRED])
    last = events[-1]
    if last.state in (APPOINTMENT, RETURN_NEEDED) and last.appointment is not None:
        return max(last.appointment, referred_on) + timedelta(days=1)
    days = DUE_DAYS.get(last.state)
    return None if days is None else max(last.day, referred_on) + timedelta(days=days)


def may_be_lost(referred_on: date, events: Sequence[Told], today: date) -> bool:
    """Whether it is time to call somebody lost: tried often enough in vain, or for long."""
    if LOST not in NEXT[state_after(events)]:
        return False
    tries, since = 0, referred_on
    for event in reversed(events):
        if event.state not in (NOT_YET, UNREACHABLE):
            since = max(event.day, event.appointment or event.day)
            break
        tries += 1
    return tries >= TRIES or today - since >= LONG


def is_told(events: Sequence[Told], state: str, appointment: date | None, day: date) -> bool:
    """Whether the last event says this already, so that saying it again (a second tap) adds nothing. Only what can
    follow itself, such as another try in vain, is new on another day."""
    if not events:
        return False
    last = events[-1]
    same = (last.state, last.appointment) == (state, appointment)
    return same and (last.day == day or state not in NEXT[state])


def steps_to(state: str, wanted: str) -> tuple[str, ...]:
    """The steps from a state to one that an examination's result leads to: whoever has a result was examined."""
    if state == wanted:
        return ()
    return (wanted,) if wanted in NEXT[state] else (ATTENDED, wanted)


def refusal(state: str, wanted: str, appointment: date | None, referred_on: date, lang: Language) -> str | None:
    """Why `wanted` cannot follow `state`, as a sentence for the person; None when it can."""
    if wanted not in NEXT[state] or (wanted == state == RETURN_NEEDED and appointment is None):
        return _jump(state, lang)
    if wanted == APPOINTMENT and appointment is None:
        return lang.say("An appointment needs a day.")
    if appointment is not None and appointment < referred_on:
        return lang.say("The appointment cannot be before the referral.")
    return None


def _jump(state: str, lang: Language) -> str:
    match state:
        case "attended":
            return lang.say("The client has been examined already, so this step no longer fits.")
        case "no_return":
            return lang.say("The client has been examined and need not return for now, so this step no longer fits.")
        case "return_needed":
            return lang.say("The client has been examined and shall return: only what comes next can be logged.")
        case "declined":
            return lang.say("The client has declined. After a change of mind, log the appointment or the examination.")
        case "lost":
            return lang.say("The client is lost from view. If you meet again, log what the client said.")
    return lang.say("The client has not been examined yet, so this step does not fit.")
