"""Imports of products, brands, screenings, symptoms and facilities: versions, all or nothing, every fault named."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import Area
from db.catalogue import Brand, Facility, Product, Screening, Symptom, brands, facilities, products, screenings
from db.catalogue.versions import Version, all_versions
from db.engine import Db
from db.importing import (
    import_areas,
    import_brands,
    import_facilities,
    import_products,
    import_screenings,
    import_symptoms,
)
from db.sheet import Faults

TODAY = date(2026, 11, 20)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)

Import = Callable[[AsyncSession, str, date], Awaitable[int]]

PRODUCTS = "code,position,kind,giver,name_vi,name_en,aliases,units,advice_vi,advice_en,source"
BRANDS = "code,position,product,name,aliases,per_box,channel,price,price_unit"
FACILITIES = "code,name,commune,services,aliases"
SCREENINGS = "code,source,position,name_vi,name_en,aliases,youngest,oldest,intervals,document,evidence"
SCREENINGS += ",advice_vi,advice_en"
SYMPTOMS = "code,position,screening,name_vi,name_en,aliases,source"

HELLO = "hello,1,condom,Hello,,12,socialised"


def table(header: str, *rows: str) -> str:
    return "\n".join((header, *rows))


def product(code: str = "kit", **changes: str) -> str:
    cells = {
        "code": code,
        "position": "20",
        "kind": "goods",
        "giver": "collaborator",
        "name_vi": "Bộ xét nghiệm",
        "name_en": "Test kit",
        "aliases": "",
        "units": "kit|box",
        "advice_vi": "Lời khuyên",
        "advice_en": "Advice",
        "source": "Sở Y tế",
    }
    return ",".join({**cells, **changes}.values())


async def take(db: Db, import_it: Import, text: str, day: date = TODAY) -> int:
    async with db.begin() as session:
        return await import_it(session, text, day)


async def kept(db: Db) -> list[Version]:
    kinds: tuple[type[Version], ...] = (Product, Brand, Facility, Screening, Symptom)
    async with db.begin() as session:
        return [version for kind in kinds for version in await all_versions(session, kind)]


async def faults(db: Db, import_it: Import, text: str) -> list[tuple[int, str, str]]:
    """The faults of a file; checks that it changed nothing, even when the transaction is committed all the same."""
    before = await kept(db)
    found: list[tuple[int, str, str]] = []
    async with db.begin() as session:
        try:
            await import_it(session, text, TODAY)
        except Faults as refused:
            found = [(fault.line, fault.column, fault.message) for fault in refused.faults]
    assert await kept(db) == before
    return found


async def hello(db: Db, day: date) -> Brand:
    async with db.begin() as session:
        return next(brand for brand in await brands(session, day) if brand.code == "hello")


async def test_a_price_and_a_pack_size_told_today_leave_yesterday_as_it_was(db: Db) -> None:
    assert await take(db, import_brands, table(BRANDS, f"{HELLO},20000,box")) == 1
    assert (await hello(db, YESTERDAY)).per_box is None
    assert ((await hello(db, TODAY)).per_box, (await hello(db, TODAY)).price) == (12, 20_000)
    assert await take(db, import_brands, table(BRANDS, "hello,1,condom,Hello,,10,socialised,25000,box"), TOMORROW) == 1
    before, after = await hello(db, TODAY), await hello(db, TOMORROW)
    assert [(row.per_box, row.price, row.price_unit) for row in (before, after)] == [
        (12, 20_000, "box"),
        (10, 25_000, "box"),
    ]


async def test_a_version_can_be_prepared_for_a_day_to_come_and_corrected(db: Db) -> None:
    header = f"{BRANDS},valid_from"
    assert await take(db, import_brands, table(header, f"{HELLO},30000,box,1/1/2027")) == 1
    assert (await hello(db, date(2026, 12, 31))).price is None
    assert (await hello(db, date(2027, 1, 1))).price == 30_000
    assert await take(db, import_brands, table(header, f"{HELLO},31000,box,2027-01-01")) == 1
    assert (await hello(db, date(2027, 1, 1))).price == 31_000
    assert await take(db, import_brands, table(header, f"{HELLO},31000,box,2027-01-01")) == 0


async def test_telling_the_same_again_on_a_later_day_changes_nothing(db: Db) -> None:
    text = table(BRANDS, f"{HELLO},20000,box")
    await take(db, import_brands, text)
    before = await kept(db)
    assert await take(db, import_brands, text, TOMORROW) == 0
    assert await kept(db) == before


async def test_what_was_told_this_very_day_is_corrected_in_place(db: Db) -> None:
    await take(db, import_brands, table(BRANDS, f"{HELLO},20000,box"))
    count = len(await kept(db))
    assert await take(db, import_brands, table(BRANDS, f"{HELLO},22000,box")) == 1
    assert len(await kept(db)) == count
    assert (await hello(db, TODAY)).price == 22_000


async def test_an_end_alone_ends_the_version_in_force_and_an_empty_cell_takes_the_end_away(db: Db) -> None:
    count = len(await kept(db))
    header = "code,position,product,name,aliases,channel,valid_to"
    assert await take(db, import_brands, table(header, "hello,1,condom,Hello,,socialised,2026-12-31")) == 1
    async with db.begin() as session:
        assert "hello" in {brand.code for brand in await brands(session, date(2026, 12, 31))}
        assert "hello" not in {brand.code for brand in await brands(session, date(2027, 1, 1))}
    # Without the column the end stays, also when something else is new.
    assert await take(db, import_brands, table(BRANDS, HELLO + ",,")) == 1
    assert (await hello(db, TODAY)).valid_to == date(2026, 12, 31)
    assert await take(db, import_brands, table(f"{BRANDS},valid_to", HELLO + ",,,")) == 1
    assert (await hello(db, date(2027, 1, 1))).valid_to is None
    assert len(await kept(db)) == count + 1


async def test_products_and_all_their_cells_are_taken_over(db: Db) -> None:
    header = f"{PRODUCTS},per_box,per_strip,resupply_days,usual_most,possible_most"
    row = product(aliases="bộ thử | tự lấy mẫu", units="strip|pill|box", name_vi="Viên mới", name_en="New pill")
    assert await take(db, import_products, table(header, f"{row},3,28,28,6,60")) == 1
    async with db.begin() as session:
        assert (await products(session, TODAY))[-1] == Product(
            code="kit",
            valid_from=TODAY,
            position=20,
            kind="goods",
            giver="collaborator",
            name_vi="Viên mới",
            name_en="New pill",
            aliases=("bộ thử", "tự lấy mẫu"),
            units=("strip", "pill", "box"),
            per_box=3,
            per_strip=28,
            resupply_days=28,
            usual_most=6,
            possible_most=60,
            advice_vi="Lời khuyên",
            advice_en="Advice",
            source="Sở Y tế",
        )
        assert "kit" not in {found.code for found in await products(session, YESTERDAY)}


async def test_every_fault_of_a_product_is_named(db: Db) -> None:
    header = f"{PRODUCTS},per_box,per_strip,usual_most,possible_most,valid_from,valid_to"
    text = table(
        header,
        product("Kit", kind="gift", giver="shop", units="kit|crate|kit", advice_vi="x" * 501) + ",,,,,,",
        product("a", kind="service", units="piece", name_vi="") + ",,,,,,",
        product("b", units="box|piece") + ",10,21,50,20,,",
        product("c", units="", position="x", source="") + ",0,,100000,,31/2/2026,mai",
        product("d", name_vi="D", name_en="D") + ",,,,,2026-11-20,2026-11-19",
    )
    assert await faults(db, import_products, text) == [
        (2, "advice_vi", "has 501 characters, at most 500 are allowed"),
        (2, "code", "'Kit' is not a code"),
        (2, "giver", "'shop' is none of collaborator, clinic"),
        (2, "kind", "'gift' is none of goods, service"),
        (2, "units", "'crate' is none of piece, box, strip, pill, bottle, tube, kit, pack"),
        (2, "units", "'kit' is there twice"),
        (3, "giver", "a service is given by a clinic"),
        (3, "name_vi", "is empty"),
        (3, "units", "a service is not counted in units"),
        (4, "per_box", "needs the unit box, and another one before it"),
        (4, "per_strip", "needs the units strip and pill"),
        (4, "possible_most", "is less than usual_most, 50"),
        (5, "per_box", "0 is not between 1 and 9999"),
        (5, "position", "'x' is not a whole number"),
        (5, "source", "is empty"),
        (5, "units", "is empty"),
        (5, "usual_most", "100000 is not between 1 and 99999"),
        (5, "valid_from", "'31/2/2026' is not a date (write 2026-11-20 or 20/11/2026)"),
        (5, "valid_to", "'mai' is not a date (write 2026-11-20 or 20/11/2026)"),
        (6, "valid_to", "is before the first day, 2026-11-20"),
    ]


async def test_a_file_with_another_header_is_refused(db: Db) -> None:
    assert await faults(db, import_brands, "code,product,colour\n") == [
        (1, "aliases", "this column is missing"),
        (1, "colour", "this column is not known"),
        (1, "name", "this column is missing"),
        (1, "position", "this column is missing"),
    ]


async def test_a_word_cannot_mean_two_products_nor_a_product_and_a_brand(db: Db) -> None:
    text = table(PRODUCTS, product(aliases="bcs|HELLO"), product("other", name_vi="Khác", name_en="test KIT"))
    assert await faults(db, import_products, text) == [
        (2, "aliases", "'HELLO' means hello as well"),
        (2, "aliases", "'bcs' means condom as well"),
        (2, "name_en", "'Test kit' means other as well"),
        (3, "name_en", "'test KIT' means kit as well"),
    ]
    found = await faults(db, import_brands, table(BRANDS, "new,30,condom,Áo mưa,anna,,,,"))
    assert found == [(2, "aliases", "'anna' means anna as well"), (2, "name", "'Áo mưa' means condom as well")]


async def test_a_word_may_move_to_another_product_on_the_day_when_the_first_gives_it_up(db: Db) -> None:
    header = f"{BRANDS},valid_from"
    moved = table(header, "kimiko plus,4,condom,Kimiko Plus,,,,,,2027-01-01", "kimiko,5,condom,Kimiko,,,,,,2027-01-01")
    assert await take(db, import_brands, moved) == 2
    too_early = table(header, "kimiko,5,condom,Kimiko,,,,,,2026-12-31")
    assert await faults(db, import_brands, too_early) == [(2, "name", "'Kimiko' means kimiko plus as well")]


async def test_two_lines_cannot_mean_one_version(db: Db) -> None:
    text = table(
        f"{BRANDS},valid_from",
        f"{HELLO},,,",
        "hello,1,condom,Hello,,,socialised,,,",
        f"{HELLO},20000,box,2026-11-20",
        f"{HELLO},20000,box,2026-11-21",
    )
    assert await faults(db, import_brands, text) == [
        (3, "code", "stands on line 2 already"),
        (4, "code", "stands on line 2 already"),
    ]


async def test_every_fault_of_a_brand_is_named(db: Db) -> None:
    text = table(
        f"{BRANDS},valid_from",
        "Hello!,1,condom,X,,,shop,,,",
        "a,1,condom,A,,,,5000,,",
        "b,1,condom,B,,,,-1,piece,",
        "c,1,condom,C,,,,5000,crate,",
    )
    assert await faults(db, import_brands, text) == [
        (2, "channel", "'shop' is none of free, subsidised, socialised, market"),
        (2, "code", "'Hello!' is not a code"),
        (3, "price", "and price_unit are told together or not at all"),
        (4, "price", "-1 is not between 0 and 100000000"),
        (5, "price_unit", "'crate' is none of piece, box, strip, pill, bottle, tube, kit, pack"),
    ]


async def test_a_brand_is_one_of_goods_that_exist_and_is_counted_as_they_are(db: Db) -> None:
    await take(db, import_products, table(PRODUCTS, product(units="kit")))
    text = table(
        f"{BRANDS},valid_from",
        "a,1,nothing,A,,,,,,",
        "b,1,iud,B,,,,,,",
        "c,1,kit,C,,10,,,,",
        "d,1,condom,D,,,,9000,strip,",
        "e,1,condom,E,,,,,,2020-12-31",
        "f,1,kit,F,,,,,,2026-11-19",
    )
    assert await faults(db, import_brands, text) == [
        (2, "product", "there is no nothing on 2026-11-20"),
        (3, "product", "iud is a service"),
        (4, "per_box", "kit does not come in boxes of something"),
        (5, "price_unit", "condom is not counted in strip"),
        (6, "product", "there is no condom on 2020-12-31"),
        (7, "product", "there is no kit on 2026-11-19"),
    ]


async def test_a_station_learns_what_it_offers_and_old_days_do_not(db: Db) -> None:
    row = "tyt-00229,Trạm Y tế phường Kim Liên,00229,iud|cervical,TYT Kim Liên"
    assert await take(db, import_facilities, table(FACILITIES, row)) == 1
    async with db.begin() as session:
        commune = await session.scalar(select(Area.id).where(Area.code == "00229", Area.valid_to.is_(None)))
        before = (await facilities(session, YESTERDAY, commune, "breast"))[0]
        breast = {facility.code for facility in await facilities(session, TODAY, commune, "breast")}
        first, *_ = await facilities(session, TODAY, commune, "iud")
        known = [facility.code for facility in await facilities(session, TODAY, None, "cervical")][:3]
    assert (before.code, before.services) == ("tyt-00229", ())
    assert "tyt-00229" not in breast
    assert (first.code, first.services, first.commune_id) == ("tyt-00229", ("iud", "cervical"), commune)
    assert known == ["bv-k", "bv-ung-buou-ha-noi", "tyt-00229"]


async def test_a_code_of_a_commune_means_the_one_of_the_facilitys_first_day(db: Db) -> None:
    header = f"{FACILITIES},valid_from"
    assert await take(db, import_facilities, table(header, "pk-1,Phòng khám 1,00004,,,2024-05-01")) == 1
    assert await take(db, import_facilities, table(header, "pk-2,Phòng khám 2,00004,,,2025-07-01")) == 1
    async with db.begin() as session:
        communes = {
            facility.code: (await session.get_one(Area, facility.commune_id)).name
            for facility in await all_versions(session, Facility)
            if facility.code.startswith("pk-")
        }
    assert communes == {"pk-1": "Phường Trúc Bạch", "pk-2": "Phường Ba Đình"}


async def test_every_fault_of_a_facility_is_named(db: Db) -> None:
    await take(db, import_areas, "code,name,kind,parent\n00229-01,Tổ 1,hamlet,00229\n")
    text = table(
        f"{FACILITIES},valid_from",
        "PK 1,,00229,mammogram,,",
        "pk-1,Phòng khám 1,99999,iud|iud,,",
        "pk-2,Phòng khám 2,00229-01,,,",
        "pk-3,Phòng khám 3,00376,,,2010-01-01",
        "pk-4,Phòng khám 4,00229,,,hôm qua",
    )
    known = "breast, cervical, implant, injectable, iud, sterilisation_female, sterilisation_male"
    assert await faults(db, import_facilities, text) == [
        (2, "code", "'PK 1' is not a code"),
        (2, "name", "is empty"),
        (2, "services", f"'mammogram' is none of {known}"),
        (3, "commune", "no commune has the code 99999 on 2026-11-20"),
        (3, "services", "'iud' is there twice"),
        (4, "commune", "no commune has the code 00229-01 on 2026-11-20"),
        (5, "commune", "no commune has the code 00376 on 2010-01-01"),
        (6, "valid_from", "'hôm qua' is not a date (write 2026-11-20 or 20/11/2026)"),
    ]
    twins = table(FACILITIES, "pk-5,Phòng khám 5,,,TYT Kim Liên", "pk-6,PHÒNG KHÁM 5,,,")
    assert await faults(db, import_facilities, twins) == [
        (2, "aliases", "'TYT Kim Liên' means tyt-00229 as well"),
        (2, "name", "'Phòng khám 5' means pk-6 as well"),
        (3, "name", "'PHÒNG KHÁM 5' means pk-5 as well"),
    ]


async def test_a_guideline_gets_its_ages_and_the_plan_keeps_its_own(db: Db) -> None:
    row = "breast,guideline,1,Sàng lọc ung thư vú,Breast screening,,40,74,mammography 24,QĐ 3898,document,Lời,Advice"
    assert await take(db, import_screenings, table(SCREENINGS, row)) == 1
    async with db.begin() as session:
        before, after = [await screenings(session, day, "guideline") for day in (YESTERDAY, TODAY)]
        plan = await screenings(session, TODAY, "plan")
    assert [(s.youngest, s.oldest, s.intervals, s.evidence) for s in (before[0], after[0])] == [
        (None, None, {}, "secondary"),
        (40, 74, {"mammography": 24}, "document"),
    ]
    assert (plan[0].youngest, plan[0].oldest) == (40, None)


async def test_every_fault_of_a_screening_is_named(db: Db) -> None:
    text = table(
        SCREENINGS,
        "Breast,friend,1,Vú,B,,130,,,,hearsay,Lời,Advice",
        "cervical,plan,1,X,Y,,54,30,hpv five|hpv 0|via 36|via 24,D,document,Lời,",
    )
    assert await faults(db, import_screenings, text) == [
        (2, "code", "'Breast' is not a code"),
        (2, "document", "is empty"),
        (2, "evidence", "'hearsay' is none of document, secondary"),
        (2, "source", "'friend' is none of plan, guideline"),
        (2, "youngest", "130 is not between 1 and 120"),
        (3, "advice_en", "is empty"),
        (3, "intervals", "'hpv 0' is not a method and its months (write hpv 60)"),
        (3, "intervals", "'hpv five' is not a method and its months (write hpv 60)"),
        (3, "intervals", "'via' is there twice"),
        (3, "oldest", "is less than youngest, 54"),
    ]
    twin = "liver,plan,9,Gan,Liver,CTC,,,,D,document,Lời,Advice"
    assert await faults(db, import_screenings, table(SCREENINGS, twin)) == [
        (2, "aliases", "'CTC' means cervical as well"),
    ]


async def test_a_symptom_belongs_to_a_screening_and_its_words_to_it_alone(db: Db) -> None:
    fine = "dimple,9,breast,Da vú lõm,Dimpled skin,lõm da vú,Sở Y tế"
    assert await take(db, import_symptoms, table(SYMPTOMS, fine)) == 1
    text = table(SYMPTOMS, "cough,9,lung,Ho,Cough,u cục,", "cough,9,breast,Ho,Cough,,Sở Y tế")
    assert await faults(db, import_symptoms, text) == [(2, "source", "is empty")]
    text = table(SYMPTOMS, "cough,9,lung,Ho,Cough,u cục,Sở Y tế", "cough,9,breast,Ho,Cough,,Sở Y tế")
    assert await faults(db, import_symptoms, text) == [
        (2, "aliases", "'u cục' means breast_lump as well"),
        (2, "screening", "'lung' is none of breast, cervical"),
        (3, "code", "stands on line 2 already"),
    ]
