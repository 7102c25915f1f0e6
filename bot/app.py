"""The whole program put together: database, channel, turns, delivery, clock."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator

from aiogram.methods import SetWebhook
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, SystemClock, local_date
from bot.delivery import Delivery
from bot.http import Webhook, make_app, serve
from bot.leader import Leader
from bot.polling import patiently, poll
from bot.settings import Settings
from bot.tasks import Tasks
from bot.telegram import UPDATES, Telegram, make_bot
from bot.turns import Turns
from db.catalogue import topics
from db.engine import Db, empty_log, engine_of, open_db
from db.messages import forget_old
from db.migrate import migrate

log = logging.getLogger(__name__)


class App:
    """One process of the notebook. `run` returns when it is told to stop, or raises when a part of it failed."""

    def __init__(self, settings: Settings, db: Db, clock: Clock, channel: Telegram | None = None) -> None:
        self._settings = settings
        self._db = db
        self._clock = clock
        self._tasks = Tasks()
        self._leader = Leader(db)
        self._telegram = channel or telegram(settings)
        secret = settings.secret_key.get_secret_value()
        self._delivery = Delivery(db, {self._telegram.name: self._telegram}, clock, self._leader, secret=secret)
        self._turns = Turns(
            db,
            clock,
            settings.zone,
            secret,
            settings.language,
            self._delivery.offer,
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        """Everything started; stopped at the end. Yields the tasks, whose `failed` tells that one of them broke."""
        await self._refresh()
        scheduler = self._ticks()
        runner = None
        if self._settings.telegram_webhook_url or self._settings.http_port is not None:
            runner = await self._listen()
        self._delivery.start(self._tasks)
        fetching = self._tasks.start(self._fetch(), "fetching")
        scheduler.start()
        try:
            yield self._tasks
        finally:
            scheduler.shutdown(wait=False)
            await self._tasks.end(fetching)
            if runner is not None:
                await runner.cleanup()
            await self._delivery.finish()
            await self._tasks.stop()
            await self._leader.resign()
            await self._telegram.bot.session.close()

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
        """As the leader, gets updates the way that is configured."""
        await self._leader.lead()
        await self._delivery.catch_up()
        bot = self._telegram.bot
        if self._settings.telegram_webhook_url:
            url, secret = self._settings.telegram_webhook_url, self._settings.webhook_secret
            await patiently(bot, SetWebhook(url=url, secret_token=secret, allowed_updates=UPDATES))
            return
        await poll(self._telegram, self._turns)

    async def _listen(self) -> web.AppRunner:
        webhook = Webhook(self._telegram, self._turns, self._settings.webhook_secret)
        url = self._settings.telegram_webhook_url
        app = make_app(self._db, webhook if url else None, url)
        runner, port = await serve(app, "0.0.0.0", self._settings.http_port or 8081)
        log.info("listening on port %s", port)
        return runner

    def _ticks(self) -> AsyncIOScheduler:
        """The few regular jobs. They are kept in memory: what is due is always asked of the tables."""
        scheduler = AsyncIOScheduler(
            timezone=self._settings.zone,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_job(self._refresh, "interval", minutes=1)
        scheduler.add_job(self._tidy, "cron", hour=3)
        return scheduler

    async def _refresh(self) -> None:
        """Takes over what an import changed in the catalogue."""
        async with self._db() as session:
            self._turns.topics = await topics(session, local_date(self._clock.now(), self._settings.zone))

    async def _tidy(self) -> None:
        async with self._db.begin() as session:
            await forget_old(session, self._clock.now())
        await empty_log(self._db)


def telegram(settings: Settings) -> Telegram:
    """The Telegram channel as it is configured. ValueError without a token."""
    if settings.telegram_bot_token is None:
        raise ValueError("a channel needs its token")
    return Telegram(make_bot(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url))


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
