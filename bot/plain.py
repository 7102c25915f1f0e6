"""A screen in words alone, for messengers without buttons (Zalo): choices are numbered and answered by typing.

The numbers are those that the handlers understand: options from 1 in reading order. Where a number is itself the
answer nothing is numbered; shortcuts are named as examples then. Steps such as "back" are words.
"""

from unicodedata import normalize

from bot.channels import split_text
from handlers.screens import Button, Screen
from locales import Language

LONGEST = 2000
"""Characters of one message (Zalo's limit for bots)."""
MOST_EXAMPLES = 3


def plain_text(screen: Screen, lang: Language) -> str:
    """The screen as one text."""
    options = [button for button in screen.buttons if button.kind in ("option", "tick")]
    parts = [screen.text, "\n".join(f"{number}. {_one_line(button)}" for number, button in enumerate(options, 1))]
    hints = []
    if any(button.kind == "tick" for button in options):
        hints.append(lang.say("Several can be typed at once: 1,4"))
    if presets := [_one_line(button) for button in screen.buttons if button.kind == "preset"]:
        hints.append(lang.say("For example: {examples}", examples=" / ".join(presets[:MOST_EXAMPLES])))
    if words := [button.word for button in screen.buttons if button.kind == "verb"]:
        hints.append(lang.say("Type: {words}", words=" · ".join(words)))
    parts.append("\n".join(hints))
    return normalize("NFC", "\n\n".join(part for part in parts if part))


def plain_pages(screen: Screen, lang: Language) -> list[str]:
    """The same in messages of at most 2,000 characters, cut at line ends."""
    return split_text(plain_text(screen, lang), LONGEST)


def _one_line(button: Button) -> str:
    return " ".join(button.label.removeprefix("☐").split())
