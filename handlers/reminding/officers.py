"""What commune officers are reminded of: the report, people who wait for their yes, clients who did not return."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.overdue import applicants, not_back, officers_at_work
from handlers.calendar import REPORT_DAY
from handlers.reminding.follow import codes
from handlers.reminding.kinds import LOOK_BACK, Due, Kind, Moment, Part, last_step
from handlers.screens import Button
from locales import N_, Language

OFFICER = ("officer",)
REPORT_AHEAD = 2
"""Working days before the day of the report on which it is reminded of."""
WAITING_STEPS = (1, 3, 7)
"""Days that somebody has waited for a yes after which the officer is reminded."""
NOT_BACK = timedelta(days=30)
"""How long after somebody was asked to return the officer is told that she has not."""


async def ask_report(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """All officers, in the last days before the report."""
    day = moment.day
    until = moment.calendar.report_day(day)
    if not moment.calendar.working_day_of_month(day, REPORT_DAY - REPORT_AHEAD) <= day <= until:
        return []
    return [Due(person_id, f"{day:%Y-%m}", until) for person_id in await officers_at_work(session, day, among)]


def tell_report(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Which report, and until when."""
    until: date = due[-1].about
    reported = until.replace(day=1) - timedelta(days=1)
    text = lang.say(
        "📊 The report on month {month} is due by {day}. Has everybody's work been written down?",
        month=f"{reported.month}/{reported.year}",
        day=lang.short_date(until),
    )
    return Part(text, (Button(lang.say("👩‍👩‍👧 Collaborators"), "+people"),))


async def ask_approvals(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The officers for whose yes somebody waits since yesterday or longer."""
    day = moment.day
    first, last = day - LOOK_BACK, day - timedelta(days=WAITING_STEPS[0])
    found = await applicants(session, day, first, last, among)
    return [
        Due(one.officer_id, f"{one.grant_id}.{last_step(WAITING_STEPS, (day - one.since).days)}", one.grant_id)
        for one in found
    ]


def tell_approvals(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """How many wait."""
    text = lang.plural(
        "⏳ {n} person has joined by your code and waits for you to confirm her.",
        "⏳ {n} people have joined by your code and wait for you to confirm them.",
        len({one.about for one in due}),
    )
    return Part(text, (Button(lang.say("👩‍👩‍👧 Collaborators"), "+people"),))


async def ask_returns(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The officers of clients who were asked to return to the facility a month ago."""
    day = moment.day
    found = await not_back(session, day, day - LOOK_BACK, day - NOT_BACK, among)
    return [Due(one.officer_id, str(one.event_id), one) for one in found]


def tell_returns(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Who did not return; never why she should."""
    found = [one.about for one in due]
    text = lang.plural(
        "🔔 {n} client was asked to return to the facility 30 days ago and has not been seen there: {codes}.",
        "🔔 {n} clients were asked to return to the facility 30 days ago and have not been seen there: {codes}.",
        len(found),
        codes=codes([one.code for one in found], lang),
    )
    if len(found) == 1:
        return Part(text, (Button(lang.say("☑️ Open the referral"), f"+referral:{found[0].referral_id}"),))
    return Part(text, (Button(lang.say("🔬 Results"), "+results"),))


REPORT = Kind("report", N_("The monthly report"), OFFICER, "working days", ask_report, tell_report)
APPROVAL = Kind("approval", N_("People to be confirmed"), OFFICER, "working days", ask_approvals, tell_approvals)
RETURN = Kind("return", N_("Clients who did not return"), OFFICER, "working days", ask_returns, tell_returns)
