"""Where people are referred to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from db.catalogue.versions import Version, VersionTable, Words, in_force


class FacilityVersion(VersionTable):
    """The table of facilities; see Facility."""

    __tablename__ = "facilities"

    name: Mapped[str] = mapped_column(String(120))
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    services: Mapped[tuple[str, ...]] = mapped_column(Words(300))
    aliases: Mapped[tuple[str, ...]] = mapped_column(Words(500))


@dataclass(frozen=True, kw_only=True)
class Facility(Version):
    """A place that screens or gives family-planning services.

    `services` are codes of screenings and of products that are services. None at all: nobody has told yet what it
    offers, so it may offer anything. `commune_id` is the area it stands in, None: not known.
    """

    table = FacilityVersion

    name: str
    commune_id: int | None = None
    services: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"name": (self.name,), "aliases": self.aliases}

    def may_offer(self, service: str) -> bool:
        """Whether the service is among those told, or none was told."""
        return not self.services or service in self.services


async def all_facilities(session: AsyncSession, day: date) -> Sequence[Facility]:
    """The facilities of that day, by name."""
    return sorted(await in_force(session, Facility, day), key=lambda facility: (facility.name, facility.code))


async def facilities(session: AsyncSession, day: date, commune_id: int | None, service: str) -> Sequence[Facility]:
    """The facilities of that day that may offer the service, near ones first (see `near_first`)."""
    return near_first(await all_facilities(session, day), commune_id, (service,))


def near_first(facilities: Iterable[Facility], commune_id: int | None, services: Sequence[str]) -> list[Facility]:
    """Those that may offer all the services.

    Those in the commune come first, then those known to offer them, then the others, each by name.
    """
    found = [one for one in facilities if all(one.may_offer(service) for service in services)]
    return sorted(
        found,
        key=lambda one: (
            commune_id is None or one.commune_id != commune_id,
            not set(services) <= set(one.services),
            one.name,
            one.code,
        ),
    )
