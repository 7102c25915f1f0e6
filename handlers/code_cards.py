"""A card to hand over to somebody who is to join, or whose notebook is to open on another phone: a code large enough to
read out, and links for a scanner. Pure."""

from collections.abc import Sequence

from handlers.messengers import Served, scans
from handlers.screens import Paper
from locales import Language


def code_card(
    lang: Language,
    messengers: Sequence[Served],
    *,
    name: str,
    title: str,
    code: str,
    rows: Sequence[tuple[str, str]],
    how: str,
) -> Paper:
    """The card; `name` is the beginning of its file's name, `how` says what to do with the code."""
    return Paper(
        name=f"{name}-{code.lower()}",
        title=title,
        number=code,
        rows=tuple(rows),
        notice=how,
        footer=lang.say("Sổ Tay: the notebook of the population collaborators"),
        scans=scans(messengers, code),
    )
