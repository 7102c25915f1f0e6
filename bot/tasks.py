"""The one owner of background tasks: whatever runs beside the main line is started, watched and stopped here."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Tasks:
    """A set of running tasks. When one fails it is logged, and `failed` is set so that the process can stop."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self.failed = asyncio.Event()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
        """Starts `work` in the background under a name that logs show."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task %s failed", task.get_name(), exc_info=error)
            self.failed.set()

    async def end(self, task: "asyncio.Task[None]") -> None:
        """Cancels one task and waits until it has ended."""
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def stop(self) -> None:
        """Cancels what still runs and waits until all of it has ended."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def to_its_end(work: Coroutine[Any, Any, None], within: float) -> None:
    """Awaits `work`. Cancelled meanwhile, it lets the work come to its end first, for `within` seconds at most."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=within)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
