"""My data: what is kept about the person who asks, in short sentences, and all of it as a file.

Clients are not in the file: what is kept of them is theirs, and a file is passed on easily. So records tell what was
done and how often, and nothing that leads to whom.
"""

from datetime import datetime

from db.acts import note_act
from db.areas import Area, all_areas
from db.my_data import AboutMe, about, acts_of, records_of
from db.records import Kept
from handlers.actions import action
from handlers.audit_words import act_name
from handlers.filling import home_row
from handlers.messengers import messenger_name
from handlers.notebook import KINDS
from handlers.records import RecordKind
from handlers.roles import NAMES
from handlers.screens import Button, Cell, Screen, Sheet, Table
from handlers.turn import Turn
from locales import LANGUAGES, N_

CLIENT = "client_id"
"""The fact of a record that leads to a client."""


@action("mydata")
async def show_my_data(turn: Turn, _argument: str) -> Screen:
    """What is kept about the speaker."""
    lang, me = turn.lang, await _about(turn)
    lines = [
        lang.say("🗂 What Sổ Tay keeps about you:"),
        *(f"• {': '.join((title, words))}" for title, words in _facts(turn, me)),
        "",
        lang.say("Only your officer sees your single records; others see sums."),
        lang.say("The file holds all of it, but nothing that leads to your clients: those data are theirs."),
    ]
    rows = (
        (Button(lang.say("📄 As a file"), "+mydata_file"),),
        (Button(lang.say("🚪 Leave Sổ Tay"), "quit"), *home_row(turn)),
    )
    return Screen("\n".join(lines), rows)


@action("mydata_file")
async def hand_out_my_data(turn: Turn, _argument: str) -> Screen:
    """All that is kept about the speaker, as a file."""
    lang, me = turn.lang, await _about(turn)
    await note_act(turn.session, "export own data", "person", turn.person.id, person_id=turn.person.id, now=turn.now)
    chats = [(lang.say("Chat in {messenger}", messenger=messenger_name(channel)), chat) for channel, chat in me.chats]
    facts = Table(lang.say("About me"), (lang.say("What"), lang.say("Kept")), (*_facts(turn, me), *chats))
    areas = {area.id: area for area in await all_areas(turn.session)}
    records = [await _records(turn, kind, areas) for kind in KINDS.values()]
    tables = tuple(table for table in (facts, *records, _leaves(turn, me), await _acts(turn)) if table.rows)
    day = turn.today.strftime("%d/%m/%Y")
    sheet = Sheet(f"du-lieu-cua-toi-{turn.today.isoformat()}", lang.say("My data in Sổ Tay, {day}", day=day), tables)
    text = lang.say("📄 Here is the file. Please keep it to yourself.")
    return Screen(text, (home_row(turn, fresh=True),), sheets=(sheet,))


async def _about(turn: Turn) -> AboutMe:
    return await about(turn.session, turn.person.id, [kind.ledger for kind in KINDS.values()])


def _facts(turn: Turn, me: AboutMe) -> list[tuple[str, str]]:
    """What is kept, by its title."""
    lang = turn.lang
    told = [
        (lang.say("Name"), me.name),
        *((lang.say("Number in the list of people"), ref) for ref in (me.ref,) if ref),
        *((lang.say("Role"), _role(turn, me, number)) for number in range(len(me.roles))),
        (lang.say("Written to in"), ", ".join(dict.fromkeys(messenger_name(channel) for channel, _ in me.chats))),
        (lang.say("Language"), LANGUAGES[me.language]),
        (lang.say("With Sổ Tay since"), _day(turn, me.since)),
        (lang.say("Recorded"), _counted(turn, me)),
    ]
    if me.notice is not None and me.notice_at is not None:
        agreed = lang.say("{day} (version {version})", day=_day(turn, me.notice_at), version=me.notice)
        told.append((lang.say("Agreed to the data notice"), agreed))
    if me.leaves:
        told.append((lang.say("Days of leave"), lang.plural("{n} time", "{n} times", len(me.leaves))))
    if me.phrases:
        told.append((lang.say("Words of mine"), ", ".join(me.phrases)))
    if me.acts:
        told.append((lang.say("On record in the log"), lang.plural("{n} act", "{n} acts", me.acts)))
    return told


def _role(turn: Turn, me: AboutMe, number: int) -> str:
    lang, held = turn.lang, me.roles[number]
    since = lang.say("since {day}", day=held.first_on.strftime("%d/%m/%Y"))
    if held.last_on is not None:
        since = f"{held.first_on.strftime('%d/%m/%Y')} – {held.last_on.strftime('%d/%m/%Y')}"
    return f"{lang.say(NAMES[held.role])} · {held.area_name}, {since}"


def _counted(turn: Turn, me: AboutMe) -> str:
    lang, count = turn.lang, me.records
    return ", ".join(
        (
            lang.plural("{n} talk", "{n} talks", count["talk"]),
            lang.plural("{n} handout", "{n} handouts", count["distribution"]),
            lang.plural("{n} referral", "{n} referrals", count["referral"]),
            lang.plural("{n} client", "{n} clients", me.clients),
        )
    )


async def _records(turn: Turn, kind: RecordKind, areas: dict[int, Area]) -> Table:
    lang = turn.lang
    titles = (N_("Date"), N_("What was done"), N_("Area"), N_("Written down at"), N_("Corrections"))
    head = tuple(lang.say(title) for title in titles)
    rows: list[tuple[Cell, ...]] = []
    for kept in await records_of(turn.session, turn.own, kind.ledger):
        done = await _done(turn, kind, kept)
        rows.append((kept.day, done, areas[kept.area_id].name, _local(turn, kept.entered_at), kept.version - 1))
    return Table(lang.say(kind.form.title).partition(" ")[2], head, tuple(rows))


async def _done(turn: Turn, kind: RecordKind, kept: Kept) -> str:
    """A record in words that lead to no client: the number of a slip does."""
    if CLIENT not in kept.facts:
        return "\n".join(await kind.lines(turn, kept))
    return kind.brief(turn, kept).replace(f" · {kept.facts.get('slip')}", "")


def _leaves(turn: Turn, me: AboutMe) -> Table:
    head = (turn.lang.say("First day"), turn.lang.say("Last day"))
    return Table(turn.lang.say("Days of leave"), head, tuple((away.first_on, away.last_on) for away in me.leaves))


async def _acts(turn: Turn) -> Table:
    lang = turn.lang
    head = (lang.say("Date and time"), lang.say("Act"))
    acts = await acts_of(turn.session, turn.person.id)
    return Table(lang.say("Log"), head, tuple((_local(turn, one.at), act_name(lang, one.act)) for one in acts))


def _local(turn: Turn, instant: datetime) -> datetime:
    """An instant as the clocks of Vietnam show it, as cells hold it."""
    return instant.astimezone(turn.zone).replace(tzinfo=None)


def _day(turn: Turn, instant: datetime) -> str:
    return instant.astimezone(turn.zone).strftime("%d/%m/%Y")
