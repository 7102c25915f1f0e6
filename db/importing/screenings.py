"""Screenings and symptoms from files."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.catalogue.screenings import EVIDENCE, SOURCES, Screening, Symptom
from db.catalogue.versions import all_versions
from db.importing.cells import months, number, words
from db.importing.versions import Layout, import_versions
from db.sheet import Line

OLDEST = 120
"""Years: no age beyond is meant."""


def _screening(line: Line, _first: date) -> dict[str, Any]:
    youngest, oldest = number(line, "youngest", most=OLDEST), number(line, "oldest", most=OLDEST)
    if youngest and oldest and oldest < youngest:
        line.fault("oldest", f"is less than youngest, {youngest}")
    return {
        "code": line.code("code", "[a-z][a-z0-9_]*", most=30),
        "source": line.choice("source", SOURCES),
        "position": line.whole_number("position", least=0, most=9999),
        "name_vi": line.text("name_vi", most=40),
        "name_en": line.text("name_en", most=40),
        "aliases": words(line, "aliases", most=500),
        "youngest": youngest,
        "oldest": oldest,
        "intervals": months(line, "intervals"),
        "document": line.text("document", most=300),
        "evidence": line.choice("evidence", EVIDENCE),
        "advice_vi": line.text("advice_vi", most=500),
        "advice_en": line.text("advice_en", most=500),
    }


def _symptom(line: Line, _first: date) -> dict[str, Any]:
    return {
        "code": line.code("code", "[a-z][a-z0-9_]*", most=30),
        "position": line.whole_number("position", least=0, most=9999),
        "screening": line.code("screening", "[a-z][a-z0-9_]*", most=30),
        "name_vi": line.text("name_vi", most=60),
        "name_en": line.text("name_en", most=60),
        "aliases": words(line, "aliases", most=500),
        "source": line.text("source", most=300),
    }


SCREENINGS = Layout(
    Screening,
    ("code", "source", "position", "name_vi", "name_en", "aliases", "document", "evidence", "advice_vi", "advice_en"),
    ("youngest", "oldest", "intervals"),
    _screening,
)
SYMPTOMS = Layout(
    Symptom,
    ("code", "position", "screening", "name_vi", "name_en", "aliases", "source"),
    (),
    _symptom,
)


async def import_screenings(session: AsyncSession, text: str, day: date) -> int:
    """Imports what a source says of a screening; see Layout.dated for what a line means.

    Returns how many versions changed. Raises Faults, and then nothing is changed.
    """
    return await import_versions(session, SCREENINGS, text, day)


async def import_symptoms(session: AsyncSession, text: str, day: date) -> int:
    """Imports symptoms of screenings that exist; otherwise as import_screenings."""
    known = sorted({screening.code for screening in await all_versions(session, Screening)})

    def check(line: Line, symptom: Symptom) -> None:
        if symptom.screening not in known:
            line.fault("screening", f"{symptom.screening!r} is none of {', '.join(known)}")

    return await import_versions(session, SYMPTOMS, text, day, check)
