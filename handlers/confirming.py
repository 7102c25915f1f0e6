"""Asking before something is done that cannot simply be undone: two buttons, or a typed yes or no."""

from handlers.actions import ACTIONS, action
from handlers.home import show_home
from handlers.reading.words import navigation, yes_no
from handlers.screens import Button, Screen
from handlers.turn import Turn


def ask(turn: Turn, text: str, *, asked: str, yes: tuple[str, str], no: tuple[str, str]) -> Screen:
    """A question. `yes` and `no` are the labels of the answers and the actions that they lead to; `asked` is the action
    that asks, for whoever answers something else. None of them holds a "|"."""
    (yes_label, yes_action), (no_label, no_action) = yes, no
    buttons = (
        Button(yes_label, yes_action, word=turn.lang.say("yes")),
        Button(no_label, no_action, word=turn.lang.say("no")),
    )
    return Screen(text, (buttons,), hears=f"decide:{asked}|{yes_action}|{no_action}|")


@action("decide")
async def decide(turn: Turn, argument: str) -> Screen:
    """Hears a typed answer to a question; the argument is what `ask` wrote, and the words."""
    asked, yes, no, said = (*argument.split("|", 3), "", "", "")[:4]
    words = said.removeprefix(":")
    agreed = yes_no(words)
    if agreed is None and navigation(words) not in ("back", "cancel"):
        return (await _follow(turn, asked)).saying(turn.lang.say("Please answer yes or no."))
    return await _follow(turn, yes if agreed else no)


async def _follow(turn: Turn, said: str) -> Screen:
    name, _, argument = said.partition(":")
    known = ACTIONS.get(name)
    if known is None or not turn.person.has(*known.roles):
        return await show_home(turn, "")
    return await known.handler(turn, argument)
