"""aiogram, taken in small measure.

aiogram completes the models of all the Bot API's objects and methods, some six hundred, while it is imported: a second
of start-up and 100 MB, where a notebook uses a dozen of them. Here they are left unfinished, as their own setting
`defer_build` says, and each is completed by pydantic when it is first used.
"""

import contextlib
import gc
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from pydantic import BaseModel


def import_aiogram() -> None:
    """Imports aiogram so. To be called before anything else imports it; later than that it changes nothing."""
    with patch.object(BaseModel, "model_rebuild", classmethod(_note_names)):
        import aiogram.methods  # noqa: PLC0415 - this import is what the function is about
    names = vars(aiogram.types)
    for method in vars(aiogram.methods).values():
        if isinstance(method, type) and issubclass(method, BaseModel):
            method.__pydantic_parent_namespace__ = names
    aiogram.types.Update.model_rebuild(_types_namespace=names)


def _note_names(model: type[BaseModel], /, _types_namespace: dict[str, Any] | None = None, **_: Any) -> None:
    """Instead of completing a model, tells it where the names are that its fields speak of."""
    model.__pydantic_parent_namespace__ = _types_namespace


@contextlib.contextmanager
def collecting_later() -> Iterator[None]:
    """For imports: what they make stays, so that it is looked through for garbage neither meanwhile nor ever after."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
