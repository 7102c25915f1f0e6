"""What is shown of a referral and of what became of it, in neutral words: never what an examination found."""

from collections.abc import Mapping, Sequence
from datetime import date

from db import clients
from db.records import Kept
from db.referral_events import Event
from db.referrals import Open
from handlers.outcomes import LABELS, NEXT, NO_RETURN, REFERRED, RETURN_NEEDED, may_be_lost, state_after
from handlers.purposes import is_screening, purpose_names
from handlers.turn import Turn
from locales import N_

STEPS = {
    "attended": (N_("✅ Examined"), ("khám rồi", "đi khám rồi", "đã đi", "đi rồi", "đã đi khám", "examined")),
    "appointment": (N_("📅 Appointment made"), ("hẹn", "đã hẹn", "có hẹn", "appointment")),
    "not_yet": (N_("⏳ Not gone yet"), ("chưa", "chưa khám", "chưa đi khám", "chưa đi được", "not yet")),
    "unreachable": (
        N_("📵 Not reached"),
        ("không liên lạc được", "không gọi được", "không gặp được", "chưa gặp được", "không nghe máy", "unreachable"),
    ),
    "declined": (N_("✋ Declined"), ("không đi", "không muốn đi", "không đồng ý", "declined")),
    "lost": (N_("🍂 Lost from view"), ("mất liên lạc", "mất tích", "chuyển đi", "lost")),
    "return_needed": (N_("🔔 To be seen again"), ("tái khám", "hẹn tái khám", "phải quay lại", "cần quay lại")),
    "no_return": (N_("👌 No need to be seen again"), ("không phải quay lại", "không cần quay lại", "xong")),
}
"""What can be told of a referral: the label of its button, and what else people type."""


async def hints_of(turn: Turn, found: Sequence[Open]) -> Mapping[int, str]:
    """The sealed hints of the speaker's own clients among these referrals, by client."""
    return await clients.hints(turn.session, turn.own, [one.client_id for one in found if one.client_id is not None])


def who(turn: Turn, one: Open, hints: Mapping[int, str]) -> str:
    """Whom a referral is about: the code and the own collaborator's hint; without a code, the slip's number."""
    if one.client_id is None or one.code is None:
        return " · ".join((one.slip, turn.lang.say("without a code")))
    hint = hints.get(one.client_id)
    return f"{one.code} · {hint}" if hint else one.code


def what_for(turn: Turn, one: Open) -> str:
    """What a referral is for."""
    return purpose_names(turn.catalogue, turn.lang, one.purposes)


def line(turn: Turn, one: Open, hints: Mapping[int, str]) -> str:
    """A referral in the follow-up list: a mark, whom, the day, what for."""
    due = one.due_on or one.referred_on
    mark = "🔴" if one.urgent else "🔔" if one.state == RETURN_NEEDED else "⏰" if due <= turn.today else "🗓"
    return f"{mark} {who(turn, one, hints)} · {turn.lang.short_date(due)} · {what_for(turn, one)}"


def in_words(turn: Turn, state: str, appointment: date | None) -> str:
    """A state in neutral words, with the day that was agreed on."""
    words = turn.lang.say(LABELS[state])
    return f"{words}, {turn.lang.short_date(appointment)}" if appointment else words


def page(turn: Turn, one: Open, kept: Kept, events: Sequence[Event], hints: Mapping[int, str]) -> str:
    """A referral with its history."""
    lang = turn.lang
    lines = [f"🩺 {who(turn, one, hints)}", what_for(turn, one)]
    if one.code is not None:
        lines.append(lang.say("Slip {number}", number=one.slip))
    if place := facility_name(turn, kept):
        lines.append(": ".join((lang.say("Where to"), place)))
    if one.urgent:
        lines.append(lang.say("🔴 Needs an examination now"))
    lines += ["", *history(turn, one, events)]
    if one.due_on is not None:
        lines.append(lang.say("Ask again: {day}", day=lang.date(one.due_on, turn.today)))
    if may_be_lost(one.referred_on, events, turn.today):
        lines += ["", lang.say("Asked several times or for long without news: you may log “lost from view”.")]
    return "\n".join(lines)


def history(turn: Turn, one: Open, events: Sequence[Event]) -> list[str]:
    """What became of a referral, a line for each step."""
    steps: list[tuple[date, str, date | None]] = [(one.referred_on, REFERRED, None)]
    steps += [(event.day, event.state, event.appointment) for event in events]
    return [f"• {turn.lang.short_date(day)}: {in_words(turn, state, appointment)}" for day, state, appointment in steps]


def facility_name(turn: Turn, kept: Kept) -> str:
    """The name of the facility, if one was chosen."""
    code = kept.facts["facility"]
    return next((place.name for place in turn.catalogue.facilities if place.code == code), code or "")


def tellable(turn: Turn, one: Open, events: Sequence[Event]) -> tuple[str, ...]:
    """The states that can be told next. Whether somebody must be seen again after a screening follows from the result,
    which is the officer's."""
    state = state_after(events)
    by_result = (RETURN_NEEDED, NO_RETURN) if is_screening(turn.catalogue, one.purposes) else ()
    again = (RETURN_NEEDED,) if state == RETURN_NEEDED else ()
    return tuple(step for step in NEXT[state] if step not in (*by_result, *again))
