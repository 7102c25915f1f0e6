"""Clinical results, seen and entered by the commune officer alone.

The collaborator sees no more than whether to call on the client again: that step is added together with the result.
"""

import re
from collections.abc import Sequence

from db import clients, referral_events, referral_results, referrals
from db.acts import note_act
from db.records import Kept
from db.referral_results import Result
from db.referrals import REFERRALS, Open
from db.scope import Scope
from handlers.actions import action, row_id
from handlers.client_fields import mistyped
from handlers.codes import SLIP_NUMBER, WrongCheck, read_code
from handlers.fields import brief
from handlers.filling import home_row
from handlers.follow_up import Impossible, last_own_step, take_back_step, take_step
from handlers.following import ask_day, wrong_slip
from handlers.outcomes import ATTENDED, LABELS, NO_RETURN, RETURN_NEEDED, state_after, steps_to
from handlers.paging import moves
from handlers.purposes import is_screening
from handlers.reading.options import Option, choose
from handlers.referral_page import history, what_for, who
from handlers.rights import as_officer, officer_areas
from handlers.screens import Button, Rows, Screen, in_rows
from handlers.turn import Turn
from locales import N_

OFFICERS = ("officer",)
AWAITED, TAKEN_BACK = "awaiting", "taken_back"
RESULTS = {
    "normal": (N_("Normal"), NO_RETURN, ("âm tính", "tốt", "không sao", "bt", "negative")),
    "suspicious": (
        N_("Needs further examination (suspicion)"),
        RETURN_NEEDED,
        ("nghi ngờ", "dương tính", "bất thường", "khám thêm", "cần khám thêm", "positive"),
    ),
    "inadequate": (N_("Sample inadequate, to be repeated"), RETURN_NEEDED, ("mẫu hỏng", "làm lại", "không đạt")),
    AWAITED: (N_("Result awaited"), ATTENDED, ("chờ", "chưa có", "chưa có kết quả", "đang chờ")),
}
"""What can be entered: its label, the state that it leads to, and what else people type."""
SHOWN = {
    **{result: label for result, (label, _, _) in RESULTS.items()},
    TAKEN_BACK: N_("the entry before was taken back"),
}
PAGE = 6
"""Referrals listed at once."""


@action("results", OFFICERS)
async def show_results(turn: Turn, argument: str) -> Screen:
    """Who was examined and has no result yet, in the officer's areas; that the list was read is put on record. The
    argument is the page (`p1` is the second), or a slip number or client code."""
    if argument and not re.fullmatch(r"p\d{1,4}", argument):
        return await find_result(turn, argument)
    number, lang, scope = int(argument[1:] or 0), turn.lang, await as_officer(turn)
    screenings = [screening.code for screening in turn.catalogue.screenings]
    count = await referrals.count_in_state(turn.session, scope, ATTENDED, screenings)
    found = await referrals.in_state(turn.session, scope, ATTENDED, screenings, limit=PAGE, offset=number * PAGE)
    text = lang.plural("🔬 {n} result to enter", "🔬 {n} results to enter", count)
    if not count:
        text = lang.say("🔬 No results to enter.")
    text = "\n".join((text, lang.say("To find another, type the slip number or the client code.")))
    turning = moves(lang, "results:p", number, more=count > (number + 1) * PAGE)
    return await _listed(turn, scope, text, found, turning)


@action("find_result", OFFICERS)
async def find_result(turn: Turn, said: str) -> Screen:
    """The referrals with this slip number or of the client with this code."""
    scope, code, slip = await as_officer(turn), read_code(said), SLIP_NUMBER.read(said)
    if isinstance(slip, WrongCheck):
        return (await show_results(turn, "")).saying(wrong_slip(slip, turn.lang))
    if isinstance(code, WrongCheck):
        return (await show_results(turn, "")).saying(mistyped(code, turn.lang))
    if slip is not None:
        return await open_result(turn, str(await referrals.with_slip(turn.session, scope, slip) or ""))
    found: Sequence[Open] = []
    if code is not None and (known := await clients.client_with_code(turn.session, scope, code)):
        listed = await referrals.of_client(turn.session, scope, known.id)
        found = [one for one in listed if is_screening(turn.catalogue, one.purposes)]
    if not found:
        return (await show_results(turn, "")).saying(turn.lang.say("No screening of your area fits these words."))
    if len(found) == 1:
        return await open_result(turn, str(found[0].id))
    text = turn.lang.plural("{n} referral fits.", "{n} referrals fit.", len(found))
    return await _listed(turn, scope, text, found[:PAGE])


@action("result", OFFICERS)
async def open_result(turn: Turn, argument: str) -> Screen:
    """One referral with its results; the argument is its id. That it was read is put on record."""
    found = await _find(turn, argument)
    if found is None:
        return await _gone(turn)
    scope, _, one = found
    known = await referral_results.results(turn.session, scope, one.id)
    lang = turn.lang
    lines = [f"🔬 {who(turn, one, {})}", what_for(turn, one)]
    if one.code is not None:
        lines.append(lang.say("Slip {number}", number=one.slip))
    lines += ["", *history(turn, one, await referral_events.events(turn.session, scope, one.id))]
    act = "read results" if known else "read referral"
    await note_act(turn.session, act, "referral", one.id, person_id=turn.person.id, now=turn.now)
    if known:
        lines += ["", lang.say("Results so far:")]
        lines += [f"• {lang.short_date(result.day)}: {lang.say(SHOWN[result.result])}" for result in known]
        lines.append(lang.say("That you read them is on record."))
    lines += ["", lang.say("Which result shall be entered?")]
    buttons = [Button(lang.say(label), f"enter:{one.id}.{result}") for result, (label, _, _) in RESULTS.items()]
    rows = (*in_rows(buttons, 1), (_list_button(turn), *home_row(turn)))
    return Screen("\n".join(lines), rows, hears=f"entered:{one.id}")


@action("enter", OFFICERS)
async def enter(turn: Turn, argument: str) -> Screen:
    """Enters a result; the argument is the referral's id and the result, `12.normal`."""
    referral_id, _, result = argument.partition(".")
    found = await _find(turn, referral_id)
    if found is None or result not in RESULTS:
        return await _gone(turn)
    return await _enter(turn, *found, result)


@action("entered", OFFICERS)
async def hear(turn: Turn, argument: str) -> Screen:
    """Hears a result in words; the argument is the referral's id and the words."""
    referral_id, _, said = argument.partition(":")
    options = [Option(result, turn.lang.say(label), words) for result, (label, _, words) in RESULTS.items()]
    meant = choose(said, options, numbers=False)
    if isinstance(meant, Option):
        return await enter(turn, f"{referral_id}.{meant.key}")
    if read_code(said) is not None or SLIP_NUMBER.read(said) is not None:
        return await find_result(turn, said)
    remark = turn.lang.say("“{text}” was not understood. Please choose:", text=brief(said))
    return (await open_result(turn, referral_id)).saying(remark)


@action("unenter", OFFICERS)
async def take_back(turn: Turn, argument: str) -> Screen:
    """Takes back the result entered last, with the steps that it made; the argument is the referral's id and the
    result's, `12.34`."""
    referral_id, _, result_id = argument.partition(".")
    found = await _find(turn, referral_id)
    if found is None:
        return await _gone(turn)
    scope, kept, one = found
    known = await referral_results.results(turn.session, scope, one.id)
    newest = known[-1] if known and str(known[-1].id) == result_id else None
    if newest is None or newest.result == TAKEN_BACK or not await _undone(turn, scope, kept, newest):
        remark = turn.lang.say("This result can no longer be taken back. Please enter the right one.")
        return (await open_result(turn, referral_id)).saying(remark)
    await _add(turn, scope, one.id, TAKEN_BACK)
    return (await open_result(turn, referral_id)).saying(turn.lang.say("↩️ The result is taken back."))


@action("return_day", OFFICERS)
async def ask_return_day(turn: Turn, argument: str) -> Screen:
    """Asks for the day on which the client shall return; the argument is the referral's id."""
    found = await _find(turn, argument)
    return await ask_day(turn, found[2].id, RETURN_NEEDED) if found else await _gone(turn)


async def _enter(turn: Turn, scope: Scope, kept: Kept, one: Open, result: str) -> Screen:
    _, wanted, _ = RESULTS[result]
    known = await referral_results.results(turn.session, scope, one.id)
    events = await referral_events.events(turn.session, scope, one.id)
    state = state_after(events)
    again = bool(known) and known[-1].result == result and state == wanted
    if not again:
        try:
            for step in steps_to(state, wanted):
                await take_step(turn, scope, kept, step)
        except Impossible as impossible:
            return (await open_result(turn, str(one.id))).saying(str(impossible))
        await _add(turn, scope, one.id, result)
        known = await referral_results.results(turn.session, scope, one.id)
    return _entered(turn, one, known[-1], wanted, again)


def _entered(turn: Turn, one: Open, result: Result, state: str, again: bool) -> Screen:
    lang = turn.lang
    named = lang.say(SHOWN[result.result])
    sentence = (
        lang.say("Entered before: {who}, {result}.", who=who(turn, one, {}), result=named)
        if again
        else lang.say("✅ Recorded: {who}, {result}.", who=who(turn, one, {}), result=named)
    )
    seen = lang.say("The collaborator sees only: “{state}”.", state=lang.say(LABELS[state]))
    rows = []
    if state == RETURN_NEEDED:
        rows.append((Button(lang.say("📅 Add the day to return"), f"return_day:{one.id}"),))
    if _is_own_of_today(turn, result):
        undo = Button(lang.say("↩️ Entered by mistake, take this result back"), f"unenter:{one.id}.{result.id}")
        rows.append((undo,))
    return Screen(f"{sentence}\n{seen}", (*rows, (_list_button(turn), *home_row(turn))))


async def _undone(turn: Turn, scope: Scope, kept: Kept, result: Result) -> bool:
    """Takes back the steps that a result made; False, with nothing changed, when something was told since."""
    events = await referral_events.events(turn.session, scope, kept.id)
    if not _is_own_of_today(turn, result) or (events and events[-1].at > result.at):
        return False
    while (last := last_own_step(turn, events)) and last.at == result.at:
        await take_back_step(turn, scope, kept, last.id)
        events = events[:-1]
    return True


def _is_own_of_today(turn: Turn, result: Result) -> bool:
    entered_on = result.at.astimezone(turn.zone).date()
    return result.person_id == turn.person.id and entered_on == turn.now.astimezone(turn.zone).date()


async def _add(turn: Turn, scope: Scope, referral_id: int, result: str) -> None:
    await referral_results.add_result(
        turn.session, scope, referral_id, result, turn.today, person_id=turn.person.id, now=turn.now
    )


async def _listed(turn: Turn, scope: Scope, text: str, found: Sequence[Open], turning: Rows = ()) -> Screen:
    if found:
        for area_id in officer_areas(turn):
            await note_act(turn.session, "list results", "area", area_id, person_id=turn.person.id, now=turn.now)
    awaited = await referral_results.with_newest_result(turn.session, scope, [one.id for one in found], AWAITED)
    rows = []
    for one in found:
        mark = "⌛" if one.id in awaited else "🔬"
        label = f"{mark} {who(turn, one, {})} · {turn.lang.short_date(one.referred_on)} · {what_for(turn, one)}"
        rows.append((Button(label, f"result:{one.id}"),))
    return Screen(text, (*rows, *turning, home_row(turn)), hears="find_result")


async def _find(turn: Turn, argument: str) -> tuple[Scope, Kept, Open] | None:
    """A referral of one person for a screening in the officer's areas, held for this transaction."""
    referral_id, scope = row_id(argument), await as_officer(turn)
    if referral_id is None:
        return None
    kept = await REFERRALS.one(turn.session, scope, referral_id)
    one = await referrals.opened(turn.session, scope, referral_id)
    if kept is None or one is None or one.count > 1 or not is_screening(turn.catalogue, one.purposes):
        return None
    return scope, kept, one


async def _gone(turn: Turn) -> Screen:
    return (await show_results(turn, "")).saying(turn.lang.say("No screening of your area fits these words."))


def _list_button(turn: Turn) -> Button:
    return Button(turn.lang.say("🔬 List of results"), "results")
