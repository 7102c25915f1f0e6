"""Actions: what buttons, commands and menu words lead to. One name, one handler, and the roles that may use it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.screens import Screen
from handlers.turn import Turn

Handler = Callable[[Turn, str], Awaitable[Screen]]
"""Takes the turn and the action's argument (what follows the first colon, or nothing)."""

EVERYBODY = ("collaborator", "officer", "supervisor", "admin")
FIELD_WORKERS = ("collaborator", "officer")


@dataclass(frozen=True)
class Action:
    """A handler and the roles that may use it."""

    handler: Handler
    roles: tuple[str, ...]


ACTIONS: dict[str, Action] = {}


def action(name: str, roles: tuple[str, ...] = EVERYBODY) -> Callable[[Handler], Handler]:
    """Registers a handler under a name."""

    def register(handler: Handler) -> Handler:
        if name in ACTIONS:
            raise ValueError(f"two handlers for the action {name!r}")
        ACTIONS[name] = Action(handler, roles)
        return handler

    return register


def row_id(argument: str) -> int | None:
    """The id of a row that an action's argument names; None when it can be none."""
    return int(argument) if argument.isascii() and argument.isdecimal() and len(argument) < 10 else None
