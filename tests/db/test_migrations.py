"""The tables' history: every step can be taken and taken back, and its end is what the models say."""

import asyncio
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from db.areas import Area
from db.base import Base
from db.engine import Db, engine_of, open_db
from db.migrate import config, downgrade, migrate, pending
from db.migrations.draft import models
from db.scope import Scope
from db.talks import TALKS
from tests.db.given import NOW, somebody

REVISIONS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()]


async def tables(db: Db) -> set[str]:
    async with engine_of(db).begin() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names())) - {"alembic_version"}


async def differences(db: Db) -> list[object]:
    def compare(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), models()))

    async with engine_of(db).begin() as connection:
        return await connection.run_sync(compare)


async def test_the_migrated_tables_are_those_of_the_models(db: Db) -> None:
    assert await differences(db) == []
    assert await tables(db) == set(Base.metadata.tables)


async def test_a_missing_column_would_be_noticed_by_the_comparison(db: Db) -> None:
    async with db.begin() as session:
        await session.execute(text("ALTER TABLE people DROP COLUMN notice"))
    assert len(await differences(db)) == 1


async def test_every_revision_can_be_taken_back_and_taken_again(db: Db) -> None:
    for revision in [*REVISIONS[1:], "base"]:
        await downgrade(db, revision)
        assert await pending(db)
        await migrate(db)
        assert await differences(db) == []
        await downgrade(db, revision)
    assert await tables(db) == set()


async def test_talks_live_through_the_revisions_of_their_table(db: Db) -> None:
    who = await somebody(db)
    facts = {"held_on": "2026-11-17", "form": "counselling", "topics": ["elderly", "rti"], "attendees": 3}
    async with db.begin() as session:
        for part in range(2):
            await TALKS.add(
                session, facts, person_id=who.id, area_id=who.area_id, channel="a", update_id=7, part=part, now=NOW
            )
    await downgrade(db, "0004")
    async with db.begin() as session:
        days = await session.execute(text("SELECT held_on, channel FROM talks ORDER BY id"))
        assert [(str(day), channel) for day, channel in days] == [("2026-11-17", "a"), ("2026-11-17", "a.1")]
    await migrate(db)
    async with db() as session:
        kept = await TALKS.between(session, Scope.own(who.id), date(2026, 11, 17), date(2026, 11, 17), limit=9)
    assert [one.facts for one in kept] == [TALKS.normal(facts)] * 2


async def test_a_database_says_whether_it_needs_migrating(empty_db: Db) -> None:
    assert await pending(empty_db)
    await migrate(empty_db)
    assert not await pending(empty_db)
    async with empty_db.begin() as session:
        await session.execute(text("UPDATE loaded_references SET digest = 'older' WHERE part = 'areas'"))
    assert await pending(empty_db)


async def test_migrating_twice_changes_nothing(db: Db) -> None:
    async with db.begin() as session:
        before = (await session.execute(select(Area.id, Area.name).order_by(Area.id))).all()
    await migrate(db)
    async with db.begin() as session:
        assert (await session.execute(select(Area.id, Area.name).order_by(Area.id))).all() == before


async def test_a_migration_that_fails_leaves_no_table_behind(empty_db: Db) -> None:
    async with empty_db.begin() as session:
        await session.execute(text("CREATE TABLE talk_topics (id INTEGER)"))
    with pytest.raises(DBAPIError):
        await migrate(empty_db)
    assert await tables(empty_db) == {"talk_topics"}
    assert await pending(empty_db)


async def test_processes_that_migrate_at_once_wait_for_each_other(database_url: str) -> None:
    processes = [open_db(database_url) for _ in range(3)]
    await asyncio.gather(*(migrate(db) for db in processes))
    async with processes[0].begin() as session:
        assert await session.scalar(select(func.count(Area.id))) == 769
    assert not await pending(processes[1])
    for db in processes:
        await engine_of(db).dispose()
