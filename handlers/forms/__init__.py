"""The form engine: pure functions from a state and what was said to the next state, and from a state to a screen. It
knows no messenger, no database and no clock."""

from handlers.forms.moves import doubted, go, hear, pick, revive, split_action, start, tap
from handlers.forms.shown import screen, told_lines
from handlers.forms.states import CARD, CHANGE, Doubt, Form, State, Step, complete

__all__ = [
    "CARD",
    "CHANGE",
    "Doubt",
    "Form",
    "State",
    "Step",
    "complete",
    "doubted",
    "go",
    "hear",
    "pick",
    "revive",
    "screen",
    "split_action",
    "start",
    "tap",
    "told_lines",
]
