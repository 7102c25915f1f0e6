"""My notebook: what I logged today, this week, this month; opening, correcting and withdrawing an entry."""

from typing import Any, get_args

from db import talks
from handlers.actions import FIELD_WORKERS, action
from handlers.fields import Choice, Listed, Text
from handlers.filling import begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.periods import Period, open_since, stretch
from handlers.screens import Button, Screen, in_rows
from handlers.talks import FIELDS, TALK, TALK_FORMS, answers_of
from handlers.turn import Turn
from locales import N_

PAGE = 6
"""Entries listed at once."""

TITLES = {"day": N_("📒 Today"), "week": N_("📒 This week"), "month": N_("📒 This month")}
EARLIER = {"day": N_("📒 Day"), "week": N_("📒 Week"), "month": N_("📒 Month")}
NAMES = {"day": N_("Today"), "week": N_("Week"), "month": N_("Month")}


@action("book", FIELD_WORKERS)
async def show_book(turn: Turn, argument: str) -> Screen:
    """The notebook of a period. The argument is `period.back.page`, each part optional: `week.1.0` is last week."""
    period, back, page = _book_argument(argument)
    first, last = stretch(period, turn.today, back)
    totals = await talks.totals(turn.session, turn.own, first, last)
    entries = await talks.talks(turn.session, turn.own, first, last, limit=PAGE, offset=page * PAGE)
    lang = turn.lang
    span = lang.short_date(first) if first == last else f"{lang.short_date(first)} – {lang.short_date(last)}"
    lines = [f"{lang.say((EARLIER if back else TITLES)[period])} ({span})"]
    if totals.talks == 0:
        lines.append(lang.say("Nothing recorded yet."))
    else:
        figures = [
            lang.plural("{n} talk", "{n} talks", totals.talks),
            lang.plural("{n} person", "{n} people", totals.attendees),
        ]
        if totals.households:
            figures.append(lang.plural("{n} household", "{n} households", totals.households))
        if totals.leaflets:
            figures.append(lang.plural("{n} leaflet", "{n} leaflets", totals.leaflets))
        lines.append(" · ".join(figures))
    rows = [(Button(_entry_label(turn, kept), f"open:{kept.id}"),) for kept in entries]
    pages = []
    if page:
        pages.append(Button(lang.say("⬅️ Newer"), f"book:{period}.{back}.{page - 1}"))
    if totals.talks > (page + 1) * PAGE:
        pages.append(Button(lang.say("Older ➡️"), f"book:{period}.{back}.{page + 1}"))
    others: list[Button] = [
        Button(lang.say(NAMES[other]), f"book:{other}") for other in get_args(Period) if back or other != period
    ]
    others.append(Button(lang.say("◀️ One earlier"), f"book:{period}.{back + 1}"))
    return Screen("\n".join(lines), (*rows, *filter(None, [tuple(pages)]), *in_rows(others, 3), home_row(turn)))


@action("open", FIELD_WORKERS)
async def open_entry(turn: Turn, argument: str) -> Screen:
    """One entry with all its answers."""
    kept = await _find(turn, argument)
    if kept is None:
        return _gone(turn)
    lang, world = turn.lang, turn.world()
    lines = [lang.say(TALK.title), ""]
    for f in FIELDS:
        value = kept.facts.get(f.name)
        if value is not None:
            lines.append(f"{lang.say(f.title)}: {f.show(value, world)}")
    lines.append("")
    entered = kept.entered_at.astimezone(turn.zone)
    lines.append(
        lang.say("Entered {day}, {time}.", day=lang.short_date(entered.date()), time=lang.time(entered, turn.zone))
    )
    rows: list[tuple[Button, ...]] = []
    if kept.withdrawn_at is not None:
        lines.append(lang.say("Withdrawn; it no longer counts."))
    elif is_open(turn, kept):
        rows.append(
            (
                Button(lang.say("✏️ Correct"), f"correct:{kept.id}"),
                Button(lang.say("🗑 Withdraw"), f"withdraw:{kept.id}"),
            )
        )
    else:
        lines.append(lang.say("The month is closed: this entry can only be read."))
    rows.append((Button(lang.say("📒 Notebook"), "book:week"), *home_row(turn)))
    return Screen("\n".join(lines), tuple(rows))


@action("correct", FIELD_WORKERS)
async def correct_entry(turn: Turn, argument: str) -> Screen:
    """Opens the card of an entry; saving it writes a revision."""
    kept = await _find(turn, argument)
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    return begin(turn, CORRECTION, answers_of(kept), about={"id": kept.id}, change=True)


@action("withdraw", FIELD_WORKERS)
async def withdraw_entry(turn: Turn, argument: str) -> Screen:
    """Asks for the reason and withdraws the entry."""
    kept = await _find(turn, argument)
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    return begin(turn, WITHDRAWAL, about={"id": kept.id})


def is_open(turn: Turn, kept: talks.Kept) -> bool:
    """Whether an entry can still be changed: its month is open, or it was entered today."""
    entered_today = kept.entered_at.astimezone(turn.zone).date() == turn.now.astimezone(turn.zone).date()
    return kept.withdrawn_at is None and (kept.held_on >= open_since(turn.today) or entered_today)


async def _keep_correction(turn: Turn, facts: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    kept = await _find(turn, str(state["about"]["id"]))
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    changed = await talks.correct_talk(turn.session, turn.own, kept.id, facts, person_id=turn.person.id, now=turn.now)
    done = turn.lang.say("Corrected.") if changed else turn.lang.say("Nothing was different.")
    return (await open_entry(turn, str(kept.id))).saying(f"✅ {done}")


async def _keep_withdrawal(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    kept = await _find(turn, str(state["about"]["id"]))
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    reason = answers.get("words") or answers["reason"]
    await talks.withdraw_talk(turn.session, turn.own, kept.id, reason, person_id=turn.person.id, now=turn.now)
    return Screen(
        turn.lang.say("🗑 Withdrawn. It no longer counts."),
        ((Button(turn.lang.say("📒 Notebook"), "book:week"), *home_row(turn)),),
    )


CORRECTION = filling(Form("talk_correction", N_("✏️ Correcting an entry"), FIELDS, N_("Save")), _keep_correction)

WITHDRAWAL = filling(
    Form(
        "withdrawal",
        N_("🗑 Withdrawing an entry"),
        (
            Choice(
                name="reason",
                title=N_("Why"),
                label=N_("Why is it withdrawn?"),
                choices=(
                    Listed("twice", N_("Recorded twice"), ("trùng", "ghi trùng")),
                    Listed("mistake", N_("Recorded by mistake"), ("nhầm", "ghi nhầm", "sai")),
                    Listed("not_held", N_("It did not take place"), ("không diễn ra", "hoãn")),
                    Listed("other", N_("Another reason"), ("khác", "lý do khác")),
                ),
                columns=1,
            ),
            Text(
                name="words",
                title=N_("Reason"),
                label=N_("What is the reason?"),
                relevant=lambda answers: answers.get("reason") == "other",
                most=200,
            ),
        ),
        N_("Withdraw"),
    ),
    _keep_withdrawal,
)


def _entry_label(turn: Turn, kept: talks.Kept) -> str:
    form = next(choice.label for choice in TALK_FORMS if choice.key == kept.facts["form"])
    people = turn.lang.plural("{n} person", "{n} people", kept.facts["attendees"])
    return f"{turn.lang.short_date(kept.held_on)} · {turn.lang.say(form)} · {people}"


async def _find(turn: Turn, argument: str) -> talks.Kept | None:
    if not argument.isdecimal() or len(argument) > 15:
        return None
    return await talks.talk(turn.session, turn.own, int(argument))


def _gone(turn: Turn) -> Screen:
    return Screen(turn.lang.say("This entry is not in your notebook."), (home_row(turn),))


def _read_only(turn: Turn) -> Screen:
    return Screen(turn.lang.say("The month is closed: this entry can only be read."), (home_row(turn),))


def _book_argument(argument: str) -> tuple[Period, int, int]:
    period, back, page = ([*argument.split("."), "", "", ""])[:3]
    known: Period = next((name for name in get_args(Period) if name == period), "week")
    return known, _small(back), _small(page)


def _small(digits: str) -> int:
    return min(int(digits), 1000) if digits.isdecimal() and len(digits) < 6 else 0
