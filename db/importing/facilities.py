"""Facilities from a file."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.catalogue.facilities import Facility
from db.catalogue.products import Product
from db.catalogue.screenings import Screening
from db.catalogue.versions import all_versions
from db.importing.cells import choices, words
from db.importing.versions import Layout, import_versions
from db.sheet import Line


async def import_facilities(session: AsyncSession, text: str, day: date) -> int:
    """Imports facilities; see Layout.dated for what a line means. Returns how many versions changed.

    `commune` is the code of a commune on the facility's first day (else on `day`), or empty. `services` are codes of
    screenings and of products that are services, or empty: not known. Raises Faults, and then nothing is changed.
    """
    return await import_versions(session, await facility_layout(session), text, day)


async def facility_layout(session: AsyncSession) -> Layout[Facility]:
    """How a file of facilities looks; what its codes mean is asked of the database."""
    communes = (await session.scalars(select(Area).where(Area.kind == "commune"))).all()
    return Layout(
        Facility,
        ("code", "name", "commune", "services", "aliases"),
        (),
        _reader(communes, await _services(session)),
    )


async def _services(session: AsyncSession) -> tuple[str, ...]:
    screenings = {screening.code for screening in await all_versions(session, Screening)}
    services = {product.code for product in await all_versions(session, Product) if product.kind == "service"}
    return *sorted(screenings), *sorted(services)


def _reader(communes: Iterable[Area], services: tuple[str, ...]) -> Callable[[Line, date], dict[str, Any]]:
    by_code: dict[str, list[Area]] = {}
    for commune in communes:
        by_code.setdefault(commune.code, []).append(commune)

    def commune_id(line: Line, day: date) -> int | None:
        code = line.code("commune", "[0-9A-Za-z-]+", most=20, required=False)
        if not code:
            return None
        for commune in by_code.get(code, ()):
            if commune.valid_from <= day <= (commune.valid_to or date.max):
                return commune.id
        line.fault("commune", f"no commune has the code {code} on {day}")
        return None

    def read(line: Line, first: date) -> dict[str, Any]:
        return {
            "code": line.code("code", "[a-z0-9]+(-[a-z0-9]+)*", most=40),
            "name": line.text("name", most=120),
            "commune_id": commune_id(line, first),
            "services": choices(line, "services", services),
            "aliases": words(line, "aliases", most=500),
        }

    return read
