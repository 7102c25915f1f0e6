"""Questions as they are typed on the road: half sentences, comparisons, who wrote nothing, the plan, the report."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import area_by_code
from db.engine import Db
from handlers.screens import Screen
from tests.db.given import TODAY
from tests.db.summed import Notebook, Town
from tests.db.summed import town as founded
from tests.handlers.asking.desk import Desk


async def supervisor(session: AsyncSession) -> Desk:
    """Somebody who answers for the city."""
    city = await area_by_code(session, "01", TODAY)
    assert city is not None
    return await Desk.of(session, "supervisor", city.id)


async def one_talk(session: AsyncSession, town: Town) -> None:
    await Notebook(session, town).log("talk", 0, 0, TODAY, 1, None)


async def test_half_a_question_is_answered_where_nothing_else_is_meant(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await one_talk(session, town)
        desk = await supervisor(session)
        assert "📍 Phường Kim Liên" in (await desk.types("tờ rơi tháng 10 Kim Liên")).text
        card = await desk.types("tờ rơi tháng 10 phường Bến Nghé")
        assert "Chưa hiểu" in card.text
        assert "🗓 Tháng 10/2026" in card.text
        desk.shown = Screen("")
        assert "số liệu nào" in (await desk.types("phường nào thấp nhất")).text
        desk.shown = Screen("")
        assert "📊" not in (await desk.types("mai họp lúc mấy giờ")).text
        collaborator = await Desk.of(session, "collaborator", town.hamlets[0])
        assert "📊 Tờ rơi đã phát" in (await collaborator.types("tờ rơi tháng này")).text
        collaborator.shown = Screen("")
        assert "📊" not in (await collaborator.types("tờ rơi tháng này hết rồi chị Lan ạ")).text
        collaborator.shown = Screen("")
        assert "📊" not in (await collaborator.types("phát tờ rơi")).text
        await session.rollback()


async def test_who_wrote_nothing_is_told_by_name_to_their_officer_and_by_commune_to_a_supervisor(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await one_talk(session, town)
        officer = await Desk.of(session, "officer", town.ba_dinh)
        for typed in ("ai chưa ghi gì tuần này", "ai chua ghi gi tuan nay", "ctv nào chưa ghi tuần này"):
            card = await officer.types(typed)
            assert "• Lê Thị Lan" in card.text
            assert "#1 Nguyễn Thị Hoa: 1" in card.text
        told = (await (await supervisor(session)).types("ai chưa ghi gì tuần này")).text
        assert "Lê Thị Lan" not in told
        assert re.search(r"#2 Phường Ngọc Hà: 0 % \(0/1\)\n#1 Phường Ba Đình: 50 % \(1/2\)", told)
        await session.rollback()


async def test_an_officer_asks_about_a_collaborator_by_name_and_nobody_else_does(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await one_talk(session, town)
        officer = await Desk.of(session, "officer", town.ba_dinh)
        for typed in ("chị Hoa tháng này được bao nhiêu buổi", "thang nay chi hoa duoc bao nhieu buoi"):
            card = (await officer.types(typed)).text
            assert "📍 Nguyễn Thị Hoa" in card
            assert "➡️ 1 buổi" in card
        card = (await officer.types("so sánh số buổi của chị Hoa và chị Lan tháng này")).text
        assert "📍 Nguyễn Thị Hoa" in card
        assert "Lê Thị Lan (0)" in card
        for desk in (await supervisor(session), await Desk.of(session, "officer", town.ngoc_ha)):
            assert "Nguyễn Thị Hoa" not in (await desk.types("chị Hoa tháng này được bao nhiêu buổi")).text
        await session.rollback()


async def test_words_typed_on_a_card_narrow_down_what_it_shows(db: Db) -> None:
    await founded(db)
    async with db.begin() as session:
        desk = await supervisor(session)
        for begun, typed, title in (
            ("bao nhiêu bao cao su tháng này", "miễn phí", "Bao cao su · Miễn phí"),
            ("giới thiệu sàng lọc tháng này", "đã đi khám", "Lượt giới thiệu sàng lọc: đã đi khám"),
            ("khách hàng tháng này", "được giới thiệu", "Khách hàng khác nhau: được giới thiệu đi khám"),
            ("khách hàng tháng này", "được cấp phát", "Khách hàng khác nhau: nhận hoặc mua hàng"),
        ):
            desk.shown = Screen("")
            await desk.types(begun)
            assert title in (await desk.types(typed)).text.splitlines()[0], typed
        await session.rollback()


async def test_what_is_compared_with_is_beside_what_is_asked(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await one_talk(session, town)
        desk = await supervisor(session)
        for typed, span, other in (
            ("buổi truyền thông so với tháng trước", "Tháng 11/2026", "Tháng 10/2026"),
            ("buổi truyền thông so với năm ngoái", "Năm 2026", "Năm 2025"),
            ("buổi truyền thông tháng 10 so với cùng kỳ năm ngoái", "Tháng 10/2026", "Tháng 10/2025"),
            ("so sánh buổi truyền thông quý 3 với quý 2", "Quý III/2026", "Quý II/2026"),
        ):
            desk.shown = Screen("")
            lines = (await desk.types(typed)).text.splitlines()
            assert span in lines[2], typed
            assert [other in line for line in lines[5:]] == [True], typed
        await desk.types("buổi truyền thông quý 3")
        card = (await desk.types("so với quý trước")).text
        assert "🗓 Quý III/2026" in card
        assert "Quý II/2026" in card
        await session.rollback()


async def test_how_much_of_the_plan_is_reached_is_told_by_the_scorecard(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        desk = await supervisor(session)
        assert "🎯 Kế hoạch 324" in (await desk.types("đạt bao nhiêu phần trăm kế hoạch")).text
        assert "🎯 HD02" in (await desk.types("tờ rơi đạt bao nhiêu phần trăm kế hoạch năm")).text
        assert "Năm 2025" in (await desk.types("tờ rơi năm 2025 đạt bao nhiêu phần trăm kế hoạch")).text
        choice = await desk.types("giới thiệu sàng lọc đạt bao nhiêu phần trăm kế hoạch")
        assert [button.action for button in choice.buttons][:2] == ["target:2026.MT1.4", "target:2026.MT1.5"]
        none = (await desk.types("tiền thu được đạt bao nhiêu phần trăm kế hoạch")).text
        assert "không có chỉ tiêu" in none
        assert "📊 Tiền thu được" in none
        officer = await Desk.of(session, "officer", town.ba_dinh)
        assert "🎯 Kế hoạch 324 · Phường Ba Đình" in (await officer.types("đạt kế hoạch chưa")).text
        collaborator = await Desk.of(session, "collaborator", town.hamlets[0])
        assert "cán bộ dân số xem được" in (await collaborator.types("chỉ tiêu năm nay")).text
        await session.rollback()


async def test_the_report_of_a_month_is_opened_by_its_words(db: Db) -> None:
    await founded(db)
    async with db.begin() as session:
        desk = await supervisor(session)
        assert "📑 Báo cáo tháng 10/2026" in (await desk.types("báo cáo tháng 10")).text
        assert "📊 Sản phẩm đã cấp phát, bán: Bao cao su" in (await desk.types("bao cao su thang 10")).text
        await session.rollback()
