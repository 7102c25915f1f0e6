"""Requests for stock: open until somebody has seen to them, and only the last one for the same goods."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Db
from db.scope import Scope
from db.stock_requests import ask_for_stock, close_request, wanted_stock
from tests.db.given import NOW, Somebody, somebody


async def ask(session: AsyncSession, who: Somebody, product: str, quantity: int, brand: str | None = None) -> int:
    return await ask_for_stock(
        session,
        person_id=who.id,
        area_id=who.area_id,
        product=product,
        brand=brand,
        quantity=quantity,
        unit="piece",
        now=NOW,
    )


async def test_a_request_is_open_until_it_is_closed_once_by_whoever_may_see_it(db: Db) -> None:
    hoa, lan = await somebody(db, "1"), await somebody(db, "2")
    async with db.begin() as session:
        request = await ask(session, hoa, "condom", 100)
        [one] = await wanted_stock(session, Scope.own(hoa.id))
        assert (one.id, one.name, one.product, one.quantity) == (request, "Nguyễn Thị Hoa", "condom", 100)
        assert not await wanted_stock(session, Scope.own(lan.id))
        assert not await close_request(session, Scope.own(lan.id), request, done_by=lan.id, now=NOW)
        assert await close_request(session, Scope.own(hoa.id), request, done_by=lan.id, now=NOW)
        assert not await close_request(session, Scope.own(hoa.id), request, done_by=lan.id, now=NOW)
        assert not await wanted_stock(session, Scope.own(hoa.id))


async def test_asking_again_for_the_same_goods_replaces_what_was_asked_for(db: Db) -> None:
    hoa = await somebody(db)
    async with db.begin() as session:
        await ask(session, hoa, "condom", 100)
        await ask(session, hoa, "condom", 20, "hello")
        await ask(session, hoa, "condom", 50)
        found = await wanted_stock(session, Scope.own(hoa.id))
        assert sorted((one.brand or "", one.quantity) for one in found) == [("", 50), ("hello", 20)]
