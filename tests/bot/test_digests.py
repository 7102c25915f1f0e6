"""Digests: what a week was, told on Friday to those who did it and on Monday to those who look after them."""

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from db.distributions import DISTRIBUTIONS
from db.engine import Db
from db.messages import Outgoing
from db.people import Grant
from db.talks import TALKS
from tests.conftest import ZONE
from tests.db.given import BA_DINH
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
