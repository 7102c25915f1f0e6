"""The menu, the help and the language: where every conversation starts and comes back to."""

from functools import cache
from zlib import crc32

from db.people import set_language
from db.team import has_collaborators
from handlers.actions import ACTIONS, EVERYBODY, FIELD_WORKERS, action
from handlers.filling import home_row, resume_row, show
from handlers.reading.options import Option
from handlers.rights import as_officer
from handlers.roles import standing
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn
from locales import LANGUAGES, N_, Language

MENU = (
    ("talk", N_("📣 Log a talk")),
    ("talk_again", N_("🔁 Like last time")),
    ("distribute", N_("📦 Hand out products")),
    ("distribute_again", N_("🔁 Hand out again")),
    ("refer", N_("🩺 Refer a client")),
    ("refer_again", N_("🔁 Refer again")),
    ("follow", N_("☑️ To follow up")),
    ("resupply", N_("⏰ Running out")),
    ("results", N_("🔬 Results")),
    ("book", N_("📒 My notebook")),
    ("clients", N_("👥 My clients")),
    ("stats", N_("📊 Statistics")),
    ("advice", N_("📖 Handbook")),
    ("targets", N_("🎯 Scorecard")),
    ("report", N_("📑 Monthly report")),
    ("people", N_("👩‍👩‍👧 Collaborators")),
    ("announcements", N_("📢 Announcements")),
    ("commune", N_("🏘 Commune")),
    ("clusters", N_("🗺 Clusters")),
    ("audit", N_("🧾 Log")),
    ("usage", N_("📨 Message quota")),
    ("role", N_("🎭 Switch role")),
    ("days_off", N_("🗓 Days off")),
    ("reminders", N_("🔔 Reminders")),
    ("language", N_("🌐 Language")),
    ("help", N_("❓ Help")),
)
"""The menu: actions and their labels, in this order, two in a row: what is logged stands beside its repetition."""

COMMANDS = {
    "vi": (
        ("ghi", "talk", N_("Log a talk")),
        ("lantruoc", "talk_again", N_("Like last time")),
        ("phat", "distribute", N_("Hand out products")),
        ("gioithieu", "refer", N_("Refer a client")),
        ("theodoi", "follow", N_("To follow up")),
        ("saphet", "resupply", N_("Running out")),
        ("xinhang", "stock", N_("Requests for stock")),
        ("ketqua", "results", N_("Results")),
        ("so", "book", N_("My notebook")),
        ("tuan", "week", N_("The week")),
        ("khach", "clients", N_("My clients")),
        ("thongke", "stats", N_("Statistics")),
        ("giaithich", "explain", N_("What the figures mean")),
        ("camnang", "advice", N_("Handbook")),
        ("quen", "forget", N_("Forget a client")),
        ("chitieu", "targets", N_("Scorecard of the plan")),
        ("baocao", "report", N_("Monthly report")),
        ("congtacvien", "people", N_("Collaborators")),
        ("thongbao", "announcements", N_("Announcements")),
        ("xaphuong", "commune", N_("Commune")),
        ("cum", "clusters", N_("Clusters")),
        ("nhatky", "audit", N_("Log")),
        ("lienket", "link", N_("Another phone or messenger")),
        ("dulieu", "mydata", N_("What is kept about me")),
        ("roi", "quit", N_("Leave Sổ Tay")),
        ("menu", "home", N_("Menu")),
        ("ngaynghi", "days_off", N_("Days off")),
        ("nhac", "reminders", N_("Reminders")),
        ("ngonngu", "language", N_("Language")),
        ("trogiup", "help", N_("Help")),
    ),
    "en": (
        ("talk", "talk", N_("Log a talk")),
        ("again", "talk_again", N_("Like last time")),
        ("handout", "distribute", N_("Hand out products")),
        ("refer", "refer", N_("Refer a client")),
        ("follow", "follow", N_("To follow up")),
        ("resupply", "resupply", N_("Running out")),
        ("stock", "stock", N_("Requests for stock")),
        ("results", "results", N_("Results")),
        ("notebook", "book", N_("My notebook")),
        ("week", "week", N_("The week")),
        ("clients", "clients", N_("My clients")),
        ("stats", "stats", N_("Statistics")),
        ("explain", "explain", N_("What the figures mean")),
        ("advice", "advice", N_("Handbook")),
        ("forget", "forget", N_("Forget a client")),
        ("targets", "targets", N_("Scorecard of the plan")),
        ("report", "report", N_("Monthly report")),
        ("people", "people", N_("Collaborators")),
        ("announce", "announcements", N_("Announcements")),
        ("commune", "commune", N_("Commune")),
        ("clusters", "clusters", N_("Clusters")),
        ("log", "audit", N_("Log")),
        ("link", "link", N_("Another phone or messenger")),
        ("mydata", "mydata", N_("What is kept about me")),
        ("quit", "quit", N_("Leave Sổ Tay")),
        ("menu", "home", N_("Menu")),
        ("daysoff", "days_off", N_("Days off")),
        ("reminders", "reminders", N_("Reminders")),
        ("language", "language", N_("Language")),
        ("help", "help", N_("Help")),
    ),
}
"""Per language, what can be typed after a slash: command, action, description. All are understood in every language."""

UNLISTED = {
    "vi": (("vaitro", "role"), ("tuannay", "week"), ("hanmuc", "usage")),
    "en": (("role", "role"), ("quota", "usage")),
}
"""Per language, what can be typed after a slash and stands in no list, for few people need it."""

COMMAND_ACTIONS = {
    **{command: name for commands in COMMANDS.values() for command, name, _ in commands},
    **{command: name for commands in UNLISTED.values() for command, name in commands},
    "start": "home",
}


HELP = (
    (FIELD_WORKERS, N_("• Simply write: “yesterday visited 3 households about family planning, 20 leaflets”.")),
    (FIELD_WORKERS, N_("• Or choose in the menu, by tapping or by typing the answer; 🔁 is the same as last time.")),
    (FIELD_WORKERS, N_("• “My notebook”: see, correct or withdraw what was written.")),
    (("officer",), N_("• “Collaborators”: invite, confirm, write down leave, hand over, a lost phone.")),
    (("officer",), N_("• “Commune”: the day of the meeting, the hour of the digest, hamlets.")),
    (("admin",), N_("• “Collaborators”: type the commune, then invite, confirm, hand over, a lost phone.")),
    (("admin",), N_("• “Clusters”: staff and their roles, clusters of communes. “Log”: who did what.")),
    (EVERYBODY, N_("• Words that always work: back, skip, cancel, save, menu.")),
)
"""The lines of the help, each for some roles."""


@cache
def commands_for(lang: Language, roles: frozenset[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The messenger's command menu for somebody with these roles, and a digest that tells it from others."""
    commands = tuple(
        (command, lang.say(description))
        for command, name, description in COMMANDS[lang.code]
        if roles & set(ACTIONS[name].roles)
    )
    return commands, f"{crc32(repr(commands).encode()):x}"


def command_for(name: str, lang: Language) -> str:
    """What can be typed after a slash for an action."""
    known = (*(entry[:2] for entry in COMMANDS[lang.code]), *UNLISTED[lang.code])
    return next(command for command, action_name in known if action_name == name)


def doors(lang: Language) -> list[Option]:
    """The actions of menu and commands by the words that name them: the button's, the command's, its description's."""
    words: dict[str, list[str]] = {name: [lang.say(label)] for name, label in MENU}
    for command, name, description in COMMANDS[lang.code]:
        words.setdefault(name, []).extend((lang.say(description), command))
    return [Option(name, said[0], tuple(said[1:])) for name, said in words.items()]


@action("home")
async def show_home(turn: Turn, _argument: str) -> Screen:
    """The menu of the role that speaks; the others' actions can be typed. A form that is half filled is named first."""
    lang, person = turn.lang, turn.person
    if not person.roles:
        return Screen(standing(turn))
    spoken = {person.acting.role} if person.acting else {held.role for held in person.roles}
    if spoken & set(FIELD_WORKERS):
        text = lang.say("Hello {name}! What shall be written down?", name=person.name)
    else:
        text = lang.say("Hello {name}!", name=person.name)
    several = len(person.roles) > 1
    if not several:  # else the role that speaks stands above every answer (see handlers/acting.py)
        text += f"\n📍 {person.roles[0].area_name}"
    if "officer" in spoken and not await has_collaborators(turn.session, await as_officer(turn), turn.today):
        text += "\n\n" + lang.say("👉 No collaborator has joined yet: choose “Collaborators” to invite them.")
    shown = {"role": several, "usage": any(messenger.quota for messenger in turn.messengers)}
    buttons = [
        Button(lang.say(label), name)
        for name, label in MENU
        if spoken & set(ACTIONS[name].roles) and shown.get(name, True)
    ]
    return Screen(text, (*resume_row(turn), *in_rows(buttons, 2)))


@action("resume")
async def resume(turn: Turn, _argument: str) -> Screen:
    """Back to the form that is half filled."""
    return show(turn) if turn.form is not None else await show_home(turn, "")


@action("help")
async def show_help(turn: Turn, _argument: str) -> Screen:
    """How to use the notebook, in a few lines."""
    lang = turn.lang
    lines = [
        lang.say("Sổ Tay is an automatic assistant: it writes down what you do and adds it up."),
        "",
        *(lang.say(line) for roles, line in HELP if turn.person.has(*roles)),
        "",
        lang.say("Please write no names, telephone or identity numbers of clients."),
    ]
    mine = (Button(lang.say("🗂 My data"), "mydata"), Button(lang.say("🔗 Another phone"), "link"))
    words = (Button(lang.say("🗣 My words"), "my_words"),) if turn.person.has(*FIELD_WORKERS) else ()
    return Screen("\n".join(lines), (*resume_row(turn), mine, (*words, *home_row(turn))))


@action("language", EVERYBODY)
async def choose_language(turn: Turn, argument: str) -> Screen:
    """Offers the languages, or changes to the one named."""
    if argument in LANGUAGES:
        await set_language(turn.session, turn.person.id, argument)
        turn.speak(argument)
        return (await show_home(turn, "")).saying(turn.lang.say("From now on in English."))
    buttons = [Button(name, f"language:{code}") for code, name in LANGUAGES.items()]
    return Screen(turn.lang.say("Which language?"), (tuple(buttons),))
