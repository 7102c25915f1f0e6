"""The catalogue: lists that the programme owns and changes without a programmer, valid from a day to a day."""

from db.catalogue.facilities import Facility, facilities
from db.catalogue.products import Brand, Product, brands, products
from db.catalogue.screenings import Screening, Symptom, screenings, symptoms
from db.catalogue.topics import Entry, Topic, TopicRow, add_missing_topics, put_topics, topics

__all__ = [
    "Brand",
    "Entry",
    "Facility",
    "Product",
    "Screening",
    "Symptom",
    "Topic",
    "TopicRow",
    "add_missing_topics",
    "brands",
    "facilities",
    "products",
    "put_topics",
    "screenings",
    "symptoms",
    "topics",
]
