"""The words of the day's catalogue for the quick log: what an import added is understood at once."""

from collections.abc import Iterator, Sequence

from db.catalogue import Catalogue, Entry, Product
from handlers.quicklog.lexicon import TABLES
from handlers.quicklog.lexicon.clinic import CLINIC
from handlers.quicklog.vocabulary import VOCABULARY, Phrase, Vocabulary
from handlers.reading.fold import fold

_KNOWN = frozenset(value for table in TABLES for values in table.values() for value in values)
"""The values that the lexicon has words for already."""


_CLINICS = tuple(f"{fold(word)} " for words in CLINIC["facility"].values() for word in words.split("; "))
_MADE: dict[int, tuple[Catalogue, Vocabulary]] = {}
"""The last vocabulary that was made, by the identity of its catalogue, which is read anew when an import changed it."""


def vocabulary_of(catalogue: Catalogue) -> Vocabulary:
    """The lexicon together with the names of the catalogue."""
    made = _MADE.get(id(catalogue))
    if made is None:
        made = catalogue, VOCABULARY.further(phrases_of(catalogue))
        _MADE.clear()
        _MADE[id(catalogue)] = made
    return made[1]


def phrases_of(catalogue: Catalogue) -> Iterator[Phrase]:
    """What goods, brands, topics and facilities are called. A name of what is new to the lexicon comes before whatever
    else its words mean there."""
    goods = [one for one in catalogue.products if one.giver == "collaborator"]
    yield from _named("product", goods)
    yield from _named("topic", catalogue.topics)
    for brand in catalogue.brands:
        value = f"{brand.product}/{brand.code}"
        for name in (brand.name, *brand.aliases):
            yield Phrase("brand", value, name, first=value not in _KNOWN)
    for facility in catalogue.facilities:
        for name in (facility.name, *facility.aliases):
            if not fold(name).startswith(_CLINICS):  # what begins like that is read to its end by itself
                yield Phrase("facility", facility.code, name)


def _named(kind: str, entries: Sequence[Entry | Product]) -> Iterator[Phrase]:
    for entry in entries:
        for name in (*entry.names.values(), *entry.aliases):
            yield Phrase(kind, entry.code, name, first=entry.code not in _KNOWN)
