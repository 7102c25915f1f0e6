"""Sheets on Zalo, which takes no files: a link that nobody can guess, or words where there is no server of ours."""

from datetime import timedelta

from aiohttp import ClientSession
from yarl import URL

from bot.clock import FixedClock
from bot.links import LASTS, Links
from bot.reports import pdf
from bot.sandbox.zalo.server import ZaloServer
from bot.sheets import MEDIA_TYPE, workbook
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from db.engine import Db
from db.messages import UNASKED, put
from handlers.reports import Report, report_to_json
from handlers.screens import Screen, Sheet, Table, sheet_to_json
from locales import language
from tests.bot.zalo.conftest import LAN

SHEET = Sheet("du-lieu", "Dữ liệu của tôi", (Table("Về tôi", ("Mục", "Đang lưu"), (("Tên", "Lan"),)),))


async def send(db: Db, clock: FixedClock, client: Client, chat: str, links: Links | None) -> None:
    payload = {"sheet": sheet_to_json(SHEET)}
    async with db.begin() as session:
        letter = await put(session, "zalo", chat, "sheet", "1.0", UNASKED, payload, clock.now())
    assert letter is not None
    await Zalo(client, links=links).send(chat, {**payload, "letter": letter.id}, b"")


async def test_a_sheet_is_a_title_and_a_link_to_its_file(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    await send(db, clock, client, lan, links)
    (message,) = zalo.messages(LAN)
    title, link = message.text.splitlines()
    assert title == "Dữ liệu của tôi"
    async with http.get(link) as reply:
        assert (reply.status, reply.headers["Content-Type"]) == (200, MEDIA_TYPE)
        assert 'filename="du-lieu.xlsx"' in reply.headers["Content-Disposition"]
        assert await reply.read() == workbook(SHEET)


async def test_a_report_is_a_title_and_a_link_to_print_it_from(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    report = Report("bao-cao", "Phường Ba Đình", "Báo cáo tháng 10/2026", "", ())
    payload = {"report": report_to_json(report)}
    async with db.begin() as session:
        letter = await put(session, "zalo", lan, "report", "1.0", UNASKED, payload, clock.now())
    assert letter is not None
    await Zalo(client, links=links).send(lan, {**payload, "letter": letter.id}, b"")
    (message,) = zalo.messages(LAN)
    title, link = message.text.splitlines()
    assert title == "Báo cáo tháng 10/2026"
    async with http.get(link) as reply:
        assert (reply.status, reply.headers["Content-Type"]) == (200, "application/pdf")
        assert await reply.read() == pdf(report)


async def test_the_link_shows_nothing_else_and_ends(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    await send(db, clock, client, lan, links)
    (message,) = zalo.messages(LAN)
    link = message.text.splitlines()[1]
    for other in (link.replace(".xlsx", ".png"), links.to(1, "pdf"), link.replace("-", "0-", 1)):
        async with http.get(URL(other, encoded=True)) as reply:
            assert reply.status == 404
    clock.at += LASTS + timedelta(seconds=1)
    async with http.get(link) as reply:
        assert reply.status == 404


async def test_without_a_server_of_ours_the_text_says_where_the_file_can_be_had(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str
) -> None:
    await send(db, clock, client, lan, None)
    assert zalo.messages(LAN) == []
    (page,) = Zalo(client).pages(Screen("Tệp đây ạ.", sheets=(SHEET,)), language("vi"))
    assert (
        page.text == "Tệp đây ạ.\n\nỞ đây chưa gửi được tệp. Anh/chị lấy tệp trên Telegram, hoặc nhờ cán bộ dân số nhé."
    )
