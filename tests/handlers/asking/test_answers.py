"""Answers: the same figures on card, picture and file; whose they are; what is hidden; units of old."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.sheets import workbook
from db.acts import acts_between
from db.areas import Area, Succession, area_by_code, subtree
from db.clients import add_client
from db.clusters import make_cluster
from db.engine import Db
from db.referrals import REFERRALS
from db.scope import Scope
from db.statistics.asked import Asked
from db.statistics.measures import BY_CODE
from db.statistics.questions import total
from db.talks import TALKS
from handlers.asking.question import Kept, Question, View
from handlers.asking.spans import Span, around, steps
from handlers.charts import Bar, Ranking, Trend
from handlers.codes import new_code
from handlers.screens import Screen, Table
from tests.db.given import NOW, TODAY
from tests.db.summed import Notebook, Town
from tests.db.summed import town as founded
from tests.handlers.asking.desk import Desk

MONTH = around("month", TODAY)
KINDS = ("talk", "distribution", "referral")


async def filled(session: AsyncSession, town: Town) -> Notebook:
    """Records of some weeks in both communes."""
    notes = Notebook(session, town)
    for number in range(60):
        day = TODAY - timedelta(days=(number * 11) % 70)
        await notes.log(KINDS[number % 3], number % 3, (0, 2, 3, 1)[number % 4], day, number * 5 + 1, None)
    return notes


def numbers(text: str) -> list[str]:
    """The figures of lines of a card: what follows the colon."""
    return [line.rpartition(": ")[2] for line in text.splitlines() if re.match(r"[•➡#]", line) and ": " in line]


def told(table: Table) -> list[Any]:
    return [row[1] for row in table.rows]


def written(figure: Any) -> str:
    return f"{figure:,}".replace(",", ".") if isinstance(figure, int) else str(figure)


@pytest.mark.parametrize("view", ["places", "people", "trend", "parts", "lowest"])
async def test_card_picture_and_file_tell_the_same_figures(db: Db, view: View) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await filled(session, town)
        desk = await Desk.of(session, "officer", town.ba_dinh)
        for code in ("talks", "leaflets", "referrals", "supplied"):
            question = Question(f"a{town.ba_dinh}", MONTH, code, view)
            card = await desk.taps(question.action())
            sheet = (await desk.taps(question.action("askx"))).sheets[0]
            assert workbook(sheet)[:2] == b"PK"
            figures = told(sheet.tables[0])
            rows = figures if view == "trend" else figures[1:]
            assert any(figures), (code, view)
            shown = numbers(card.text)
            assert shown == [written(one) for one in rows if one or view in ("trend", "lowest", "parts")], (code, view)
            if view == "parts":
                continue
            body = (await desk.taps(question.action("askc"))).charts[0].body
            if isinstance(body, Trend):
                drawn = [(column.values[0], column.shown[0]) for column in body.columns]
            else:
                assert isinstance(body, Ranking)
                drawn = [(bar.value, bar.shown) for bar in body.bars]
            assert [words for _, words in drawn] == shown
            assert [value for value, _ in drawn] == [float(one) for one in rows if one or view in ("trend", "lowest")]
        await session.rollback()


async def test_a_trend_tells_of_each_period_what_is_told_of_it_alone(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await filled(session, town)
        desk = await Desk.of(session, "officer", town.ba_dinh)

        async def asks(place: str, code: str, span: Span, view: View = "total") -> list[Any]:
            sheet = (await desk.taps(Question(place, span, code, view).action("askx"))).sheets[0]
            return [row[1:] for row in sheet.tables[0].rows]

        for place in (f"a{town.ba_dinh}", f"a{town.hamlets[0]}", f"p{town.people[0]}"):
            for code in ("talks", "supplied", "attended_share", "timely_share", "clients"):
                periods = [one for one in steps(MONTH)[1] if one.first <= TODAY]
                alone = [(await asks(place, code, one))[0] for one in periods]
                together = await asks(place, code, MONTH, "trend")
                assert together == alone[-len(together) :], (place, code)
        await session.rollback()


async def test_the_figure_is_that_of_the_sums_for_every_measure_and_place(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await filled(session, town)
        desk = await Desk.of(session, "officer", town.ba_dinh)
        scope = Scope(area_ids=await subtree(session, [town.ba_dinh]))
        for code, measure in BY_CODE.items():
            if measure.different or measure.against is not None or measure.subject in ("goods", "topic"):
                continue
            asked = Asked(measure.subject, MONTH.first, MONTH.last, measure.only)
            counted = getattr(await total(session, scope, asked), measure.figure)
            card = await desk.taps(Question(f"a{town.ba_dinh}", MONTH, code).action())
            assert f"➡️ {written(counted)} " in card.text
        await session.rollback()


async def test_what_is_narrowed_twice_is_the_same_figure_on_card_picture_and_file_and_that_of_the_sums(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await filled(session, town)
        desk = await Desk.of(session, "officer", town.ba_dinh)
        scope = Scope(area_ids=await subtree(session, [town.ba_dinh]))
        quarter = around("quarter", TODAY)
        for code, only in (
            ("pieces", (("product", "condom"), ("supply", "free"))),
            ("pieces", (("product", "condom"), ("brand", "hello"))),
            ("pieces", (("brand", "hello"), ("supply", "free"))),
            ("records", (("kind", "talk"), ("entry", "later"))),
            ("referrals", (("purposes", "breast"), ("state", "referred"))),
        ):
            measure, question = BY_CODE[code], Question(f"a{town.ba_dinh}", quarter, code, "places", only=only)
            keys = {part: {kept} for part, kept in only}
            figures = await total(session, scope, Asked(measure.subject, quarter.first, quarter.last, keys))
            counted = getattr(figures, measure.figure)
            assert counted, only
            card = await desk.taps(question.action())
            sheet = (await desk.taps(question.action("askx"))).sheets[0]
            place, *parts = told(sheet.tables[0])
            assert (place, sum(parts)) == (counted, counted)
            assert f"➡️ {written(counted)} " in card.text
            assert numbers(card.text) == [written(one) for one in parts if one]
            body = (await desk.taps(question.action("askc"))).charts[0].body
            assert isinstance(body, Ranking)
            assert [bar.value for bar in body.bars] == [float(one) for one in parts if one]
            title = card.text.splitlines()[0]
            assert sheet.tables[1].rows[0][1] == title.removeprefix("📊 ")
            assert "·" in title
        await session.rollback()


async def test_a_file_says_what_it_is_and_is_put_on_record(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await filled(session, town)
        desk = await Desk.of(session, "officer", town.ba_dinh)
        screen = await desk.taps(Question(f"a{town.ba_dinh}", MONTH, "followed_share", "places").action("askx"))
        about = {row[0]: row[1] for row in screen.sheets[0].tables[1].rows}
        measure = BY_CODE["followed_share"]
        assert about["Nơi"] == "Phường Ba Đình"
        assert (about["Từ ngày"], about["Đến ngày"]) == (MONTH.first, MONTH.last)
        assert about["Tính trên"] == (measure.of or {})["vi"]
        assert measure.counted["vi"] in about.values()
        assert "Lập lúc" in about
        acts = await acts_between(session, NOW, NOW + timedelta(seconds=1), acts=("export figures",), limit=5)
        assert [(one.subject, one.subject_id) for one in acts] == [("area", town.ba_dinh)]
        await session.rollback()


async def test_each_role_is_told_of_its_own_places_only(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        await filled(session, town)
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        cluster = await make_cluster(session, city, "Cụm Tây", [town.ngoc_ha], TODAY, person_id=town.people[0], now=NOW)
        refused = "của địa bàn mình"

        async def may(role: str, area_id: int, place: str, view: View = "total") -> bool:
            desk = await Desk.of(session, role, area_id)
            return refused not in (await desk.taps(Question(place, MONTH, "talks", view).action())).text

        hamlet = f"a{town.hamlets[0]}"
        for role, home, place, seen in (
            ("collaborator", town.hamlets[0], "m", True),
            ("collaborator", town.hamlets[0], f"a{town.ba_dinh}", False),
            ("collaborator", town.hamlets[0], f"p{town.people[1]}", False),
            ("officer", town.ba_dinh, f"a{town.ba_dinh}", True),
            ("officer", town.ba_dinh, hamlet, True),
            ("officer", town.ba_dinh, f"p{town.people[0]}", True),
            ("officer", town.ba_dinh, f"p{town.people[2]}", False),
            ("officer", town.ba_dinh, f"a{town.ngoc_ha}", False),
            ("officer", town.ba_dinh, f"a{city.id}", False),
            ("supervisor", cluster.id, f"a{cluster.id}", True),
            ("supervisor", cluster.id, f"a{town.ngoc_ha}", True),
            ("supervisor", cluster.id, f"a{town.ba_dinh}", False),
            ("supervisor", city.id, f"a{town.ba_dinh}", True),
            ("supervisor", city.id, hamlet, True),
            ("supervisor", cluster.id, hamlet, False),
            ("supervisor", city.id, f"p{town.people[0]}", False),
            ("supervisor", city.id, "m", False),
            ("admin", city.id, hamlet, True),
            ("admin", city.id, f"p{town.people[0]}", True),
        ):
            assert await may(role, home, place) is seen, (role, home, place)
        supervisor = await Desk.of(session, "supervisor", city.id)
        for view in ("places", "people", "lowest"):
            card = await supervisor.taps(Question(f"a{town.ba_dinh}", MONTH, "talks", view).action())
            assert "Tổ 1" in card.text
            assert "Nguyễn Thị Hoa" not in repr(card)
            assert ("chỉ cán bộ dân số" in card.text) is (view == "people")
        places = await supervisor.taps(Question(f"a{town.ba_dinh}", MONTH, "talks").action("askp"))
        assert "chỉ cán bộ dân số" in places.text
        assert "Nguyễn Thị Hoa" not in repr(places)
        assert hamlet in repr(places)
        ranked: tuple[View, ...] = ("places", "lowest")
        for place, view in ((hamlet, "total"), *((f"a{town.ba_dinh}", view) for view in ranked)):
            card = await supervisor.taps(Question(place, MONTH, "referrals", view).action())
            assert "không xem dưới cấp đó" in card.text
            assert "Tổ 1: " not in card.text
        admin = await Desk.of(session, "admin", city.id)
        everywhere = await admin.types("xếp hạng cộng tác viên theo số buổi tháng này")
        assert "chọn một nơi" in everywhere.text
        await session.rollback()


async def referred(session: AsyncSession, town: Town, home: int, people: int, update: int, day: date = TODAY) -> None:
    """A referral of so many people to breast screening."""
    notes = Notebook(session, town)
    notes.update_id = 5000 + update
    facts = {"referred_on": day.isoformat(), "client_id": None, "count": people, "age_band": None,
             "purposes": ["breast"], "slip": f"S{update}"}  # fmt: skip
    await REFERRALS.add(session, facts, person_id=town.people[0], area_id=home, channel="telegram",
                        update_id=notes.update_id, now=NOW)  # fmt: skip


async def test_small_figures_of_screening_are_hidden_from_who_sees_sums_only(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        await referred(session, town, town.ba_dinh, 3, 1)
        await referred(session, town, town.ngoc_ha, 12, 2)
        officer = await Desk.of(session, "officer", town.ba_dinh)
        supervisor = await Desk.of(session, "supervisor", city.id)

        async def asks(desk: Desk, place: int, view: View = "total", code: str = "screening_referrals") -> Screen:
            return await desk.taps(Question(f"a{place}", MONTH, code, view).action())

        assert "➡️ 3 lượt" in (await asks(officer, town.ba_dinh)).text
        assert "➡️ 15 lượt" in (await asks(supervisor, city.id)).text
        assert "➡️ <5 lượt" in (await asks(supervisor, town.ba_dinh)).text
        ranking = (await asks(supervisor, city.id, "places")).text
        assert "Phường Ba Đình: <5" in ranking
        assert "12" in ranking  # 15 − 12 leaves 3, but another commune with nothing is "<5" as well
        assert ranking.count("<5") >= 3
        assert "Số quá nhỏ" in (await asks(supervisor, town.ba_dinh, "parts")).text
        body = await supervisor.taps(Question(f"a{city.id}", MONTH, "screening_referrals", "places").action("askc"))
        bars = body.charts[0].body
        assert isinstance(bars, Ranking)
        assert [bar for bar in bars.bars if bar.label == "Phường Ba Đình"] == [Bar("Phường Ba Đình", None, "<5")]
        sheet = (await supervisor.taps(Question(f"a{city.id}", MONTH, "referrals", "places").action("askx"))).sheets[0]
        assert {row[0]: row[1] for row in sheet.tables[0].rows}["Phường Ba Đình"] == "<5"
        assert "➡️ 3 " not in (await asks(supervisor, town.ba_dinh, "compare")).text
        admin = await Desk.of(session, "admin", city.id)
        await referred(session, town, town.hamlets[0], 2, 3)
        for place in (f"a{town.hamlets[0]}", f"p{town.people[0]}", f"a{town.ba_dinh}"):
            card = await admin.taps(Question(place, MONTH, "screening_referrals").action())
            assert not re.search(r"➡️ [1-4] ", card.text), card.text
        assert "➡️ <5 lượt" in (await asks(admin, town.hamlets[0])).text
        await session.rollback()


async def test_a_small_figure_is_not_what_a_narrowed_one_leaves_over(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        notes = Notebook(session, town)
        for number in range(9):
            await referred(session, town, town.ba_dinh, 1, number)
        for number in range(7):  # to breast screening; seven of nine had an appointment
            notes.written.append(("referral", number + 1))
            await notes.step(number, "appointment", TODAY)
        await referred(session, town, town.ngoc_ha, 30, 20)
        supervisor = await Desk.of(session, "supervisor", city.id)
        told = []
        for only in (
            (),
            (("purposes", "breast"),),
            (("state", "appointment"),),
            (("purposes", "breast"), ("state", "appointment")),
        ):
            question = Question(f"a{town.ba_dinh}", MONTH, "referrals", only=only)
            found = re.search(r"➡️ (\S+) lượt", (await supervisor.taps(question.action())).text)
            assert found is not None
            told.append(found[1])
        assert told == ["9", "9", "≥5", "≥5"]
        officer = await Desk.of(session, "officer", town.ba_dinh)
        assert "➡️ 7 lượt" in (await officer.taps(question.action())).text
        await session.rollback()


async def test_clients_are_told_by_what_they_were_served_with_each_once(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        notes = Notebook(session, town)
        given, referred = "distribution", "referral"
        for kind, client in ((given, 0), (given, 0), (referred, 0), (referred, 1)):
            await notes.log(kind, 0, 2, TODAY, 3, client)
        officer = await Desk.of(session, "officer", town.ba_dinh)

        async def asks(only: Kept = (), view: View = "total", place: str = f"a{town.ba_dinh}") -> Screen:
            return await officer.taps(Question(place, MONTH, "clients", view, only=only).action())

        card = await asks(view="parts")
        assert numbers(card.text) == ["1", "2"]
        assert "➡️ 2 người" in card.text
        assert "nhiều dòng" in card.text
        sheet = (await officer.taps(Question(f"a{town.ba_dinh}", MONTH, "clients", "parts").action("askx"))).sheets[0]
        assert told(sheet.tables[0]) == [2, 1, 2]
        for place in (f"a{town.ba_dinh}", f"p{town.people[0]}"):
            assert "➡️ 1 người" in (await asks((("served", "distribution"),), place=place)).text
            assert "➡️ 2 người" in (await asks((("served", "referral"),), place=place)).text
        assert numbers((await asks((("served", "referral"),), "places")).text) == ["2"]
        await session.rollback()


async def test_how_few_clients_were_referred_is_not_told_nor_left_over(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        clients = [
            await add_client(session, new_code, person_id=town.people[0], area_id=town.ba_dinh, sex="female",
                             birth_year=1980, hint=None, purposes=("record",), text_version="1", method="signature",
                             channel="telegram", update_id=100 + n, now=NOW)
            for n in range(12)
        ]  # fmt: skip
        notes = Notebook(session, replace(town, clients=tuple(one.id for one in clients)))
        for number in range(12):
            await notes.log("distribution" if number < 10 else "referral", 0, 0, TODAY, 3, number)
        supervisor = await Desk.of(session, "supervisor", city.id)

        async def asks(kind: str = "", view: View = "total", place: int = town.ba_dinh) -> str:
            only: Kept = (("served", kind),) if kind else ()
            return (await supervisor.taps(Question(f"a{place}", MONTH, "clients", view, only=only).action())).text

        for place in (town.ba_dinh, city.id):
            assert "➡️ 12 người" in await asks(place=place)
            assert "➡️ <5 người" in await asks("referral", place=place)
            assert "➡️ ≥5 người" in await asks("distribution", place=place)
        assert "Phường Ba Đình: <5" in await asks("referral", "places", city.id)
        assert not re.search(r": (2|10)\b", await asks(view="parts"))
        assert "➡️ 12 người" in await asks(view="trend", place=city.id) or "➡️ T11/26: 12" in await asks(view="trend")
        await session.rollback()


async def test_what_lay_in_a_unit_of_old_is_counted_with_what_it_became_and_marked_where_that_was_split(
    db: Db,
) -> None:
    town = await founded(db)
    async with db.begin() as session:
        split = await session.execute(
            select(Succession.old_id, Succession.new_id, Succession.share)
            .join(Area, Area.id == Succession.new_id)
            .where(Area.code.in_(("00004", "00008")), Area.kind == "commune", Area.valid_to.is_(None))
        )
        old_id = next(row.old_id for row in split if row.new_id == town.ba_dinh and row.share == "part_main")
        year = Span(TODAY.replace(year=2025, month=1, day=1), TODAY.replace(year=2025, month=12, day=31))
        facts = {"held_on": "2025-03-05", "form": "group_talk", "topics": ["rti"], "attendees": 9}
        await TALKS.add(session, facts, person_id=town.people[0], area_id=old_id, channel="telegram", update_id=9,
                        now=NOW)  # fmt: skip
        officer = await Desk.of(session, "officer", town.ba_dinh)
        card = await officer.taps(Question(f"a{town.ba_dinh}", year, "talks").action())
        assert "➡️ ≈ 1 buổi" in card.text
        assert "Số gần đúng" in card.text
        now = await officer.taps(Question(f"a{town.ba_dinh}", MONTH, "talks").action())
        assert "≈" not in now.text
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        supervisor = await Desk.of(session, "supervisor", city.id)
        ranking = await supervisor.taps(Question(f"a{city.id}", year, "talks", "places").action())
        assert "#1 Phường Ba Đình: ≈ 1" in ranking.text
        await session.rollback()


async def test_silent_collaborators_are_those_who_had_the_role_and_wrote_nothing(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        notes = Notebook(session, town)
        await notes.log("talk", 0, 0, TODAY, 1, None)
        officer = await Desk.of(session, "officer", town.ba_dinh)
        card = await officer.taps(Question(f"a{town.ba_dinh}", MONTH, "active").action())
        assert "50 % (1/2)" in card.text
        await session.rollback()


async def test_a_small_month_is_not_what_a_quarter_leaves_over(db: Db) -> None:
    town = await founded(db)
    async with db.begin() as session:
        city = await area_by_code(session, "01", TODAY)
        assert city is not None
        await referred(session, town, town.ba_dinh, 3, 1, date(2026, 10, 7))
        await referred(session, town, town.ba_dinh, 20, 2)
        await referred(session, town, town.ngoc_ha, 30, 3)
        supervisor = await Desk.of(session, "supervisor", city.id)
        for place in (town.ba_dinh, city.id):
            shown = []
            for span in (MONTH, around("month", date(2026, 10, 7)), around("quarter", TODAY)):
                card = await supervisor.taps(Question(f"a{place}", span, "screening_referrals").action())
                found = re.search(r"➡️ (\S+) lượt", card.text)
                assert found is not None
                shown.append(found[1])
            november, october, quarter = shown
            assert october == "<5"
            assert not (november.isdecimal() and quarter.isdecimal()), shown
        later = await supervisor.taps(
            Question(f"a{city.id}", around("month", date(2026, 12, 1)), "screening_referrals").action()
        )
        assert "➡️ 0 lượt" in later.text
        await session.rollback()
