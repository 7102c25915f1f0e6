"""A week on demand: what the clock says of it by itself, at any moment and of earlier weeks, too."""

import re
from dataclasses import replace
from datetime import date, timedelta

from db.areas import Area
from handlers.actions import action, row_id
from handlers.digests.commune import compose_commune
from handlers.digests.doubts import doubts
from handlers.digests.facts import monday_of
from handlers.digests.gathering import commune_weeks, overviews, weeks_of
from handlers.digests.mine import compose_mine
from handlers.digests.overview import compose_overview
from handlers.digests.rows import commune_sheet, unusual_handouts
from handlers.filling import home_row
from handlers.people import not_yours
from handlers.screens import Button, Screen
from handlers.turn import Turn

WEEK = timedelta(days=7)
EARLIEST = timedelta(weeks=52)
"""How far back weeks are shown."""
SEEN_BY = {"officer": ("officer",), "supervisor": ("supervisor", "admin"), "collaborator": ("collaborator",)}
"""The roles that see a week as it is told to a role. Who has several sees the first of them."""


@action("week")
async def show_week(turn: Turn, argument: str) -> Screen:
    """A week. The argument is the role, the area and the Monday (as an ordinal), `officer.12.739000`; each part may be
    missing: then it is the role that speaks, its area, and the week of its last digest."""
    role, area, monday = _wanted(turn, argument)
    roles = SEEN_BY.get(role, ())
    held = next((one for one in turn.person.roles if one.role in roles and area in (None, one.area_id)), None)
    if held is None:
        return await not_yours(turn)
    this_week = monday_of(turn.today)
    if monday is None:
        monday = this_week if role == "collaborator" else this_week - WEEK
    screen = await _told(turn, role, held.area_id, monday)
    key = f"+week:{role}.{held.area_id}"
    rows = list(screen.rows)
    if role == "collaborator":
        rows.append((Button(turn.lang.say("◀️ The week before"), f"{key}.{(monday - WEEK).toordinal()}"),))
    if monday < this_week:
        rows.append((Button(turn.lang.say("▶️ The week after"), f"{key}.{(monday + WEEK).toordinal()}"),))
    return replace(screen, rows=(*rows, home_row(turn, fresh=True)))


async def _told(turn: Turn, role: str, area_id: int, monday: date) -> Screen:
    """A week as it is told to a role; of a week that is over as on the day after it."""
    if role == "collaborator":
        mine = await weeks_of(turn.session, [turn.person.id], monday, turn.today)
        return compose_mine(mine[turn.person.id], turn.lang)
    area, day = await turn.session.get_one(Area, area_id), min(turn.today, monday + WEEK)
    return await (_commune if role == "officer" else _overview)(turn, area, monday, day)


async def _commune(turn: Turn, commune: Area, monday: date, day: date) -> Screen:
    week = (await commune_weeks(turn.session, [commune], monday, day))[commune.id]
    doubted = doubts(week.rows, week.sizes, unusual_handouts(week.rows, turn.catalogue))
    screen = compose_commune(week, doubted, turn.lang)
    return replace(screen, sheets=(commune_sheet(week, doubted, turn.catalogue, turn.lang),))


async def _overview(turn: Turn, place: Area, monday: date, day: date) -> Screen:
    return compose_overview((await overviews(turn.session, [place], monday, day))[place.id], turn.lang)


def _wanted(turn: Turn, argument: str) -> tuple[str, int | None, date | None]:
    """The role, the area and the Monday that an argument names."""
    role, _, rest = argument.partition(".")
    area, _, ordinal = rest.partition(".")
    if role not in SEEN_BY:
        speaks = [turn.person.acting] if turn.person.acting else turn.person.roles
        has = {one.role for one in speaks}
        return next((one for one, roles in SEEN_BY.items() if has & set(roles)), ""), None, None
    this_week = monday_of(turn.today)
    monday = monday_of(date.fromordinal(int(ordinal))) if re.fullmatch(r"7\d{5}", ordinal) else None
    if monday is not None and not this_week - EARLIEST <= monday <= this_week:
        monday = None
    return role, row_id(area), monday
