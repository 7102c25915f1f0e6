"""The owner of background tasks."""

import asyncio
import logging

import pytest

from bot.tasks import Tasks, to_its_end


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


async def test_work_that_must_end_well_ends_before_a_cancellation_goes_on() -> None:
    go, ended = asyncio.Event(), []

    async def work() -> None:
        await go.wait()
        ended.append(1)

    tasks = Tasks()
    task = tasks.start(to_its_end(work(), 5), "work")
    await asyncio.sleep(0)
    ending = asyncio.gather(tasks.end(task))
    done, _ = await asyncio.wait([ending], timeout=0.05)
    assert not done
    go.set()
    await ending
    assert ended == [1]
    assert task.cancelled()


async def test_work_that_does_not_end_is_given_up_in_the_end() -> None:
    tasks = Tasks()
    task = tasks.start(to_its_end(asyncio.sleep(60), 0.05), "work")
    await asyncio.sleep(0)
    await asyncio.wait_for(tasks.end(task), 5)
    assert task.cancelled()


async def test_what_goes_wrong_in_work_is_told_at_once() -> None:
    async def work() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await to_its_end(work(), 5)
