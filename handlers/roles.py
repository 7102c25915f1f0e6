"""The words for roles: what each is called, and what is said to somebody who has none now."""

from db.people import Role
from handlers.turn import Turn
from locales import N_, Language

NAMES = {
    "collaborator": N_("Population collaborator"),
    "officer": N_("Commune population officer"),
    "supervisor": N_("Supervisor"),
    "admin": N_("Administrator"),
}
"""What each role is called."""

MARKS = {"collaborator": "📒", "officer": "🏥", "supervisor": "📊", "admin": "🛠"}
"""The emoji that stands for each role."""

HELD_IN = {
    "commune": ("collaborator", "officer"),
    "hamlet": ("collaborator",),
    "cluster": ("supervisor",),
    "city": ("supervisor", "admin"),
}
"""The roles that are held in each kind of area."""

STANDING = {
    "waiting": N_("⏳ The commune officer still has to confirm you. You will be told here; until then please wait."),
    "suspended": N_("⏸ Your role is suspended for now. Please ask the commune officer; what you recorded is kept."),
    "refused": N_(
        "The commune officer did not confirm you. If that is a mistake, please ask the officer for a new code."
    ),
}
"""What is said to somebody whose grants are all in one of these states."""


def role_name(lang: Language, held: Role) -> str:
    """A role and where it is held."""
    return f"{MARKS[held.role]} {lang.say(NAMES[held.role])} · {held.area_name}"


def standing(turn: Turn) -> str:
    """What is said to somebody who has no role now, and why."""
    state = next((state for state in STANDING if state in turn.person.idle), None)
    if state is not None:
        return turn.lang.say(STANDING[state])
    return turn.lang.say("You have no working area at present. Please ask the commune officer.")
