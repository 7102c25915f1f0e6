"""The collaborators of a commune: who is heard from, who is away, who waits; confirming and suspending them.

Whoever is not in the speaker's communes is not there: every action begins with the commune and its right.
"""

import re
from collections import Counter
from datetime import timedelta

from db.areas import Area
from db.distributions import totals as handed_out
from db.leave import leaves
from db.referrals import totals as referred
from db.scope import Scope
from db.talks import totals as talked
from db.team import LOOK_BACK, Member, member, members, set_state
from handlers.actions import action, row_id
from handlers.confirming import ask
from handlers.fields import brief
from handlers.filling import home_row
from handlers.finding import ask_for_commune
from handlers.home import command_for, show_home
from handlers.periods import stretch
from handlers.reading.fold import fold
from handlers.reading.options import Ambiguous, Option, choose
from handlers.rights import ORGANISERS, managed_commune, people_of
from handlers.screens import Button, Screen
from handlers.telling import tell
from handlers.turn import Turn
from locales import N_, Language

PAGE = 8
"""People listed at once."""
SHOWN = timedelta(days=366)
"""How far ahead leaves are shown."""
SILENT_AFTER = 7
"""Days without an entry from which on somebody counts as silent."""

MARKS = {
    "waiting": "⏳",
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
    "suspended": N_("suspended"),
    "away": N_("on leave"),
    "absent": N_("not joined yet"),
    "unreachable": N_("cannot be reached"),
    "silent": N_("silent"),
    "active": N_("active"),
}


def stands(one: Member) -> str:
    """How somebody stands, by what an officer should know first (see MARKS)."""
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
    return _listed(turn, commune, found, int(page) if re.fullmatch(r"\d{1,3}", page) else 0)


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
        return _listed(turn, commune, [one for one in found if str(one.person_id) in keys], 0)
    nobody = turn.lang.say("Nobody of this commune is called “{text}”.", text=brief(said))
    return _listed(turn, commune, found, 0).saying(nobody)


@action("person", ORGANISERS)
async def open_person(turn: Turn, argument: str) -> Screen:
    """One collaborator; the argument is the commune's id and the person's, `12.7`."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    commune, one = found
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
    key = f"{commune.id}.{one.person_id}"
    rows: list[tuple[Button, ...]] = []
    if now == "waiting":
        rows.append((Button(lang.say("✅ Confirm"), f"approve:{key}"), Button(lang.say("✖️ Refuse"), f"refuse:{key}")))
    elif now == "suspended":
        rows.append((Button(lang.say("▶️ Let work again"), f"unsuspend:{key}"),))
        rows.append((Button(lang.say("🤝 Hand over"), f"hand_over:{key}"),))
    else:
        rows.append((Button(lang.say("🌴 Leave"), f"leave:{key}"), Button(lang.say("⏸ Suspend"), f"suspend:{key}")))
        rows.append((Button(lang.say("🤝 Hand over"), f"hand_over:{key}"),))
    phones = Button(lang.say("📱 Phones"), f"phones:{key}")
    roles = Button(lang.say("🎭 Roles"), f"grants:{one.person_id}")
    rows.append((phones, roles) if turn.person.has("admin") else (phones,))
    rows.append((Button(lang.say("👩‍👩‍👧 Collaborators"), f"people:{commune.id}"), *home_row(turn)))
    return Screen("\n".join(lines), tuple(rows))


@action("approve", ORGANISERS)
async def approve(turn: Turn, argument: str) -> Screen:
    """Confirms somebody who joined with a shared code, and tells them."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    commune, one = found
    if not await _change(turn, one, "waiting", "active", "approve"):
        return await open_person(turn, argument)
    await tell(turn, [one.person_id], "approved", str(turn.update_id), _welcome)
    done = turn.lang.say("✅ {name} is confirmed and can begin.", name=one.name)
    return (await show_people(turn, str(commune.id))).saying(done)


@action("refuse", ORGANISERS)
async def ask_to_refuse(turn: Turn, argument: str) -> Screen:
    """Asks whether somebody who joined with a shared code shall be turned away."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    lang = turn.lang
    return ask(
        turn,
        lang.say(
            "Turn {name} away? They are told politely, and can come again only with a new code.", name=found[1].name
        ),
        asked=f"refuse:{argument}",
        yes=(lang.say("Yes, refuse"), f"refuse_now:{argument}"),
        no=(lang.say("No"), f"person:{argument}"),
    )


@action("refuse_now", ORGANISERS)
async def refuse(turn: Turn, argument: str) -> Screen:
    """Turns somebody away who waited, and tells them."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    commune, one = found
    if not await _change(turn, one, "waiting", "refused", "refuse"):
        return await open_person(turn, argument)
    await tell(turn, [one.person_id], "refused", str(turn.update_id), _regret)
    done = turn.lang.say("{name} was turned away.", name=one.name)
    return (await show_people(turn, str(commune.id))).saying(done)


@action("suspend", ORGANISERS)
async def ask_to_suspend(turn: Turn, argument: str) -> Screen:
    """Asks whether a collaborator shall be suspended."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    lang = turn.lang
    return ask(
        turn,
        lang.say(
            "Suspend {name}? They can write nothing down until you let them work again. What is recorded stays.",
            name=found[1].name,
        ),
        asked=f"suspend:{argument}",
        yes=(lang.say("Yes, suspend"), f"suspend_now:{argument}"),
        no=(lang.say("No"), f"person:{argument}"),
    )


@action("suspend_now", ORGANISERS)
async def suspend(turn: Turn, argument: str) -> Screen:
    """Suspends a collaborator in a commune."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    await _change(turn, found[1], "active", "suspended", "suspend")
    return (await open_person(turn, argument)).saying(turn.lang.say("⏸ Suspended."))


@action("unsuspend", ORGANISERS)
async def unsuspend(turn: Turn, argument: str) -> Screen:
    """Lets a suspended collaborator work again."""
    found = await find(turn, argument)
    if found is None:
        return await not_yours(turn)
    await _change(turn, found[1], "suspended", "active", "unsuspend")
    return (await open_person(turn, argument)).saying(turn.lang.say("✅ {name} can work again.", name=found[1].name))


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


def _listed(turn: Turn, commune: Area, found: list[Member], page: int) -> Screen:
    lang = turn.lang
    counted = Counter(map(stands, found))
    lines = [lang.say("👩‍👩‍👧 Collaborators of {place}: {n}", place=commune.name, n=lang.number(len(found)))]
    lines += [
        f"{mark} {lang.say(LEGEND[state])}: {lang.number(counted[state])}"
        for state, mark in MARKS.items()
        if counted[state]
    ]
    if len(found) > PAGE:
        lines.append(lang.say("To find somebody, type a part of the name."))
    rows = [
        (Button(_label(turn, commune, one), f"person:{commune.id}.{one.person_id}"),)
        for one in found[page * PAGE : (page + 1) * PAGE]
    ]
    moves = []
    if page:
        moves.append(Button(lang.say("⬅️ Earlier ones"), f"people:{commune.id}.{page - 1}"))
    if len(found) > (page + 1) * PAGE:
        moves.append(Button(lang.say("More ➡️"), f"people:{commune.id}.{page + 1}"))
    more = (
        Button(lang.say("✉️ Invite"), f"invite:{commune.id}"),
        Button(lang.say("🏘 Commune"), f"commune:{commune.id}"),
    )
    return Screen(
        "\n".join(lines),
        (*rows, *filter(None, [tuple(moves)]), more, home_row(turn)),
        hears=f"find_person:{commune.id}",
    )


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
    scope = Scope(person_id=one.person_id, area_ids=(await people_of(turn, commune)).area_ids)
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


async def _change(turn: Turn, one: Member, before: str, after: str, act: str) -> bool:
    """Changes the state of the posts that are in `before`; False when there is none."""
    ids = [post.grant_id for post in one.posts if post.state == before]
    await set_state(turn.session, ids, after, act, person_id=turn.person.id, now=turn.now)
    return bool(ids)


def _welcome(lang: Language) -> str:
    return lang.say(
        "✅ The commune officer has confirmed you. To begin, type /{command}", command=command_for("home", lang)
    )


def _regret(lang: Language) -> str:
    return lang.say(
        "The commune officer did not confirm you. If that is a mistake, please ask the officer for a new code."
    )
