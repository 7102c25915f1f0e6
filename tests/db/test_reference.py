"""The reference data: Hanoi's units as they were and are, what became of them, and the topics."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from db.areas import Area, Succession, area_by_code, children, valid_on
from db.catalogue import Topic, topics
from db.engine import Db
from db.reference import FOLDER, load_reference, reference_is_current, topic_rows

PLAN = date(2021, 12, 30)
EARLY_2025 = date(2025, 6, 30)
NOW = date(2025, 7, 1)

CODES = {
    *("family_planning", "reproductive_health", "breast_cancer", "cervical_cancer", "rti", "sexual_health"),
    *("adolescent", "premarital", "prenatal_newborn", "elderly", "sex_ratio", "socialised_products"),
    *("infertility", "gender_equality"),
}


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2020, 12, 31), {}),
        (PLAN, {"city": 1, "district": 30, "commune": 579}),
        (date(2024, 12, 31), {"city": 1, "district": 30, "commune": 579}),
        (date(2025, 1, 1), {"city": 1, "district": 30, "commune": 526}),
        (EARLY_2025, {"city": 1, "district": 30, "commune": 526}),
        (NOW, {"city": 1, "commune": 126}),
    ],
)
async def test_each_day_has_the_units_of_its_time(db: Db, day: date, counts: dict[str, int]) -> None:
    async with db.begin() as session:
        found = await session.execute(select(Area.kind, func.count()).where(valid_on(day)).group_by(Area.kind))
        assert {kind: count for kind, count in found} == counts


async def test_a_code_used_again_means_another_unit(db: Db) -> None:
    async with db.begin() as session:
        before = await area_by_code(session, "00004", EARLY_2025)
        after = await area_by_code(session, "00004", NOW)
        assert before is not None
        assert after is not None
        assert (before.name, after.name) == ("Phường Trúc Bạch", "Phường Ba Đình")


async def test_a_unit_that_was_renamed_in_2025_has_two_rows_and_one_spelt_anew_has_one(db: Db) -> None:
    async with db.begin() as session:
        renamed = await session.scalars(select(Area.name).where(Area.code == "00181").order_by(Area.valid_from))
        spelt = await session.scalars(select(Area.name).where(Area.code == "00175").order_by(Area.valid_from))
        assert renamed.all()[:2] == ["Phường Văn Miếu", "Phường Văn Miếu Quốc Tử Giám"]
        assert spelt.all()[0] == "Phường Trung Hòa"


async def test_communes_stand_under_their_district_and_since_july_2025_under_the_city(db: Db) -> None:
    async with db.begin() as session:
        city = await area_by_code(session, "01", NOW)
        district = await area_by_code(session, "001", EARLY_2025)
        assert city is not None
        assert district is not None
        assert (city.name, district.name, district.parent_id) == ("Thành phố Hà Nội", "Quận Ba Đình", city.id)
        assert "Phường Trúc Bạch" in [area.name for area in await children(session, district.id, EARLY_2025)]
        assert await children(session, district.id, NOW) == []
        assert Counter(area.kind for area in await children(session, city.id, EARLY_2025)) == {"district": 30}
        today = [area.name for area in await children(session, city.id, NOW)]
        assert len(today) == len(set(today)) == 126
        assert {"Phường Kim Liên", "Phường Bồ Đề", "Xã Sóc Sơn"} <= set(today)


async def test_no_code_means_two_units_on_one_day(db: Db) -> None:
    one, other = aliased(Area), aliased(Area)
    async with db.begin() as session:
        overlaps = await session.execute(
            select(one.code).where(
                one.code == other.code,
                one.id < other.id,
                func.coalesce(one.valid_to, date.max) >= other.valid_from,
                func.coalesce(other.valid_to, date.max) >= one.valid_from,
            )
        )
        assert overlaps.all() == []


async def test_every_commune_of_june_2025_went_somewhere_and_every_new_one_came_from_somewhere(db: Db) -> None:
    async with db.begin() as session:
        old = set(await session.scalars(select(Area.id).where(valid_on(EARLY_2025), Area.kind == "commune")))
        new = set(await session.scalars(select(Area.id).where(valid_on(NOW), Area.kind == "commune")))
        links = (await session.scalars(select(Succession))).all()
    shares: dict[int, list[str]] = {}
    for link in links:
        shares.setdefault(link.old_id, []).append(link.share)
    assert set(shares) == old
    assert {link.new_id for link in links} == new
    assert all(told == ["whole"] or (told.count("part_main") == 1 and "whole" not in told) for told in shares.values())
    assert sum("part_main" in told for told in shares.values()) == 199


def edited(tmp_path: Path, file: str, change: Callable[[dict[str, str]], None]) -> Path:
    """A later version of the reference data in which each row of a file went through `change`."""
    folder = tmp_path / "later"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with (folder / file).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        change(row)
    with (folder / file).open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


async def test_a_later_version_renames_and_ends_areas_and_keeps_what_administrators_arranged(
    db: Db, tmp_path: Path
) -> None:
    def change(row: dict[str, str]) -> None:
        if (row["code"], row["valid_to"]) == ("00229", ""):
            row["name"], row["valid_to"] = "Phường Kim Liên Mới", "2030-06-30"

    async with db.begin() as session:
        session.add(cluster := Area(code="C1", name="Cụm 1", kind="cluster", valid_from=NOW))
        await session.flush()
        for code in ("00118", "00229"):
            await session.execute(update(Area).where(Area.code == code, valid_on(NOW)).values(parent_id=cluster.id))
        await session.execute(update(Area).where(Area.code == "00376", valid_on(NOW)).values(valid_to=date(2029, 1, 1)))
        count = await session.scalar(select(func.count(Area.id)))
    folder = edited(tmp_path, "areas.csv", change)
    async with db.begin() as session:
        assert not await reference_is_current(session, folder)
        await load_reference(session, folder)
        assert await reference_is_current(session, folder)
    async with db.begin() as session:
        kim_lien = await area_by_code(session, "00229", NOW)
        bo_de = await area_by_code(session, "00118", NOW)
        soc_son = await area_by_code(session, "00376", NOW)
        assert kim_lien is not None
        assert bo_de is not None
        assert soc_son is not None
        assert (kim_lien.name, kim_lien.valid_to) == ("Phường Kim Liên Mới", date(2030, 6, 30))
        assert kim_lien.parent_id == bo_de.parent_id == cluster.id
        assert soc_son.valid_to == date(2029, 1, 1)
        assert await session.scalar(select(func.count(Area.id))) == count


async def test_what_an_administrator_renamed_stays_until_the_files_change(db: Db) -> None:
    async with db.begin() as session:
        await session.execute(update(Area).where(Area.code == "00118", valid_on(NOW)).values(name="Phường Khác"))
        await load_reference(session)
    async with db.begin() as session:
        area = await area_by_code(session, "00118", NOW)
        assert area is not None
        assert area.name == "Phường Khác"


async def test_a_corrected_share_is_taken_over(db: Db, tmp_path: Path) -> None:
    def change(row: dict[str, str]) -> None:
        if row["old_code"] == "00001":
            row["share"] = "part_main"

    folder = edited(tmp_path, "successions.csv", change)
    async with db.begin() as session:
        count = await session.scalar(select(func.count()).select_from(Succession))
        await load_reference(session, folder)
        old = await area_by_code(session, "00001", EARLY_2025)
        assert old is not None
        assert (await session.scalars(select(Succession.share).where(Succession.old_id == old.id))).all() == [
            "part_main"
        ]
        assert await session.scalar(select(func.count()).select_from(Succession)) == count


async def test_the_topics_are_those_of_the_records_and_their_names_fit_a_button(db: Db) -> None:
    async with db.begin() as session:
        offered = await topics(session, PLAN)
    assert {entry.code for entry in offered} == CODES
    assert [entry.code for entry in offered][:5] == [
        "family_planning",
        "reproductive_health",
        "breast_cancer",
        "cervical_cancer",
        "rti",
    ]
    assert all(len(entry.names["vi"]) <= 24 and entry.names["en"] for entry in offered)


def test_no_word_means_two_topics() -> None:
    words = Counter(
        word.casefold() for row in topic_rows() for word in {row.name_vi, row.name_en, *row.aliases.split("|")}
    )
    assert {word for word, count in words.items() if count > 1} == set()


async def test_a_topic_that_the_programme_changed_stays_when_later_files_bring_new_ones(db: Db, tmp_path: Path) -> None:
    def change(row: dict[str, str]) -> None:
        row["name_en"] = row["name_en"].upper()
        if row["code"] == "elderly":
            row["code"] = "older_people"

    async with db.begin() as session:
        await session.execute(update(Topic).where(Topic.code == "rti").values(name_en="Infections"))
        await load_reference(session, edited(tmp_path, "topics.csv", change))
        names = {entry.code: entry.names["en"] for entry in await topics(session, PLAN)}
    assert names["rti"] == "Infections"
    assert names["older_people"] == "OLDER PEOPLE"
    assert set(names) == CODES | {"older_people"}
