"""What all tables share: naming, instants in UTC, inserts that know what to do when the row is there already."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    """The tables' common base. Constraints get names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused: it would mean a different instant on each machine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


DIALECT_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""The INSERT of each database that we know, by the name of its dialect: both know ON CONFLICT."""


def dialect_insert(session: AsyncSession, table: Table) -> Any:
    """The INSERT of the session's database, which knows ON CONFLICT (both SQLite's and PostgreSQL's do)."""
    return DIALECT_INSERT[session.get_bind().dialect.name](table)


Inserts = Mapping[str, Any]
"""One INSERT for each database that we know, by the name of its dialect."""


def inserts(model: type[Base], finish: Callable[[Any], Any]) -> Inserts:
    """An INSERT that is made once and run many times; `finish` adds what it does on a conflict and what it returns."""
    return {dialect: finish(insert(cast(Table, model.__table__))) for dialect, insert in DIALECT_INSERT.items()}


async def run_insert(session: AsyncSession, made: Inserts, **values: Any) -> Any:
    """Runs one of `inserts` with these values; returns its result."""
    return await session.execute(made[session.get_bind().dialect.name], values)
