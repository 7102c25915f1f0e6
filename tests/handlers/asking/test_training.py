"""Training is told from what was entered, with its source; the same on card, picture, file and scorecard."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from db.areas import area_by_code
from db.engine import Db
from db.entered import enter
from handlers.asking.question import Question, View
from handlers.asking.spans import Span, around
from handlers.charts import Trend
from tests.db.given import NOW, TODAY
from tests.db.summed import Town
from tests.db.summed import town as founded
from tests.handlers.asking.desk import Desk

YEAR = around("year", TODAY)


async def supervisor_of_city(session: AsyncSession) -> tuple[Desk, str]:
    """Somebody who answers for the city, and the mark of that."""
    city = await area_by_code(session, "01", TODAY)
    assert city is not None
    return await Desk.of(session, "supervisor", city.id), f"a{city.id}"


async def enters(
    session: AsyncSession, town: Town, code: str, day: date, number: int, replaces: int | None = None
) -> int:
    entered = await enter(session, code, day, number, f"Báo cáo về {code}, {number}", replaces=replaces,
                          person_id=town.people[0], now=NOW)  # fmt: skip
    assert entered is not None
    return entered


async def test_how_many_are_trained_is_the_latest_number_on_card_file_and_scorecard(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await enters(session, town, "MT2.2", date(2025, 12, 1), 1)
        wrong = await enters(session, town, "MT2.2", date(2026, 6, 30), 3)
        await enters(session, town, "MT2.2", date(2026, 6, 30), 2, replaces=wrong)
        desk, city = await supervisor_of_city(session)
        card = await desk.taps(Question(city, YEAR, "trained").action())
        assert "➡️ 67 % (2/3)" in card.text
        assert "30/06/2026: 2 người · Báo cáo về MT2.2, 2" in card.text
        table, about = (await desk.taps(Question(city, YEAR, "trained").action("askx"))).sheets[0].tables
        assert table.rows[0][1:4] == (2, 3, 100 * 2 / 3)
        assert ("Nguồn", "MT2.2, 30/06/2026: 2 · Báo cáo về MT2.2, 2") in about.rows
        scorecard = await desk.taps("target:2026.MT2.2")
        assert "66,7% (2 / 3 người)" in scorecard.text
        before = await desk.taps(Question(city, Span(date(2026, 1, 1), date(2026, 5, 31)), "trained").action())
        assert "➡️ 1 người" in before.text  # nobody had a role then
        await session.rollback()


async def test_classes_are_those_of_the_period_by_item_over_time_and_in_the_file(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        for code, day, number in (
            ("HD06", date(2026, 10, 2), 5),
            ("HD08", date(2026, 11, 3), 1),
            ("HD06", date(2026, 11, 9), 2),
            ("HD04", date(2026, 11, 9), 7),  # a seminar
        ):
            await enters(session, town, code, day, number)
        desk, city = await supervisor_of_city(session)

        async def asks(view: View = "total", span: Span = YEAR) -> str:
            return (await desk.taps(Question(city, span, "classes", view).action())).text

        assert "➡️ 8 lớp" in await asks()
        assert "➡️ 3 lớp" in await asks(span=around("month", TODAY))
        assert "➡️ 0 lớp" in await asks(span=Span(TODAY, TODAY))
        parts = await asks("parts")
        assert "Tập huấn cộng tác viên dân số: 7" in parts
        assert "Tập huấn cán bộ dân số: 1" in parts
        sheet = (await desk.taps(Question(city, YEAR, "classes", "parts").action("askx"))).sheets[0]
        assert [row[1] for row in sheet.tables[0].rows] == [8, 7, 0, 1]
        drawn = (await desk.taps(Question(city, YEAR, "classes", "trend").action("askc"))).charts[0].body
        assert isinstance(drawn, Trend)
        assert [column.values[0] for column in drawn.columns][-2:] == [5.0, 3.0]
        await session.rollback()


async def test_where_nothing_was_entered_or_another_place_is_asked_about_that_is_said(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        desk, city = await supervisor_of_city(session)
        unknown = await desk.types("đã tập huấn bao nhiêu cộng tác viên năm nay")
        assert "Chưa ai nhập" in unknown.text
        assert "➡️" not in unknown.text
        assert "target:2026.MT2.2" in [button.action for button in unknown.buttons]
        await enters(session, town, "MT2.2", date(2026, 6, 30), 2)
        elsewhere = await desk.taps(Question(f"a{town.ba_dinh}", YEAR, "trained").action())
        assert "➡️" not in elsewhere.text
        assert Question(city, YEAR, "trained").action() in [button.action for button in elsewhere.buttons]
        officer = await Desk.of(session, "officer", town.ba_dinh)
        own = await officer.types("bao nhiêu người được tập huấn năm nay")
        assert "chung cho toàn Thành phố" in own.text
        assert city not in repr(own.buttons)
        ranked = await desk.taps(Question(city, YEAR, "trained", "places").action())
        assert "không có theo từng nơi" in ranked.text
        await session.rollback()
