"""What a record costs on Zalo, where 3,000 messages a month are free. docs/zalo.md quotes the figures from here.

The bot's messages count, the person's do not. Each answer is one message; a referral's slip is one more.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from db.engine import Db
from tests.stage import Stage, StagePhone, staged

GUIDE = Path(__file__).parents[3] / "docs" / "zalo.md"
MOST_FOR_NEW, MOST_FOR_REPEATED = 6, 3


@dataclass(frozen=True)
class Log:
    """Something logged by typing `words`, one message after the other; `papers` follow the last answer, `most` bounds
    the bot's messages."""

    title: str
    words: tuple[str, ...]
    most: int
    papers: int = 0
    days: int = 0
    """Days that have passed since the one before."""


CLIENT = ("/khach", "khách hàng mới", "nữ", "1985", "cả ba", "nói", "lưu")
LOGS = (
    Log("a talk", ("menu", "truyền thông", "thăm hộ", "1", "5", "lưu"), MOST_FOR_NEW),
    Log("a talk, like last time", ("menu", "như lần trước", "lưu"), MOST_FOR_REPEATED, days=1),
    Log(
        "products to one person", ("menu", "phát sản phẩm", "bcs", "20 cái", "miễn phí", "không mã, 1 người", "lưu"), 7
    ),
    Log("products, once more", ("menu", "phát như trước", "lưu"), MOST_FOR_REPEATED, days=1),
    Log("a referral", ("menu", "giới thiệu khám", "ctc", "{client}", "không", "1", "lưu"), 8, papers=1),
    Log("a referral, once more", ("menu", "giới thiệu lại", "{client}", "không", "lưu"), 6, papers=1, days=1),
    Log("a follow-up", ("menu", "cần theo dõi", "1", "đã khám"), 4, days=8),
    Log("a free sentence", ("hôm qua tư vấn cho 3 chị về khhgđ, phát 10 tờ rơi", "lưu"), 2),
    Log("a free sentence, several records", ("tư vấn 4 chị về khhgđ, cấp miễn phí 20 bcs", "2", "4", "lưu"), 4),
    Log("the pill for a client", ("/phat", "thuốc tránh thai", "1 vỉ", "miễn phí", "{client}", "lưu"), MOST_FOR_NEW),
    Log("the next supply, when it runs out", ("menu", "sắp hết", "{client}", "lưu"), 4, days=26),
)


async def cost(stage: Stage, phone: StagePhone, log: Log, client: str) -> int:
    """The bot's messages for an entry."""
    stage.clock.at += timedelta(days=log.days)
    before = stage.sandbox.zalo.sent_this_month
    held = len(await phone.papers(0))
    for words in log.words:
        await phone.says(words.format(client=client))
    assert "✅" in phone.screen.text, f"{log.title}: {phone.screen.text}"
    await phone.papers(held + log.papers)
    return stage.sandbox.zalo.sent_this_month - before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_few_messages_are_needed_and_the_guide_quotes_how_many(db: Db, clock: FixedClock) -> None:
    async with staged(db, clock, typed=True) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        for words in CLIENT:
            await phone.says(words)
        found = re.search(r"KH-[A-Z2-9]{4}", phone.screen.text)
        assert found is not None
        costs = {log.title: await cost(stage, phone, log, found[0]) for log in LOGS}
    table = "\n".join(f"| {log.title} | {costs[log.title]} | {len(log.words)} |" for log in LOGS)
    print(table)
    assert [log.title for log in LOGS if costs[log.title] > log.most] == []
    assert table in GUIDE.read_text(encoding="utf-8")
