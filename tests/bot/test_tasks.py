"""The owner of background tasks."""

import asyncio
import logging

import pytest

from bot.tasks import Tasks


async def test_a_task_that_fails_is_logged_by_its_name_and_told(caplog: pytest.LogCaptureFixture) -> None:
    async def break_down() -> None:
        raise RuntimeError

    tasks = Tasks()
    tasks.start(break_down(), "the breaking one")
    await asyncio.wait_for(tasks.failed.wait(), 1)
    assert [(r.levelno, r.getMessage()) for r in caplog.records] == [(logging.ERROR, "task the breaking one failed")]


async def test_stopping_cancels_what_runs_and_waits_for_its_end() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    tasks = Tasks()
    for n in range(3):
        tasks.start(work(), f"work {n}")
    await asyncio.sleep(0)
    await tasks.stop()
    assert ended == [True] * 3
    assert not tasks.failed.is_set()
