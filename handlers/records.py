"""What a kind of record is to the notebook: how it is kept, named, shown, corrected, repeated and added up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.records import Kept, Ledger
from handlers.forms import Form
from handlers.periods import open_since
from handlers.screens import Button, Paper, Screen
from handlers.turn import Turn

SAME_WITHIN = timedelta(minutes=15)
"""Two records that say the same within this time are probably one."""
OLDEST = 60
"""Days back that something may be logged."""


async def _nothing(_turn: Turn, _record: Kept) -> None:
    """Nothing follows from most records."""


async def _none(_turn: Turn, _record: Kept) -> tuple[Paper, ...]:
    """No paper belongs to most records."""
    return ()


@dataclass(frozen=True)
class RecordKind:
    """A kind of record.

    `form` asks its facts; the action `again` repeats the last one. `facts` makes facts of the form's answers (with the
    record that is corrected, if one is), `answers` makes of a record the answers that would make it. `brief` is the
    record in a line, `lines` its details, `sums` what those of some days add up to.
    `follows` brings in step what depends on a record that was added, corrected or withdrawn: it is called with the
    record as it was, if it was, and with the record as it is. `buttons` lead on from an entry, `papers` belong to it
    and are sent anew when it was corrected.
    """

    ledger: Ledger
    form: Form
    again: str
    facts: Callable[[Turn, dict[str, Any], Kept | None], Awaitable[dict[str, Any]]]
    answers: Callable[[Turn, Kept], Awaitable[dict[str, Any]]]
    brief: Callable[[Turn, Kept], str]
    lines: Callable[[Turn, Kept], Awaitable[list[str]]]
    sums: Callable[[Turn, date, date], Awaitable[list[str]]]
    follows: Callable[[Turn, Kept], Awaitable[None]] = _nothing
    buttons: Callable[[Turn, Kept], tuple[Button, ...]] = lambda _turn, _kept: ()
    papers: Callable[[Turn, Kept], Awaitable[tuple[Paper, ...]]] = _none

    @property
    def mark(self) -> str:
        """The emoji that stands for the kind: its form's title begins with it."""
        return self.form.title.split()[0]


async def keep(turn: Turn, kind: RecordKind, answers: dict[str, Any]) -> Kept:
    """Keeps a new record of the speaker. LookupError without a working area (see `no_area`)."""
    area = turn.person.working_area
    if area is None:
        raise LookupError("somebody without a working area logs nothing")
    record_id = await kind.ledger.add(
        turn.session,
        await kind.facts(turn, answers, None),
        person_id=turn.person.id,
        area_id=area,
        channel=turn.channel,
        update_id=turn.update_id,
        part=turn.next_part(),
        now=turn.now,
    )
    kept = await _own(turn, kind, record_id)
    await kind.follows(turn, kept)
    return kept


async def correct(turn: Turn, kind: RecordKind, kept: Kept, answers: dict[str, Any]) -> bool:
    """Corrects a record of the speaker; False when nothing was different."""
    facts = await kind.facts(turn, answers, kept)
    changed = await kind.ledger.correct(turn.session, turn.own, kept.id, facts, person_id=turn.person.id, now=turn.now)
    if changed:
        await kind.follows(turn, kept)
        await kind.follows(turn, await _own(turn, kind, kept.id))
    return changed


async def withdraw(turn: Turn, kind: RecordKind, kept: Kept, reason: str) -> None:
    """Withdraws a record of the speaker."""
    await kind.ledger.withdraw(turn.session, turn.own, kept.id, reason, person_id=turn.person.id, now=turn.now)
    await kind.follows(turn, await _own(turn, kind, kept.id))


def is_open(turn: Turn, kept: Kept) -> bool:
    """Whether a record can still be changed: its month is open, or it was entered today."""
    entered_today = kept.entered_at.astimezone(turn.zone).date() == turn.now.astimezone(turn.zone).date()
    return kept.withdrawn_at is None and (kept.day >= open_since(turn.today) or entered_today)


def no_area(turn: Turn) -> Screen:
    """What is said to somebody who has no working area."""
    return Screen(turn.lang.say("You have no working area at present. Please ask the commune officer."))


async def _own(turn: Turn, kind: RecordKind, record_id: int) -> Kept:
    kept = await kind.ledger.one(turn.session, turn.own, record_id)
    if kept is None:
        raise LookupError(f"{kind.ledger.kind} {record_id} is not the speaker's")
    return kept
