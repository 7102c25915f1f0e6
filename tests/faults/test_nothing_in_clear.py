"""After a month in which numbers were typed at every question and hints given: neither is anywhere in clear, not in the
database, on the disk or in any log."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

import pytest
from sqlalchemy import delete, func, select

from bot.clock import FixedClock
from db.clients import ClientRow
from db.distributions import Distribution
from db.engine import Db, empty_log
from db.messages import Outgoing, put
from db.records import Revision
from db.referrals import Referral
from db.talks import Talk
from tests.conftest import NOON
from tests.dumps import dump, numbers_in, readable, words_in
from tests.stage import Seen, Stage, StagePhone, staged

TYPED = {
    "0912345678": "912345678",
    "0387 654 321": "387654321",
    "+84 903 112 358": "903112358",
    "0 9 8 6 4 2 7 5 3 1": "986427531",
    "(024) 3826 4591": "2438264591",
    "0973582649": "973582649",
    "０３９４８１７２６５": "394817265",
    "001085012345": "001085012345",
    "038 192 007 461": "038192007461",
    "HN 4 01 01 22334455": "4010122334455",
    "gọi chị ấy theo số 0356.789.124 nhé": "356789124",
    "cccd 001-1-90-765432": "001190765432",
    "sđt 0845–123–987": "845123987",
}
"""What is typed, and the digits that must be nowhere."""
HINTS = ("cổng xanh cây khế", "nhà mái đỏ cuối ngõ", "bán xôi đầu chợ")
PLAIN = ("0912345678", "0973582649", "001085012345")
"""Those that could be read as quantities, and are typed at every question; of the others one is."""
COMMANDS = ("", "/khach", "/quen", "/phat", "/gioithieu", "/theodoi", "/so", "/camnang", "/ghi", "/start", "/9")
"""What a number may be typed after; the first is nothing, the last no command."""
ACTIONS_WITH_WORDS = (
    "clients", "find_client", "advice", "consents", "agree", "disagree", "open", "forget", "find_slip", "book", "told"
)  # fmt: skip
"""What a tampered button may carry words to."""
SAME = "ngõ hoa giấy số bảy"
"""A hint that two clients have, so that it names neither."""
NOTE = "hẹn buổi chiều sau giờ chợ"
"""Words that are kept in clear, as notes are: the search must find them."""


class Month:
    """A collaborator and her officer through a month. Whatever is asked, numbers are typed first.

    `repeated` are answers that said a number back.
    """

    def __init__(self, stage: Stage, hoa: StagePhone, officer: StagePhone) -> None:
        self.stage = stage
        self.hoa = hoa
        self.officer = officer
        self._numbers: Iterator[str] = cycle(TYPED)
        self.repeated: list[str] = []

    async def says_a_number(self, phone: StagePhone, before: str = "", typed: str | None = None) -> Seen:
        """Somebody types a number, the next one unless it is named, perhaps after other words."""
        typed = typed or next(self._numbers)
        digits = TYPED[typed]
        seen = await phone.says(f"{before} {typed}".strip())
        if numbers_in("\n".join([seen.text, *seen.labels, seen.toast or ""]), [digits]):
            self.repeated.append(seen.text)
        return seen

    async def fills_in(self, *answers: str) -> str:
        """Answers the questions of a form, each after numbers that answer none of them; returns the last screen."""
        for said in answers:
            asked = self.hoa.screen.text.splitlines()[-1]
            for typed in (*PLAIN, None):
                refused = await self.says_a_number(self.hoa, typed=typed)
                assert asked in refused.text, f"a number was taken where {said!r} was to be said: {refused.text}"
            await self.hoa.says(said)
        return self.hoa.screen.text

    def days_pass(self, days: int) -> None:
        self.stage.clock.at += timedelta(days=days)

    async def adds_client(self, year: str, hint: str, agreed: str = "đồng ý cả ba việc") -> str:
        await self.hoa.says("/khach")
        await self.hoa.says("khách hàng mới")
        code = str(re.findall(r"KH-\w{4}", await self.fills_in("nữ", year, agreed, "ký tên", "lưu"))[0])
        await self.hoa.says("thêm lời gợi nhớ")
        assert hint in await self.fills_in(hint)
        return code

    async def keeps_with_note(self) -> None:
        """Adds a note at the card and saves."""
        assert "✅" in await self.fills_in("ghi chú", NOTE, "lưu")
        self.stage.clock.at += timedelta(minutes=20)

    async def logs_talk(self) -> None:
        await self.hoa.says("/ghi")
        await self.fills_in("tư vấn", "người cao tuổi", "7")
        await self.keeps_with_note()

    async def gives_pills(self, whom: str) -> None:
        await self.hoa.says("/phat")
        await self.fills_in("viên uống tránh thai", "1 vỉ", "miễn phí", whom)
        await self.keeps_with_note()

    async def refers(self, *answers: str) -> None:
        await self.hoa.says("/gioithieu")
        await self.fills_in(*answers)
        await self.keeps_with_note()

    async def opens_the_newest(self) -> None:
        await self.hoa.says("/so tuần")
        await self.hoa.says("1")

    async def corrects_the_newest(self) -> None:
        await self.opens_the_newest()
        await self.hoa.says("sửa")
        assert "✅" in await self.fills_in("ghi chú", f"{NOTE}, sửa lại", "lưu")

    async def withdraws_the_newest(self) -> None:
        await self.opens_the_newest()
        await self.hoa.says("rút khỏi sổ")
        assert "🗑" in await self.fills_in("lý do khác", f"{NOTE} nên ghi lại", "lưu")


async def work(month: Month) -> None:
    """Four weeks of a collaborator's work, and her officer's."""
    hoa, officer = month.hoa, month.officer
    codes = [await month.adds_client(year, hint) for year, hint in zip(("1980", "1985", "1990"), HINTS, strict=True)]
    await month.logs_talk()
    await month.corrects_the_newest()
    month.days_pass(3)
    await month.gives_pills(HINTS[0])
    await month.gives_pills(codes[1])
    await month.corrects_the_newest()
    await month.refers("cổ tử cung", codes[0], "không có dấu hiệu nào", "chưa rõ")
    await month.refers("cổ tử cung", HINTS[2], "chảy máu sau mãn kinh", "chưa rõ")
    await month.corrects_the_newest()
    month.days_pass(8)

    await hoa.says("/theodoi")
    await hoa.says(codes[0])
    await month.says_a_number(hoa)
    assert "đã khám" in (await hoa.says("đã khám")).text
    await officer.says("/ketqua")
    await month.says_a_number(officer)
    await officer.says(f"/khach {codes[0]}")
    await month.says_a_number(officer)
    month.days_pass(5)

    for year in ("1960", "1961"):
        await month.adds_client(year, SAME)
    await hoa.says("/phat")
    await month.fills_in("bao cao su", "12 cái", "miễn phí")
    await hoa.says(SAME)
    await month.fills_in("không mã, 1 người")
    await month.keeps_with_note()
    await hoa.says(f"/khach {SAME}")
    await hoa.says(f"/khach {codes[1]}")
    await hoa.says("đồng ý")
    await month.says_a_number(hoa)
    await hoa.says(f"/khach {codes[1]}")
    await hoa.says("đồng ý")
    await hoa.says("rút đồng ý: nhắc hẹn")
    await month.says_a_number(hoa)
    await hoa.says("có")
    await hoa.says("hỏi thêm: nhắc hẹn")
    await month.fills_in("ghi âm")
    month.days_pass(5)

    await month.logs_talk()
    await month.withdraws_the_newest()
    await hoa.says("/saphet")
    await month.says_a_number(hoa)
    await hoa.says("/camnang")
    await month.says_a_number(hoa)
    await hoa.says(f"/quen {codes[2]}")
    await month.says_a_number(hoa)
    await hoa.says("có")
    for command in (
        "",
        "/khach",
        "/quen",
        "/phat",
        "/gioithieu",
        "/theodoi",
        "/so",
        "/camnang",
        "/ghi",
        "/start",
        "/9",
    ):
        for _ in range(2):
            await month.says_a_number(hoa, before=command)
            await hoa.says("huỷ")
    for said in ("hôm nay phát 2 hộp bao cao su cho chị", "tư vấn 5 người, gọi", "giới thiệu chị ấy khám vú, số"):
        await month.says_a_number(hoa, before=said)
        await hoa.says("huỷ")
    for action, digits in zip(ACTIONS_WITH_WORDS, cycle(TYPED.values())):
        await hoa.says("/menu")
        message, _ = hoa.button("trợ giúp")
        await hoa.taps_old((message, f"{action}:0{digits}"))
    await month.says_a_number(month.stage.stranger("Người lạ"))


async def test_after_a_month_no_number_that_was_typed_and_no_hint_is_anywhere_in_clear(
    db: Db, database_url: str, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with staged(db, clock) as stage:
        month = Month(stage, await stage.person("Nguyễn Thị Hoa"), await stage.person("Trịnh Thu Hà", "officer"))
        await work(month)
        kept = readable(await dump(db, database_url))
    assert words_in(kept, [NOTE]) == [NOTE], "the search finds not even what is kept in clear"
    assert await done(db) == {"talks": 2, "handed": 3, "referrals": 2, "revisions": 4, "clients": 5, "forgotten": 1}
    logged = "\n".join([caplog.text, *(record.getMessage() for record in caplog.records)])
    assert {record.name.partition(".")[0] for record in caplog.records} & {"aiogram", "bot"}, "nothing was logged"
    hints = [*HINTS, SAME]
    assert (words_in(kept, hints), words_in(logged, hints)) == ([], [])
    assert month.repeated == []
    assert (numbers_in(kept, TYPED.values()), numbers_in(logged, TYPED.values())) == ([], [])


async def done(db: Db) -> dict[str, int]:
    """How much was written down, so that no month is searched in which nothing happened."""
    async with db() as session:
        found = {
            "talks": await session.scalar(select(func.count(Talk.id))),
            "handed": await session.scalar(select(func.count(Distribution.id))),
            "referrals": await session.scalar(select(func.count(Referral.id))),
            "revisions": await session.scalar(select(func.count(Revision.id))),
            "clients": await session.scalar(select(func.count(ClientRow.id))),
            "forgotten": await session.scalar(select(func.count(ClientRow.forgotten_at))),
        }
    return {name: count or 0 for name, count in found.items()}


async def test_a_hint_that_is_typed_where_no_client_is_asked_for_is_not_kept_in_clear(
    db: Db, database_url: str, clock: FixedClock
) -> None:
    async with staged(db, clock) as stage:
        phone = await stage.person("Nguyễn Thị Hoa")
        month = Month(stage, phone, phone)
        await month.adds_client("1980", HINTS[0])
        await phone.says("/menu")
        await phone.says(HINTS[0])
        kept = readable(await dump(db, database_url))
    assert words_in(kept, HINTS) == []


async def test_a_hint_or_a_number_in_clear_would_be_found_in_any_spelling(
    db: Db, database_url: str, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    number, digits = "0912 345 678", "912345678"
    for leak in (HINTS[0], "CONG XANH, cay khe".replace(",", ""), number, "(0912)-345-678", "０９１２３４５６７８"):
        async with db.begin() as session:
            await put(session, "telegram", "1", "answer", leak, 0, {"screen": {"text": f"Gợi nhớ: {leak}"}}, NOON)
        kept = readable(await dump(db, database_url))
        assert words_in(kept, [HINTS[0]]) or numbers_in(kept, [digits])
        async with db.begin() as session:
            await session.execute(delete(Outgoing))
        await empty_log(db)
        kept = readable(await dump(db, database_url))
        assert not words_in(kept, [HINTS[0]])
        assert not numbers_in(kept, [digits])
    logging.getLogger("bot.turns").warning("typed: %s", number)
    assert numbers_in(caplog.text, [digits]) == [digits]
