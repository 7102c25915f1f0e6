"""What is told of each week: to collaborators of their own on Friday afternoon, to officers and supervisors of their
communes' on Monday morning, or on the next working day. Said at any time within the week after, if the clock was off.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.catalogue import catalogue
from db.overdue import Post, collaborators_at_work, posts_at_work
from handlers.calendar import OPENS, at
from handlers.digests.commune import compose_commune
from handlers.digests.doubts import doubts
from handlers.digests.facts import monday_of
from handlers.digests.gathering import commune_weeks, overviews, weeks_of
from handlers.digests.mine import compose_mine
from handlers.digests.overview import compose_overview
from handlers.digests.rows import commune_sheet, unusual_handouts
from handlers.reminding.kinds import Due, Kind, Moment, Part
from handlers.screens import Screen
from locales import N_, Language

WEEK = timedelta(days=7)
FRIDAY = 4
DIGEST_TIME = time(7, 30)
"""When officers get the digest unless their commune wants it at an hour of its own."""
COMMUNES_AT_ONCE = 8
"""Digests of one transaction: each has hundreds of records behind it."""


async def ask_summaries(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The collaborators at work, and their last week that is over."""
    monday = _last_week(SUMMARY, moment)
    people = await collaborators_at_work(session, moment.day, among)
    period = _period(monday)
    if among is None:
        return [Due(person_id, period) for person_id in people]
    found = await weeks_of(session, people, monday, moment.day)
    return [Due(person_id, period, mine) for person_id, mine in found.items() if mine.worth_telling]


def tell_summary(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Her week."""
    return _part([compose_mine(due[-1].about, lang)])


async def ask_digests(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The officers at work, for each commune of theirs and its own hour."""
    posts = await posts_at_work(session, moment.day, "officer", among)
    monday = _last_week(DIGEST, moment)
    day = DIGEST.in_week(monday + WEEK, moment.zone, moment.calendar).date()
    due = [
        Due(
            post.person_id,
            f"{_period(monday)}.{post.area_id}",
            post.area_id,
            at(day, DIGEST_TIME if post.digest_hour is None else time(post.digest_hour), moment.zone),
        )
        for post in posts
    ]
    if among is None:
        return due
    areas = [await session.get_one(Area, area_id) for area_id in _areas(posts)]
    weeks = await commune_weeks(session, areas, monday, moment.day)
    lists = await catalogue(session, moment.day)
    return [replace(one, about=(weeks[one.about], lists)) for one in due]


def tell_digest(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Each commune's week, with the picture and the file."""
    screens = []
    for week, lists in (one.about for one in due):
        doubted = doubts(week.rows, week.sizes, unusual_handouts(week.rows, lists))
        sheets = (commune_sheet(week, doubted, lists, lang),) if week.rows or week.people else ()
        screens.append(replace(compose_commune(week, doubted, lang), sheets=sheets))
    return _part(screens)


async def ask_overviews(session: AsyncSession, moment: Moment, among: Collection[int] | None) -> Sequence[Due]:
    """The supervisors at work, for each of their areas."""
    posts = await posts_at_work(session, moment.day, "supervisor", among)
    monday = _last_week(OVERVIEW, moment)
    due = [Due(post.person_id, f"{_period(monday)}.{post.area_id}", post.area_id) for post in posts]
    if among is None:
        return due
    areas = [await session.get_one(Area, area_id) for area_id in _areas(posts)]
    found = await overviews(session, areas, monday, moment.day)
    return [replace(one, about=found[one.about]) for one in due]


def tell_overview(due: Sequence[Due], lang: Language, _today: date) -> Part:
    """Each area's week, with the pictures and the file."""
    return _part([compose_overview(one.about, lang) for one in due])


def _last_week(kind: Kind, moment: Moment) -> date:
    """The Monday of the last week that is told of by now: that of the summary itself, that before the digest."""
    monday = monday_of(moment.day)
    while kind.in_week(monday, moment.zone, moment.calendar) > moment.now:
        monday -= WEEK
    return monday if kind.weekly[0] == FRIDAY else monday - WEEK


def _period(monday: date) -> str:
    return f"{monday:%G-W%V}"


def _areas(posts: Sequence[Post]) -> list[int]:
    return sorted({post.area_id for post in posts})


def _part(screens: Sequence[Screen]) -> Part:
    return Part(
        "\n\n".join(screen.text for screen in screens),
        tuple(button for screen in screens for button in screen.buttons),
        tuple(chart for screen in screens for chart in screen.charts),
        tuple(sheet for screen in screens for sheet in screen.sheets),
    )


SUMMARY = Kind(
    "summary",
    N_("My week"),
    ("collaborator",),
    "weekly",
    ask_summaries,
    tell_summary,
    useful=timedelta(days=5),
    alone=True,
    weekly=(FRIDAY, time(17)),
)
DIGEST = Kind(
    "digest",
    N_("The commune's week"),
    ("officer",),
    "weekly",
    ask_digests,
    tell_digest,
    useful=WEEK,
    alone=True,
    at_once=COMMUNES_AT_ONCE,
    weekly=(0, OPENS),
)
OVERVIEW = Kind(
    "overview",
    N_("The communes' week"),
    ("supervisor",),
    "weekly",
    ask_overviews,
    tell_overview,
    useful=WEEK,
    alone=True,
    at_once=COMMUNES_AT_ONCE,
    weekly=(0, time(8)),
)
