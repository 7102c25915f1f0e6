"""What a plain text contains that the messenger marks by itself: commands, links, mentions.

Offsets count UTF-16 units.
"""

import re
from collections.abc import Sequence

from bot.sandbox.wire import Wire, entity

# Bare domains are links only under endings that people use; otherwise "xong.Mai" would be one.
_ENDINGS = "com|net|org|info|edu|gov|vn|io|me|app|dev|asia"
_FOUND = re.compile(
    rf"""
      (?P<url>\bhttps?://[^\s<>"]+[^\s<>".,;:!?)\]'])
    | (?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)
    | (?P<link>(?<![\w@./-])(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:/[^\s<>"]*[^\s<>".,;:!?)\]'])?)
    | (?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]{{3,32}})?(?![\w/]))
    | (?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{{3,31}}\b)
    | (?P<hashtag>(?<![\w\#])\#(?=\w*[^\W\d_])\w{{1,256}})
    """,
    re.VERBOSE,
)
_KINDS = {"link": "url"}
_SIGNS = re.compile(r"[/@#.]")


def units(text: str) -> int:
    """The length of a text as the Bot API counts it: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_in(text: str) -> list[Wire]:
    """The entities that the messenger itself marks in a plain text."""
    if _SIGNS.search(text) is None:
        return []
    marked = []
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        marked.append(entity(_KINDS.get(kind, kind), units(text[: match.start()]), units(match[0])))
    return marked


def merged(given: Sequence[Wire], text: str) -> list[Wire]:
    """The entities that a sender gave, and those found in the text outside the sender's links and code."""
    closed = [e for e in given if e["type"] in ("code", "pre", "text_link", "text_mention", "url")]
    found = [
        e
        for e in found_in(text)
        if not any(
            e["offset"] < other["offset"] + other["length"] and other["offset"] < e["offset"] + e["length"]
            for other in closed
        )
    ]
    return sorted([*given, *found], key=lambda e: (e["offset"], -e["length"]))


def trimmed(text: str, given: Sequence[Wire]) -> tuple[str, list[Wire]]:
    """The text without white space around it, as the messenger keeps it, and the entities that still lie in it."""
    kept = text.strip()
    if kept == text:
        return text, list(given)
    shift = units(text[: len(text) - len(text.lstrip())])
    end = units(kept)
    moved = []
    for e in given:
        start, stop = max(e["offset"] - shift, 0), min(e["offset"] - shift + e["length"], end)
        if start < stop:
            moved.append({**e, "offset": start, "length": stop - start})
    return kept, moved
