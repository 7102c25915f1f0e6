"""Charts on Zalo, which takes pictures by their address."""

from aiohttp import ClientSession

from bot.charts import picture
from bot.clock import FixedClock
from bot.links import Links
from bot.sandbox.zalo.server import ZaloServer
from bot.zalo.channel import Zalo
from bot.zalo.client import Client
from db.engine import Db
from db.messages import UNASKED, put
from handlers.charts import Bar, Chart, Ranking, chart_to_json
from handlers.screens import Screen
from locales import language
from tests.bot.zalo.conftest import LAN

CHART = Chart("tuan-47", "Kim Liên dẫn đầu", "16–22/11/2026", Ranking((Bar("Kim Liên", 3, "3"),)))


async def send(db: Db, clock: FixedClock, client: Client, chat: str, links: Links | None) -> int:
    payload = {"chart": chart_to_json(CHART)}
    async with db.begin() as session:
        letter = await put(session, "zalo", chat, "chart", "1.0", UNASKED, payload, clock.now())
    assert letter is not None
    await Zalo(client, links=links).send(chat, {**payload, "letter": letter.id}, picture(CHART))
    return letter.id


async def test_a_chart_is_a_picture_over_its_title(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links, http: ClientSession
) -> None:
    letter = await send(db, clock, client, lan, links)
    (message,) = zalo.messages(LAN)
    assert message.text == "Kim Liên dẫn đầu\n16–22/11/2026"
    assert message.photo is not None
    assert message.photo.data == picture(CHART)
    async with http.get(links.to(letter, "png")) as reply:
        assert (reply.status, reply.headers["Content-Type"]) == (200, "image/png")
        assert await reply.read() == picture(CHART)
    for ending in ("pdf", "xlsx"):
        async with http.get(links.to(letter, ending)) as reply:
            assert reply.status == 404


async def test_a_picture_that_zalo_cannot_use_is_a_link(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str, links: Links
) -> None:
    zalo.faults.answer("sendPhoto", 400)
    letter = await send(db, clock, client, lan, links)
    (message,) = zalo.messages(LAN)
    assert message.text.splitlines() == ["Kim Liên dẫn đầu", "16–22/11/2026", links.to(letter, "png")]


async def test_without_a_server_of_ours_the_text_stands_alone(
    db: Db, clock: FixedClock, client: Client, zalo: ZaloServer, lan: str
) -> None:
    await send(db, clock, client, lan, None)
    assert zalo.messages(LAN) == []
    (page,) = Zalo(client).pages(Screen("Đây ạ.", charts=(CHART,)), language("vi"))
    assert page.text == "Đây ạ."
