"""What is learned of a correction, and what never is."""

from datetime import date
from typing import Any

import pytest

from db.catalogue import catalogue
from db.engine import Db
from db.phrases import Learned, learned_by, note_unread, teach, unread_phrases
from db.scope import Scope
from handlers.goods import Goods
from handlers.learning import heard_of, lesson_in
from handlers.quicklog import read_log
from tests.db.given import TODAY, somebody

DAY = date(2026, 11, 18)


@pytest.fixture
async def goods(db: Db) -> Goods:
    async with db() as session:
        return Goods.of(await catalogue(session, DAY))


def lesson(text: str, given: dict[str, Any], saved: dict[str, Any], goods: Goods) -> Learned | None:
    heard = heard_of(read_log(text, DAY), given, alone=True)
    return lesson_in(heard, {**given, **saved}, goods)


async def test_a_phrase_that_was_not_understood_means_the_topic_that_was_chosen(goods: Goods) -> None:
    taught = lesson("tư vấn 2 chị về ngừa bầu", {"form": "counselling"}, {"topics": ["family_planning"]}, goods)
    assert taught == Learned("ngừa bầu", "topic", "family_planning")


async def test_a_phrase_that_was_taken_for_something_else_means_what_it_was_changed_to(goods: Goods) -> None:
    taught = lesson("phát 3 vỉ thuốc", {"product": "oral_pill"}, {"product": "mini_pill"}, goods)
    assert taught == Learned("thuốc", "product", "mini_pill")
    taught = lesson("phát 3 hộp hello", {"product": "/hello"}, {"product": "/hello plus"}, goods)
    assert taught == Learned("hello", "brand", "condom/hello plus")


@pytest.mark.parametrize(
    ("text", "given", "saved"),
    [
        ("phát 3 vỉ cho chị thơm", {}, {"product": "oral_pill"}),
        ("phát 3 vỉ cho Thơm", {}, {"product": "oral_pill"}),
        (
            "tư vấn chị Huệ về bình đẳng giới",
            {"topics": ["gender_equality"]},
            {"topics": ["gender_equality", "elderly"]},
        ),
        ("tư vấn 2 chị về ngừa bầu", {}, {"topics": ["elderly", "family_planning"]}),
        ("tư vấn 2 chị về ngừa bầu", {"topics": []}, {"attendees": 3}),
        ("phát 3 vỉ thuốc", {"product": "oral_pill"}, {"product": "mini_pill", "supply": "free"}),
    ],
    ids=["a name", "a capital", "nothing is left over", "two at once", "no choice", "two changes"],
)
async def test_names_and_what_is_not_certain_teach_nothing(
    text: str, given: dict[str, Any], saved: dict[str, Any], goods: Goods
) -> None:
    assert lesson(text, given, saved, goods) is None


async def test_three_times_the_same_is_enough_and_another_meaning_begins_anew(db: Db) -> None:
    hoa = await somebody(db)
    one, other = Learned("ngừa bầu", "topic", "family_planning"), Learned("ngừa bầu", "topic", "elderly")
    async with db.begin() as session:
        assert [await teach(session, hoa.id, each) for each in (one, one, other, one, one)] == [False] * 5
        assert not await learned_by(session, hoa.id)
        assert await teach(session, hoa.id, one)
        assert await learned_by(session, hoa.id) == [one]


async def test_the_officers_list_counts_phrases_of_everybody_and_leaves_out_what_was_said_once(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2")
    async with db.begin() as session:
        await note_unread(session, hoa.id, hoa.area_id, ["ngừa bầu", "một lần"], TODAY)
        await note_unread(session, lan.id, lan.area_id, ["ngừa bầu"], TODAY)
        scope = Scope(area_ids=frozenset({hoa.area_id}))
        assert [(one.phrase, one.times) for one in await unread_phrases(session, scope, TODAY, 20)] == [("ngừa bầu", 2)]
        assert not await unread_phrases(session, Scope(area_ids=frozenset({0})), TODAY, 20)
