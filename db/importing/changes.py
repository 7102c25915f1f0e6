"""What an import changes, seen from outside: the rows of its tables before and after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.base import Base
from db.people import Person

_UNTOLD = ("id", "created_at", "entered_at")


@dataclass(frozen=True)
class Watched:
    """A table, and the columns by which people know its rows."""

    model: type[Base]
    named_by: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table of the model."""
        return cast(Table, self.model.__table__)


@dataclass(frozen=True)
class Change:
    """A row that is new, or that says something else than before: each column that does, before and after."""

    table: str
    row: str
    new: bool
    columns: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        told = (
            f"{column} {after}" if self.new else f"{column} {before} -> {after}"
            for column, (before, after) in self.columns.items()
        )
        return f"{'+' if self.new else '~'} {self.table} {self.row}: {', '.join(told)}".rstrip(": ")


Rows = Mapping[tuple[Any, ...], Mapping[str, Any]]


async def rows_of(session: AsyncSession, watched: Sequence[Watched]) -> list[Rows]:
    """The rows of each table, by primary key, as the session's transaction sees them."""
    await session.flush()
    found: list[Rows] = []
    for one in watched:
        rows = (await session.execute(select(one.table).order_by(*one.table.primary_key))).mappings()
        found.append({tuple(row[column] for column in one.table.primary_key): dict(row) for row in rows})
    return found


async def changes(session: AsyncSession, watched: Sequence[Watched], before: Sequence[Rows]) -> list[Change]:
    """What differs from `before` now. Areas are told by code and people by `ref`, wherever a row refers to them."""
    names = {
        "areas.id": {row.id: row.code for row in await session.execute(select(Area.id, Area.code))},
        "people.id": {row.id: row.ref for row in await session.execute(select(Person.id, Person.ref))},
    }
    after = await rows_of(session, watched)
    return [change for args in zip(watched, before, after, strict=True) for change in _changes(*args, names)]


def _changes(watched: Watched, before: Rows, after: Rows, names: Mapping[str, Mapping[int, Any]]) -> Iterator[Change]:
    refers = {
        column.name: names[key.target_fullname]
        for column in watched.table.columns
        for key in column.foreign_keys
        if key.target_fullname in names
    }

    def told(column: str, value: Any) -> Any:
        return refers[column].get(value, value) if column in refers else value

    for key, row in after.items():
        old = before.get(key)
        differing = {
            column: (told(column, old[column]) if old else None, told(column, value))
            for column, value in row.items()
            if column not in _UNTOLD and (old[column] != value if old else value is not None)
        }
        if differing:
            name = " ".join(str(told(column, row[column])) for column in watched.named_by)
            if old is None:
                differing = {column: values for column, values in differing.items() if column not in watched.named_by}
            yield Change(watched.table.name, name, old is None, differing)
