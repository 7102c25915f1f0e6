"""What all lists but the topics share: every entry is kept in versions, so that old days keep what held then.

A version holds from its first day until the next version of the same entry begins, or until its own last day.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Dialect, String, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from db.base import Base


class Words(TypeDecorator[tuple[str, ...]]):
    """Several words, kept as one text with `|` between them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else "|".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(filter(None, value.split("|")))


class VersionTable(Base):
    """A table of versions. Both days are included; no last day: until the next version, if one comes."""

    __abstract__ = True

    code: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-2)
    valid_from: Mapped[date] = mapped_column(primary_key=True, sort_order=-1)
    valid_to: Mapped[date | None] = mapped_column(sort_order=1)


@dataclass(frozen=True, kw_only=True)
class Version(ABC):
    """An entry as it holds from a day on. Its fields are the columns of `table`."""

    table: ClassVar[type[VersionTable]]

    code: str
    valid_from: date
    valid_to: date | None = None

    @property
    def key(self) -> Hashable:
        """What tells one entry from the others: two versions with the same key are of the same entry."""
        return self.code

    @abstractmethod
    def words(self) -> dict[str, tuple[str, ...]]:
        """What the entry is called, by the column that says so."""


@dataclass(frozen=True, kw_only=True)
class Named(Version):
    """A version with a name in every language and other words that people type."""

    name_vi: str
    name_en: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The name by language."""
        return {"vi": self.name_vi, "en": self.name_en}

    def words(self) -> dict[str, tuple[str, ...]]:
        return {"name_vi": (self.name_vi,), "name_en": (self.name_en,), "aliases": self.aliases}


V = TypeVar("V", bound=Version)


async def all_versions(session: AsyncSession, kind: type[V]) -> list[V]:
    """Every version of every entry, the oldest first."""
    columns = [getattr(kind.table, field.name) for field in fields(kind)]
    found = await session.execute(select(*columns).order_by(kind.table.valid_from, kind.table.code))
    return [kind(**row) for row in found.mappings()]


async def in_force(session: AsyncSession, kind: type[V], day: date) -> list[V]:
    """The version of each entry that holds on that day."""
    return holding(await all_versions(session, kind), day)


def holding(versions: Iterable[V], day: date) -> list[V]:
    """Those of the versions that hold on that day."""
    return [version for version, last in terms(versions) if version.valid_from <= day <= last]


def terms(versions: Iterable[V]) -> list[tuple[V, date]]:
    """Each version with the last day on which it holds (date.max: no end is known), the oldest first."""
    ordered = sorted(versions, key=lambda version: version.valid_from)
    ends: list[date] = []
    begun: dict[Hashable, date] = {}
    for version in reversed(ordered):
        own = version.valid_to or date.max
        later = begun.get(version.key)
        ends.append(min(own, later - timedelta(days=1)) if later else own)
        begun[version.key] = version.valid_from
    return list(zip(ordered, reversed(ends), strict=True))


async def add_missing(session: AsyncSession, versions: Sequence[V]) -> None:
    """Adds the versions of entries of which there is none yet; leaves every other entry as it is."""
    if versions:
        present = {version.key for version in await all_versions(session, type(versions[0]))}
        await _insert(session, [version for version in versions if version.key not in present])


async def put(session: AsyncSession, versions: Sequence[V]) -> int:
    """Adds versions and brings those that exist (same entry, same first day) up to date; returns how many changed."""
    if not versions:
        return 0
    present = {_identity(version): version for version in await all_versions(session, type(versions[0]))}
    new = [version for version in versions if _identity(version) not in present]
    changed = [version for version in versions if present.get(_identity(version), version) != version]
    await _insert(session, new)
    if changed:
        await session.execute(update(changed[0].table), [_columns(version) for version in changed])
    return len(new) + len(changed)


async def _insert(session: AsyncSession, versions: Sequence[V]) -> None:
    if versions:
        await session.execute(insert(versions[0].table), [_columns(version) for version in versions])


def _identity(version: Version) -> Hashable:
    return version.key, version.valid_from


def _columns(version: Version) -> dict[str, Any]:
    return {field.name: getattr(version, field.name) for field in fields(version)}
