"""What an import adds to the catalogue is understood in free sentences at once, and disturbs nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from bot.clock import FixedClock
from db.catalogue import Catalogue, Entry, catalogue
from db.engine import Db
from db.importing import import_brands, import_facilities, import_products
from handlers.quick_words import vocabulary_of
from handlers.quicklog import read_log
from tests.handlers.quicklog.scoring import cases
from tests.stage import staged

TODAY = date(2026, 11, 18)
BRANDS = (
    "code,position,product,name,aliases,per_box,channel,price,price_unit\nsagami,20,condom,Sagami Xtreme,sagami,10,,,\n"
)
PRODUCTS = (
    "code,position,kind,giver,name_vi,name_en,aliases,units,advice_vi,advice_en,source\n"
    "cup,20,goods,collaborator,Cốc nguyệt san,Menstrual cup,cốc ns,piece|box,Lời khuyên,Advice,Sở Y tế\n"
)
FACILITIES = "code,name,commune,services,aliases\nvinmec,Vinmec Times City,,breast|cervical,Vinmec\n"


@pytest.fixture
async def lists(db: Db) -> Catalogue:
    """The first catalogue and what was imported since."""
    async with db.begin() as session:
        await import_products(session, PRODUCTS, TODAY)
        await import_brands(session, BRANDS, TODAY)
        await import_facilities(session, FACILITIES, TODAY)
        return await catalogue(session, TODAY)


def said(text: str, lists: Catalogue) -> list[dict[str, object]]:
    return [vars(record) for record in read_log(text, TODAY, vocabulary_of(lists)).records]


async def test_sentences_are_read_the_same_with_the_names_of_the_first_catalogue(db: Db) -> None:
    async with db() as session:
        words = vocabulary_of(await catalogue(session, TODAY))
    for case in [*cases("dev.jsonl"), *cases("sentences.jsonl")]:
        day = date.fromisoformat(case["today"])
        assert read_log(case["text"], day, words).as_json() == read_log(case["text"], day).as_json(), case["text"]


async def test_new_goods_brands_and_facilities_are_understood(lists: Catalogue) -> None:
    [cup] = said("tặng 3 cái cốc nguyệt san", lists)
    assert [vars(item) for item in cup["items"]] == [  # type: ignore[attr-defined]
        {"product": "cup", "quantity": 3, "unit": "piece", "brand": None}
    ]
    [brand] = said("ban 2 hop sagami", lists)
    assert [(item.product, item.brand, item.unit) for item in brand["items"]] == [("condom", "sagami", "box")]  # type: ignore[attr-defined]
    [referral] = said("giới thiệu 2 chị đi khám vú ở Vinmec", lists)
    assert (referral["facility"], referral["count"]) == ("Vinmec", 2)


async def test_a_new_topic_is_understood_though_the_lexicon_knows_its_words_as_none(lists: Catalogue) -> None:
    assert read_log("tư vấn 2 chị về dinh dưỡng", TODAY).unclear == {"topics"}
    food = Entry("nutrition", {"vi": "Dinh dưỡng", "en": "Nutrition"}, ())
    further = replace(lists, topics=[*lists.topics, food])
    [talk] = said("tu van 2 chi ve dinh duong", further)
    assert talk["topics"] == ["nutrition"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_brand_is_imported_and_stands_on_the_card(db: Db, clock: FixedClock) -> None:
    async with db.begin() as session:
        await import_brands(session, BRANDS, TODAY)
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        card = await phone.says("tặng 2 hộp sagami cho 3 chị")
        assert "Sagami Xtreme (bao cao su)" in card.text
        assert "2 hộp" in card.text
