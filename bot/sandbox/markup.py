"""Reading of `parse_mode`: HTML, MarkdownV2 and the older Markdown, into a plain text and its entities."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from bot.sandbox.entities import units
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.wire import Wire, entity


def parse(text: str, mode: str) -> tuple[str, list[Wire]]:
    """The plain text and the entities of a marked-up one. Raises ApiError 400 "can't parse entities: …"."""
    reader = _READERS.get(mode.lower())
    if reader is None:
        raise bad_request("unsupported parse_mode")
    return reader(text)


def _cannot(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


class _Plain:
    """The plain text as it grows, and how long it is in UTF-16 units."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.entities: list[Wire] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += units(text)

    def mark(self, kind: str, start: int, details: dict[str, Any] | None = None) -> None:
        if self.length > start:
            self.entities.append(entity(kind, start, self.length - start, details))

    def result(self) -> tuple[str, list[Wire]]:
        return "".join(self.parts), sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))


_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)(?P<attributes>(?:\s[^<>]*)?)\s*>|<")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9A-Fa-f]+);")


def _html(text: str) -> tuple[str, list[Wire]]:
    plain = _Plain()
    open_tags: list[tuple[str, int, dict[str, str]]] = []
    position = 0

    def literal(upto: int) -> None:
        plain.add(_REFERENCE.sub(lambda m: unescape(m[0]), text[position:upto]))

    for tag in _TAG.finditer(text):
        literal(tag.start())
        position = tag.end()
        at = len(text[: tag.start()].encode())
        if tag["name"] is None:
            raise _cannot(f'Unsupported start tag "" at byte offset {at}')
        name = tag["name"].lower()
        if tag["end"]:
            if not open_tags:
                raise _cannot(f"Unexpected end tag at byte offset {at}")
            opened, start, attributes = open_tags.pop()
            if opened != name:
                raise _cannot(f'Unmatched end tag at byte offset {at}, expected "</{opened}>", found "</{name}>"')
            _close(plain, opened, start, attributes)
            continue
        attributes = {
            m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag["attributes"])
        }
        if name not in _TAGS or (name == "span" and attributes.get("class") != "tg-spoiler"):
            raise _cannot(f'Unsupported start tag "{name}" at byte offset {at}')
        open_tags.append((name, plain.length, attributes))
    literal(len(text))
    if open_tags:
        name = open_tags[-1][0]
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{name}"')
    return plain.result()


def _close(plain: _Plain, name: str, start: int, attributes: dict[str, str]) -> None:
    kind = _TAGS[name]
    if kind == "text_link":
        if "href" in attributes:
            plain.mark(kind, start, {"url": attributes["href"]})
    elif kind == "custom_emoji":
        plain.mark(kind, start, {"custom_emoji_id": attributes.get("emoji-id", "")})
    elif kind == "blockquote" and "expandable" in attributes:
        plain.mark("expandable_blockquote", start)
    elif kind == "pre":
        inner = next((e for e in plain.entities if e["type"] == "code" and e["offset"] == start), None)
        language = inner.pop("language", None) if inner else None
        if inner is not None:
            plain.entities.remove(inner)
        plain.mark("pre", start, {"language": language} if language else None)
    else:
        plain.mark(kind, start)
        language = attributes.get("class", "").removeprefix("language-") if kind == "code" else ""
        if language and plain.entities:
            plain.entities[-1]["language"] = language  # only an enclosing <pre> takes it; see above


_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_OLD_MARKS = {"*": "bold", "_": "italic"}
_CODE = {
    "code": re.compile(r"`((?:\\[\s\S]|[^`\\])*)`"),
    "pre": re.compile(r"```((?:\\[\s\S]|(?!```)[^\\])*)```"),
}
_LINK_END = re.compile(r"\]\(((?:\\.|[^)\\])*)\)")


def _markdown(text: str, marks: dict[str, str], reserved: frozenset[str]) -> tuple[str, list[Wire]]:
    plain = _Plain()
    opened: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text) and ord(text[position + 1]) < 127:
            plain.add(text[position + 1])
            position += 2
            continue
        if char == "`":
            position = _code(text, position, plain)
            continue
        if char == "[":
            opened.append(("[", plain.length))
            position += 1
            continue
        if char == "]" and (link := _LINK_END.match(text, position)) and opened and opened[-1][0] == "[":
            plain.mark("text_link", opened.pop()[1], {"url": re.sub(r"\\(.)", r"\1", link[1])})
            position = link.end()
            continue
        mark = text[position : position + 2] if text[position : position + 2] in marks else char
        if mark in marks:
            if opened and opened[-1][0] == mark:
                plain.mark(marks[mark], opened.pop()[1])
            else:
                opened.append((mark, plain.length))
            position += len(mark)
            continue
        if char in reserved:
            raise _cannot(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        plain.add(char)
        position += 1
    if opened:
        kind = {**marks, "[": "text_link"}[opened[-1][0]]
        raise _cannot(f"Can't find end of the entity of type {kind} starting at the offset {opened[-1][1]}")
    return plain.result()


def _code(text: str, position: int, plain: _Plain) -> int:
    """Reads `code` or ```pre``` that begins at `position`; returns where it ends."""
    kind = "pre" if text.startswith("```", position) else "code"
    found = _CODE[kind].match(text, position)
    if found is None:
        offset = len(text[:position].encode())
        raise _cannot(f"Can't find end of {kind.capitalize()} entity at byte offset {offset}")
    inside = found[1]
    language = None
    if kind == "pre" and (first := re.match(r"(\w*)\n", inside)):
        language, inside = first[1], inside[first.end() :]
    start = plain.length
    plain.add(re.sub(r"\\([`\\])", r"\1", inside))
    plain.mark(kind, start, {"language": language} if language else None)
    return found.end()


_READERS: dict[str, Callable[[str], tuple[str, list[Wire]]]] = {
    "": lambda text: (text, []),
    "html": _html,
    "markdownv2": lambda text: _markdown(text, _MARKS, _RESERVED),
    "markdown": lambda text: _markdown(text, _OLD_MARKS, frozenset()),
}
