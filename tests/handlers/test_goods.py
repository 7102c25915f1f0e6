"""Goods: units and what they come to, amounts as people type them, products and brands under all their names."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.importing.products import BRANDS, PRODUCTS
from db.reference import FOLDER
from handlers.amount_fields import AmountField, Money
from handlers.fields import Invalid, World
from handlers.goods import (
    MOST_COUNTED,
    Amount,
    Goods,
    Ware,
    as_item,
    counted,
    in_unit,
    is_impossible,
    is_unusual,
    kept_amount,
    most_at_once,
    packing,
    pieces,
    presets,
    read_amount,
    told,
)
from handlers.goods_fields import SERVICE, WareChoice
from locales import language
from tests.conftest import TODAY

VI, EN = language("vi"), language("en")


def reference(kind: Any, file: str) -> list[Any]:
    found = kind.versions((FOLDER / file).read_text(encoding="utf-8"))
    return sorted(found, key=lambda one: one.position)


GOODS = Goods(reference(PRODUCTS, "products.csv"), reference(BRANDS, "brands.csv"))
WORLD = World(TODAY, VI, {}, known={"goods": GOODS})
WARES = [*GOODS.wares(), *GOODS.branded()]
WITH_UNITS = [(ware, unit) for ware in WARES for unit in ware.product.units]
PRODUCT, AMOUNT = WareChoice(name="product", title="", label=""), AmountField(name="amount", title="", label="")
MONEY = Money(name="money", title="", label="")

wares = st.sampled_from(WARES)
with_units = st.sampled_from(WITH_UNITS)
sizes = st.integers(1, 1000)
counts = st.integers(1, MOST_COUNTED)


def ware(key: str) -> Ware:
    found = GOODS.ware(key)
    assert found is not None
    return found


def refused(field: Any, text: str, answers: dict[str, Any] | None = None, world: World = WORLD) -> str:
    with pytest.raises(Invalid) as invalid:
        field.read(text, answers or {}, world)
    return str(invalid.value)


# --- units ------------------------------------------------------------------------------------------------------------


@given(with_units, counts, sizes)
def test_whatever_comes_to_pieces_comes_back_to_the_same_amount(of: tuple[Ware, str], count: int, size: int) -> None:
    what, unit = of
    come_to = pieces(what, Amount(count, unit), size)
    if come_to is None:
        packed = packing(what.ordinary, unit)
        assert packed is not None
        assert packed.small == unit
        assert count % size
    else:
        assert in_unit(what, come_to, unit, size) == count


@given(with_units, counts, sizes)
def test_pieces_told_in_another_unit_are_the_same_pieces(of: tuple[Ware, str], count: int, size: int) -> None:
    what, unit = of
    other = in_unit(what, count, unit, size)
    if other is not None:
        assert pieces(what, Amount(other, unit), size) == count


@given(with_units, counts, st.none() | sizes)
def test_an_item_is_whole_or_not_there(of: tuple[Ware, str], count: int, size: int | None) -> None:
    what, unit = of
    item = as_item(what, Amount(count, unit), size)
    if item is None:
        assert packing(what.ordinary, unit) is not None
    else:
        assert item["pieces"] >= 1
        assert (item["quantity"], item["unit"], item["product"]) == (count, unit, what.product.code)
        assert (item["per_box"] is None) == (packing(what.ordinary, unit) is None)


def test_boxes_strips_and_pills_are_reckoned_both_ways() -> None:
    condom, combined, emergency, wash = ware("condom"), ware("oral_pill"), ware("emergency_pill"), ware("lubricant")
    assert pieces(condom, Amount(2, "box"), 12) == 24
    assert pieces(condom, Amount(2, "box"), None) is None
    assert pieces(combined, Amount(56, "pill"), 28) == 2
    assert pieces(combined, Amount(42, "pill"), 28) is None
    assert pieces(combined, Amount(1, "box"), 3) == 3
    assert pieces(emergency, Amount(3, "strip"), 2) == 6
    assert pieces(wash, Amount(3, "bottle"), None) == 3
    assert pieces(ware("micronutrient"), Amount(60, "pill"), 30) == 2


def test_the_size_of_a_pack_is_the_brands_then_the_products_then_that_of_the_last_time() -> None:
    last = {("condom", None, "box"): 10, ("condom", "hello", "box"): 3, ("oral_pill", None, "pill"): 21}
    goods = replace(GOODS, sizes=last)
    condom, hello, mini = ware("condom"), ware("/hello"), ware("mini_pill")
    assert goods.size(condom, "box") == 10
    assert goods.size(hello, "box") == 3
    assert goods.size(ware("oral_pill"), "pill") == 21
    assert goods.size(mini, "pill") == 28
    assert goods.size(condom, "piece") is None
    assert GOODS.size(condom, "box") is None
    assert hello.brand is not None
    boxed = Ware(replace(condom.product, per_box=6), hello.brand)
    assert goods.size(boxed, "box") == 6
    assert goods.size(Ware(boxed.product, replace(hello.brand, per_box=4)), "box") == 4


def test_what_an_amount_comes_to_is_said_with_it() -> None:
    assert told(VI, ware("condom"), Amount(2, "box"), 12) == "2 hộp = 24 cái"
    assert told(VI, ware("condom"), Amount(2, "box"), None) == "2 hộp"
    assert told(VI, ware("condom"), Amount(24, "piece"), 12) == "24 cái"
    assert told(EN, ware("mini_pill"), Amount(28, "pill"), 28) == "28 pills = 1 strip"


# --- amounts as they are typed ----------------------------------------------------------------------------------------


@given(with_units, counts)
def test_an_amount_that_was_shown_is_read_again(of: tuple[Ware, str], count: int) -> None:
    what, unit = of
    for lang in (VI, EN):
        assert read_amount(counted(lang, count, unit), what) == Amount(count, unit)
    assert kept_amount(str(Amount(count, unit))) == Amount(count, unit)


@given(st.text(max_size=40), wares)
def test_any_words_are_an_amount_or_none(text: str, what: Ware) -> None:
    read = read_amount(text, what)
    assert read is None or isinstance(read.count, int)


@given(st.none() | st.integers() | st.text(max_size=12) | st.lists(st.integers(), max_size=2))
def test_a_kept_answer_of_another_kind_is_no_amount_and_no_product(value: Any) -> None:
    found = kept_amount(value)
    assert found is None or str(found) == value
    assert PRODUCT.fits(value, {}, WORLD) == (value in [what.key for what in WARES])


@pytest.mark.parametrize(
    ("key", "typed", "count", "unit"),
    [
        ("condom", "20", 20, "piece"),
        ("condom", "20 cái", 20, "piece"),
        ("condom", "20cái", 20, "piece"),
        ("condom", "20 bcs", 20, "piece"),
        ("condom", "20 bao cao su", 20, "piece"),
        ("condom", "20 cai bao cao su ạ", 20, "piece"),
        ("condom", "dạ 20 chiếc", 20, "piece"),
        ("condom", "1.200", 1200, "piece"),
        ("condom", "2 hộp", 2, "box"),
        ("condom", "hai hop", 2, "box"),
        ("condom", "HAI HỘP BCS", 2, "box"),
        ("condom", "chục rưỡi", 15, "piece"),
        ("condom", "hai chục", 20, "piece"),
        ("condom", "trăm rưỡi cái", 150, "piece"),
        ("condom", "một tá", 12, "piece"),
        ("condom", "20 vỉ", 20, "strip"),
        ("/hello", "3 hello", 3, "piece"),
        ("/hello", "3 hộp hello", 3, "box"),
        ("oral_pill", "2 vỉ", 2, "strip"),
        ("oral_pill", "2 vi thuoc", 2, "strip"),
        ("oral_pill", "hai vỉ thuốc tránh thai nhé", 2, "strip"),
        ("oral_pill", "56 viên", 56, "pill"),
        ("feminine_wash", "1 lọ", 1, "bottle"),
        ("lubricant", "2 gói", 2, "pack"),
        ("pregnancy_test", "3 que", 3, "piece"),
        ("micronutrient", "1", 1, "box"),
        ("condom", "không", 0, "piece"),
    ],
)
def test_amounts_as_people_type_them(key: str, typed: str, count: int, unit: str) -> None:
    assert read_amount(typed, ware(key)) == Amount(count, unit)


@pytest.mark.parametrize(
    "typed",
    ["", "nhiều", "vài cái", "khoảng 20", "20-25", "100 cái 10 hộp", "20 người", "2 hộp rưỡi", "hộp", "1,5 hộp"],
)
def test_what_is_no_exact_amount_is_not_guessed(typed: str) -> None:
    assert read_amount(typed, ware("condom")) is None


def test_an_amount_is_refused_with_an_example_that_is_right() -> None:
    for what in WARES:
        answers = {"product": what.key}
        for typed in ("nhiều lắm", "0", "3 bộ"):
            example = refused(AMOUNT, typed, answers).rsplit("Ví dụ: ", 1)[1].split(", ")
            for amount in example:
                assert AMOUNT.complaint(AMOUNT.read(amount, answers, WORLD), answers, WORLD) is None


def test_every_amount_that_is_offered_can_be_taken() -> None:
    for what in WARES:
        answers = {"product": what.key}
        options = AMOUNT.options(answers, WORLD)
        assert 3 <= len(options) <= 6
        for option in options:
            assert AMOUNT.complaint(AMOUNT.tapped(option.key, answers, WORLD), answers, WORLD) is None
            assert AMOUNT.read(option.label, answers, WORLD) == option.key
    assert [str(amount) for amount in presets(ware("condom"))] == [
        *("10 piece", "12 piece", "20 piece", "30 piece", "1 box", "2 box")
    ]
    assert [str(amount) for amount in presets(ware("/anna"))] == ["1 strip", "2 strip", "3 strip"]


def test_absurd_amounts_and_broken_packs_are_refused_at_the_question() -> None:
    for what in WARES:
        answers, most = {"product": what.key}, most_at_once(what.product)
        assert AMOUNT.complaint(str(Amount(most, what.ordinary)), answers, WORLD) is None
        assert "quá nhiều" in str(AMOUNT.complaint(str(Amount(most + 1, what.ordinary)), answers, WORLD))
        assert "nhiều như vậy thì chưa đúng" in refused(AMOUNT, "100 triệu", answers)
    mini = {"product": "mini_pill"}
    assert AMOUNT.complaint("56 pill", mini, WORLD) is None
    assert "không tròn vỉ (mỗi vỉ 28)" in str(AMOUNT.complaint("55 pill", mini, WORLD))
    assert AMOUNT.complaint("2 strip", {"product": "condom"}, WORLD) is not None


def test_to_one_person_much_is_asked_about_and_too_much_is_refused() -> None:
    pill = ware("oral_pill").product
    assert [is_unusual(pill, 6, 1), is_unusual(pill, 7, 1), is_unusual(pill, 7, 2)] == [False, True, False]
    assert [is_impossible(pill, 100, 1), is_impossible(pill, 101, 1), is_impossible(pill, 101, 2)] == [
        False,
        True,
        False,
    ]
    unlimited = replace(pill, usual_most=None, possible_most=None)
    assert not is_unusual(unlimited, MOST_COUNTED, 1)
    assert not is_impossible(unlimited, MOST_COUNTED, 1)


# --- products and brands ----------------------------------------------------------------------------------------------


def test_every_product_and_brand_is_found_by_all_its_names() -> None:
    for what in WARES:
        names = (what.brand.name, *what.brand.aliases) if what.brand else what.names()
        for name in (*names, what.name(VI)):
            assert PRODUCT.read(name, {}, WORLD) == what.key, name
            assert PRODUCT.read(name.upper(), {}, WORLD) == what.key, name


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("bao cao su", "condom"),
        ("bcs", "condom"),
        ("bcs hello", "/hello"),
        ("bao cao su hello plus", "/hello plus"),
        ("thuoc tranh thai", "oral_pill"),
        ("vien uong cho con bu", "mini_pill"),
        ("kimiko", "/kimiko plus"),
        ("vagis", "/vagis"),
        ("que thu", "pregnancy_test"),
        ("1", "condom"),
        ("hai", "oral_pill"),
    ],
)
def test_goods_as_people_type_them(typed: str, key: str) -> None:
    assert PRODUCT.read(typed, {}, WORLD) == key


def test_numbers_mean_what_is_shown_and_nothing_beyond_it() -> None:
    shown = PRODUCT.options({}, WORLD)
    assert PRODUCT.read(str(len(shown)), {}, WORLD) == shown[-1].key
    assert "Không có mục" in refused(PRODUCT, str(len(shown) + 1))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("vòng", "iud"),
        ("đặt vòng", "iud"),
        ("dat vong", "iud"),
        ("thuốc tiêm", "injectable"),
        ("que cấy", "implant"),
        ("que cay", "implant"),
        ("triệt sản nữ", "sterilisation_female"),
        ("triệt sản nam", "sterilisation_male"),
        ("triệt sản", "sterilisation_female+sterilisation_male"),
    ],
)
def test_what_only_a_clinic_gives_ends_an_empty_form_and_is_explained_in_a_filled_one(typed: str, code: str) -> None:
    value = PRODUCT.read(typed, {}, WORLD)
    assert value == SERVICE + code
    assert PRODUCT.ends(value)
    assert PRODUCT.complaint(value, {}, WORLD) is None
    assert "chỉ cơ sở y tế làm được" in refused(PRODUCT, typed, {"product": "condom", "amount": "20 piece"})


def test_what_somebody_hands_out_most_comes_first_and_everything_stays_reachable() -> None:
    habits = (("condom", "hello"), ("micronutrient", None), ("condom", None), ("iud", None), ("gone", None), ("x", "y"))
    goods = replace(GOODS, habits=habits)
    keys = [what.key for what in goods.wares()]
    assert keys[:3] == ["/hello", "micronutrient", "condom"]
    assert sorted(keys) == sorted(["/hello", *(what.key for what in GOODS.wares())])
    assert goods.wares()[0].name(VI) == "Hello (bao cao su)"


def test_a_product_that_left_the_catalogue_is_told_by_its_code_and_no_longer_fits() -> None:
    assert GOODS.name(VI, "spermicide", None) == "spermicide"
    assert GOODS.name(VI, "condom", "oldbrand") == "oldbrand"
    assert not PRODUCT.fits("spermicide", {}, WORLD)
    assert not PRODUCT.fits("/oldbrand", {}, WORLD)
    assert PRODUCT.show("/oldbrand", WORLD) == "oldbrand"


def test_no_button_of_goods_is_too_long_for_the_messenger() -> None:
    longest = max(len(what.key.encode()) for what in WARES)
    assert len(b"f:19a0ff:product_5:") + longest <= 64


# --- money ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("50k", 50_000),
        ("50 nghìn", 50_000),
        ("50 ngàn đồng", 50_000),
        ("50.000", 50_000),
        ("50.000đ", 50_000),
        ("50000 VND", 50_000),
        ("năm chục nghìn", 50_000),
        ("0", 0),
        ("0 đ", 0),
        ("không", 0),
        ("120k ạ", 120_000),
    ],
)
def test_sums_as_people_type_them(typed: str, value: int) -> None:
    assert MONEY.read(typed, {}, WORLD) == value


def test_a_sum_that_was_shown_is_read_again() -> None:
    for value in (0, 500, 10_000, 1_250_000):
        assert MONEY.read(MONEY.show(value, WORLD), {}, WORLD) == value
