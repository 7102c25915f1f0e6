"""Turning the pages of a list."""

import re

from handlers.screens import Button, Rows
from locales import Language


def page_of(argument: str) -> int:
    """The page, from 0, that an action's argument names; anything else is the first one."""
    return int(argument) if re.fullmatch(r"[0-9]{1,3}", argument) else 0


def moves(lang: Language, action: str, page: int, *, more: bool) -> Rows:
    """The row that leads to the pages around, if there are any; `action` is what turns pages, but for the number."""
    row = []
    if page:
        row.append(Button(lang.say("⬅️ Earlier ones"), f"{action}{page - 1}"))
    if more:
        row.append(Button(lang.say("More ➡️"), f"{action}{page + 1}"))
    return (tuple(row),) if row else ()
