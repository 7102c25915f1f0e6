"""The list of who runs out: pages, hints, taps that come too late, and whose it is."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db.clients import ClientRow
from db.engine import Db
from db.supplies import Supply, SupplyStop
from tests.handlers.test_distribution import database, says, supplied  # noqa: F401 - a fixture
from tests.stage import Stage, staged
from tests.transcripts.runner import _instant


@pytest.fixture
async def stage(db: Db, clock: FixedClock) -> AsyncIterator[Stage]:
    async with staged(db, clock) as found:
        yield found


def at(stage: Stage, day: str) -> None:
    stage.clock.at = _instant(f"{day} 09:00")


async def test_the_list_is_paged_and_shows_the_hint_to_her_own_collaborator(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    codes = [await supplied(phone, str(1980 + n)) for n in range(7)]
    await says(phone, codes[0])
    await phone.taps("gợi nhớ")
    await phone.says("cổng xanh")
    at(stage, "2026-12-10")
    first = await phone.says("/saphet")
    assert "Sắp hết trong 14 ngày tới: 7" in first.text
    lines = [label for label in first.labels if "KH-" in label]
    assert len(lines) == 6
    later = await phone.taps("Xem thêm")
    lines += [label for label in later.labels if "KH-" in label]
    assert sorted(code for code in codes if any(code in line for line in lines)) == sorted(codes)
    assert [line for line in lines if "cổng xanh" in line] == [
        f"{codes[0]} · cổng xanh · Viên uống tránh thai · T4 16/12"
    ]
    assert (await phone.taps("Phần trước")).labels[:6] == first.labels[:6]
    other = await stage.person("Lê Thị Mai")
    assert "chưa có khách hàng nào" in await says(other, "/saphet")
    stop = await phone.taps("Không cần nữa")
    assert "không cần nữa ạ?" in stop.text
    assert "Xem thêm" in " ".join((await phone.taps("Xem thêm")).labels + stop.labels)


async def test_the_card_repeats_her_last_supply_of_that_product_alone(stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await says(phone, "/phat", "anna", "2 vỉ", "60k", "khách hàng mới", "nữ", "1990", "cả ba", "ký", "thêm", "vagis",
               "1 chai", "50k", "lưu")  # fmt: skip
    at(stage, "2027-01-10")
    await says(phone, "/saphet")
    card = await phone.taps("KH-")
    assert "Nhận bao nhiêu tiền Anna" in card.text
    await phone.says("60k")
    assert "Vagis" not in phone.screen.text
    for line in ("1. Sản phẩm: Anna (viên uống tránh thai)", "2. Số lượng: 2 vỉ", "Kênh: Xã hội hoá", "10/1"):
        assert line in phone.screen.text


async def test_an_old_line_opens_her_card_still_and_stops_nothing_twice(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    await supplied(phone, "1990")
    at(stage, "2026-12-14")
    await says(phone, "/saphet")
    line = phone.button("KH-")
    await phone.taps("Không cần nữa")
    stop = phone.button("KH-")
    assert "không cần Viên uống tránh thai nữa" in (await phone.taps_old(stop)).text
    undo = phone.button("Ghi nhầm")
    assert "không còn trong danh sách" in (await phone.taps_old(stop)).text
    async with db() as session:
        assert len((await session.scalars(select(SupplyStop))).all()) == 1
        assert (await session.scalars(select(Supply))).all() == []
    assert "như trước" in (await phone.taps_old(undo)).text
    assert "như trước" not in (await phone.taps_old(undo)).text
    assert "Sản phẩm: Viên uống tránh thai" in (await phone.taps_old(line)).text


async def test_buttons_of_somebody_elses_or_a_forgotten_client_do_nothing(db: Db, stage: Stage) -> None:
    phone, other = await stage.person("Nguyễn Thị Hoa"), await stage.person("Lê Thị Mai")
    code = await supplied(phone, "1990")
    async with db() as session:
        client_id = await session.scalar(select(ClientRow.id))
    await says(other, "/saphet")
    message, _ = other.button("Menu")
    actions = [f"{name}:{client_id}.oral_pill" for name in ("give", "stop_supply", "unstop")]
    for action in (*actions, "give:x.oral_pill", "give:", f"stop_supply:{'9' * 40}.oral_pill"):
        assert "không có trong danh sách của anh/chị" in (await other.taps_old((message, action))).text
    await says(phone, f"/quen {code}", "có")
    at(stage, "2026-12-14")
    assert "chưa có khách hàng nào" in await says(phone, "/saphet")
    message, _ = phone.button("Menu")
    for action in actions:
        assert "không có trong danh sách của anh/chị" in (await phone.taps_old((message, action))).text
    async with db() as session:
        assert (await session.scalars(select(SupplyStop))).all() == []


async def test_who_withdraws_from_reminders_is_listed_no_more(db: Db, stage: Stage) -> None:
    phone = await stage.person("Nguyễn Thị Hoa")
    code = await supplied(phone, "1990")
    at(stage, "2026-12-14")
    assert code in (await phone.says("/saphet")).labels[0]
    await supplied(phone, "1991", "chỉ lưu hồ sơ")
    assert [label for label in (await phone.says("/saphet")).labels if "KH-" in label] == [
        f"{code} · Viên uống tránh thai · T4 16/12"
    ]
