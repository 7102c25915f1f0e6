"""The collaborators of a commune: who is heard from, who is away, who waits, and where there is nobody.

Whoever is not in the speaker's communes is not there: every action begins with the commune and its right.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps

from db.areas import Area, children
from db.distributions import totals as handed_out
from db.leave import leaves
from db.referrals import totals as referred
from db.talks import totals as talked
from db.team import LOOK_BACK, Member, member, members
from handlers.actions import Handler, action, row_id
from handlers.fields import brief
from handlers.filling import home_row
from handlers.finding import ask_for_commune
from handlers.home import show_home
from handlers.paging import moves, page_of
from handlers.periods import stretch
from handlers.reading.fold import fold
from handlers.reading.options import Ambiguous, Option, choose
from handlers.rights import ORGANISERS, managed_commune, people_of
from handlers.screens import Button, Rows, Screen
from handlers.turn import Turn
from locales import N_, Language

OnCollaborator = Callable[[Turn, str, Area, Member], Awaitable[Screen]]
"""Takes the turn, the words that name commune and person (`12.7`), and both."""
PAGE = 8
"""People listed at once."""
EMPTY = 4
"""Hamlets without anybody that are named at once."""
SHOWN = timedelta(days=366)
"""How far ahead leaves are shown."""
SILENT_AFTER = 7
"""Days without an entry from which on somebody counts as silent."""

MARKS = {
    "waiting": "⏳",
    "left": "🚪",
    "suspended": "⏸",
    "away": "🌴",
    "absent": "✉️",
    "unreachable": "📵",
    "silent": "💤",
    "active": "🟢",
}
"""How somebody stands, in the order in which they are told."""
LEGEND = {
    "waiting": N_("to be confirmed"),
    "left": N_("left, to be handed over"),
    "suspended": N_("suspended"),
    "away": N_("on leave"),
    "absent": N_("not joined yet"),
    "unreachable": N_("cannot be reached"),
    "silent": N_("silent"),
    "active": N_("active"),
}


def stands(one: Member) -> str:
    """How somebody stands, by what an officer should know first (see MARKS)."""
    if one.left:
        return "left"
    if one.state != "active":
        return one.state
    if one.away is not None:
        return "away"
    if not one.reachable:
        return "absent" if one.reachable is None else "unreachable"
    return "silent" if one.silent >= SILENT_AFTER else "active"


@action("people", ORGANISERS)
async def show_people(turn: Turn, argument: str) -> Screen:
    """The collaborators of a commune; the argument is its id and the page, `12.1`. Without one the officer's own."""
    if not argument:
        own = home_commune(turn)
        if own is None:
            return await ask_for_commune(turn)
        argument = str(own)
    place, _, page = argument.partition(".")
    commune = await managed_commune(turn, place)
    if commune is None:
        return await ask_for_commune(turn) if turn.person.has("admin") else await not_yours(turn)
    scope = await people_of(turn, commune)
    found = in_order(await members(turn.session, scope, turn.today))
    remarks = await _without_anybody(turn, commune, found)
    if not found:
        remarks = [turn.lang.say("Nobody has joined yet. Choose “Invite” to make the first code."), *remarks]
    return await _listed(turn, commune, found, page_of(page), *remarks)


@action("find_person", ORGANISERS)
async def find_person(turn: Turn, argument: str) -> Screen:
    """The collaborator of a commune whom typed words name; the argument is the commune's id and the words."""
    place, _, said = argument.partition(":")
    commune = await managed_commune(turn, place)
    if commune is None:
        return await not_yours(turn)
    found = in_order(await members(turn.session, await people_of(turn, commune), turn.today))
    named = choose(said, [Option(str(one.person_id), one.name) for one in found], numbers=False)
    if isinstance(named, Option):
        return await open_person(turn, f"{commune.id}.{named.key}")
    if isinstance(named, Ambiguous):
        keys = {option.key for option in named.options}
        return await _listed(turn, commune, [one for one in found if str(one.person_id) in keys], 0)
    nobody = turn.lang.say("Nobody of this commune is called “{text}”.", text=brief(said))
    return (await _listed(turn, commune, found, 0)).saying(nobody)


def on_collaborator(name: str) -> Callable[[OnCollaborator], Handler]:
    """Registers an action about one collaborator of a commune that the speaker runs. Its argument is the commune's id
    and the person's, `12.7`; of anybody else it is said that they are not there."""

    def register(handler: OnCollaborator) -> Handler:
        @wraps(handler)
        async def reached(turn: Turn, argument: str) -> Screen:
            found = await find(turn, argument)
            return await not_yours(turn) if found is None else await handler(turn, argument, *found)

        return action(name, ORGANISERS)(reached)

    return register


@on_collaborator("person")
async def open_person(turn: Turn, key: str, commune: Area, one: Member) -> Screen:
    """One collaborator."""
    lang, now = turn.lang, stands(one)
    lines = [
        f"👤 {one.name}",
        f"📍 {', '.join(dict.fromkeys(post.area_name for post in one.posts))}",
        f"{MARKS[now]} {_told(lang, one)}",
        lang.say("Collaborator since {day}", day=lang.date(one.since, turn.today)),
    ]
    coming = await leaves(turn.session, [one.person_id], turn.today + timedelta(days=1), turn.today + SHOWN)
    lines += [
        lang.say(
            "🌴 On leave from {first} to {last}",
            first=lang.short_date(away.first_on),
            last=lang.short_date(away.last_on),
        )
        for away in coming
        if one.away is None or away.id != one.away.id
    ]
    if one.state != "waiting":
        lines += ["", *await _this_month(turn, commune, one)]
    back = (Button(lang.say("👩‍👩‍👧 Collaborators"), f"people:{commune.id}"), *home_row(turn))
    return Screen("\n".join(lines), (*_orders(turn, key, one), back))


def home_commune(turn: Turn) -> int | None:
    """The area of the officer role that speaks; else, for who is no admin, of the first one held."""
    acting = turn.person.acting
    if acting is not None and acting.role in ORGANISERS:
        return acting.area_id if acting.role == "officer" else None
    if turn.person.has("admin"):
        return None
    return next((held.area_id for held in turn.person.roles if held.role == "officer"), None)


async def find(turn: Turn, argument: str) -> tuple[Area, Member] | None:
    """The commune and the collaborator that `12.7` means, if the speaker runs the people there."""
    place, _, who = argument.partition(".")
    commune = await managed_commune(turn, place)
    person_id = row_id(who)
    if commune is None or person_id is None:
        return None
    one = await member(turn.session, await people_of(turn, commune), person_id, turn.today)
    return None if one is None else (commune, one)


async def not_yours(turn: Turn) -> Screen:
    """What is said of somebody who is not among the speaker's people."""
    remark = turn.lang.say("This is not among your communes and their people.")
    return (await show_home(turn, "")).saying(remark)


def in_order(found: list[Member]) -> list[Member]:
    """Those who wait first, then by given name: in Vietnam the last word of a name is what people go by."""
    return sorted(found, key=lambda one: (one.state != "waiting", fold(one.name).split()[-1:], fold(one.name)))


async def _listed(turn: Turn, commune: Area, found: list[Member], page: int, *remarks: str) -> Screen:
    lang = turn.lang
    counted = Counter(map(stands, found))
    lines = [lang.say("👩‍👩‍👧 Collaborators of {place}: {n}", place=commune.name, n=lang.number(len(found)))]
    lines += [
        f"{mark} {lang.say(LEGEND[state])}: {lang.number(counted[state])}"
        for state, mark in MARKS.items()
        if counted[state]
    ]
    lines += remarks
    if len(found) > PAGE:
        lines.append(lang.say("To find somebody, type a part of the name."))
    rows: list[tuple[Button, ...]] = [
        (Button(_label(turn, commune, one), f"person:{commune.id}.{one.person_id}"),)
        for one in found[page * PAGE : (page + 1) * PAGE]
    ]
    rows += moves(lang, f"people:{commune.id}.", page, more=len(found) > (page + 1) * PAGE)
    codes = Button(lang.say("🔑 Open codes"), f"codes:{commune.id}")
    rows.append((Button(lang.say("✉️ Invite"), f"invite:{commune.id}"), codes))
    home = (Button(lang.say("🏘 Commune"), f"commune:{commune.id}"), *home_row(turn))
    return Screen("\n".join(lines), (*rows, home), hears=f"find_person:{commune.id}")


async def _without_anybody(turn: Turn, commune: Area, found: list[Member]) -> list[str]:
    """The hamlets that have no collaborator, as a line; none while somebody works in the whole commune."""
    staffed = {post.area_id for one in found for post in one.posts if post.state == "active" and not one.left}
    empty = [one.name for one in await children(turn.session, commune.id, turn.today) if one.id not in staffed]
    if commune.id in staffed or not empty:
        return []
    names = ", ".join(empty[:EMPTY]) + ("…" if len(empty) > EMPTY else "")
    return [turn.lang.say("⚠️ No collaborator: {places}", places=names)]


def _label(turn: Turn, commune: Area, one: Member) -> str:
    now = stands(one)
    if now != "active":
        return f"{MARKS[now]} {one.name} · {_told(turn.lang, one)}"
    hamlets = dict.fromkeys(post.area_name for post in one.posts if post.area_id != commune.id)
    return " · ".join((f"{MARKS[now]} {one.name}", *hamlets))


def _told(lang: Language, one: Member) -> str:
    """How somebody stands, in words."""
    now = stands(one)
    if now == "away" and one.away is not None:
        return lang.say("on leave until {day}", day=lang.short_date(one.away.last_on))
    if now == "silent" and one.silent >= LOOK_BACK:
        return lang.say("nothing recorded for a long time")
    if now == "silent":
        return lang.plural("nothing recorded for {n} day", "nothing recorded for {n} days", one.silent)
    return lang.say(LEGEND[now])


async def _this_month(turn: Turn, commune: Area, one: Member) -> list[str]:
    """What somebody did in the commune this month, in counts."""
    lang, (first, last) = turn.lang, stretch("month", turn.today)
    scope = (await people_of(turn, commune)).of(one.person_id)
    talks = await talked(turn.session, scope, first, last)
    handed = await handed_out(turn.session, scope, first, last)
    sent = await referred(turn.session, scope, first, last)
    counted = (
        (talks.talks, "📣", lang.plural("{n} talk", "{n} talks", talks.talks)),
        (handed.distributions, "📦", lang.plural("{n} handing-out", "{n} handings-out", handed.distributions)),
        (sent.referrals, "🩺", lang.plural("{n} referral", "{n} referrals", sent.referrals)),
    )
    told = [f"{mark} {words}" for n, mark, words in counted if n]
    return [": ".join((lang.say("This month"), " · ".join(told) if told else lang.say("nothing yet")))]


def _orders(turn: Turn, key: str, one: Member) -> Rows:
    """What can be ordered about somebody, by how they stand."""
    lang, now = turn.lang, stands(one)
    hand_over = (Button(lang.say("🤝 Hand over"), f"hand_over:{key}"),)
    if now == "left":
        return (hand_over,)
    phones = [Button(lang.say("📱 Phones"), f"phones:{key}")]
    if turn.person.has("admin"):
        phones.append(Button(lang.say("🎭 Roles"), f"grants:{one.person_id}"))
    if now == "waiting":
        let_in = (Button(lang.say("✅ Confirm"), f"approve:{key}"), Button(lang.say("✖️ Refuse"), f"refuse:{key}"))
        return (let_in, tuple(phones))
    if now == "suspended":
        return ((Button(lang.say("▶️ Let work again"), f"unsuspend:{key}"),), hand_over, tuple(phones))
    pause = (Button(lang.say("🌴 Leave"), f"leave:{key}"), Button(lang.say("⏸ Suspend"), f"suspend:{key}"))
    return (pause, hand_over, tuple(phones))
