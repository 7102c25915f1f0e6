"""What a handler answers: a screen is data. Each channel shows it as well as it can."""

from dataclasses import dataclass, replace
from typing import Any, Literal

ButtonKind = Literal["option", "tick", "preset", "verb"]


@dataclass(frozen=True)
class Button:
    """Something to tap.

    `action` is what a tap says (at most 64 bytes, Telegram's limit for callback data). An `option` is one of a list and
    can be typed as its number or its words, a `tick` is an option of which several may be chosen; a `preset` is a
    shortcut for typing a value; a `verb` is typed as `word`.
    """

    label: str
    action: str
    kind: ButtonKind = "option"
    word: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Screen:
    """A text and what can be done next.

    `notice` is a short remark on the tap that led here (where the channel can show one in passing, it does so too).
    `fresh` asks for a message of its own; otherwise the message that was tapped is changed in place where that is
    possible. `hears` is the action that takes words typed at this screen that are none of its buttons, if there is one.
    """

    text: str
    rows: Rows = ()
    notice: str | None = None
    fresh: bool = False
    hears: str = ""

    @property
    def buttons(self) -> list[Button]:
        """All buttons in reading order."""
        return [button for row in self.rows for button in row]

    def saying(self, notice: str | None) -> "Screen":
        """The same screen with a remark above it."""
        return self if not notice else replace(self, text=f"{notice}\n\n{self.text}", notice=notice)


def to_json(screen: Screen) -> dict[str, Any]:
    """A screen as plain JSON values, for the outbox."""
    rows = [[vars(button) for button in row] for row in screen.rows]
    return {**vars(screen), "rows": rows}


def from_json(value: dict[str, Any]) -> Screen:
    """The screen that `to_json` wrote down."""
    rows = tuple(tuple(Button(**button) for button in row) for row in value["rows"])
    return Screen(value["text"], rows, value["notice"], value["fresh"])


def in_rows(buttons: list[Button], columns: int) -> Rows:
    """Lays buttons out in rows of so many."""
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
