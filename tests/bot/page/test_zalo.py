"""A phone with Zalo on the page: another messenger beside the others, with neither buttons nor a menu of commands."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Locator, Page, expect

from bot.sandbox.server import Sandbox
from bot.sandbox.zalo.phones import FIRST_PHONE
from bot.zalo.client import Client
from tests.bot.page.script import LAN, bubbles, phone, png

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOA = FIRST_PHONE


@pytest_asyncio.fixture(loop_scope="module")
async def zalo(sandbox: Sandbox) -> AsyncIterator[Client]:
    client = Client(sandbox.zalo.token, sandbox.zalo_url)
    yield client
    await client.close()


async def with_a_zalo_phone(page: Page) -> Locator:
    """Adds a phone by the page's own dialog; returns it."""
    await page.get_by_role("button", name="Thêm điện thoại").click()
    await page.get_by_label("Tên chủ máy").fill("Đỗ Thị Hoa")
    await page.get_by_label("Nhắn tin qua").select_option("zalo")
    await page.get_by_role("button", name="Thêm", exact=True).click()
    hoa = phone(page, HOA)
    await expect(hoa).to_be_visible()
    return hoa


async def test_a_phone_with_zalo_says_so_and_has_neither_commands_nor_buttons(page: Page) -> None:
    hoa = await with_a_zalo_phone(page)
    await expect(hoa.locator(".partner .messenger")).to_have_text("Zalo")
    await expect(page.locator(".person", has_text="Đỗ Thị Hoa").locator(".messenger")).to_be_visible()
    await expect(hoa.locator(".commands-button")).to_be_hidden()
    other = page.locator(".person", has_text="Nguyễn Thị Lan")
    await expect(other.locator(".messenger")).to_be_hidden()
    await expect(phone(page, LAN).locator(".commands-button")).to_be_visible()
    colours = [
        await one.locator(".partner").evaluate("element => getComputedStyle(element).backgroundColor")
        for one in (hoa, phone(page, LAN))
    ]
    assert colours[0] != colours[1]


async def test_a_conversation_on_zalo(page: Page, sandbox: Sandbox, zalo: Client) -> None:
    hoa = await with_a_zalo_phone(page)
    await hoa.get_by_role("button", name="Bắt đầu").click()
    event = await zalo.call("getUpdates", timeout="5")
    assert event["message"]["text"] == "Xin chào"
    chat = event["message"]["chat"]["id"]
    text = "Chào Hoa!\n\n1. Ghi\n2. Xem: https://example.vn/phieu"
    await zalo.call("sendMessage", chat_id=chat, text=text)
    await expect(bubbles(page, HOA).last).to_have_text(text)
    await expect(bubbles(page, HOA).last.get_by_role("link")).to_have_count(1)
    await hoa.locator("textarea").fill("/1")
    await hoa.locator("textarea").press("Enter")
    assert (await zalo.call("getUpdates", timeout="5"))["message"]["text"] == "/1"
    await expect(bubbles(page, HOA).last.get_by_role("button")).to_have_count(0)
    await page.reload()
    await expect(bubbles(page, HOA)).to_have_count(3)


async def test_a_picture_by_its_address_is_shown(page: Page, sandbox: Sandbox, zalo: Client) -> None:
    hoa = await with_a_zalo_phone(page)
    app = web.Application()

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=png(90, 150), content_type="image/png")

    app.router.add_get("/p.png", picture)
    sandbox.zalo.say(HOA, "phiếu")
    chat = sandbox.zalo.world.chat(HOA).phone.user_id
    async with TestServer(app) as server:
        await zalo.call("sendPhoto", chat_id=chat, photo=str(server.make_url("/p.png")), caption="Phiếu GT-7F3KQ2")
    image = hoa.locator(".picture img")
    await expect(image).to_have_js_property("naturalWidth", 90)
    box = await image.bounding_box()
    assert box is not None
    assert box["height"] / box["width"] == pytest.approx(150 / 90, rel=0.02), "the picture is not shown whole"
    await expect(hoa.locator(".message .text").last).to_have_text("Phiếu GT-7F3KQ2")


async def test_who_blocks_the_bot_on_zalo_hears_nothing(page: Page, sandbox: Sandbox, zalo: Client) -> None:
    hoa = await with_a_zalo_phone(page)
    sandbox.zalo.say(HOA, "xin chào")
    await hoa.get_by_role("button", name=re.compile("Tuỳ chọn")).click()
    await hoa.get_by_role("switch").click()
    await expect(hoa.locator(".blocked")).to_be_visible()
    assert sandbox.zalo.world.chat(HOA).phone.blocked
    await hoa.get_by_role("button", name="Bỏ chặn").click()
    await expect(hoa.locator(".composer")).to_be_visible()
    assert not sandbox.zalo.world.chat(HOA).phone.blocked
