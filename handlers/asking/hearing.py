"""A sentence read with what its speaker may name: words of the catalogue, places, collaborators of the commune."""

from collections.abc import Sequence

from db.catalogue import Catalogue
from db.team import members
from handlers.asking.reading import CALLED, Said, read_question
from handlers.asking.said_measures import Codes
from handlers.asking.splits import codes
from handlers.finding import named_places
from handlers.reading.fold import fold
from handlers.reading.options import Ambiguous, Option, choose
from handlers.reading.places import Found, Place, Several, read_place
from handlers.rights import as_officer
from handlers.turn import Turn
from locales import Language

PERSON = "person"
"""The kind of a place that is a collaborator's work."""


async def heard(turn: Turn, text: str) -> Said | None:
    """What a text asks; None for one that is too long or has no words."""
    places = await named_places(turn)
    team = await _team(turn) if CALLED.intersection(fold(text).split()) else []

    def place_of(words: str) -> Found | Several | None:
        called, _, name = words.partition(" ")
        if team and name and fold(called) in CALLED:
            return _somebody(name, team)
        return read_place(words, places, turn.today)

    return read_question(text, turn.today, codes_of(turn.catalogue, turn.lang), place_of)


async def _team(turn: Turn) -> list[Place]:
    """The collaborators of the communes in which the speaker is an officer."""
    if not turn.person.has("officer"):
        return []
    found = await members(turn.session, await as_officer(turn), turn.today)
    return [Place(one.person_id, one.name, PERSON, (), one.since, None) for one in found]


def _somebody(name: str, team: Sequence[Place]) -> Found | Several | None:
    """Whom a name means."""
    by_key = {str(one.id): one for one in team}
    match choose(name, [Option(key, one.name) for key, one in by_key.items()], numbers=False):
        case Option(key):
            return Found(by_key[key])
        case Ambiguous(options):
            return Several(tuple(by_key[one.key] for one in options))
    return None


def mark_of(place: Place) -> str:
    """The mark by which a question names a place."""
    return f"{'p' if place.kind == PERSON else 'a'}{place.id}"


def codes_of(catalogue: Catalogue, lang: Language) -> Codes:
    """What catalogue and forms call things, as sentences are read."""
    named = ("topic", "product", "brand", "purposes", "form", "supply")
    return {part: tuple(codes(part, catalogue, lang)) for part in named}
