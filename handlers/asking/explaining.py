"""What the figures mean: of each measure what is counted, of what, and from which records."""

from db.statistics.measures import ASKABLE
from handlers.actions import action
from handlers.asking.choosing import GROUPS
from handlers.asking.files import definition_rows
from handlers.filling import home_row
from handlers.reading.options import Option, choose
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn


@action("explain")
async def explain(turn: Turn, argument: str) -> Screen:
    """The definitions of a group of measures, by its number, or of one measure, by its name or code."""
    lang = turn.lang
    measures = [Option(code, one.names[lang.code], (code,)) for code, one in ASKABLE.items()]
    named = choose(argument, measures, numbers=False) if argument.strip() else None
    if isinstance(named, Option):
        return Screen(_definition(turn, named.key), ((_others(turn),), home_row(turn)))
    if argument.isascii() and argument.isdecimal() and int(argument) < len(GROUPS):
        title, codes = GROUPS[int(argument)]
        text = "\n\n".join([lang.say(title), *(_definition(turn, code) for code in codes)])
        return Screen(text, ((_others(turn),), home_row(turn)))
    buttons = [Button(lang.say(title), f"explain:{number}") for number, (title, _) in enumerate(GROUPS)]
    card = Button(lang.say("📊 Statistics"), "stats")
    return Screen(lang.say("❓ Which figures shall be explained?"), (*in_rows(buttons, 2), (card, *home_row(turn))))


def _definition(turn: Turn, code: str) -> str:
    (name, counted), *rest = definition_rows(ASKABLE[code], turn.lang)
    return "\n".join([f"▪️ {name}", f"{counted}", *(": ".join(map(str, row)) for row in rest)])


def _others(turn: Turn) -> Button:
    return Button(turn.lang.say("❓ Other figures"), "explain")
