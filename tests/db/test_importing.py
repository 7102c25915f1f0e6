"""Imports: what files may look like, that all rows are kept or none, and that every fault is named."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area, area_by_code, children
from db.catalogue import Topic, topics
from db.engine import Db
from db.importing import import_areas, import_topics
from db.sheet import Fault, Faults, Sheet

TODAY = date(2026, 11, 20)
HEAD = "code,name,kind,parent\n"
TOPICS_HEAD = "code,name_vi,name_en,aliases,position\n"


async def area(db: Db, code: str, day: date = TODAY) -> Area:
    async with db.begin() as session:
        found = await area_by_code(session, code, day)
        assert found is not None
        return found


async def imported(db: Db, text: str, day: date = TODAY) -> int:
    async with db.begin() as session:
        return await import_areas(session, text, day)


async def snapshot(session: AsyncSession) -> list[tuple[object, ...]]:
    areas = select(Area.id, Area.code, Area.name, Area.kind, Area.parent_id, Area.valid_from, Area.valid_to)
    of_topics = select(Topic.code, Topic.name_vi, Topic.name_en, Topic.aliases, Topic.position, Topic.valid_to)
    rows = [*await session.execute(areas.order_by(Area.id)), *await session.execute(of_topics.order_by(Topic.code))]
    return [tuple(row) for row in rows]


async def faults(db: Db, text: str, *, of_topics: bool = False) -> Sequence[tuple[int, str, str]]:
    """The faults of a file; checks that it changed nothing, even when the transaction is committed all the same."""
    async with db.begin() as session:
        before = await snapshot(session)
        with pytest.raises(Faults) as raised:
            await (import_topics if of_topics else import_areas)(session, text, TODAY)
    async with db.begin() as session:
        assert await snapshot(session) == before
    return [(fault.line, fault.column, fault.message) for fault in raised.value.faults]


@pytest.mark.parametrize(
    "text",
    [
        'code,name,kind,parent\n00229-01,"Tổ dân phố 1, khu B",hamlet,00229\n',
        '\ufeffcode;name;kind;parent\r\n00229-01;"Tổ dân phố 1, khu B";hamlet;00229\r\n',
        "\n\ncode;name;kind;parent;;\n;;;;;\n00229-01;Tổ dân phố 1, khu B;hamlet;00229;;\n\n",
        ' Code , NAME ,kind,parent\n 00229-01 ,"  Tổ  dân phố 1, khu B ", hamlet,00229',
        'parent,kind,name,code\n00229,hamlet,"To\u0302\u0309 da\u0302n phố 1, khu B",00229-01\n',
    ],
)
async def test_a_file_may_look_as_spreadsheets_make_it(db: Db, text: str) -> None:
    assert await imported(db, text) == 1
    hamlet = await area(db, "00229-01")
    commune = await area(db, "00229")
    assert (hamlet.name, hamlet.kind, hamlet.parent_id) == ("Tổ dân phố 1, khu B", "hamlet", commune.id)
    assert (hamlet.valid_from, hamlet.valid_to) == (TODAY, None)


async def test_rows_may_stand_in_any_order_and_refer_to_each_other(db: Db) -> None:
    text = HEAD + "20001-01,Thôn 1,hamlet,20001\n20001,Xã Mới,commune,C1\nC1,Cụm 1,cluster,01\n"
    assert await imported(db, text) == 3
    cluster, commune, hamlet = await area(db, "C1"), await area(db, "20001"), await area(db, "20001-01")
    assert (hamlet.parent_id, commune.parent_id) == (commune.id, cluster.id)


async def test_importing_the_same_file_again_changes_nothing(db: Db) -> None:
    text = HEAD + "C1,Cụm 1,cluster,01\n00229,Phường Kim Liên,commune,C1\n00229-01,Tổ 1,hamlet,00229\n"
    assert await imported(db, text) == 3
    async with db.begin() as session:
        before = await snapshot(session)
    assert await imported(db, text, TODAY + timedelta(days=1)) == 0
    async with db.begin() as session:
        assert await snapshot(session) == before


async def test_a_row_changes_the_unit_that_bears_its_code_today(db: Db) -> None:
    before = await area(db, "00004")
    assert await imported(db, HEAD + "00004,Phường Ba Đình Mới,commune,01\n") == 1
    after = await area(db, "00004")
    assert (after.id, after.name, after.valid_from) == (before.id, "Phường Ba Đình Mới", before.valid_from)
    assert (await area(db, "00004", date(2025, 1, 1))).name == "Phường Trúc Bạch"


async def test_a_unit_can_be_ended_and_its_code_given_to_another_in_one_file(db: Db) -> None:
    text = (
        "code,name,kind,parent,valid_from,valid_to\n"
        "00229,Phường Kim Liên,commune,01,2025-07-01,31/12/2026\n"
        "00229,Phường Kim Liên Đông,commune,01,1/1/2027,\n"
        "00229-01,Tổ dân phố 1,hamlet,00229,2027-01-01,\n"
    )
    assert await imported(db, text) == 3
    old, new = await area(db, "00229"), await area(db, "00229", date(2027, 1, 1))
    assert (old.name, old.valid_to) == ("Phường Kim Liên", date(2026, 12, 31))
    assert (new.name, new.valid_to) == ("Phường Kim Liên Đông", None)
    async with db.begin() as session:
        assert [hamlet.code for hamlet in await children(session, new.id, date(2027, 1, 1))] == ["00229-01"]


async def test_ends_stay_without_an_end_column_and_are_taken_away_by_an_empty_cell(db: Db) -> None:
    await imported(db, "code,name,kind,parent,valid_to\nC1,Cụm 1,cluster,01,2026-12-31\n")
    await imported(db, HEAD + "C1,Cụm một,cluster,01\n")
    assert (await area(db, "C1")).valid_to == date(2026, 12, 31)
    await imported(db, "code,name,kind,parent,valid_to\nC1,Cụm một,cluster,01,\n")
    assert (await area(db, "C1")).valid_to is None


async def test_a_name_may_be_used_again_in_another_commune(db: Db) -> None:
    text = HEAD + "00229-01,Tổ 1,hamlet,00229\n00118-01,Tổ 1,hamlet,00118\n"
    assert await imported(db, text) == 2


async def test_every_fault_of_a_file_is_named_with_line_and_column(db: Db) -> None:
    text = (
        "code,name,kind,parent,valid_from,valid_to\n"
        "00229-01,Tổ 1,hamlet,00229,,\n"
        "\n"
        '"C 1","Cụm\n1",district,,31/2/2026,mai\n'
        ",,,,,\n"
        "00229-02,,hamlet,00229,,\n"
        f"{'9' * 21},{'x' * 121},hamlet,00229,,,surplus\n"
        "00229-03,Tổ\x00 3,hamlet,00229,,\n"
    )
    assert await faults(db, text) == [
        (4, "code", "'C 1' is not a code"),
        (4, "kind", "'district' is none of cluster, commune, hamlet"),
        (4, "parent", "is empty"),
        (4, "valid_from", "'31/2/2026' is not a date (write 2026-11-20 or 20/11/2026)"),
        (4, "valid_to", "'mai' is not a date (write 2026-11-20 or 20/11/2026)"),
        (7, "name", "is empty"),
        (8, "", "cell 7 stands under no column"),
        (8, "code", "has 21 characters, at most 20 are allowed"),
        (8, "name", "has 121 characters, at most 120 are allowed"),
        (9, "name", "has a control character"),
    ]


async def test_rows_that_contradict_each_other_or_the_database_are_named(db: Db) -> None:
    await imported(db, HEAD + "00229-01,Tổ dân phố 1,hamlet,00229\n")
    text = (
        "code,name,kind,parent,valid_from,valid_to\n"
        "00229-02,TỔ DÂN PHỐ 1,hamlet,00229,,\n"
        "00229-03,Tổ 3,hamlet,01,,\n"
        "00229-04,Tổ 4,hamlet,99999,,\n"
        "00229-05,Tổ 5,hamlet,00229,2026-11-20,2026-11-19\n"
        "00118,Bồ Đề,hamlet,00229,,\n"
        "00376,Xã Khác,commune,01,2026-01-01,\n"
        "C1,Cụm 1,cluster,01,,\n"
        "C1,Cụm một,cluster,01,,\n"
        "C2,Cụm 2,cluster,C1,,\n"
        "00229-06,Tổ 6,hamlet,001,2024-01-01,2024-12-31\n"
    )
    assert await faults(db, text) == [
        (2, "name", "is that of 00229-01 in the same commune"),
        (3, "parent", "01 is a city; a hamlet stands under a commune"),
        (4, "parent", "no area has the code 99999 as long as this one is valid"),
        (5, "valid_to", "is before the first day, 2026-11-20"),
        (6, "kind", "00118 is a commune"),
        (7, "code", "belongs to Xã Sóc Sơn from 2025-07-01 with no end"),
        (9, "code", "stands on line 8 already"),
        (10, "parent", "C1 is a cluster; a cluster stands under a city"),
        (11, "parent", "001 is a district; a hamlet stands under a commune"),
    ]


async def test_two_rows_of_a_file_cannot_give_one_commune_the_same_name_twice(db: Db) -> None:
    found = await faults(db, HEAD + "00229-01,Tổ 1,hamlet,00229\n00229-02,tổ 1,hamlet,00229\n")
    assert [(line, column) for line, column, _ in found] == [(2, "name"), (3, "name")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "", "the file is empty")]),
        ("\ufeff\n\n", [(1, "", "the file is empty")]),
        ("\ncode,name,kind\n1,2,3\n", [(2, "parent", "this column is missing")]),
        (
            "code,name,name,parent,kind,color\n",
            [(1, "color", "this column is not known"), (1, "name", "this column is there twice")],
        ),
        (HEAD + '\n00229-01,"Tổ 1,hamlet,00229\n', [(3, "", "cannot be read: unexpected end of data")]),
    ],
)
async def test_a_file_that_cannot_be_taken_apart_is_refused(
    db: Db, text: str, expected: list[tuple[int, str, str]]
) -> None:
    assert await faults(db, text) == expected


def test_faults_read_as_lines() -> None:
    assert str(Faults([Fault(3, "name", "is empty"), Fault(2, "", "is odd")])) == (
        "line 2: is odd\nline 3, column name: is empty"
    )


@given(st.text() | st.text().map(lambda rows: f"a;b\n{rows}"))
def test_any_text_is_read_or_refused_with_faults(text: str) -> None:
    try:
        sheet = Sheet(text, ("a",), ("b",))
    except Faults as refused:
        found = refused.faults
    else:
        assert {column for line in sheet.lines for column in line.cells} <= {"a", "b"}
        return
    assert found


async def test_topics_are_added_and_changed(db: Db) -> None:
    text = TOPICS_HEAD + "nutrition,Dinh dưỡng,Nutrition,ăn uống | vi chất,99\nrti,Phụ khoa,Infections,RTI,0\n"
    async with db.begin() as session:
        assert await import_topics(session, text, TODAY) == 2
        assert await import_topics(session, text, TODAY + timedelta(days=1)) == 0
    async with db.begin() as session:
        today = await topics(session, TODAY)
        yesterday = await topics(session, TODAY - timedelta(days=1))
    assert (today[0].code, today[0].names) == ("rti", {"vi": "Phụ khoa", "en": "Infections"})
    assert (today[-1].code, today[-1].aliases) == ("nutrition", ("ăn uống", "vi chất"))
    assert {entry.code for entry in today} - {entry.code for entry in yesterday} == {"nutrition"}


async def test_a_topic_can_be_ended(db: Db) -> None:
    text = "code,name_vi,name_en,aliases,position,valid_to\nelderly,Người cao tuổi,Older people,,10,2026-11-20\n"
    async with db.begin() as session:
        await import_topics(session, text, TODAY)
        assert "elderly" in {entry.code for entry in await topics(session, TODAY)}
        assert "elderly" not in {entry.code for entry in await topics(session, TODAY + timedelta(days=1))}


async def test_faults_of_topics_are_named(db: Db) -> None:
    text = (
        TOPICS_HEAD + "Nutrition,Dinh dưỡng,Nutrition,,1\n"
        "nutrition,,Nutrition,,ba\n"
        f"a,A,A,{'x' * 501},-1\n"
        "a,B,C,,99999\n"
    )
    assert await faults(db, text, of_topics=True) == [
        (2, "code", "'Nutrition' is not a code"),
        (3, "name_vi", "is empty"),
        (3, "position", "'ba' is not a whole number"),
        (4, "aliases", "has 501 characters, at most 500 are allowed"),
        (4, "position", "-1 is not between 0 and 9999"),
        (5, "position", "99999 is not between 0 and 9999"),
    ]


async def test_a_topic_may_take_the_name_of_one_that_has_ended(db: Db) -> None:
    text = (
        "code,name_vi,name_en,aliases,position,valid_from,valid_to\n"
        "elderly,Người cao tuổi,Older people,NCT,10,2021-01-01,2026-12-31\n"
        "older_people,Người cao tuổi,Older people,NCT,10,2027-01-01,\n"
    )
    async with db.begin() as session:
        assert await import_topics(session, text, TODAY) == 2


async def test_a_word_cannot_mean_two_topics(db: Db) -> None:
    text = TOPICS_HEAD + "nutrition,Dinh dưỡng,Nutrition,utv,90\nfood,Ăn uống,Food,dinh dưỡng,91\nfood,Ăn,Eat,,92\n"
    assert await faults(db, text, of_topics=True) == [
        (2, "aliases", "'utv' means breast_cancer as well"),
        (3, "aliases", "'dinh dưỡng' means nutrition as well"),
        (4, "code", "stands on line 3 already"),
    ]
