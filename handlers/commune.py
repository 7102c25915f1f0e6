"""A commune as its officer runs it: the day of its meeting, the hour of its digest, and its hamlets."""

from dataclasses import replace
from typing import Any

from db.acts import note_act
from db.areas import Area, BadNameError, add_hamlet, children, rename_hamlet
from db.communes import customs, set_customs
from handlers.actions import action, row_id
from handlers.fields import Integer, Text
from handlers.filling import begin, filling, home_row
from handlers.finding import ask_for_commune
from handlers.forms import Doubt, Form, State
from handlers.paging import moves, page_of
from handlers.people import home_commune, not_yours
from handlers.reminding.weekly import DIGEST_TIME
from handlers.rights import ORGANISERS, managed_commune
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn
from locales import N_

PAGE = 10
"""Hamlets listed at once."""


@action("commune", ORGANISERS)
async def show_commune(turn: Turn, argument: str) -> Screen:
    """A commune's settings; the argument is its id, without one the officer's own."""
    own = home_commune(turn)
    if not argument and own is None:
        return await ask_for_commune(turn)
    commune = await managed_commune(turn, argument or str(own))
    if commune is None:
        return await not_yours(turn)
    lang, settings = turn.lang, await customs(turn.session, commune.id)
    hamlets = await children(turn.session, commune.id, turn.today)
    day = lang.say("on day {n} of each month", n=settings.meeting_day) if settings.meeting_day else lang.say("not set")
    hour = f"{DIGEST_TIME:%H:%M}" if settings.digest_hour is None else f"{settings.digest_hour:02}:00"
    lines = [
        f"🏘 {commune.name}",
        "",
        ": ".join((lang.say("🗓 Monthly meeting"), day)),
        ": ".join((lang.say("🔔 Digest of the week"), lang.say("Monday at {time}", time=hour))),
        ": ".join((lang.say("📍 Hamlets"), lang.number(len(hamlets)))),
    ]
    rows = (
        (
            Button(lang.say("🗓 Meeting day"), f"meeting:{commune.id}"),
            Button(lang.say("🔔 Digest hour"), f"digest_hour:{commune.id}"),
        ),
        (
            Button(lang.say("📍 Hamlets"), f"hamlets:{commune.id}"),
            Button(lang.say("🗣 Not understood"), f"unread:{commune.id}"),
        ),
        (Button(lang.say("👩‍👩‍👧 Collaborators"), f"people:{commune.id}"), *home_row(turn)),
    )
    return Screen("\n".join(lines), rows)


@action("hamlets", ORGANISERS)
async def show_hamlets(turn: Turn, argument: str) -> Screen:
    """The hamlets of a commune, to be renamed or added to; the argument is its id and the page, `12.1`."""
    place, _, page_number = argument.partition(".")
    commune = await managed_commune(turn, place)
    if commune is None:
        return await not_yours(turn)
    lang, page = turn.lang, page_of(page_number)
    hamlets = await children(turn.session, commune.id, turn.today)
    text = lang.say("📍 Hamlets of {place}: {n}", place=commune.name, n=lang.number(len(hamlets)))
    if hamlets:
        text += "\n" + lang.say("Choose one to rename it. What is recorded stays with it.")
    buttons = [Button(one.name, f"hamlet:{one.id}") for one in hamlets[page * PAGE : (page + 1) * PAGE]]
    turning = moves(lang, f"hamlets:{commune.id}.", page, more=len(hamlets) > (page + 1) * PAGE)
    add = Button(lang.say("➕ Add a hamlet"), f"new_hamlet:{commune.id}")
    back = Button(lang.say("🏘 Commune"), f"commune:{commune.id}")
    return Screen(text, (*in_rows(buttons, 2), *turning, (add,), (back, *home_row(turn))))


@action("meeting", ORGANISERS)
async def change_meeting(turn: Turn, argument: str) -> Screen:
    """Asks for the day of the monthly meeting."""
    return await _begin(turn, MEETING, argument)


@action("digest_hour", ORGANISERS)
async def change_digest_hour(turn: Turn, argument: str) -> Screen:
    """Asks for the hour of the digest."""
    return await _begin(turn, DIGEST, argument)


@action("new_hamlet", ORGANISERS)
async def new_hamlet(turn: Turn, argument: str) -> Screen:
    """Asks for the name of a new hamlet."""
    return await _begin(turn, NEW_HAMLET, argument)


@action("hamlet", ORGANISERS)
async def open_hamlet(turn: Turn, argument: str) -> Screen:
    """Asks for the new name of a hamlet; the argument is its id."""
    found = await _hamlet(turn, argument)
    if found is None:
        return await not_yours(turn)
    commune, hamlet = found
    return await begin(turn, RENAMED, about={"commune": commune.id, "hamlet": hamlet.id, "name": hamlet.name})


async def _begin(turn: Turn, form: Form, argument: str) -> Screen:
    commune = await managed_commune(turn, argument)
    return await not_yours(turn) if commune is None else await begin(turn, form, about={"commune": commune.id})


async def _hamlet(turn: Turn, argument: str) -> tuple[Area, Area] | None:
    hamlet_id = row_id(argument)
    hamlet = None if hamlet_id is None else await turn.session.get(Area, hamlet_id)
    if hamlet is None or hamlet.kind != "hamlet":
        return None
    commune = await managed_commune(turn, str(hamlet.parent_id))
    return None if commune is None else (commune, hamlet)


async def _keep_meeting(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    return await _keep(turn, state, meeting_day=answers["day"])


async def _keep_digest(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    return await _keep(turn, state, digest_hour=answers["hour"])


async def _keep(turn: Turn, state: State, **changed: Any) -> Screen:
    commune = await managed_commune(turn, str(state["about"]["commune"]))
    if commune is None:
        return await not_yours(turn)
    settings = replace(await customs(turn.session, commune.id), **changed)
    await set_customs(turn.session, commune.id, settings, person_id=turn.person.id, now=turn.now)
    return (await show_commune(turn, str(commune.id))).saying(turn.lang.say("✅ Recorded."))


async def _keep_new(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    commune = await managed_commune(turn, str(state["about"]["commune"]))
    if commune is None:
        return await not_yours(turn)
    try:
        hamlet = await add_hamlet(turn.session, commune, answers["name"], turn.today)
    except BadNameError:
        return await _taken(turn, commune)
    await note_act(turn.session, "add hamlet", "area", hamlet.id, person_id=turn.person.id, now=turn.now)
    done = turn.lang.say("✅ {name} is added.", name=hamlet.name)
    return (await show_hamlets(turn, str(commune.id))).saying(done)


async def _keep_name(turn: Turn, answers: dict[str, Any], state: State, _sure: bool) -> Screen | Doubt:
    found = await _hamlet(turn, str(state["about"]["hamlet"]))
    if found is None:
        return await not_yours(turn)
    commune, hamlet = found
    try:
        await rename_hamlet(turn.session, hamlet, answers["name"], turn.today)
    except BadNameError:
        return await _taken(turn, commune)
    await note_act(turn.session, "rename hamlet", "area", hamlet.id, person_id=turn.person.id, now=turn.now)
    done = turn.lang.say("✅ It is called {name} from now on.", name=hamlet.name)
    return (await show_hamlets(turn, str(commune.id))).saying(done)


async def _taken(turn: Turn, commune: Area) -> Screen:
    remark = turn.lang.say("Another hamlet of the commune has this name. Nothing was changed.")
    return (await show_hamlets(turn, str(commune.id))).saying(remark)


def _name_field() -> Text:
    return Text(
        name="name",
        title=N_("Name"),
        label=N_("What is the hamlet called?"),
        hint=N_("For example: Tổ dân phố 5, Thôn Đoài"),
        most=120,
    )


MEETING = filling(
    Form(
        "meeting_day",
        N_("🗓 Monthly meeting"),
        (
            Integer(
                name="day",
                title=N_("Day of the month"),
                label=N_("On which day of the month does the commune meet?"),
                hint=N_("“Skip” when there is no fixed day."),
                required=False,
                least=1,
                most=28,
                presets=(1, 5, 10, 20, 25),
            ),
        ),
    ),
    _keep_meeting,
    roles=ORGANISERS,
)
DIGEST = filling(
    Form(
        "digest_hour",
        N_("🔔 Digest of the week"),
        (
            Integer(
                name="hour",
                title=N_("Hour"),
                label=N_("At what hour on Monday shall the digest of the week come?"),
                least=6,
                most=21,
                presets=(7, 8, 9, 17, 19),
            ),
        ),
    ),
    _keep_digest,
    roles=ORGANISERS,
)
NEW_HAMLET = filling(Form("new_hamlet", N_("📍 New hamlet"), (_name_field(),)), _keep_new, roles=ORGANISERS)
RENAMED = filling(Form("renamed_hamlet", N_("📍 New name of a hamlet"), (_name_field(),)), _keep_name, roles=ORGANISERS)
