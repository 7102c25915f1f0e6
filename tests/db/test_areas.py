"""Areas below the communes: hamlets, their codes and names."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from db.areas import Area, BadNameError, add_hamlet, area_by_code, children, lies_in, rename_hamlet
from db.engine import Db, engine_of, open_db
from db.migrate import migrate

TODAY = date(2026, 11, 20)


async def commune(db: Db, code: str = "00004") -> Area:
    async with db.begin() as session:
        area = await area_by_code(session, code, TODAY)
        assert area is not None
        return area


async def add(db: Db, under: Area, name: str, day: date = TODAY) -> Area:
    async with db.begin() as session:
        return await add_hamlet(session, under, name, day)


async def test_hamlets_get_the_communes_next_code_and_stand_under_it(db: Db) -> None:
    ba_dinh, kim_lien = await commune(db), await commune(db, "00229")
    first = await add(db, ba_dinh, "Tổ dân phố 1")
    second = await add(db, ba_dinh, "Tổ dân phố 2")
    elsewhere = await add(db, kim_lien, "Tổ dân phố 1")
    assert [first.code, second.code, elsewhere.code] == ["00004-01", "00004-02", "00229-01"]
    async with db.begin() as session:
        found = await children(session, ba_dinh.id, TODAY)
        assert [(area.code, area.name, area.kind) for area in found] == [
            ("00004-01", "Tổ dân phố 1", "hamlet"),
            ("00004-02", "Tổ dân phố 2", "hamlet"),
        ]
        assert await children(session, ba_dinh.id, TODAY - timedelta(days=1)) == []


async def test_the_code_of_a_hamlet_that_ended_is_not_given_again(db: Db) -> None:
    ba_dinh = await commune(db)
    ended = await add(db, ba_dinh, "Tổ dân phố 1")
    async with db.begin() as session:
        await session.execute(update(Area).where(Area.id == ended.id).values(valid_to=TODAY))
    later = await add(db, ba_dinh, "Tổ dân phố 1", TODAY + timedelta(days=1))
    assert later.code == "00004-02"


async def test_a_commune_may_have_more_than_99_hamlets(db: Db) -> None:
    ba_dinh = await commune(db)
    async with db.begin() as session:
        for number in range(1, 101):
            hamlet = await add_hamlet(session, ba_dinh, f"Tổ dân phố {number}", TODAY)
        assert hamlet.code == "00004-100"
        assert (await add_hamlet(session, ba_dinh, "Tổ dân phố 101", TODAY)).code == "00004-101"


async def test_a_hamlets_name_is_tidied(db: Db) -> None:
    decomposed = "  To\u0302\u0309  da\u0302n phố\n1 "
    assert (await add(db, await commune(db), decomposed)).name == "Tổ dân phố 1"


@pytest.mark.parametrize(
    ("name", "fault"),
    [("", "empty"), (" \n ", "empty"), ("x" * 121, "long"), ("TỔ DÂN PHỐ  1", "taken")],
)
async def test_a_hamlet_cannot_have_such_a_name(db: Db, name: str, fault: str) -> None:
    ba_dinh = await commune(db)
    await add(db, ba_dinh, "Tổ dân phố 1")
    with pytest.raises(BadNameError) as raised:
        await add(db, ba_dinh, name)
    assert raised.value.fault == fault
    async with db.begin() as session:
        assert len(await children(session, ba_dinh.id, TODAY)) == 1


async def test_a_name_of_120_characters_is_kept_whole(db: Db) -> None:
    assert (await add(db, await commune(db), "ộ" * 120)).name == "ộ" * 120


async def test_two_processes_that_add_hamlets_at_once_get_two_codes(database_url: str) -> None:
    one, other = open_db(database_url), open_db(database_url)
    await migrate(one)
    ba_dinh = await commune(one)
    added = await asyncio.gather(
        *(add(db, ba_dinh, f"Tổ dân phố {number}") for number, db in enumerate([one, other] * 4, start=1))
    )
    assert sorted(hamlet.code for hamlet in added) == [f"00004-0{number}" for number in range(1, 9)]
    with pytest.raises(BadNameError):
        await add(other, ba_dinh, "Tổ dân phố 1")
    for db in (one, other):
        await engine_of(db).dispose()


async def test_a_hamlet_that_is_renamed_stays_the_same_hamlet(db: Db) -> None:
    async with db.begin() as session:
        ba_dinh = await area_by_code(session, "00004", TODAY)
        assert ba_dinh is not None
        hamlet = await add_hamlet(session, ba_dinh, "Tổ dân phố 1", TODAY)
        await add_hamlet(session, ba_dinh, "Tổ dân phố 2", TODAY)
        before = (hamlet.id, hamlet.code, hamlet.valid_from)
        await rename_hamlet(session, hamlet, "  Tổ dân phố  số 1 ", TODAY)
        assert (hamlet.id, hamlet.code, hamlet.valid_from, hamlet.name) == (*before, "Tổ dân phố số 1")
        await rename_hamlet(session, hamlet, "tổ dân phố số 1", TODAY)  # its own name is free to it
        for name, fault in (("Tổ dân phố 2", "taken"), ("  ", "empty"), ("x" * 121, "long")):
            with pytest.raises(BadNameError) as refused:
                await rename_hamlet(session, hamlet, name, TODAY)
            assert refused.value.fault == fault


async def test_an_area_lies_in_itself_and_in_all_that_stands_above_it(db: Db) -> None:
    async with db.begin() as session:
        city, ba_dinh = await area_by_code(session, "01", TODAY), await area_by_code(session, "00004", TODAY)
        other = await area_by_code(session, "00008", TODAY)
        assert city is not None
        assert ba_dinh is not None
        assert other is not None
        hamlet = await add_hamlet(session, ba_dinh, "Tổ dân phố 1", TODAY)
        for above, inside in ((hamlet.id, True), (ba_dinh.id, True), (city.id, True), (other.id, False)):
            assert await lies_in(session, hamlet.id, [above]) is inside
        assert not await lies_in(session, ba_dinh.id, [hamlet.id])
        assert not await lies_in(session, hamlet.id, [])
