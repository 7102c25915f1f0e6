"""Announcements: an officer or an admin writes once, every collaborator of an area gets it and can say "read".

Before anything is sent it is said how many it reaches and how long that takes; afterwards, what became of it. What is
not yet sent can be stopped, and those who did not read are reminded once.
"""

from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from db import announcements
from db.announcements import FAILED, SENT, Audience, Outcome, Written
from db.areas import Area, areas_among, subtree
from db.budget import sent_in
from db.scope import Scope
from handlers.actions import action, row_id
from handlers.calendar import may_speak, when_to_speak
from handlers.codes import read_code
from handlers.confirming import ask
from handlers.fields import UNSET, Answers, Choice, Text, World, brief
from handlers.filling import begin, filling, home_row, show
from handlers.forms import Doubt, Form, State
from handlers.messengers import messenger_name
from handlers.people import not_yours
from handlers.quotas import month_of, taken
from handlers.reading.options import Option
from handlers.rights import ORGANISERS, as_admin, as_officer, as_organiser
from handlers.screens import Button, Screen
from handlers.telling import PER_SECOND
from handlers.turn import Turn
from locales import N_, Language

MOST = 1000
"""Characters of an announcement: it is read on a small screen."""
SHOWN = 8
"""Announcements listed at once."""
NAMED = 8
"""People named at most of those who did not read it."""
WHOLE = {
    "city": ("toàn thành phố", "cả thành phố", "tất cả", "everybody"),
    "commune": ("toàn xã", "toàn phường", "cả xã", "cả phường", "tất cả"),
}
"""What else people call the whole of an area."""


def letter(one: Written, lang: Language, zone: ZoneInfo) -> Screen:
    """An announcement as a collaborator gets it."""
    lines = [lang.say("📢 {author} · {place}", author=one.author, place=one.area_name)]
    if one.is_reminder:
        day = lang.short_date(one.original_at.astimezone(zone).date())
        lines.insert(0, lang.say("🔔 Once more, from {day}:", day=day))
    read = Button(lang.say("✅ I have read it"), f"+seen:{one.original}")
    return Screen("\n".join([*lines, "", one.text]), ((read,),), fresh=True)


@action("announcements", ORGANISERS)
async def show_announcements(turn: Turn, _argument: str) -> Screen:
    """The newest announcements to the speaker's areas, and the way to a new one."""
    lang, found = turn.lang, await announcements.newest(turn.session, await as_organiser(turn), SHOWN)
    text = lang.say("📢 Announcements. Choose one to see who has it and who has read it.")
    if not found:
        text = lang.say("📢 You write once, and every collaborator of the area gets it and can answer “read”.")
    rows = [(Button(_label(turn, one), f"announcement:{one.id}"),) for one in found]
    return Screen(text, ((Button(lang.say("✍️ Write an announcement"), "announce"),), *rows, home_row(turn)))


@action("announce", ORGANISERS)
async def write(turn: Turn, _argument: str) -> Screen:
    """Asks for the area and the words."""
    return await begin(turn, ANNOUNCEMENT) if await _areas(turn) else await not_yours(turn)


@action("announcement", ORGANISERS)
async def open_announcement(turn: Turn, argument: str) -> Screen:
    """What became of an announcement; the argument is its id."""
    found = await _find(turn, argument)
    if found is None:
        return await not_yours(turn)
    lang, scope = turn.lang, await as_organiser(turn)
    outcome = await announcements.outcome(turn.session, scope, found.id)
    reminder = await announcements.reminder_of(turn.session, scope, found.id)
    again = await announcements.outcome(turn.session, scope, reminder.id) if reminder else Outcome()
    lines = [f"📢 {_day(turn, found)} · {found.author} → {found.area_name}", "", found.text, ""]
    lines += _told(lang, outcome)
    if found.stopped_at is not None:
        lines.append(lang.say("⏹ Stopped at {time}.", time=lang.time(found.stopped_at, turn.zone)))
    if reminder is not None:
        lines += ["", lang.say("🔔 Those who had not read were reminded on {day}.", day=_day(turn, reminder))]
        lines += _told(lang, again)
    lines += await _named(turn, scope, found.id, outcome)
    rows: list[tuple[Button, ...]] = []
    if (outcome.waiting and not found.stopped_at) or (again.waiting and reminder and not reminder.stopped_at):
        rows.append((Button(lang.say("⏹ Stop sending"), f"stop_announcing:{found.id}"),))
    if outcome.unread and reminder is None:
        rows.append((Button(lang.say("🔔 Remind who has not read"), f"remind_unread:{found.id}"),))
    rows.append((Button(lang.say("🔄 Look again"), f"announcement:{found.id}"),))
    rows.append((Button(lang.say("📢 Announcements"), "announcements"), *home_row(turn)))
    return Screen("\n".join(lines), tuple(rows))


@action("stop_announcing", ORGANISERS)
async def ask_to_stop(turn: Turn, argument: str) -> Screen:
    """Asks whether an announcement shall be stopped."""
    found = await _find(turn, argument)
    if found is None:
        return await not_yours(turn)
    lang = turn.lang
    return ask(
        turn,
        lang.say("Stop sending? Whoever has it keeps it; nobody else gets it. It cannot be sent on later."),
        asked=f"stop_announcing:{found.id}",
        yes=(lang.say("Yes, stop"), f"stop_announcing_now:{found.id}"),
        no=(lang.say("No"), f"announcement:{found.id}"),
    )


@action("stop_announcing_now", ORGANISERS)
async def stop(turn: Turn, argument: str) -> Screen:
    """Stops what is not yet sent of an announcement, or of its reminder."""
    found = await _find(turn, argument)
    if found is None:
        return await not_yours(turn)
    scope, by = await as_organiser(turn), turn.person.id
    had, missed = 0, 0
    for one in (found, await announcements.reminder_of(turn.session, scope, found.id)):
        if one is None or not (await announcements.outcome(turn.session, scope, one.id)).waiting:
            continue
        if await announcements.stop(turn.session, scope, one.id, person_id=by, now=turn.now):
            outcome = await announcements.outcome(turn.session, scope, one.id)
            had, missed = outcome.delivered, outcome.stopped
    remark = turn.lang.say("There was nothing left to stop.")
    if missed:
        values = {"had": turn.lang.number(had), "missed": turn.lang.number(missed)}
        remark = turn.lang.say("⏹ Stopped: {had} have it, {missed} do not get it any more.", **values)
    return (await open_announcement(turn, argument)).saying(remark)


@action("remind_unread", ORGANISERS)
async def remind(turn: Turn, argument: str) -> Screen:
    """Reminds those who have an announcement and have not read it, once."""
    found = await _find(turn, argument)
    if found is None:
        return await not_yours(turn)
    scope = await as_organiser(turn)
    reminder_id = await announcements.remind(turn.session, scope, found.id, person_id=turn.person.id, now=turn.now)
    remark = turn.lang.say("Nobody is left to be reminded; it is done once at most.")
    if reminder_id is not None:
        remark = turn.lang.say("🔔 Those who have not read it get it once more: {when}.", when=_when(turn))
    return (await open_announcement(turn, argument)).saying(remark)


@action("seen")
async def note_read(turn: Turn, argument: str) -> Screen:
    """Takes note that the speaker has read an announcement; the argument is its id."""
    announcement_id = row_id(argument)
    known = announcement_id is not None and await announcements.mark_read(
        turn.session, announcement_id, turn.person.id, turn.now
    )
    thanks = turn.lang.say("✅ Thank you, the sender sees that you have read it.")
    remark = thanks if known else turn.lang.say("This announcement is no longer there.")
    return show(turn, remark) if turn.form is not None else Screen(remark, (home_row(turn, fresh=True),))


async def prepare(turn: Turn) -> None:
    """Reads the areas that the speaker may write to."""
    found = await _areas(turn)
    turn.lists["announced"] = [Option(str(one.id), one.name, WHOLE.get(one.kind, ())) for one in found]


async def _keep(turn: Turn, answers: dict[str, Any], _state: State, sure: bool) -> Screen | Doubt:
    area = next((one for one in await _areas(turn) if str(one.id) == answers["area"]), None)
    if area is None:
        return await not_yours(turn)
    scope, by = Scope(area_ids=await subtree(turn.session, [area.id])), turn.person.id
    counted = await announcements.audience(turn.session, scope, turn.today, by)
    if not counted.total:
        nobody = turn.lang.say("{place} has no collaborator yet, so nothing was sent.", place=area.name)
        return Screen(nobody, (home_row(turn),))
    if not sure:
        return _doubt(turn, area, answers["text"], counted, await _counted_messages(turn, scope))
    announcement_id = await announcements.announce(
        turn.session, area.id, answers["text"], person_id=by, day=turn.today, now=turn.now
    )
    done = turn.lang.say("✅ It goes out: {when}.", when=_when(turn))
    return (await open_announcement(turn, str(announcement_id))).saying(done)


async def _counted_messages(turn: Turn, scope: Scope) -> list[str]:
    """What an announcement takes of the month's messages, where a messenger counts them."""
    quotas = [messenger.quota for messenger in turn.messengers if messenger.quota is not None]
    if not quotas:
        return []
    served = [messenger.channel for messenger in turn.messengers]
    told = await announcements.chats_told(turn.session, scope, turn.today, turn.person.id, served)
    month = month_of(turn.now.astimezone(turn.zone).date())
    lines = []
    for quota in quotas:
        if more := told.get(quota.channel, 0):
            sent = await sent_in(turn.session, quota.channel, month)
            lines.append(taken(quota, sent, more, messenger_name(quota.channel), turn.lang))
    return lines


def _doubt(turn: Turn, area: Area, words: str, counted: Audience, messages: list[str]) -> Doubt:
    lang = turn.lang
    when, long = _when(turn), _how_long(lang, counted.reachable)
    lines = [lang.plural("👥 {n} person gets it: {when}, {long}.", "👥 {n} people get it: {when}, {long}.",
                         counted.reachable, when=when, long=long)]  # fmt: skip
    if not counted.reachable:
        lines = [lang.say("👥 Nobody can get it now.")]
    if counted.unreachable:
        unreachable = N_("📵 {n} cannot be reached at present: they get it if they are back within two weeks.")
        lines.append(lang.say(unreachable, n=lang.number(counted.unreachable)))
    if counted.away:
        away = N_("🌴 {n} on leave: they get it when they are back, within two weeks.")
        lines.append(lang.say(away, n=lang.number(counted.away)))
    values = {"place": area.name, "text": words, "counted": "\n".join([*lines, *messages])}
    message = N_("📢 To the collaborators of {place}:\n\n{text}\n\n{counted}\n\nSend it?")
    return Doubt(message, values, mend=True, yes=N_("📨 Send"), no=N_("No, do not send"))


def _told(lang: Language, outcome: Outcome) -> list[str]:
    """What became of an announcement, in lines."""
    number = lang.number
    delivered = lang.say("📬 Delivered: {n}, read: {read}", n=number(outcome.delivered), read=number(outcome.read))
    others = (
        (outcome.waiting, N_("⏳ Waiting to be sent: {n}")),
        (outcome.failed, N_("📵 Could not be delivered: {n}")),
        (outcome.stopped, N_("⏹ Stopped before: {n}")),
        (outcome.late, N_("⌛ Not reached within two weeks: {n}")),
    )
    return [delivered, *(lang.say(words, n=number(n)) for n, words in others if n)]


async def _named(turn: Turn, scope: Scope, announcement_id: int, outcome: Outcome) -> list[str]:
    """Who did not read it, and whom it could not be delivered to: a few by name."""
    lang, lines = turn.lang, []
    for count, words, state in (
        (outcome.unread, N_("Not read yet: {names}"), SENT),
        (outcome.failed, N_("Not delivered: {names}"), FAILED),
    ):
        if count:
            found = await announcements.names(turn.session, scope, announcement_id, state, NAMED, unread=state == SENT)
            rest = count - len(found)
            more = [lang.plural("{n} more", "{n} more", rest)] if rest else []
            lines.append(lang.say(words, names=", ".join([*found, *more])))
    return ["", *lines] if lines else []


def _when(turn: Turn) -> str:
    if may_speak(turn.now, turn.zone):
        return turn.lang.say("within a minute from now")
    start = when_to_speak(turn.now, turn.zone)
    day = turn.lang.short_date(start.astimezone(turn.zone).date())
    return turn.lang.say("from {time} on {day}", time=turn.lang.time(start, turn.zone), day=day)


def _how_long(lang: Language, people: int) -> str:
    seconds = people / PER_SECOND
    if seconds < 60:
        return lang.say("it takes less than a minute")
    minutes = ceil(seconds / 60)
    return lang.plural("it takes about {n} minute", "it takes about {n} minutes", minutes)


def _label(turn: Turn, one: Written) -> str:
    return f"{_day(turn, one)} · {brief(one.text)}"


def _day(turn: Turn, one: Written) -> str:
    return turn.lang.short_date(one.at.astimezone(turn.zone).date())


async def _find(turn: Turn, argument: str) -> Written | None:
    """The announcement with this id, if it went to an area of the speaker's; not a reminder."""
    announcement_id = row_id(argument)
    found = None
    if announcement_id is not None:
        found = await announcements.one(turn.session, await as_organiser(turn), announcement_id)
    return None if found is None or found.is_reminder else found


async def _areas(turn: Turn) -> list[Area]:
    """The areas that the speaker may write to: an officer's commune and its hamlets; an admin's city with its clusters
    and communes."""
    run = (await as_admin(turn)).area_ids or frozenset()
    own = (await as_officer(turn)).area_ids or frozenset()
    return [
        *await areas_among(turn.session, own - run, ("commune", "hamlet"), turn.today),
        *await areas_among(turn.session, run, ("city", "cluster", "commune"), turn.today),
    ]


def _only_one(_answers: Answers, world: World) -> Any:
    areas = world.lists["announced"]
    return areas[0].key if len(areas) == 1 else UNSET


def _names_no_client(value: Any, _answers: Answers, world: World) -> str | None:
    if any(read_code(word) is not None for word in str(value).split()):
        return world.lang.say("This contains a client's code. What goes to everybody names no client.")
    return None


ANNOUNCEMENT = filling(
    Form(
        "announcement",
        N_("📢 Announcement"),
        (
            Choice(
                name="area",
                title=N_("To"),
                label=N_("To the collaborators of which area?"),
                hint=N_("Choose, or type the name."),
                choices="announced",
                default=_only_one,
                columns=1,
                page=8,
            ),
            Text(
                name="text",
                title=N_("Words"),
                label=N_("What shall they be told? Write it in one message."),
                constraint=_names_no_client,
                most=MOST,
            ),
        ),
        N_("Preview"),
    ),
    _keep,
    prepare,
    ORGANISERS,
)
