"""Handing out products: what the transcripts do not show."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.clock import FixedClock
from db.clients import ClientRow
from db.distributions import DISTRIBUTIONS
from db.engine import Db
from db.people import Person
from db.records import Kept
from db.scope import Scope
from db.supplies import Supply
from handlers import forms
from handlers.distribution import DISTRIBUTION
from handlers.distribution_fields import MANY, ONE, SUPPLY_CODES, answers_for, items_in, money_in, people_in
from handlers.fields import World
from handlers.forms import CARD, Doubt
from handlers.goods import Amount, Goods, as_item, is_impossible, pieces
from handlers.goods_fields import service_in
from locales import language
from tests.conftest import TODAY
from tests.handlers.test_goods import GOODS, WARES
from tests.stage import Stage, StagePhone, staged

VI = language("vi")
WORLD = World(TODAY, VI, {"clients": []}, known={"goods": GOODS})


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """These do not depend on the kind of database."""
    return str(request.param)


@pytest.fixture
async def stage(db: Db, clock: FixedClock) -> AsyncIterator[Stage]:
    async with staged(db, clock) as found:
        yield found


async def records(db: Db) -> list[Kept]:
    async with db() as session:
        kept = await DISTRIBUTIONS.between(session, Scope.everything(), TODAY, TODAY, limit=100)
    return kept[::-1]


async def says(phone: StagePhone, *texts: str) -> str:
    for text in texts:
        await phone.says(text)
    return phone.screen.text


async def supplied(phone: StagePhone, year: str, consent: str = "cả ba") -> str:
    """A new client gets a strip; returns her code."""
    text = await says(phone, "/phat", "viên uống tránh thai", "1 vỉ", "miễn phí", "khách hàng mới", "nữ", year, consent,
                      "ký", "lưu")  # fmt: skip
    return text.split("🔖")[1].split()[0]


def opened(answers: dict[str, Any], world: World = WORLD) -> dict[str, Any]:
    return forms.start(DISTRIBUTION, world, "t", answers)


# --- a record makes the answers that make it --------------------------------------------------------------------------


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """Any distribution without a code."""
    wares = draw(st.lists(st.sampled_from(WARES), min_size=1, max_size=5, unique_by=lambda ware: ware.product.code))
    channels = {ware.brand.channel for ware in wares if ware.brand} - {None}
    supply = draw(st.sampled_from([*channels] or SUPPLY_CODES))
    items = []
    for ware in wares:
        unit, size = draw(st.sampled_from(ware.product.units)), draw(st.integers(1, 4))
        item = as_item(ware, Amount(draw(st.integers(1, 3)) * size, unit), size)
        assert item is not None
        items.append(item)
    return {
        "given_on": TODAY.isoformat(),
        "supply": supply,
        "money": None if supply == "free" else draw(st.integers(1, 50)) * 1000,
        "client_id": None,
        "people": draw(st.sampled_from([1, 2, 30])),
        "note": draw(st.none() | st.just("tổ 3")),
        "items": items,
    }


@given(facts())
def test_a_record_makes_the_answers_that_make_it_again(said: dict[str, Any]) -> None:
    whom = ONE if said["people"] == 1 else MANY
    state = opened(answers_for(GOODS, said, whom))
    assert state["at"] == CARD, forms.screen(DISTRIBUTION, state, WORLD).text
    answers = forms.complete(DISTRIBUTION, state, WORLD)
    assert items_in(answers, WORLD) == said["items"]
    assert (money_in(answers), people_in(answers)) == (said["money"], said["people"])
    assert [answers[name] for name in ("supply", "given_on", "note")] == [
        said[name] for name in ("supply", "given_on", "note")
    ]


@given(facts())
def test_no_button_of_the_form_is_too_long_for_the_messenger(said: dict[str, Any]) -> None:
    state = opened(answers_for(GOODS, said, None)) | {"token": "19a0ff"}
    for f in DISTRIBUTION.fields:
        shown = forms.screen(DISTRIBUTION, {**state, "at": f.name}, WORLD)
        assert all(len(button.action.encode()) <= 64 for button in shown.buttons)


WORDS = ["bcs", "hello", "anna", "viên uống", "que thử", "vi chất", "vòng", "20", "2 hộp", "56 viên", "1 vỉ", "90000",
         "500 vỉ", "miễn phí", "xhh", "thị trường", "12", "28", "21", "50k", "0", "không mã", "nhiều người", "30",
         "mới", "nữ", "1990", "cả ba", "không đồng ý", "ký", "thêm", "sửa", "lùi", "bỏ qua", "lưu", "hôm qua",
         "KH-7F3K",
         "số lượng", "kênh", "sản phẩm"]  # fmt: skip
said = st.sampled_from(WORDS) | st.text(max_size=12) | st.integers(0, 30)


@given(st.none() | facts(), st.lists(said, max_size=12))
@settings(max_examples=300, deadline=None)
def test_whatever_is_said_only_a_whole_and_possible_distribution_can_be_saved(
    earlier: dict[str, Any] | None, deeds: list[str | int]
) -> None:
    state = opened(answers_for(GOODS, earlier, ONE) if earlier else {})
    for deed in [*deeds, "lưu"]:
        if isinstance(deed, str):
            step = forms.hear(DISTRIBUTION, state, deed, WORLD)
        else:
            buttons = forms.screen(DISTRIBUTION, state, WORLD).buttons
            step = forms.tap(DISTRIBUTION, state, buttons[deed % len(buttons)].action, WORLD)
        state = step.state
        assert json.loads(json.dumps(state)) == state
        if step.outcome == "save":
            can_be_kept(forms.complete(DISTRIBUTION, state, WORLD))
        if step.outcome is not None:
            return


def can_be_kept(answers: dict[str, Any]) -> None:
    service = service_in(answers, WORLD)
    if service is not None:
        assert "amount" not in answers
        return
    for f in DISTRIBUTION.fields:
        if f.name in answers:
            assert f.complaint(answers[f.name], answers, WORLD) is None
    products = [value for name, value in answers.items() if name.startswith("product") and value is not None]
    items = items_in(answers, WORLD)
    assert len(items) == len(products) == len(set(products)) >= 1
    assert (money_in(answers) is None) == (answers["supply"] == "free")
    for item in items:
        ware = GOODS.ware_of(item["product"], item["brand"])
        assert ware is not None
        assert not is_impossible(ware.product, item["pieces"], people_in(answers))
        assert ware.brand is None or ware.brand.channel in (None, answers["supply"])
        assert pieces(ware, Amount(item["quantity"], item["unit"]), item["per_box"]) == item["pieces"] >= 1


# --- channel, brand, price --------------------------------------------------------------------------------------------


def test_a_brand_of_one_channel_needs_no_question_and_allows_no_other_channel() -> None:
    state = opened({"product": "/hello", "amount": "20 piece"})
    assert state["at"] == "money"
    assert forms.complete(DISTRIBUTION, state, WORLD)["supply"] == "socialised"
    refused = forms.start(DISTRIBUTION, WORLD, "t", {"product": "/hello", "amount": "20 piece", "supply": "free"})
    assert refused["at"] == "supply"
    free = opened({"product": "condom", "amount": "20 piece", "supply": "free", "whom": ONE})
    another = forms.go(DISTRIBUTION, free, "add", WORLD).state
    step = forms.hear(DISTRIBUTION, another, "anna", WORLD)
    assert step.state["at"] == "product_2"
    assert "Anna chỉ có theo kênh Xã hội hoá (818)" in str(step.remark)


def test_brands_are_asked_of_what_is_paid_and_can_be_skipped() -> None:
    for supply, at in (("free", "whom"), ("socialised", "brand"), ("market", "brand")):
        state = opened({"product": "condom", "amount": "20 piece", "supply": supply})
        assert state["at"] == at
    market = forms.screen(DISTRIBUTION, opened({"product": "condom", "amount": "2 piece", "supply": "market"}), WORLD)
    assert [button.label for button in market.buttons][0] == "Durex"
    assert opened({"product": "lubricant", "amount": "2 tube", "supply": "market"})["at"] == "money"


def test_the_size_of_a_pack_is_asked_anew_for_other_goods_and_units() -> None:
    boxes = {"product": "condom", "amount": "2 box", "supply": "free", "per_box": "12 box condom", "whom": ONE}
    assert opened(boxes)["at"] == CARD
    for other in ({"product": "pregnancy_test"}, {"product": "oral_pill"}, {"per_box": "12 strip condom"}):
        assert opened({**boxes, **other})["at"] == "per_box"
    pills = {**boxes, "product": "oral_pill", "amount": "56 pill"}
    for size, at in ((28, CARD), (21, "per_box"), (0, "per_box")):
        assert opened({**pills, "per_box": f"{size} pill oral_pill"})["at"] == at
    last_time = replace(WORLD, known={"goods": replace(GOODS, sizes={("oral_pill", None, "pill"): 21})})
    del pills["per_box"]
    assert opened({**pills, "amount": "42 pill"}, last_time)["at"] == CARD
    assert opened(pills, last_time)["at"] == "per_box"
    asked = opened({**pills, "per_box": "12 box condom"})
    assert "1 vỉ có mấy viên" in forms.screen(DISTRIBUTION, asked, WORLD).text
    assert "không tròn vỉ (mỗi vỉ 21)" in str(forms.hear(DISTRIBUTION, asked, "21", WORLD).remark)
    assert forms.hear(DISTRIBUTION, asked, "28", WORLD).state["at"] == CARD


def test_a_price_of_the_catalogue_fills_in_the_money() -> None:
    priced = [replace(one, price=15_000, price_unit="box") if one.code == "hello" else one for one in GOODS.brands]
    world = replace(WORLD, known={"goods": Goods(GOODS.products, priced)})
    boxes = {"product": "/hello", "amount": "2 box", "per_box": "10 box /hello", "whom": ONE}
    assert money_in(forms.complete(DISTRIBUTION, opened(boxes, world), world)) == 30_000
    pieces = {**boxes, "amount": "20 piece"}
    assert opened(pieces, world)["at"] == "money"
    known = Goods(GOODS.products, priced, sizes={("condom", "hello", "box"): 10})
    world = replace(WORLD, known={"goods": known})
    state = opened(pieces, world)
    assert state["at"] == CARD
    assert money_in(forms.complete(DISTRIBUTION, state, world)) == 30_000


# --- doubts -----------------------------------------------------------------------------------------------------------


async def test_all_doubts_are_told_at_once_and_one_yes_answers_them(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    twice = ("/phat", "viên uống tránh thai", "20 vỉ", "miễn phí", "không mã", "lưu")
    assert "nhiều hơn thường lệ" in await says(phone, *twice)
    await says(phone, "có")
    asked = await says(phone, *twice)
    assert "nhiều hơn thường lệ" in asked
    assert "đã ghi lúc 12:00" in asked
    assert "Đã lưu" in await says(phone, "có")
    assert len(await records(db)) == 2


async def test_tapping_save_twice_hands_out_once(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await says(phone, "/phat", "bcs", "20", "miễn phí", "không mã")
    await phone.taps_twice("Lưu")
    assert len(await records(db)) == 1


def test_a_doubt_can_be_answered_by_changing_the_form_and_one_of_an_earlier_version_still_be_shown() -> None:
    state = opened({"product": "condom", "amount": "20 piece", "supply": "free", "whom": ONE})
    doubted = forms.doubted(state, Doubt("{doubts}", {"doubts": "?"}, mend=True))
    assert forms.screen(DISTRIBUTION, doubted, WORLD).buttons[-1].label == "✏️ Sửa"
    mended = forms.hear(DISTRIBUTION, doubted, "sửa", WORLD)
    assert (mended.state["at"], mended.state["doubt"], mended.outcome) == (CARD, None, None)
    earlier = {**doubted, "doubt": {"message": "{doubts}", "values": {"doubts": "?"}}}
    assert len(forms.screen(DISTRIBUTION, earlier, WORLD).buttons) == 2
    assert forms.hear(DISTRIBUTION, earlier, "sửa", WORLD).unknown


# --- clients ----------------------------------------------------------------------------------------------------------


async def test_a_correction_to_another_client_moves_the_next_supply(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    first, second = await supplied(phone, "1990"), await supplied(phone, "1991")
    await says(phone, f"/khach {first}", "/phat", "viên uống tránh thai", "2 vỉ", "miễn phí", first, "lưu")
    await phone.taps("Xem, sửa")
    await phone.taps("Sửa")
    await phone.taps("Cho ai")
    await says(phone, second, "lưu")
    async with db() as session:
        rows = await session.execute(select(ClientRow.code, Supply.runs_out_on).join(Supply).order_by(ClientRow.id))
        assert [(row.code, (row.runs_out_on - TODAY).days) for row in rows] == [(first, 28), (second, 84)]


async def test_a_correction_can_bring_in_a_new_client(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await says(phone, "/phat", "viên uống tránh thai", "1 vỉ", "miễn phí", "không mã", "lưu")
    await phone.taps("Xem, sửa")
    await phone.taps("Sửa")
    await phone.taps("Cho ai")
    shown = await says(phone, "khách hàng mới", "nữ", "1990", "cả ba", "ký", "lưu")
    async with db() as session:
        [client] = await session.scalars(select(ClientRow))
    assert f"Cho ai: {client.code}" in shown
    assert (await records(db))[0].facts["client_id"] == client.id


async def test_a_correction_leaves_the_link_to_somebody_forgotten_as_it_is(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    code = await supplied(phone, "1990")
    await says(phone, f"/quen {code}", "có", "/so")
    await phone.taps("Viên uống")
    await phone.taps("Sửa")
    await phone.taps("Số lượng")
    await says(phone, "2 vỉ", "lưu")
    [kept] = await records(db)
    assert kept.facts["client_id"] is not None
    assert (kept.facts["people"], kept.facts["items"][0]["pieces"], kept.version) == (1, 2, 2)
    async with db() as session:
        assert (await session.scalars(select(Supply))).all() == []


async def test_a_correction_leaves_the_link_to_somebody_handed_over_as_it_is(db: Db, stage: Stage) -> None:
    phone, other = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Mai")
    code = await supplied(phone, "1990")
    async with db.begin() as session:
        mai = await session.scalar(select(Person.id).where(Person.name == other.name))
        await session.execute(update(ClientRow).values(person_id=mai))
    await says(phone, "/so")
    shown = await phone.taps("Viên uống")
    assert "Cho ai: 1 người" in shown.text
    assert code not in shown.text
    await phone.taps("Sửa")
    await phone.taps("Số lượng")
    await says(phone, "2 vỉ", "lưu")
    [kept] = await records(db)
    assert (kept.facts["client_id"], kept.facts["items"][0]["pieces"]) == (1, 2)
    async with db() as session:
        assert [row.runs_out_on - TODAY for row in await session.scalars(select(Supply))] == [timedelta(days=56)]


async def test_another_collaborators_client_gets_nothing_from_me(db: Db, stage: Stage) -> None:
    code = await supplied(await stage.person("Nguyễn Thị Hoa"), "1990")
    other = await stage.person("Lê Thị Mai")
    assert "không có mã" in await says(other, "/phat", "bcs", "20", "miễn phí", code)
    assert "gõ nhầm" in await says(other, f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}")
    assert len(await records(db)) == 1


async def test_the_next_day_is_told_only_of_clients_who_agreed_to_reminders(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await supplied(phone, "1990", "chỉ lưu hồ sơ và giới thiệu khám")
    assert "Lần tới" not in phone.screen.text
    await supplied(phone, "1991")
    assert "Lần tới: khoảng T4 16/12" in phone.screen.text


async def test_a_code_after_the_command_says_who_gets_it(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    code = await supplied(phone, "1990")
    await says(phone, f"/phat {code.lower()}", "bcs", "20")
    assert f"Cho ai: {code} · 1990" in await says(phone, "miễn phí")
    assert f"cho {code}" in await says(phone, "lưu")
    assert "không có mã KH-7F3K" in await says(phone, "/phat KH-7F3K")
    assert "Anh/chị phát sản phẩm gì" in phone.screen.text


async def test_a_supervisor_hands_nothing_out(stage: Stage) -> None:
    phone = await stage.person("Phan Thanh Tùng", "supervisor")
    assert "không dành cho" in await says(phone, "/phat")


async def test_the_advice_at_the_question_is_that_of_the_product(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await says(phone, "/phat", "bcs")
    assert "Mỗi lần quan hệ dùng một bao mới" in (await phone.taps("Cẩm nang")).text
    assert "Phát bao nhiêu bao cao su" in phone.screen.text


async def test_english_says_it_in_english(stage: Stage) -> None:
    phone = await stage.person("Jane", language="en")
    saved = await says(phone, "/handout", "condom", "2 boxes", "free", "12", "no code", "save")
    assert "✅ Recorded. Condom: 2 boxes = 24 pieces, for 1 person, today" in saved
