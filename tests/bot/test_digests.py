"""Digests: what a week was, told on Friday to those who did it and on Monday to those who look after them."""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import charts, sheets
from bot.clock import FixedClock
from db.areas import Area, area_by_code
from db.catalogue import targets
from db.communes import Customs, set_customs
from db.days import declare
from db.denominators import DenominatorRow, put_denominators
from db.distributions import DISTRIBUTIONS
from db.engine import Db, engine_of, open_db
from db.messages import Outgoing, put_unasked
from db.people import Grant
from db.reminders import Reminder, mute
from db.talks import TALKS
from handlers.scorecard.standing import milestone_of
from tests.bot.test_clockwork import counted
from tests.conftest import ZONE
from tests.db.given import BA_DINH
from tests.stage import staged
from tests.village import UPDATES, Village

GOLDEN = Path(__file__).parent / "week.txt"
MONDAY, FRIDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22)
NEXT_MONDAY = date(2026, 11, 23)
NGOC_HA = "00008"


@pytest.fixture
async def village(db: Db, clock: FixedClock) -> Village:
    """A village whose clock has begun to tick."""
    village = Village(db, clock)
    await village.at(MONDAY, "09:00")
    return village


async def talk(village: Village, name: str, day: date, people: int = 10, form: str = "group_talk") -> None:
    """A talk of somebody on a day."""
    await keep(village, name, TALKS, held_on=day.isoformat(), form=form, attendees=people, topics=["elderly"])


async def hand_out(village: Village, name: str, day: date, pieces: int = 12, client: int | None = None) -> None:
    """Somebody hands out condoms."""
    item = {"product": "condom", "brand": None, "quantity": pieces, "unit": "piece", "per_box": None, "pieces": pieces}
    given = {"given_on": day.isoformat(), "supply": "free", "client_id": client, "people": 1, "items": [item]}
    await keep(village, name, DISTRIBUTIONS, **given)


async def keep(village: Village, name: str, ledger: Any, **facts: Any) -> None:
    async with village.db.begin() as session:
        who = village.people[name]
        area = await session.scalar(select(Grant.area_id).where(Grant.person_id == who))
        assert area is not None
        update_id = next(UPDATES)
        await ledger.add(
            session,
            facts,
            person_id=who,
            area_id=area,
            channel="telegram",
            update_id=update_id,
            now=village.clock.at,
        )


async def written(village: Village, *kinds: str) -> list[Outgoing]:
    """The letters of these kinds, in order."""
    async with village.db.begin() as session:
        return list(await session.scalars(select(Outgoing).where(Outgoing.kind.in_(kinds)).order_by(Outgoing.id)))


async def told(village: Village) -> list[str]:
    """Who was told a digest, and when: "20/11 17:00 Hoa"."""
    names = {village.chat(name): name for name in village.people}
    return [
        f"{one.created_at.astimezone(ZONE):%d/%m %H:%M} {names[one.chat]}" for one in await written(village, "digest")
    ]


async def text_to(village: Village, name: str) -> str:
    """The last digest to somebody."""
    letters = [one for one in await written(village, "digest") if one.chat == village.chat(name)]
    words: str = letters[-1].payload["screen"]["text"]
    return words


async def a_week(village: Village) -> None:
    """Eight weeks of a commune and its neighbour, and the week from 16 November."""
    for name, role, area in (
        ("Hoa", "collaborator", BA_DINH),
        ("Lan", "collaborator", BA_DINH),
        ("Mai", "collaborator", BA_DINH),
        ("Cúc", "collaborator", BA_DINH),
        ("Hà", "officer", BA_DINH),
        ("Nga", "collaborator", NGOC_HA),
        ("Thu", "supervisor", "01"),
    ):
        await village.person(name, role, area)
    for weeks in range(8, 0, -1):
        for name in ("Hoa", "Lan", "Nga"):
            await talk(village, name, MONDAY - timedelta(weeks=weeks), 8 + weeks)
        await hand_out(village, "Hoa", MONDAY - timedelta(weeks=weeks))
    await talk(village, "Cúc", MONDAY - timedelta(days=10))
    for day in range(4):
        await talk(village, "Hoa", MONDAY + timedelta(days=day), 12 + day)
    client = await village.supply("Hoa", FRIDAY + timedelta(days=2))
    await hand_out(village, "Hoa", FRIDAY, client=client)
    await hand_out(village, "Hoa", FRIDAY, client=client)
    village.clock.at = datetime(2026, 11, 9, 9, tzinfo=ZONE)
    await village.refer("Lan")
    village.clock.at = datetime(2026, 11, 19, 9, tzinfo=ZONE)
    await village.refer("Lan")
    await talk(village, "Lan", MONDAY, 250)
    await village.person("Bích", state="waiting", since=MONDAY)
    await village.leave("Mai", MONDAY, NEXT_MONDAY)


# --- the words --------------------------------------------------------------------------------------------------------


def shown(letters: Sequence[Outgoing], names: dict[str, str]) -> str:
    """Letters as a text to be read: to whom and when, the words and buttons, what the charts and files say."""
    lines: list[str] = []
    for letter in letters:
        payload = letter.payload
        if "screen" in payload:
            lines += ["", f"=== {letter.created_at.astimezone(ZONE):%d/%m %H:%M} {names[letter.chat]}", ""]
            lines.append(payload["screen"]["text"])
            lines += ["", *(f"[{button['label']}]" for row in payload["screen"]["rows"] for button in row)]
        elif "chart" in payload:
            chart = payload["chart"]
            lines += ["", f"🖼 {chart['title']}", f"   {chart['subtitle']}"]
            for one in chart["body"].get("bars", []):
                mark = "" if one["mark"] is None else f" (│ {one['mark']:.2f})"
                lines.append(f"   {one['label']}: {one['shown']}{mark}")
            lines += [f"   {one['label']}: {one['shown'][0]}" for one in chart["body"].get("columns", [])]
        else:
            lines += ["", f"📎 {payload['sheet']['name']}.xlsx: {payload['sheet']['title']}"]
            for table in payload["sheet"]["tables"]:
                lines += [f"   {table['name']}", f"   {' | '.join(table['head'])}"]
                lines += [f"   {' | '.join(map(_cell, row))}" for row in table["rows"] if row[2] != 0]
    return "\n".join(lines).strip() + "\n"


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}"
    text = str(cell["day"]) if isinstance(cell, dict) else str(cell)
    return "KH-****" if text.startswith("KH-") else text


async def test_a_friday_and_a_monday_read_like_this(village: Village) -> None:
    await a_week(village)
    for day, hour in ((FRIDAY, "16:59"), (FRIDAY, "17:00"), (NEXT_MONDAY, "07:30"), (NEXT_MONDAY, "08:00")):
        await village.at(day, hour)
    names = {village.chat(name): name for name in village.people}
    read = shown(await written(village, "digest", "chart", "sheet"), names)
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        GOLDEN.write_text(read)
    assert read == GOLDEN.read_text()


# --- when, once, to whom ----------------------------------------------------------------------------------------------


async def ticks(village: Village, first: date, last: date, *hours: str) -> list[str]:
    """The clock ticks at these hours of all these days; returns who was told a digest, and when."""
    before = len(await told(village))
    await village.days(first, last, hours)
    return (await told(village))[before:]


async def everyone(village: Village) -> None:
    """One person of each role, and a talk."""
    await village.person("Hoa")
    await village.person("Hà", "officer")
    await village.person("Thu", "supervisor", "01")
    await talk(village, "Hoa", MONDAY)


HOURS = ("06:30", "07:29", "07:30", "08:00", "16:59", "17:00", "19:00")


async def test_each_role_is_told_at_its_hour_and_once(village: Village) -> None:
    await everyone(village)
    assert await ticks(village, MONDAY, NEXT_MONDAY + timedelta(days=3), *HOURS) == [
        "20/11 17:00 Hoa",
        "23/11 07:30 Hà",
        "23/11 08:00 Thu",
    ]


async def test_a_commune_is_told_at_the_hour_that_it_chose(village: Village) -> None:
    await everyone(village)
    async with village.db.begin() as session:
        area = await area_by_code(session, BA_DINH, MONDAY)
        assert area is not None
        changed = Customs(digest_hour=19)
        await set_customs(session, area.id, changed, person_id=village.people["Hà"], now=village.clock.at)
    assert "23/11 19:00 Hà" in await ticks(village, SUNDAY, NEXT_MONDAY, *HOURS)


async def test_what_falls_on_days_off_comes_on_the_next_working_day(village: Village) -> None:
    await everyone(village)
    async with village.db.begin() as session:
        for day in (FRIDAY, NEXT_MONDAY):
            await declare(session, day, works=False, person_id=village.people["Hà"], now=village.clock.at)
    assert await ticks(village, FRIDAY, NEXT_MONDAY + timedelta(days=2), *HOURS) == [
        "25/11 07:30 Hà",  # the 24th is a public holiday
        "25/11 08:00 Thu",
        "25/11 17:00 Hoa",
    ]
    assert "Tuần 16–22/11" in await text_to(village, "Hoa")
    assert "Tuần 16–22/11" in await text_to(village, "Hà")


@pytest.mark.parametrize(("day", "heard"), [(26, True), (29, True), (30, False)])
async def test_a_clock_that_was_off_tells_a_digest_at_any_time_within_its_week(
    village: Village, day: int, heard: bool
) -> None:
    await everyone(village)
    back = date(2026, 11, day)
    assert (f"{back:%d/%m} 20:00 Hà" in await ticks(village, back, back, "20:00")) is True
    assert ("Tuần 16–22/11" in await text_to(village, "Hà")) is heard
    async with village.db.begin() as session:
        rows = (await session.scalars(select(Reminder).where(Reminder.kind == "digest"))).all()
    assert all(one.state == "said" for one in rows) is heard


async def test_whoever_is_on_leave_or_wants_no_digests_gets_none(village: Village) -> None:
    await everyone(village)
    for name in ("Lan", "Mai"):
        await village.person(name)
        await talk(village, name, MONDAY)
    await village.leave("Lan", FRIDAY, SUNDAY)
    async with village.db.begin() as session:
        await mute(session, village.people["Mai"], "summary", None, village.clock.at)
        await mute(session, village.people["Thu"], "overview", None, village.clock.at)
    assert await ticks(village, FRIDAY, NEXT_MONDAY, *HOURS) == ["20/11 17:00 Hoa", "23/11 07:30 Hà"]


async def test_whoever_has_long_since_written_nothing_is_left_in_peace(village: Village) -> None:
    await village.person("Hoa")
    await talk(village, "Hoa", MONDAY - timedelta(weeks=9))
    assert await ticks(village, FRIDAY, FRIDAY, "17:00") == []


async def test_weeks_of_leave_are_not_in_the_average(village: Village) -> None:
    await village.person("Hoa")
    for weeks in (5, 4, 1):
        for _ in range(2):
            await talk(village, "Hoa", MONDAY - timedelta(weeks=weeks))
    await village.leave("Hoa", MONDAY - timedelta(weeks=3), MONDAY - timedelta(weeks=1, days=1))
    await talk(village, "Hoa", MONDAY)
    await village.at(FRIDAY, "17:00")
    assert "tuần trước 2 · trung bình 2" in await text_to(village, "Hoa")


async def test_an_officer_of_two_communes_gets_one_letter_with_both(village: Village) -> None:
    await everyone(village)
    await village.person("Nga", area=NGOC_HA)
    async with village.db.begin() as session:
        area = await area_by_code(session, NGOC_HA, MONDAY)
        assert area is not None
        session.add(Grant(person_id=village.people["Hà"], role="officer", area_id=area.id, valid_from=MONDAY))
    assert (await ticks(village, NEXT_MONDAY, NEXT_MONDAY, "07:30")).count("23/11 07:30 Hà") == 1
    text = await text_to(village, "Hà")
    assert text.count("📊 Tuần 16–22/11") == 2
    assert "Phường Ngọc Hà" in text
    assert len([one for one in await written(village, "sheet") if one.chat == village.chat("Hà")]) == 2


async def test_a_process_that_dies_between_two_digests_tells_the_rest_and_nothing_twice(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    await everyone(village)
    for n in range(3):
        await village.person(f"Hà {n}", "officer", NGOC_HA)
    monkeypatch.setattr("bot.clockwork.AT_ONCE", 2)
    letters = put_unasked

    async def once(*given: Any) -> None:
        monkeypatch.setattr("bot.clockwork.put_unasked", die)
        await letters(*given)

    async def die(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.clockwork.put_unasked", once)
    village.clock.at = datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)
    with pytest.raises(KeyboardInterrupt):
        await village.clockwork.tick()
    monkeypatch.setattr("bot.clockwork.put_unasked", letters)
    village.restart()
    await village.at(NEXT_MONDAY, "07:31")
    told_to = [one.split()[-1] if one[-1].isalpha() else one[-4:] for one in await told(village)]
    assert Counter(told_to) == Counter(["Hà", "Hà 0", "Hà 1", "Hà 2", "Hoa"])


async def test_two_processes_tell_every_digest_once(village: Village, database_url: str) -> None:
    await everyone(village)
    other_db = open_db(database_url)
    other = Village(other_db, village.clock)
    village.clock.at = datetime(2026, 11, 23, 8, tzinfo=ZONE)
    await asyncio.gather(*(one.clockwork.tick() for one in (village, other) for _ in range(2)))
    await engine_of(other_db).dispose()
    assert sorted(one[-3:].strip() for one in await told(village)) == ["Hoa", "Hà", "Thu"]


# --- what ------------------------------------------------------------------------------------------------------------


async def test_the_picture_and_the_file_follow_the_words_and_can_be_made(village: Village) -> None:
    await a_week(village)
    await village.at(NEXT_MONDAY, "08:00")
    for_officer = [one for one in await written(village, "digest", "chart", "sheet") if one.chat == village.chat("Hà")]
    assert [one.kind for one in for_officer] == ["digest", "chart", "sheet"]
    assert len(charts.made(for_officer[1].payload)) < 100_000
    assert sheets.made(for_officer[2].payload).startswith(b"PK")


async def test_the_file_names_no_sign_no_note_and_no_hint(village: Village) -> None:
    await everyone(village)
    await village.refer("Hoa", sign="breast_lump", note="cổng xanh")
    await village.at(NEXT_MONDAY, "07:30")
    [sheet] = [one.payload for one in await written(village, "sheet")]
    said = str(sheet)
    assert "KH-" in said
    assert "GT-" not in said
    for word in ("breast_lump", "cổng", "khối u", "<sealed:"):
        assert word not in said


async def test_a_supervisor_is_told_no_name_and_no_small_number_of_people_referred(village: Village) -> None:
    await a_week(village)
    for _ in range(6):
        await village.refer("Nga")
    await village.at(NEXT_MONDAY, "08:00")
    letters = [one for one in await written(village, "digest", "chart", "sheet") if one.chat == village.chat("Thu")]
    said = str([one.payload for one in letters])
    for name in ("Hoa", "Lan", "Cúc", "Nga", "KH-"):
        assert f"'{name}" not in said
        assert f"{name} " not in said
    table = next(one.payload["sheet"]["tables"][0] for one in letters if one.kind == "sheet")
    referred = table["head"].index("Lượt người giới thiệu")
    shown = {row[1]: row[referred] for row in table["rows"] if row[2]}
    assert shown["Phường Ba Đình"] == "<5"
    assert shown["Phường Ngọc Hà"] == "≥5"  # else the other is a subtraction away
    assert "🩺 Giới thiệu 7 lượt người" in said


@pytest.mark.on_both
async def test_communes_that_all_have_a_target_are_ranked_by_it(village: Village) -> None:
    await a_week(village)
    async with village.db.begin() as session:
        ids = {}
        for code, value in ((BA_DINH, 1000), (NGOC_HA, 300)):
            area = await area_by_code(session, code, MONDAY)
            assert area is not None
            ids[area.name] = DenominatorRow(area.id, 2026, "MT1.1", value, "phường")
        await put_denominators(session, ids.values(), village.clock.at)
    await village.at(NEXT_MONDAY, "08:00")
    overview = next(one.payload["chart"] for one in await written(village, "chart") if "đến 22/11" in str(one.payload))
    bars = {bar["label"]: (bar["shown"], bar["mark"]) for bar in overview["body"]["bars"]}
    async with village.db.begin() as session:
        target = next(one for one in await targets(session, MONDAY) if one.code == "MT1.1")
    goal = milestone_of(target, 2026) / 100
    assert list(bars) == ["1. Phường Ba Đình", "2. Phường Ngọc Hà"]
    assert bars["2. Phường Ngọc Hà"][0] == f"{round(100 * 100 / (300 * goal))}%"  # 16 + … + 9 people
    assert all(abs(mark - 326 / 365) < 0.001 for _, mark in bars.values())
    assert overview["title"] == "1/2 nơi chậm so với chỉ tiêu năm"


async def test_the_number_of_questions_does_not_grow_with_the_communes(village: Village) -> None:
    async def statements(monday: date) -> int:
        village.clock.at = datetime.combine(monday, time(7, 29), ZONE)
        await village.clockwork.tick()
        with counted(village.db) as run:
            await village.at(monday, "07:31")
        return len(run)

    await everyone(village)
    one = await statements(NEXT_MONDAY)
    async with village.db.begin() as session:
        communes = select(Area.code).where(Area.kind == "commune", Area.valid_to.is_(None)).limit(5)
        codes = list(await session.scalars(communes))
    for code in codes:
        await village.person(f"Hà {code}", "officer", code)
        await village.person(f"Hoa {code}", area=code)
        await talk(village, f"Hoa {code}", NEXT_MONDAY)
    six = await statements(NEXT_MONDAY + timedelta(days=7))
    assert six <= one + 2 * len(codes)  # each area is looked up; nothing else is asked for each


# --- on demand --------------------------------------------------------------------------------------------------------


async def test_a_week_can_be_seen_at_any_time(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock) as stage:
        officer, lan = await stage.person("Hà", "officer"), await stage.person("Lan")
        await lan.says("/ghi")
        seen = await officer.says("/tuan")
        assert seen.text.startswith("📊 Tuần 9–15/11 · Phường Ba Đình")
        assert "Tuần 16–22/11" in (await officer.taps("Tuần sau đó")).text
        assert "Tuần sau đó" not in "".join(officer.screen.labels)
        enclosed = await officer.papers(3)  # the file of the one, the picture and the file of the other
        assert [one.file_name is None for one in enclosed] == [False, True, False]
        assert "🌼 Tuần 16–22/11" in (await lan.says("/tuannay")).text
        assert "Tuần 9–15/11" in (await lan.taps("Tuần trước đó")).text
