"""The report on the month past: to officers of their commune, to supervisors of theirs together, at 08:00 on the 1st.

It is an item of work: when the 1st is a day off, it comes on the next working day. Said up to two days late, if the
clock was off.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.overdue import posts_at_work
from handlers.monthly.facts import Month
from handlers.monthly.files import report_of, workbook_of
from handlers.monthly.gathering import commune_reports, report_above
from handlers.monthly.pages import in_words
from handlers.reminding.kinds import Due, Kind, Moment, Part
from handlers.screens import Button
from locales import N_, Language


async def ask(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The officers and supervisors at work, for each of their areas."""
    posts = [
        post for role in ("officer", "supervisor") for post in await posts_at_work(session, moment.day, role, among)
    ]
    month = moment.day.replace(day=1) - timedelta(days=1)
    due = [Due(post.person_id, f"{month:%Y-%m}.{post.area_id}", post.area_id) for post in posts]
    if among is None:
        return due
    areas = [await session.get_one(Area, area_id) for area_id in sorted({post.area_id for post in posts})]
    reports = await commune_reports(session, [one for one in areas if one.kind == "commune"], month, moment.day)
    for area in areas:
        if area.kind != "commune":
            reports[area.id] = await report_above(session, area, month, moment.day)
    made_at = moment.now.astimezone(moment.zone).replace(tzinfo=None)
    return [replace(one, about=(reports[one.about], made_at)) for one in due]


def tell(due: Sequence[Due], lang: Language, _today: object) -> Part:
    """Each area's month, with both files."""
    told: list[tuple[Month, datetime]] = [one.about for one in due]
    return Part(
        "\n\n".join(in_words(lang, month) for month, _ in told),
        (Button(lang.say("🎯 Scorecard"), "+targets"),),
        sheets=tuple(workbook_of(lang, *one) for one in told),
        reports=tuple(report_of(lang, *one) for one in told),
    )


MONTHLY = Kind(
    "monthly",
    N_("The month's figures"),
    ("officer", "supervisor"),
    "monthly",
    ask,
    tell,
    alone=True,
    at_once=20,
)
