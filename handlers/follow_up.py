"""Keeping what becomes of a referral: the rules of handlers/outcomes.py over the events in the database."""

from datetime import date

from db import clients, referral_events, referrals
from db.records import Kept
from db.referral_events import Event
from db.referrals import REFERRALS
from db.scope import Scope
from handlers.outcomes import due_on, is_told, refusal, state_after
from handlers.rights import as_officer
from handlers.turn import Turn


class Impossible(Exception):
    """A step that cannot be taken; its text is a sentence for the person."""


async def bring_in_step(turn: Turn, scope: Scope, kept: Kept) -> None:
    """Brings a referral's state and the day to ask next in step with its events, its day and its sign.

    Nobody is asked about people without a code, nor about somebody forgotten, nor about a referral that was withdrawn.
    """
    events = await referral_events.events(turn.session, scope, kept.id)
    due = _due(kept, events) if await _is_known(turn, kept) else None
    await referral_events.set_state(turn.session, scope, kept.id, state_after(events), due)


async def reach(turn: Turn, referral_id: int) -> tuple[Scope, Kept] | None:
    """A referral of the speaker's own, or else of the areas in which the speaker is an officer, held for this
    transaction, and the scope under which it was found."""
    for scope in await _scopes(turn):
        kept = await REFERRALS.one(turn.session, scope, referral_id)
        if kept is not None:
            return scope, kept
    return None


async def reach_slip(turn: Turn, slip: str) -> int | None:
    """The id of the referral with this slip number, if the speaker may see it (see `reach`)."""
    for scope in await _scopes(turn):
        found = await referrals.with_slip(turn.session, scope, slip)
        if found is not None:
            return found
    return None


async def take_step(turn: Turn, scope: Scope, kept: Kept, state: str, appointment: date | None = None) -> bool:
    """Adds what became of a referral, today; False when that was told already. Raises Impossible."""
    if kept.withdrawn_at is not None:
        raise Impossible(turn.lang.say("This referral was withdrawn."))
    events = await referral_events.events(turn.session, scope, kept.id)
    if is_told(events, state, appointment, turn.today):
        return False
    if wrong := refusal(state_after(events), state, appointment, kept.day, turn.lang):
        raise Impossible(wrong)
    await referral_events.add_event(
        turn.session,
        scope,
        kept.id,
        state,
        turn.today,
        appointment,
        person_id=turn.person.id,
        channel=turn.channel,
        update_id=turn.update_id,
        now=turn.now,
    )
    await bring_in_step(turn, scope, kept)
    return True


async def take_back_step(turn: Turn, scope: Scope, kept: Kept, event_id: int) -> bool:
    """Takes back the last step, if it is this one and the speaker told it today."""
    last = last_own_step(turn, await referral_events.events(turn.session, scope, kept.id))
    if last is None or last.id != event_id:
        return False
    await referral_events.take_back(turn.session, scope, event_id, person_id=turn.person.id, now=turn.now)
    await bring_in_step(turn, scope, kept)
    return True


def last_own_step(turn: Turn, events: list[Event]) -> Event | None:
    """The last step, if it can still be taken back: the speaker told it, and today."""
    if not events or events[-1].person_id != turn.person.id:
        return None
    told_on = events[-1].at.astimezone(turn.zone).date()
    return events[-1] if told_on == turn.now.astimezone(turn.zone).date() else None


async def _scopes(turn: Turn) -> list[Scope]:
    return [turn.own, *([await as_officer(turn)] if turn.person.has("officer") else [])]


async def _is_known(turn: Turn, kept: Kept) -> bool:
    """Whether a referral is of a client who can be asked about: one with a code, and not forgotten."""
    client_id = kept.facts["client_id"]
    found = None if client_id is None else await clients.client(turn.session, Scope.everything(), client_id)
    return found is not None and found.forgotten_at is None


def _due(kept: Kept, events: list[Event]) -> date | None:
    if kept.withdrawn_at is not None:
        return None
    return due_on(kept.day, kept.facts["sign"] is not None, events)
