"""Referrals of which nobody knows what became: 7, 14 and 30 days after the referral, or the day after an appointment.

The day to ask follows from what was told last (see handlers/outcomes.py); from then on the collaborator is reminded
until the state says otherwise. With a sign that asks for an examination now it begins after 2 days and cannot be muted.
"""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from db.overdue import Ask, referrals_to_ask
from handlers.actions import FIELD_WORKERS
from handlers.reminding.kinds import LOOK_BACK, Due, Kind, Moment, Part, last_step
from handlers.screens import Button
from locales import N_, Language

STEPS = (0, 7, 23)
"""Days after the day to ask: after a referral that day is the seventh, so it is the 7th, the 14th and the 30th."""
URGENT_STEPS = (0, 2, 5, 12, 28)
"""The same where an examination is needed now: the 2nd, 4th, 7th, 14th and 30th."""
NAMED = 3
"""Clients named by their codes; of more only the number is told."""


async def ask(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The referrals to ask about, but for the urgent ones."""
    return await _ask(session, moment, among, urgent=False)


async def ask_urgent(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The urgent referrals to ask about."""
    return await _ask(session, moment, among, urgent=True)


def tell(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Whom to ask."""
    text = lang.plural(
        "☑️ Please ask how it went with {n} person whom you referred: {codes}.",
        "☑️ Please ask how it went with {n} people whom you referred: {codes}.",
        len(due),
        codes=codes([one.about.code for one in due], lang),
    )
    return Part(text, (_button(due, lang),))


def tell_urgent(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Who needs an examination now."""
    text = lang.plural(
        "🔴 {n} person should be examined soon and nothing is known yet: {codes}. Please call on her.",
        "🔴 {n} people should be examined soon and nothing is known yet: {codes}. Please call on them.",
        len(due),
        codes=codes([one.about.code for one in due], lang),
    )
    return Part(text, (_button(due, lang),))


def codes(found: Sequence[str], lang: Language) -> str:
    """The first few client codes, each once, and how many more there are."""
    each = list(dict.fromkeys(found))
    named = ", ".join(each[:NAMED])
    return named if len(each) <= NAMED else lang.say("{codes} and {n} more", codes=named, n=len(each) - NAMED)


async def _ask(session: AsyncSession, moment: Moment, among: Collection[int] | None, *, urgent: bool) -> Sequence[Due]:
    found = await referrals_to_ask(session, moment.day, moment.day - LOOK_BACK, among)
    dues = (_due(one, moment) for one in found if one.urgent is urgent)
    return [due for due in dues if due is not None]


def _due(one: Ask, moment: Moment) -> Due | None:
    """What there is to ask today. The steps are counted from the morning of the first one: a day to ask that falls into
    the holidays must not bring the second step on the heels of the first."""
    first = one.due_on if one.urgent else moment.calendar.next_working_day(one.due_on)
    step = last_step(URGENT_STEPS if one.urgent else STEPS, (moment.day - first).days)
    return None if step is None else Due(one.person_id, f"{one.referral_id}.{one.due_on:%y%m%d}.{step}", one)


def _button(due: Sequence[Due], lang: Language) -> Button:
    """Opens the one referral, or the list."""
    if len(due) == 1:
        return Button(lang.say("☑️ Tell how it went"), f"+referral:{due[0].about.referral_id}")
    return Button(lang.say("☑️ To follow up"), "+follow")


FOLLOW = Kind("follow", N_("Asking after referrals"), FIELD_WORKERS, "working days", ask, tell)
URGENT = Kind("urgent", N_("Needs an examination now"), FIELD_WORKERS, "daily", ask_urgent, tell_urgent, mutable=False)
