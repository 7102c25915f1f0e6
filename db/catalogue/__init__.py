"""The catalogue: lists that the programme owns and changes without a programmer, valid from a day to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue.facilities import Facility, all_facilities, facilities
from db.catalogue.products import Brand, Product, brands, products
from db.catalogue.screenings import Screening, Symptom, screenings, symptoms
from db.catalogue.targets import Target, targets
from db.catalogue.topics import Entry, Topic, TopicRow, add_missing_topics, put_topics, topics

__all__ = [
    "Brand",
    "Catalogue",
    "Entry",
    "Facility",
    "Product",
    "Screening",
    "Symptom",
    "Target",
    "Topic",
    "TopicRow",
    "add_missing_topics",
    "brands",
    "catalogue",
    "facilities",
    "products",
    "put_topics",
    "screenings",
    "symptoms",
    "targets",
    "topics",
]


@dataclass(frozen=True)
class Catalogue:
    """All lists of one day. `screenings` are those of the plan, whose ages are counted and advised."""

    topics: Sequence[Entry] = ()
    products: Sequence[Product] = ()
    brands: Sequence[Brand] = ()
    screenings: Sequence[Screening] = ()
    symptoms: Sequence[Symptom] = ()
    facilities: Sequence[Facility] = ()


async def catalogue(session: AsyncSession, day: date) -> Catalogue:
    """The catalogue of that day."""
    return Catalogue(
        topics=await topics(session, day),
        products=await products(session, day),
        brands=await brands(session, day),
        screenings=await screenings(session, day, "plan"),
        symptoms=await symptoms(session, day),
        facilities=await all_facilities(session, day),
    )
