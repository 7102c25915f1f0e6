"""Clients who run out of what they get regularly: three days before."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.overdue import supplies_to_bring
from handlers.actions import FIELD_WORKERS
from handlers.reminding.follow import codes
from handlers.reminding.kinds import Due, Kind, Moment, Part
from handlers.screens import Button
from locales import N_, Language

AHEAD = timedelta(days=3)
"""How long before the end of a supply its collaborator is reminded."""
BEHIND = timedelta(days=7)
"""How long after it that is still of use."""


async def ask(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The supplies that end soon, or ended a few days ago."""
    day = moment.day
    found = await supplies_to_bring(session, day, day - BEHIND, day + AHEAD, among)
    return [Due(one.person_id, f"{one.client_id}.{one.runs_out_on:%y%m%d}.{one.product}"[:60], one) for one in found]


def tell(due: Sequence[Due], lang: Language, today: date) -> Part:
    """Who needs something, and until when it lasts."""
    found = [one.about for one in due]
    clients = [one.code for one in found]
    first = min(one.runs_out_on for one in found)
    values = {"codes": codes(clients, lang), "day": lang.short_date(max(first, today))}
    text = lang.plural(
        "⏰ {n} client runs out soon ({day}): {codes}. Please bring her something in time.",
        "⏰ {n} clients run out soon (from {day}): {codes}. Please bring them something in time.",
        len(set(clients)),
        **values,
    )
    if len(found) == 1:
        give = Button(lang.say("📦 Write down her new supply"), f"+give:{found[0].client_id}.{found[0].product}")
        return Part(text, (give,))
    return Part(text, (Button(lang.say("⏰ Running out"), "+resupply"),))


RESUPPLY = Kind("resupply", N_("Clients running out"), FIELD_WORKERS, "daily", ask, tell)
