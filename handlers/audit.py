"""The log as admins ask it: who looked at clients, took files, changed rights, forgot a client, cut a phone off.

The log holds no names. Those of the staff are joined when it is read; a client is a number.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import get_args

from db.acts import Done, acts_between, count_acts, note_act
from db.staff import Key, Staff, Subject, staff_named, subjects_named
from handlers.actions import action
from handlers.audit_words import KINDS, act_name, subject_name
from handlers.filling import home_row
from handlers.finding import ADMINS
from handlers.periods import Period, stretch
from handlers.roles import NAMES
from handlers.screens import Button, Screen, Sheet, Table, in_rows
from handlers.turn import Turn
from locales import N_, Language

PAGE = 10
"""Acts listed at once."""
MOST = 20_000
"""Acts in a file: the latest ones."""
PERIODS = {"day": N_("Today"), "week": N_("Week"), "month": N_("Month")}
ALL = "all"


@action("audit", ADMINS)
async def show_log(turn: Turn, argument: str) -> Screen:
    """What was done in a period. The argument is `period.back.kind.page`, each part optional: `week.1.read.0`."""
    lang, (period, back, kind, page) = turn.lang, _parts(argument)
    since, until = _instants(turn, period, back)
    counts = await count_acts(turn.session, since, until)
    acts = KINDS[kind][1] if kind in KINDS else None
    found = await acts_between(turn.session, since, until, acts=acts, limit=PAGE + 1, offset=page * PAGE)
    first, last = stretch(period, turn.today, back)
    span = lang.short_date(first) if first == last else f"{lang.short_date(first)} – {lang.short_date(last)}"
    lines = [": ".join((lang.say("🧾 Log"), span))]
    if kind in KINDS:
        lines.append(lang.say(KINDS[kind][0]))
    names, named = await _names(turn, found[:PAGE])
    lines += [f"• {_line(turn, one, names, named)}" for one in found[:PAGE]] or [lang.say("Nothing on record.")]
    moves = []
    if page:
        moves.append(Button(lang.say("⬅️ Newer"), f"audit:{period}.{back}.{kind}.{page - 1}"))
    if len(found) > PAGE:
        moves.append(Button(lang.say("Older ➡️"), f"audit:{period}.{back}.{kind}.{page + 1}"))
    kinds = [
        Button(f"{lang.say(label)} ({lang.number(n)})", f"audit:{period}.{back}.{name}")
        for name, (label, its) in KINDS.items()
        if name != kind and (n := sum(counts.get(act, 0) for act in its))
    ]
    if kind in KINDS:
        kinds.append(Button(lang.say("All"), f"audit:{period}.{back}"))
    others = [
        Button(lang.say(label), f"audit:{name}.0.{kind}") for name, label in PERIODS.items() if back or name != period
    ]
    others.append(Button(lang.say("◀️ One earlier"), f"audit:{period}.{back + 1}.{kind}"))
    file = (Button(lang.say("📄 As a file"), f"+audit_file:{period}.{back}.{kind}"),) if found else ()
    rows = (tuple(moves), *in_rows(kinds, 2), *in_rows(others, 2), (*file, *home_row(turn)))
    return Screen("\n".join(lines), tuple(filter(None, rows)))


@action("audit_file", ADMINS)
async def hand_out_log(turn: Turn, argument: str) -> Screen:
    """What was done in a period, as a file; the argument is as that of `audit`."""
    lang, (period, back, kind, _) = turn.lang, _parts(argument)
    since, until = _instants(turn, period, back)
    acts = KINDS[kind][1] if kind in KINDS else None
    found = await acts_between(turn.session, since, until, acts=acts, limit=MOST)
    await note_act(turn.session, "export audit", "acts", len(found), person_id=turn.person.id, now=turn.now)
    first, last = stretch(period, turn.today, back)
    title = lang.say("Log of Sổ Tay, {first} – {last}", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    sheet = Sheet(f"nhat-ky-{first.isoformat()}-{last.isoformat()}", title, (await _table(turn, found),))
    text = lang.say("📄 Here is the file. That you took it is on record.")
    return Screen(text, (home_row(turn, fresh=True),), sheets=(sheet,))


async def _table(turn: Turn, found: Sequence[Done]) -> Table:
    lang = turn.lang
    names, named = await _names(turn, found)
    rows = tuple(
        (
            one.at.astimezone(turn.zone).replace(tzinfo=None),
            one.person_id,
            _who(lang, one, names).name,
            _roles(lang, _who(lang, one, names)),
            act_name(lang, one.act),
            subject_name(lang, (one.subject, one.subject_id), named),
        )
        for one in found
    )
    titles = (N_("Date and time"), N_("Number"), N_("Name"), N_("Role"), N_("Act"), N_("What it was about"))
    head = tuple(lang.say(title) for title in titles)
    return Table(lang.say("Log"), head, rows)


async def _names(turn: Turn, found: Sequence[Done]) -> tuple[dict[int, Staff], dict[Key, Subject]]:
    """The names of who did these acts, and of what they were done to."""
    people = {one.person_id for one in found if one.person_id is not None}
    names = await staff_named(turn.session, people, turn.today)
    return names, await subjects_named(turn.session, {(one.subject, one.subject_id) for one in found})


def _line(turn: Turn, one: Done, names: dict[int, Staff], named: dict[Key, Subject]) -> str:
    lang, at = turn.lang, one.at.astimezone(turn.zone)
    who = _who(lang, one, names)
    said = f"{lang.short_date(at.date())} {lang.time(at, turn.zone)} · {who.name}"
    if roles := _roles(lang, who):
        said += f" ({roles})"
    return f"{said}: {act_name(lang, one.act)}, {subject_name(lang, (one.subject, one.subject_id), named)}"


def _who(lang: Language, one: Done, names: dict[int, Staff]) -> Staff:
    """Who did it; no person of the notebook did what was done on the server."""
    return Staff(lang.say("Operator of the server"), ()) if one.person_id is None else names[one.person_id]


def _roles(lang: Language, who: Staff) -> str:
    return ", ".join(lang.say(NAMES[role]) for role in who.roles)


def _instants(turn: Turn, period: Period, back: int) -> tuple[datetime, datetime]:
    """The instants between which a period lies where people live."""
    first, last = stretch(period, turn.today, back)
    midnight = time(tzinfo=turn.zone)
    return datetime.combine(first, midnight), datetime.combine(last + timedelta(days=1), midnight)


def _parts(argument: str) -> tuple[Period, int, str, int]:
    period, back, kind, page = ([*argument.split("."), "", "", "", ""])[:4]
    known: Period = next((name for name in get_args(Period) if name == period), "week")
    return known, _small(back), kind if kind in KINDS else ALL, _small(page)


def _small(digits: str) -> int:
    return int(digits) if re.fullmatch(r"[0-9]{1,3}", digits) else 0
