"""Clusters: made of communes, proposed by former districts; and what a place of old means today."""

from datetime import date

import pytest
from sqlalchemy import select

from db.areas import Area, add_hamlet, area_by_code, subtree
from db.clusters import clusters, communes, former_districts, make_cluster, meant_today, put_under
from db.engine import Db
from db.migrate import migrate
from tests.db.given import BA_DINH, NGOC_HA, NOW, TODAY, somebody


async def test_every_commune_of_today_mostly_came_from_one_former_district(db: Db) -> None:
    async with db() as session:
        came, found = await former_districts(session, TODAY), await communes(session, TODAY)
    assert len(found) == 126
    assert came.keys() == {one.id for one in found}
    assert len(set(came.values())) == 30
    of = {one.name: came[one.id] for one in found}
    assert of["Phường Hồng Hà"] == of["Phường Cửa Nam"] == "Quận Hoàn Kiếm"
    assert (of["Phường Ba Đình"], of["Xã Ba Vì"]) == ("Quận Ba Đình", "Huyện Ba Vì")


async def test_what_lies_in_the_communes_of_a_cluster_lies_in_the_cluster_and_still_in_the_city(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        city, ba_dinh = await area_by_code(session, "01", TODAY), await area_by_code(session, BA_DINH, TODAY)
        ngoc_ha = await area_by_code(session, NGOC_HA, TODAY)
        assert city is not None
        assert ba_dinh is not None
        assert ngoc_ha is not None
        hamlet = await add_hamlet(session, ba_dinh, "Tổ dân phố 5", TODAY)
        before = await subtree(session, [city.id])
        ids = [ba_dinh.id, ngoc_ha.id]
        one = await make_cluster(session, city, "Cụm 1", ids, TODAY, person_id=hoa.id, now=NOW)
        assert await subtree(session, [one.id]) == {one.id, *ids, hamlet.id}
        assert await subtree(session, [city.id]) == before | {one.id}
        other = await make_cluster(session, city, "Cụm 2", [ngoc_ha.id], TODAY, person_id=hoa.id, now=NOW)
        assert (one.code, other.code) == ("C01", "C02")
        assert await subtree(session, [one.id]) == {one.id, ba_dinh.id, hamlet.id}
        assert [(found.name, found.communes) for found in await clusters(session, TODAY)] == [
            ("Cụm 1", 1),
            ("Cụm 2", 1),
        ]
        await put_under(session, city.id, [ngoc_ha.id], person_id=hoa.id, now=NOW)
        assert [found.communes for found in await clusters(session, TODAY)] == [1, 0]


async def test_a_cluster_outlives_the_loading_of_the_reference_areas(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        city, ba_dinh = await area_by_code(session, "01", TODAY), await area_by_code(session, BA_DINH, TODAY)
        assert city is not None
        assert ba_dinh is not None
        cluster_id = (await make_cluster(session, city, "Cụm", [ba_dinh.id], TODAY, person_id=hoa.id, now=NOW)).id
    await migrate(db)
    async with db() as session:
        assert await session.scalar(select(Area.parent_id).where(Area.id == ba_dinh.id)) == cluster_id


@pytest.mark.parametrize(
    ("code", "day", "meant"),
    [
        (BA_DINH, TODAY, ["Phường Ba Đình"]),
        ("00001", date(2024, 1, 1), ["Phường Hồng Hà"]),
        ("01", TODAY, []),
    ],
)
async def test_a_place_means_the_communes_that_it_is_or_became(db: Db, code: str, day: date, meant: list[str]) -> None:
    async with db() as session:
        place = await area_by_code(session, code, day)
        assert place is not None
        assert [one.name for one in await meant_today(session, place.id, TODAY)] == meant


async def test_a_former_district_means_all_that_its_communes_went_into(db: Db) -> None:
    async with db() as session:
        district = await area_by_code(session, "001", date(2024, 1, 1))
        assert district is not None
        names = {one.name for one in await meant_today(session, district.id, TODAY)}
    assert {"Phường Ba Đình", "Phường Ngọc Hà", "Phường Giảng Võ"} <= names
    assert len(names) < 10
