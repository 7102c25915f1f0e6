"""From a sentence to filled-in forms: what was said is filled in, what was not is left to be asked."""

from datetime import date
from typing import Any

import pytest

from db.catalogue import Catalogue
from handlers.goods import Goods
from handlers.quick import FORMS
from handlers.quicklog import read_log
from handlers.understood import Filled, Known, understood

TODAY = date(2026, 11, 18)


@pytest.fixture
def known(lists: Catalogue) -> Known:
    return Known(lists, Goods.of(lists), {"KH-7F3K"}, {"KH-7F3K": "12"})


def read(text: str, known: Known) -> list[Filled]:
    return understood(read_log(text, TODAY), known)


def only(text: str, known: Known) -> Filled:
    [filled] = read(text, known)
    return filled


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (
            "hôm qua thăm 3 hộ gặp 4 chị nói về khhgđ, phát 20 tờ rơi",
            {
                "held_on": "2026-11-17",
                "form": "household_visit",
                "topics": ["family_planning"],
                "attendees": 4,
                "households": 3,
                "leaflets": 20,
            },
        ),
        ("tư vấn 2 chị", {"held_on": "2026-11-18", "form": "counselling", "attendees": 2}),
        ("truyền thông về sức khỏe tình dục", {"held_on": "2026-11-18", "topics": ["sexual_health"]}),
    ],
)
def test_a_talk_is_filled_in_as_far_as_it_was_told(text: str, answers: dict[str, Any], known: Known) -> None:
    assert only(text, known) == Filled("talk", answers)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("cấp miễn phí 20 bcs", {"product": "condom", "amount": "20 piece", "supply": "free"}),
        ("bán 2 hộp hello plus", {"product": "/hello plus", "amount": "2 box", "supply": "socialised"}),
        ("phát bao cao su", {"product": "condom"}),
        ("phát 20 bao cho 4 anh", {"product": "condom", "amount": "20 piece", "whom": "many", "people": 4}),
        ("phát 20 bao cho 1 anh", {"product": "condom", "amount": "20 piece", "whom": "one"}),
        ("phát 20 bao cho khoảng 4 anh", {"product": "condom", "amount": "20 piece"}),
        (
            "cấp miễn phí cho kh 7f3k 2 vỉ thuốc",
            {"product": "oral_pill", "amount": "2 strip", "supply": "free", "whom": "KH-7F3K"},
        ),
        ("cấp miễn phí cho kh 9pq4 2 vỉ thuốc", {"product": "oral_pill", "amount": "2 strip", "supply": "free"}),
    ],
)
def test_goods_are_filled_in_and_an_unknown_client_is_asked_for(
    text: str, answers: dict[str, Any], known: Known
) -> None:
    assert only(text, known) == Filled("distribution", {"given_on": "2026-11-18", **answers})


def test_several_products_are_one_distribution(known: Known) -> None:
    answers = only("phát 20 bcs với 2 vỉ anna", known).answers
    assert (answers["product"], answers["amount"]) == ("condom", "20 piece")
    assert (answers["product_2"], answers["amount_2"]) == ("/anna", "2 strip")


def test_an_amount_without_a_unit_is_to_be_confirmed(known: Known) -> None:
    filled = only("cấp miễn phí 3 hello", known)
    assert filled.answers["amount"] == "3 piece"
    assert filled.ask == {"amount"}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (
            "giới thiệu 2 chị đi soi ctc ở bệnh viện phụ sản hà nội",
            {"purpose": "cervical", "client": "none", "count": 2, "facility": "bv-phu-san-ha-noi"},
        ),
        (
            "giới thiệu kh 7f3k khám vú và cổ tử cung ở bệnh viện k",
            {"purpose": "breast+cervical", "client": "KH-7F3K", "facility": "bv-k"},
        ),
        ("giới thiệu 1 chị sinh năm 75 đi khám vú", {"purpose": "breast", "birth_year": 1975}),
        ("giới thiệu kh 9pq4 đi đặt vòng", {"purpose": "iud"}),
    ],
)
def test_a_referral_is_filled_in_as_far_as_it_was_told(text: str, answers: dict[str, Any], known: Known) -> None:
    assert only(text, known) == Filled("referral", {"referred_on": "2026-11-18", **answers})


def test_the_facility_is_asked_when_the_words_fit_several(known: Known) -> None:
    assert "facility" not in only("giới thiệu kh 7f3k khám vú ở bệnh viện phụ sản", known).answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("kh7f3k khám rồi", {"referral": "12", "state": "attended"}),
        (
            "kh7f3k chưa đi, hẹn thứ 5 tuần sau",
            {"referral": "12", "state": "appointment", "appointment": "2026-11-26"},
        ),
        ("kh 9pq4 từ chối", {"state": "declined"}),
    ],
)
def test_news_finds_the_referral_of_the_client(text: str, answers: dict[str, Any], known: Known) -> None:
    assert only(text, known) == Filled("news", answers)


def test_what_is_uncertain_is_filled_in_and_asked(known: Known) -> None:
    filled = only("nói chuyện nhóm về ung thư vú khoảng 30 người", known)
    assert filled.answers["attendees"] == 30
    assert filled.ask == {"attendees"}


def test_every_kind_of_record_has_its_form(known: Known) -> None:
    text = "tư vấn 2 chị về khhgđ. phát 10 bcs. giới thiệu 2 chị đi khám vú. kh7f3k khám rồi"
    kinds = [record.kind for record in read_log(text, TODAY).records]
    assert [FORMS[kind] for kind in kinds] == [filled.form for filled in read(text, known)]
    assert set(kinds) == set(FORMS)
