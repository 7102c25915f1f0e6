"""The catalogue that comes with the program: products, brands, screenings, symptoms and facilities."""

import csv
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select, update

from db.areas import Area, valid_on
from db.catalogue import Screening, brands, facilities, products, screenings, symptoms
from db.catalogue.products import ProductVersion
from db.catalogue.screenings import SymptomVersion
from db.catalogue.versions import Version, all_versions
from db.engine import Db
from db.importing import import_brands, import_facilities, import_products, import_screenings, import_symptoms
from db.migrate import downgrade, migrate
from db.reference import FOLDER, load_reference
from handlers.reading.fold import fold

DAY = date(2026, 11, 20)
PLAN = date(2021, 12, 30)

GOODS = ["condom", "oral_pill", "mini_pill", "emergency_pill", "feminine_wash", "lubricant", "pregnancy_test"]
GOODS += ["micronutrient"]
SERVICES = ["iud", "injectable", "implant", "sterilisation_female", "sterilisation_male"]
BRANDS = {
    "condom": ["hello", "hello plus", "young lovers", "kimiko plus", "i love you", "nevalyashka", "durex"],
    "oral_pill": ["anna", "newchoice", "ideal"],
    "emergency_pill": ["bk-1", "postinor", "newlevo"],
    "feminine_wash": ["vagis", "gynopro"],
}


def folded_twice(entries: Iterable[Version]) -> dict[str, list[str]]:
    """The words that mean two of the entries when they are typed without marks."""
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for word in {fold(word) for words in entry.words().values() for word in words}:
            owners.setdefault(word, set()).add(entry.code)
    return {word: sorted(codes) for word, codes in owners.items() if len(codes) > 1}


async def test_the_products_are_those_of_the_records_and_their_names_fit_a_button(db: Db) -> None:
    async with db.begin() as session:
        offered = await products(session, DAY)
    assert [product.code for product in offered] == GOODS + SERVICES
    assert all(0 < len(name) <= 24 for product in offered for name in product.names.values())


async def test_a_collaborator_hands_out_goods_and_refers_to_services(db: Db) -> None:
    async with db.begin() as session:
        offered = await products(session, DAY)
    assert [p.code for p in offered if (p.kind, p.giver) == ("goods", "collaborator")] == GOODS
    assert [p.code for p in offered if (p.kind, p.giver, p.units) == ("service", "clinic", ())] == SERVICES


async def test_units_supply_and_limits_are_those_of_the_domain(db: Db) -> None:
    async with db.begin() as session:
        found = {product.code: product for product in await products(session, DAY)}
    assert {code: found[code].units[0] for code in GOODS} == {
        "condom": "piece",
        "oral_pill": "strip",
        "mini_pill": "strip",
        "emergency_pill": "pill",
        "feminine_wash": "bottle",
        "lubricant": "tube",
        "pregnancy_test": "piece",
        "micronutrient": "box",
    }
    days = {code: product.resupply_days for code, product in found.items() if product.resupply_days}
    assert days == {"oral_pill": 28, "mini_pill": 28, "iud": 365, "injectable": 84, "implant": 365}
    assert (found["condom"].usual_most, found["oral_pill"].usual_most, found["mini_pill"].usual_most) == (100, 6, 6)
    # Strips of the combined pill hold 21 or 28, so the catalogue does not say how many.
    assert (found["oral_pill"].per_strip, found["mini_pill"].per_strip) == (None, 28)
    fifty = found["oral_pill"]
    assert fifty.possible_most is not None
    assert fifty.usual_most is not None
    assert fifty.usual_most < 50 <= fifty.possible_most


async def test_the_brands_are_those_of_the_records_and_only_those_of_the_project_are_socialised(db: Db) -> None:
    async with db.begin() as session:
        offered = await brands(session, DAY)
    by_product: dict[str, list[str]] = {}
    for brand in offered:
        by_product.setdefault(brand.product, []).append(brand.code)
    assert by_product == BRANDS
    assert {brand.code for brand in offered if brand.channel is None} == {
        *("durex", "newchoice", "ideal", "postinor", "newlevo")
    }
    assert {brand.channel for brand in offered} == {None, "socialised"}


async def test_nothing_that_is_not_known_was_invented(db: Db) -> None:
    async with db.begin() as session:
        offered = await brands(session, DAY)
    assert {(brand.per_box, brand.price, brand.price_unit) for brand in offered} == {(None, None, None)}


async def test_advice_fits_a_card_names_its_source_and_pushes_nobody(db: Db) -> None:
    async with db.begin() as session:
        cards = [(p.advice, p.source) for p in await products(session, DAY)]
        cards += [(s.advice, s.document) for s in await all_versions(session, Screening)]
    for advice, source in cards:
        assert source
        assert all(80 < len(text) <= 500 for text in advice.values())
        text = fold(" ".join(advice.values()))
        assert "hai con" not in text
        assert not any(word in text for word in ("phai dung", "bat buoc", "you have cancer", "must use"))


async def test_the_plan_and_the_guidelines_each_have_their_ages_for_their_time(db: Db) -> None:
    async with db.begin() as session:
        ages = {
            (source, day): {row.code: (row.youngest, row.oldest) for row in await screenings(session, day, source)}
            for source, day in (
                *(("plan", day) for day in (PLAN - timedelta(days=1), PLAN, date(2030, 12, 31), date(2031, 1, 1))),
                *(("guideline", day) for day in (date(2024, 12, 16), date(2024, 12, 17), DAY)),
            )
        }
    assert ages == {
        ("plan", PLAN - timedelta(days=1)): {},
        ("plan", PLAN): {"breast": (40, None), "cervical": (30, 54)},
        ("plan", date(2030, 12, 31)): {"breast": (40, None), "cervical": (30, 54)},
        ("plan", date(2031, 1, 1)): {},
        ("guideline", date(2024, 12, 16)): {"cervical": (21, 65)},
        ("guideline", date(2024, 12, 17)): {"cervical": (30, 65)},
        ("guideline", DAY): {"breast": (None, None), "cervical": (30, 65)},
    }


async def test_only_what_stands_in_the_document_itself_is_marked_so(db: Db) -> None:
    async with db.begin() as session:
        plan = await screenings(session, DAY, "plan")
        guideline = {screening.code: screening for screening in await screenings(session, DAY, "guideline")}
    assert {screening.evidence for screening in plan} == {"document"}
    assert [screening.intervals for screening in plan] == [{}, {}]
    assert {screening.evidence for screening in guideline.values()} == {"secondary"}
    assert guideline["cervical"].intervals == {"hpv": 60, "co_test": 60, "cytology": 36}
    assert guideline["breast"].intervals == {}


async def test_ages_of_the_plan_include_their_bounds(db: Db) -> None:
    async with db.begin() as session:
        breast, cervical = await screenings(session, DAY, "plan")
    assert [age for age in range(121) if cervical.covers(age)] == list(range(30, 55))
    assert [age for age in range(121) if breast.covers(age)] == list(range(40, 121))


async def test_the_signs_for_an_examination_now_are_there_in_words_that_people_type(db: Db) -> None:
    async with db.begin() as session:
        found = await symptoms(session, DAY)
    assert [(sign.screening, sign.names["vi"]) for sign in found] == [
        ("breast", "U cục ở vú"),
        ("breast", "Chảy dịch núm vú"),
        ("cervical", "Chảy máu sau giao hợp"),
        ("cervical", "Chảy máu sau mãn kinh"),
    ]
    assert "u cục" in found[0].aliases


async def test_every_commune_has_its_station_and_says_nothing_about_what_it_offers(db: Db) -> None:
    async with db.begin() as session:
        communes = set(await session.scalars(select(Area.id).where(Area.kind == "commune", valid_on(DAY))))
        stations = [f for f in await facilities(session, DAY, None, "iud") if f.code.startswith("tyt-")]
        assert await facilities(session, date(2020, 12, 31), None, "iud") == []
        before = await facilities(session, date(2025, 6, 30), None, "iud")
    assert len(stations) == 126
    assert {station.commune_id for station in stations} == communes
    assert {station.services for station in stations} == {()}
    assert all(facility.commune_id is None for facility in before)


async def test_the_own_commune_comes_first_then_who_is_known_to_offer_it(db: Db) -> None:
    async with db.begin() as session:
        commune = await session.scalar(select(Area).where(Area.code == "00229", valid_on(DAY)))
        assert commune is not None
        near = await facilities(session, DAY, commune.id, "breast")
        anywhere = await facilities(session, DAY, None, "breast")
        for_iud = await facilities(session, DAY, commune.id, "iud")
    assert [facility.name for facility in near][:3] == [
        "Trạm Y tế phường Kim Liên",
        "Bệnh viện K",
        "Bệnh viện Ung bướu Hà Nội",
    ]
    assert [facility.code for facility in anywhere][:2] == ["bv-k", "bv-ung-buou-ha-noi"]
    assert len(near) == len(anywhere) == 130
    assert {"bv-k", "bv-ung-buou-ha-noi"} & {facility.code for facility in for_iud} == set()


async def test_no_word_means_two_things_even_without_marks(db: Db) -> None:
    async with db.begin() as session:
        goods = [*await products(session, DAY), *await brands(session, DAY)]
        places = await facilities(session, DAY, None, "iud")
        plan = await screenings(session, DAY, "plan")
        signs = await symptoms(session, DAY)
    assert folded_twice(goods) == {}
    assert folded_twice(places) == {}
    assert folded_twice(plan) == {}
    assert folded_twice(signs) == {}


async def test_the_files_that_come_with_the_program_pass_every_check_of_an_import(db: Db) -> None:
    imports = {
        "products": import_products,
        "brands": import_brands,
        "screenings": import_screenings,
        "symptoms": import_symptoms,
        "facilities": import_facilities,
    }
    async with db.begin() as session:
        for name, take in imports.items():
            assert await take(session, (FOLDER / f"{name}.csv").read_text(encoding="utf-8"), DAY) == 0


async def test_going_back_and_on_again_loads_the_catalogue_anew(db: Db) -> None:
    await downgrade(db, "0001")
    await migrate(db)
    async with db.begin() as session:
        assert Counter(product.kind for product in await products(session, DAY)) == {"goods": 8, "service": 5}
        assert len(await facilities(session, DAY, None, "iud")) == 128


async def test_what_the_programme_changed_stays_when_later_files_bring_new_entries(db: Db, tmp_path: Path) -> None:
    folder = tmp_path / "later"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name in ("products.csv", "symptoms.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        added = {**rows[0], "code": "later", "name_vi": "Mới", "name_en": "New", "aliases": ""}
        rows = [{**row, "name_en": row["name_en"].upper()} for row in rows]
        with (folder / name).open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]))
            writer.writeheader()
            writer.writerows([*rows, added])
    async with db.begin() as session:
        await session.execute(update(ProductVersion).where(ProductVersion.code == "condom").values(name_en="Condoms"))
        await session.execute(update(SymptomVersion).where(SymptomVersion.position == 1).values(name_en="A lump"))
        await load_reference(session, folder)
        named = {product.code: product.name_en for product in await products(session, DAY)}
        signs = {sign.code: sign.name_en for sign in await symptoms(session, DAY)}
    assert (named["condom"], named["oral_pill"], named["later"]) == ("Condoms", "Contraceptive pill", "New")
    assert (signs["breast_lump"], signs["nipple_discharge"], signs["later"]) == (
        "A lump",
        "Discharge from the nipple",
        "New",
    )
