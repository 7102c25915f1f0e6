"""The menu, the help and the language: where every conversation starts and comes back to."""

from functools import cache
from zlib import crc32

from db.people import set_language
from handlers.actions import ACTIONS, EVERYBODY, FIELD_WORKERS, action
from handlers.filling import home_row, show
from handlers.screens import Button, Rows, Screen, in_rows
from handlers.turn import Turn
from locales import LANGUAGES, N_, Language

MENU = (
    ("talk", N_("📣 Log a talk")),
    ("again", N_("🔁 Like last time")),
    ("book", N_("📒 My notebook")),
    ("clients", N_("👥 My clients")),
    ("language", N_("🌐 Language")),
    ("help", N_("❓ Help")),
)
"""The menu: actions and their labels, in this order."""

COMMANDS = {
    "vi": (
        ("ghi", "talk", N_("Log a talk")),
        ("lantruoc", "again", N_("Like last time")),
        ("so", "book", N_("My notebook")),
        ("khach", "clients", N_("My clients")),
        ("quen", "forget", N_("Forget a client")),
        ("menu", "home", N_("Menu")),
        ("ngonngu", "language", N_("Language")),
        ("trogiup", "help", N_("Help")),
    ),
    "en": (
        ("talk", "talk", N_("Log a talk")),
        ("again", "again", N_("Like last time")),
        ("notebook", "book", N_("My notebook")),
        ("clients", "clients", N_("My clients")),
        ("forget", "forget", N_("Forget a client")),
        ("menu", "home", N_("Menu")),
        ("language", "language", N_("Language")),
        ("help", "help", N_("Help")),
    ),
}
"""Per language, what can be typed after a slash: command, action, description. All are understood in every language."""

COMMAND_ACTIONS = {command: name for commands in COMMANDS.values() for command, name, _ in commands} | {"start": "home"}


@cache
def commands_for(lang: Language, roles: frozenset[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The messenger's command menu for somebody with these roles, and a digest that tells it from others."""
    commands = tuple(
        (command, lang.say(description))
        for command, name, description in COMMANDS[lang.code]
        if roles & set(ACTIONS[name].roles)
    )
    return commands, f"{crc32(repr(commands).encode()):x}"


@action("home")
async def show_home(turn: Turn, _argument: str) -> Screen:
    """The menu. A form that is half filled is named first."""
    lang, person = turn.lang, turn.person
    if person.has(*FIELD_WORKERS):
        text = lang.say("Hello {name}! What shall be written down?", name=person.name)
    else:
        text = lang.say("Hello {name}!", name=person.name)
    places = ", ".join(sorted({role.area_name for role in person.roles}))
    if places:
        text += f"\n📍 {places}"
    buttons = [Button(lang.say(label), name) for name, label in MENU if person.has(*ACTIONS[name].roles)]
    if not person.roles:
        text = lang.say("You have no working area at present. Please ask the commune officer.")
    return Screen(text, (*_resume_row(turn), tuple(buttons[:1]), *in_rows(buttons[1:], 2)))


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
        lang.say("• “Log a talk”: choose by tapping, or type the answer."),
        lang.say("• “Like last time”: the last talk again, today."),
        lang.say("• “My notebook”: see, correct or withdraw what was written."),
        lang.say("• Words that always work: back, skip, cancel, save, menu."),
        "",
        lang.say("Please write no names, telephone or identity numbers of clients."),
    ]
    return Screen("\n".join(lines), (*_resume_row(turn), home_row(turn)))


@action("language", EVERYBODY)
async def choose_language(turn: Turn, argument: str) -> Screen:
    """Offers the languages, or changes to the one named."""
    if argument in LANGUAGES:
        await set_language(turn.session, turn.person.id, argument)
        turn.speak(argument)
        return (await show_home(turn, "")).saying(turn.lang.say("From now on in English."))
    buttons = [Button(name, f"language:{code}") for code, name in LANGUAGES.items()]
    return Screen(turn.lang.say("Which language?"), (tuple(buttons),))


def _resume_row(turn: Turn) -> Rows:
    """The way back to a half-filled form, if there is one."""
    if turn.form is None:
        return ()
    return ((Button(turn.lang.say("▶️ Go on with the half-filled form"), "resume"),),)
