"""The monthly report on demand: the month in a few sentences, and both files on a tap."""

import re
from datetime import date, timedelta

from db.acts import note_act
from db.areas import Area
from handlers.actions import action
from handlers.filling import home_row
from handlers.monthly.facts import Month
from handlers.monthly.files import report_of, workbook_of
from handlers.monthly.gathering import commune_reports, report_above
from handlers.monthly.words import heading, summary
from handlers.rights import OVERSEERS, overseeing
from handlers.screens import Button, Screen
from handlers.turn import Turn
from locales import Language

FIRST = date(2022, 1, 1)
"""No month before is told."""


@action("report", OVERSEERS)
async def show_report(turn: Turn, argument: str) -> Screen:
    """A month in short; the argument is the month, `202610`, without one the last that is over."""
    month = _month(turn, argument)
    found = await _report(turn, month)
    return Screen(in_words(turn.lang, found), (*_rows(turn, month), home_row(turn)))


@action("report_file", OVERSEERS)
async def hand_out_report(turn: Turn, argument: str) -> Screen:
    """A month as a workbook and for the printer; the argument is as that of `report`. It is put on record."""
    month = _month(turn, argument)
    found, made_at = await _report(turn, month), turn.now.astimezone(turn.zone).replace(tzinfo=None)
    area_id = overseeing(turn).area_id
    await note_act(turn.session, "export report", "area", area_id, person_id=turn.person.id, now=turn.now)
    text = turn.lang.say("📄 {report}: to calculate with (XLSX) and to print (PDF).", report=heading(turn.lang, found))
    return Screen(
        text,
        (home_row(turn, fresh=True),),
        sheets=(workbook_of(turn.lang, found, made_at),),
        reports=(report_of(turn.lang, found, made_at),),
    )


def in_words(lang: Language, month: Month) -> str:
    """What a month's message says."""
    head = f"📑 {heading(lang, month)} · {month.place}"
    return "\n".join((head, month.days, "", *summary(lang, month)))


def _rows(turn: Turn, month: date) -> tuple[tuple[Button, ...], ...]:
    before, after = month - timedelta(days=1), (month + timedelta(days=31)).replace(day=1)
    moves = [Button(f"◀️ {before.month}/{before.year}", f"report:{before:%Y%m}")] if month > FIRST else []
    if after <= turn.today:
        moves.append(Button(f"▶️ {after.month}/{after.year}", f"report:{after:%Y%m}"))
    file = Button(turn.lang.say("📎 Excel and PDF"), f"+report_file:{month:%Y%m}")
    targets = Button(turn.lang.say("🎯 Scorecard"), "targets")
    return (file, targets), tuple(moves)


def _month(turn: Turn, argument: str) -> date:
    """The first day of the month that is meant."""
    last_over = (turn.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", argument):
        return last_over
    month = date(int(argument[:4]), int(argument[4:]), 1)
    return month if FIRST <= month <= turn.today else last_over


async def _report(turn: Turn, month: date) -> Month:
    """The report on the speaker's area."""
    area = await turn.session.get_one(Area, overseeing(turn).area_id)
    if area.kind == "commune":
        return (await commune_reports(turn.session, [area], month, turn.today))[area.id]
    return await report_above(turn.session, area, month, turn.today)
