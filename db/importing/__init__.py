"""What administrators bring in as CSV files: areas, people, denominators, targets and the lists of the catalogue; all
rows of a file or none.

Faults are told in English with line and column: they are read on a command line.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, Succession
from db.catalogue import Topic
from db.catalogue.facilities import FacilityVersion
from db.catalogue.products import BrandVersion, ProductVersion
from db.catalogue.screenings import ScreeningVersion, SymptomVersion
from db.catalogue.targets import TargetVersion
from db.denominators import Denominator
from db.importing.areas import import_areas
from db.importing.changes import Watched
from db.importing.denominators import import_denominators
from db.importing.facilities import import_facilities
from db.importing.people import import_people
from db.importing.products import import_brands, import_products
from db.importing.screenings import import_screenings, import_symptoms
from db.importing.successions import import_successions
from db.importing.targets import import_targets
from db.importing.topics import import_topics
from db.people import Grant, Person

__all__ = [
    "KINDS",
    "Kind",
    "Moment",
    "import_areas",
    "import_brands",
    "import_denominators",
    "import_facilities",
    "import_people",
    "import_products",
    "import_screenings",
    "import_successions",
    "import_symptoms",
    "import_targets",
    "import_topics",
]


@dataclass(frozen=True)
class Moment:
    """When a file is taken over, and the language of people of whom it tells none."""

    now: datetime
    day: date
    language: str


@dataclass(frozen=True)
class Kind:
    """A kind of file: how it is taken over, and the tables that it may change."""

    take: Callable[[AsyncSession, str, Moment], Awaitable[int]]
    watched: tuple[Watched, ...]


def _on_day(take: Callable[[AsyncSession, str, date], Awaitable[int]], *watched: Watched) -> Kind:
    return Kind(lambda session, text, moment: take(session, text, moment.day), watched)


_VERSION = ("code", "valid_from")
_ROLES = Watched(Grant, ("person_id", "role", "area_id", "valid_from"))

KINDS: Mapping[str, Kind] = {
    "areas": _on_day(import_areas, Watched(Area, _VERSION), _ROLES),
    "brands": _on_day(import_brands, Watched(BrandVersion, _VERSION)),
    "denominators": Kind(
        lambda session, text, moment: import_denominators(session, text, moment.now),
        (Watched(Denominator, ("area_id", "year", "indicator")),),
    ),
    "facilities": _on_day(import_facilities, Watched(FacilityVersion, _VERSION)),
    "people": Kind(
        lambda session, text, moment: import_people(session, text, moment.day, moment.now, moment.language),
        (Watched(Person, ("ref",)), _ROLES),
    ),
    "products": _on_day(import_products, Watched(ProductVersion, _VERSION)),
    "screenings": _on_day(import_screenings, Watched(ScreeningVersion, ("source", *_VERSION))),
    "successions": Kind(
        lambda session, text, _moment: import_successions(session, text),
        (Watched(Succession, ("old_id", "new_id")), _ROLES),
    ),
    "symptoms": _on_day(import_symptoms, Watched(SymptomVersion, _VERSION)),
    "targets": _on_day(import_targets, Watched(TargetVersion, _VERSION)),
    "topics": _on_day(import_topics, Watched(Topic, ("code",))),
}
