"""Around the phones: who has one, which are open, the clock, the connection, the language."""

from datetime import datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from bot.clock import MovableClock
from bot.sandbox.server import Sandbox
from tests.bot.page.script import DUC, HANOI, LAN, Script, bubbles, phone

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_unknown_phone_is_added_and_opens(page: Page, sandbox: Sandbox, script: Script) -> None:
    await page.get_by_role("button", name="Thêm điện thoại").click()
    await page.get_by_role("textbox", name="Tên chủ máy").fill("Bác Hoà")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Điện thoại của Bác Hoà")).to_be_visible()
    await page.keyboard.insert_text("ABC-123")
    await page.keyboard.press("Enter")
    assert await script.hears(sandbox.phones[-1].id) == "ABC-123"


async def test_a_message_to_a_closed_phone_is_counted(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(DUC, "chào")
    await script.says("Bản tin", phone=DUC)
    person = page.get_by_role("button", name="Phạm Văn Đức Cán bộ dân số 1 tin chưa đọc")
    await person.click()
    await expect(bubbles(page, DUC)).to_have_text(["chào", "Bản tin"])
    await expect(page.locator(".badge:visible")).to_have_count(0)


async def test_the_clock_is_shown_and_moved(page: Page, sandbox: Sandbox) -> None:
    clock = page.get_by_role("region", name="Đồng hồ diễn tập")
    await expect(clock).to_contain_text("19:02 Thứ Bảy, 21/11/2026")
    await clock.get_by_role("button", name="+1 giờ").click()
    await expect(clock).to_contain_text("20:02 Thứ Bảy, 21/11/2026")
    await clock.get_by_role("button", name="+1 ngày").click()
    await expect(clock).to_contain_text("20:02 Chủ Nhật, 22/11/2026")
    await clock.get_by_role("button", name="đến thứ Hai").click()
    await expect(clock).to_contain_text("07:30 Thứ Hai, 23/11/2026")
    await clock.get_by_role("button", name="Tua đồng hồ").click()
    await clock.get_by_label("Tua thêm").fill("45")
    await clock.get_by_role("button", name="Tua", exact=True).click()
    await expect(clock).to_contain_text("08:15")
    await expect(page.get_by_role("status").first).to_have_text("Bây giờ là 08:15, Thứ Hai, 23/11/2026.")
    sandbox.say(LAN, "chào")
    await expect(phone(page).locator(".foot")).to_have_text("08:15")
    await expect(phone(page).locator(".day")).to_have_text("Thứ Hai, 23/11/2026")


class Plan:
    """What happens of itself in a sandbox: something in three hours, and nothing after."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._event: datetime | None = clock.now() + timedelta(hours=3)

    async def next_event(self) -> datetime | None:
        return self._event

    async def pass_to(self, until: datetime) -> None:
        self._clock.move(until - self._clock.now())
        self._event = None


async def test_the_clock_goes_to_the_next_event_while_there_is_one(page: Page, sandbox: Sandbox) -> None:
    assert isinstance(sandbox.clock, MovableClock)
    sandbox.let_happen(Plan(sandbox.clock))
    clock = page.get_by_role("region", name="Đồng hồ diễn tập")
    await clock.get_by_role("button", name="tin kế tiếp").click()
    await expect(clock).to_contain_text("22:02 Thứ Bảy, 21/11/2026")
    await clock.get_by_role("button", name="tin kế tiếp").click()
    await expect(page.get_by_role("status").first).to_have_text("40 ngày tới trợ lý chưa có gì để tự nhắn.")
    await expect(clock).to_contain_text("22:02 Thứ Bảy, 21/11/2026")


@pytest.mark.parametrize(
    ("local", "minutes"),
    [("2026-11-23T07:29", 1), ("2026-11-23T07:30", 7 * 1440), ("2026-11-22T07:30", 1440), ("2026-11-24T00:00", 9090)],
)
async def test_the_way_to_the_next_monday(local: str, minutes: int, page: Page) -> None:
    instant = datetime.fromisoformat(local).replace(tzinfo=HANOI).timestamp() * 1000
    check = "async at => (await import('/page/clock.js')).minutesToMonday(at)"
    assert await page.evaluate(check, instant) == minutes


async def test_a_reload_keeps_the_phones_and_their_chats(page: Page, sandbox: Sandbox, script: Script) -> None:
    await page.locator(".person", has_text="Phạm Văn Đức").click()
    sandbox.say(LAN, "một")
    await script.says("hai")
    await expect(bubbles(page)).to_have_text(["một", "hai"])
    await page.reload()
    await expect(bubbles(page)).to_have_text(["một", "hai"])
    await expect(phone(page, DUC)).to_be_visible()


async def test_a_broken_connection_loses_and_doubles_nothing(page: Page, sandbox: Sandbox, script: Script) -> None:
    sandbox.say(LAN, "một")
    await script.says("hai")
    await expect(bubbles(page)).to_have_text(["một", "hai"])
    port = int(sandbox.url.rpartition(":")[2])
    await sandbox.stop()
    await expect(page.locator("#notice")).to_have_text("Mất kết nối với máy chủ. Đang nối lại…")
    sandbox.say(LAN, "ba")
    await sandbox.start(port)
    await expect(bubbles(page)).to_have_text(["một", "hai", "ba"])
    await expect(page.locator("#notice")).to_be_empty()
    sandbox.say(LAN, "bốn")
    await expect(bubbles(page)).to_have_text(["một", "hai", "ba", "bốn"])


async def test_as_many_phones_are_shown_as_fit(page: Page) -> None:
    for person in (await page.locator(".person").all())[1:]:
        await person.click()
    await expect(page.locator(".phone:visible")).to_have_count(3)
    await page.set_viewport_size({"width": 1700, "height": 900})
    await expect(page.locator(".phone:visible")).to_have_count(4)
    await page.set_viewport_size({"width": 360, "height": 640})
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await page.get_by_role("button", name="Về danh sách điện thoại").click()
    await expect(page.locator(".person:visible")).to_have_count(5)


async def test_both_languages_say_everything_and_the_choice_is_kept(page: Page) -> None:
    read = "async () => Object.values((await import('/page/words.js')).WORDS).map(Object.keys)"
    vietnamese, english = await page.evaluate(read)
    assert vietnamese == english
    await page.get_by_role("button", name="English").click()
    await expect(phone(page).get_by_role("button", name="Start")).to_be_visible()
    await page.reload()
    await expect(phone(page).get_by_role("button", name="Start")).to_be_visible()
