"""The whole program put together: database, messengers, turns, delivery, clock."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Sequence

from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.adding import EVERY, add_up
from bot.announcing import Announcer
from bot.budget import Budget
from bot.channels import Channel
from bot.clock import Clock, SystemClock, local_date
from bot.clockwork import Clockwork
from bot.delivery import Delivery
from bot.flood import MOST_AT_ONCE
from bot.http import PaperDesk, Webhook, make_app, serve
from bot.leader import Leader
from bot.links import Links
from bot.messengers import Messenger, TokenRefused, telegram_messenger
from bot.nightly import tidy
from bot.settings import Settings
from bot.tasks import Tasks
from bot.telegram import Telegram
from bot.turns import Turns
from bot.zalo.channel import Zalo
from bot.zalo.messenger import zalo_messenger
from db.catalogue import catalogue
from db.engine import Db, engine_of, open_db
from db.migrate import migrate

log = logging.getLogger(__name__)


class App:
    """One process of the notebook. `run` returns when it is told to stop, or raises when a part of it failed.

    It serves every messenger that has a token; `channels` stand in for those that it would make for them.
    """

    def __init__(
        self,
        settings: Settings,
        db: Db,
        clock: Clock,
        *channels: Channel,
        most_at_once: int | None = MOST_AT_ONCE,
    ) -> None:
        """`most_at_once`: messages that a chat may send at once, as bot/flood.py understands it; None: no limit."""
        self._settings = settings
        self._db = db
        self._clock = clock
        self._tasks = Tasks()
        self._leader = Leader(db)
        secret, origin = settings.secret_key.get_secret_value(), settings.public_origin
        self._links = Links(origin, secret, clock) if origin and secret else None
        self._messengers = messengers(settings, channels, self._links)
        self._refused = 0
        by_name = {messenger.channel.name: messenger.channel for messenger in self._messengers}
        budget = Budget(by_name.values(), settings.zone)
        self._delivery = Delivery(db, by_name, clock, self._leader, secret=secret, count=budget.count)
        self.clockwork = Clockwork(db, by_name, clock, settings.zone, self._leader, budget)
        self.announcer = Announcer(db, by_name, clock, settings.zone, self._leader, budget)
        self._turns = Turns(
            db,
            clock,
            settings.zone,
            secret,
            settings.language,
            self._delivery.offer,
            most_at_once,
        )
        self._turns.channels = by_name.values()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        """Everything started; stopped at the end. Yields the tasks, whose `failed` tells that one of them broke."""
        await self._refresh()
        scheduler = self._ticks()
        runner = None
        wanted = [self._links, *(messenger.hook for messenger in self._messengers)]
        if self._settings.http_port is not None or any(wanted):
            runner = await self._listen()
        self._delivery.start(self._tasks)
        fetching = self._tasks.start(self._fetch(), "fetching")
        scheduler.start()
        try:
            yield self._tasks
        finally:
            scheduler.shutdown(wait=False)
            await self._tasks.end(fetching)
            await self._delivery.finish()
            if runner is not None:  # not before: a messenger may be fetching a paper that is on the wire
                await runner.cleanup()
            await self._tasks.stop()
            await self._leader.resign()
            for messenger in self._messengers:
                await messenger.close()

    async def run(self) -> None:
        """Runs until SIGINT or SIGTERM."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        async with self.running() as tasks:
            tasks.start(_set_after(tasks.failed, stop), "watch")
            await stop.wait()
            if tasks.failed.is_set():
                raise SystemExit("a part of the program failed; see the log")

    async def _fetch(self) -> None:
        """As the leader, gets updates from every messenger, side by side, and announces what is to be announced."""
        await self._leader.lead()
        await self._delivery.catch_up()
        self._tasks.start(self.announcer.run(), "announcing")
        await asyncio.gather(*map(self._fetch_from, self._messengers))

    async def _fetch_from(self, messenger: Messenger) -> None:
        """A messenger that does not accept us must not silence the others; if it is the last one, the program ends."""
        try:
            await messenger.fetch(self._turns)
        except TokenRefused as refusal:
            self._refused += 1
            if self._refused == len(self._messengers):
                raise
            log.error("%s is not accepted: that messenger stands still until it is put right", refusal)

    async def _listen(self) -> web.AppRunner:
        webhooks = [Webhook(one.channel, self._turns, one.hook) for one in self._messengers if one.hook]
        papers = PaperDesk(self._db, self._links, self._settings.secret_key.get_secret_value()) if self._links else None
        app = make_app(self._db, webhooks, papers)
        runner, port = await serve(app, self._settings.http_host, self._settings.http_port or 8081)
        log.info("listening on port %s", port)
        return runner

    def _ticks(self) -> AsyncIOScheduler:
        """The few regular jobs. They are kept in memory: what is due is always asked of the tables."""
        scheduler = AsyncIOScheduler(
            timezone=self._settings.zone,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_job(self._refresh, "interval", minutes=1)
        scheduler.add_job(self.clockwork.tick, "interval", minutes=1)
        scheduler.add_job(self._add_up, "interval", seconds=EVERY)
        scheduler.add_job(self._tidy, "cron", hour=3)
        return scheduler

    async def _refresh(self) -> None:
        """Takes over what an import changed in the catalogue."""
        async with self._db() as session:
            self._turns.catalogue = await catalogue(session, local_date(self._clock.now(), self._settings.zone))

    async def _add_up(self) -> None:
        await add_up(self._db, leads=self._leader.leading)

    async def _tidy(self) -> None:
        if self._leader.leading:  # the one that stands by need not do it, too
            await tidy(self._db, self._clock.now(), self._settings.zone)


def messengers(settings: Settings, channels: Sequence[Channel] = (), links: Links | None = None) -> list[Messenger]:
    """The messengers that have a token. A new one is a line here. ValueError when there is none."""
    telegram = next((channel for channel in channels if isinstance(channel, Telegram)), None)
    zalo = next((channel for channel in channels if isinstance(channel, Zalo)), None)
    made: list[Messenger | None] = [telegram_messenger(settings, telegram), zalo_messenger(settings, zalo, links)]
    configured = [messenger for messenger in made if messenger is not None]
    if not configured:
        raise ValueError("a messenger needs its token")
    return configured


async def _set_after(first: asyncio.Event, then: asyncio.Event) -> None:
    await first.wait()
    then.set()


async def serve_messenger(settings: Settings) -> None:
    """`run` with a token: migrates SQLite by itself, then serves until stopped."""
    db = open_db(settings.database_url)
    try:
        if engine_of(db).dialect.name == "sqlite":
            await migrate(db)
        await App(settings, db, SystemClock()).run()
    finally:
        await engine_of(db).dispose()
