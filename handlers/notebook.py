"""My notebook: what I logged today, this week, this month; opening, correcting and withdrawing an entry."""

from dataclasses import replace
from typing import Any, get_args

from db.records import Kept
from handlers import records
from handlers.actions import FIELD_WORKERS, action
from handlers.distribution import DISTRIBUTION_KIND
from handlers.fields import Choice, Listed, Text
from handlers.filling import FILLINGS, begin, filling, home_row
from handlers.forms import Doubt, Form, State
from handlers.periods import Period, stretch
from handlers.records import RecordKind, is_open
from handlers.referrals import REFERRAL_KIND
from handlers.screens import Button, Screen, in_rows
from handlers.talks import TALK_KIND
from handlers.turn import Turn
from locales import N_

KINDS = {kind.ledger.kind: kind for kind in (TALK_KIND, DISTRIBUTION_KIND, REFERRAL_KIND)}
"""The kinds of records by name, in the order in which they are told."""
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
    lang = turn.lang
    span = lang.short_date(first) if first == last else f"{lang.short_date(first)} – {lang.short_date(last)}"
    lines = [f"{lang.say((EARLIER if back else TITLES)[period])} ({span})"]
    entries: list[Kept] = []
    for kind in KINDS.values():
        if sums := await kind.sums(turn, first, last):
            lines.append(f"{kind.mark} {' · '.join(sums)}")
            entries += await kind.ledger.between(turn.session, turn.own, first, last, limit=(page + 1) * PAGE + 1)
    if not entries:
        lines.append(lang.say("Nothing recorded yet."))
    entries.sort(key=lambda kept: (kept.day, kept.entered_at), reverse=True)
    shown, more = entries[page * PAGE : (page + 1) * PAGE], entries[(page + 1) * PAGE :]
    rows = [(Button(_entry_label(turn, kept), f"open:{_named(kept)}"),) for kept in shown]
    pages = []
    if page:
        pages.append(Button(lang.say("⬅️ Newer"), f"book:{period}.{back}.{page - 1}"))
    if more:
        pages.append(Button(lang.say("Older ➡️"), f"book:{period}.{back}.{page + 1}"))
    others: list[Button] = [
        Button(lang.say(NAMES[other]), f"book:{other}") for other in get_args(Period) if back or other != period
    ]
    others.append(Button(lang.say("◀️ One earlier"), f"book:{period}.{back + 1}"))
    return Screen("\n".join(lines), (*rows, *filter(None, [tuple(pages)]), *in_rows(others, 3), home_row(turn)))


@action("open", FIELD_WORKERS)
async def open_entry(turn: Turn, argument: str) -> Screen:
    """One entry with all its facts. The argument names it: its kind and its number, `talk.12`."""
    kept = await _find(turn, argument)
    if kept is None:
        return _gone(turn)
    lang, kind = turn.lang, KINDS[kept.kind]
    entered = kept.entered_at.astimezone(turn.zone)
    lines = [
        lang.say(kind.form.title),
        "",
        *await kind.lines(turn, kept),
        "",
        lang.say("Entered {day}, {time}.", day=lang.short_date(entered.date()), time=lang.time(entered, turn.zone)),
    ]
    rows: list[tuple[Button, ...]] = []
    if kept.withdrawn_at is not None:
        lines.append(lang.say("Withdrawn; it no longer counts."))
    elif is_open(turn, kept):
        rows.append(
            (
                Button(lang.say("✏️ Correct"), f"correct:{_named(kept)}"),
                Button(lang.say("🗑 Withdraw"), f"withdraw:{_named(kept)}"),
            )
        )
    else:
        lines.append(lang.say("The month is closed: this entry can only be read."))
    if leading_on := kind.buttons(turn, kept):
        rows.append(leading_on)
    rows.append((Button(lang.say("📒 Notebook"), "book:week"), *home_row(turn)))
    return Screen("\n".join(lines), tuple(rows))


@action("correct", FIELD_WORKERS)
async def correct_entry(turn: Turn, argument: str) -> Screen:
    """Opens the card of an entry; saving it writes a revision."""
    kept = await _find(turn, argument)
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    answers = await KINDS[kept.kind].answers(turn, kept)
    return await begin(turn, CORRECTIONS[kept.kind], answers, about={"kind": kept.kind, "id": kept.id}, change=True)


@action("withdraw", FIELD_WORKERS)
async def withdraw_entry(turn: Turn, argument: str) -> Screen:
    """Asks for the reason and withdraws the entry."""
    kept = await _find(turn, argument)
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    return await begin(turn, WITHDRAWAL, about={"kind": kept.kind, "id": kept.id})


async def _keep_correction(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    kept = await _find(turn, _about(state))
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    changed = await records.correct(turn, KINDS[kept.kind], kept, answers)
    done = turn.lang.say("Corrected.") if changed else turn.lang.say("Nothing was different.")
    shown = (await open_entry(turn, _named(kept))).saying(f"✅ {done}")
    corrected = await _find(turn, _named(kept)) if changed else None
    return shown if corrected is None else replace(shown, papers=await KINDS[kept.kind].papers(turn, corrected))


async def _keep_withdrawal(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    kept = await _find(turn, _about(state))
    if kept is None or not is_open(turn, kept):
        return _gone(turn) if kept is None else _read_only(turn)
    await records.withdraw(turn, KINDS[kept.kind], kept, answers.get("words") or answers["reason"])
    return Screen(
        turn.lang.say("🗑 Withdrawn. It no longer counts."),
        ((Button(turn.lang.say("📒 Notebook"), "book:week"), *home_row(turn)),),
    )


def _correction(kind: RecordKind) -> Form:
    form = Form(f"{kind.ledger.kind}_correction", N_("✏️ Correcting an entry"), kind.form.fields, N_("Save"))
    return filling(form, _keep_correction, FILLINGS[kind.form.name].prepare)


CORRECTIONS = {name: _correction(kind) for name, kind in KINDS.items()}

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
                    Listed("not_held", N_("It did not happen"), ("không diễn ra", "hoãn")),
                    Listed("other", N_("Another reason"), ("khác", "lý do khác")),
                ),
                columns=1,
            ),
            Text(
                name="words",
                title=N_("Reason"),
                label=N_("What is the reason?"),
                relevant=lambda answers, _world: answers.get("reason") == "other",
                most=200,
            ),
        ),
        N_("Withdraw"),
    ),
    _keep_withdrawal,
)


def _entry_label(turn: Turn, kept: Kept) -> str:
    kind = KINDS[kept.kind]
    return f"{kind.mark} {turn.lang.short_date(kept.day)} · {kind.brief(turn, kept)}"


def _named(kept: Kept) -> str:
    return f"{kept.kind}.{kept.id}"


def _about(state: State) -> str:
    about = state["about"]
    return f"{about['kind']}.{about['id']}"


async def _find(turn: Turn, argument: str) -> Kept | None:
    name, _, number = argument.partition(".")
    kind = KINDS.get(name)
    if kind is None or not number.isdecimal() or len(number) > 15:
        return None
    return await kind.ledger.one(turn.session, turn.own, int(number))


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
