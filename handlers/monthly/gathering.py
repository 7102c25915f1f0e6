"""Reading what monthly reports are made of: a few questions for all communes together."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, subtree
from db.catalogue import catalogue
from db.clusters import communes
from db.monthly import AreaMonth, commune_months
from db.plan import items_of, progress, told_on
from db.scope import Scope
from db.statistics.progress import SumsOfOne
from db.statistics.spans import bounds
from handlers.monthly.facts import Month
from handlers.scorecard.standing import standing

NOTHING = AreaMonth({}, {}, {})


async def commune_reports(session: AsyncSession, areas: Sequence[Area], month: date, today: date) -> dict[int, Month]:
    """The reports of communes on the month that a day lies in, by the communes' ids."""
    first, last = _days(month, today)
    scope = Scope(area_ids=await subtree(session, [area.id for area in areas]))
    found = await commune_months(session, scope, first)
    told, lists = await told_on(session, last), await catalogue(session, last)
    reports = {}
    for area in areas:
        one = found.get(area.id, NOTHING)
        year = SumsOfOne(one.year)
        items = await items_of(told, area, frozenset([area.id]), year, year)
        reports[area.id] = Month(area.name, first, last, one, [standing(item, last) for item in items], lists)
    return reports


async def report_above(session: AsyncSession, area: Area, month: date, today: date) -> Month:
    """The report of the city or a cluster on the month that a day lies in, with all its communes."""
    first, last = _days(month, today)
    scope = Scope(area_ids=await subtree(session, [area.id]))
    found = await commune_months(session, scope, first)
    inside = [one for one in await communes(session, last) if one.id in (scope.area_ids or ())]
    items = [standing(one, last, sums_only=True) for one in await progress(session, scope, area, last)]
    return Month(
        area.name,
        first,
        last,
        sum(found.values(), NOTHING),
        items,
        await catalogue(session, last),
        {one.name: found.get(one.id, NOTHING) for one in inside},
    )


def _days(month: date, today: date) -> tuple[date, date]:
    """The first and the last day of a month, as far as it is over."""
    first, last = bounds("month", month)
    return first, max(first, min(last, today))
