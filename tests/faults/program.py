"""The bot as its operators run it: `python -m bot run` in a process of its own, which a test may kill."""

import asyncio
import os
import sys
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
TOKEN = "123456:SANDBOX-do-not-tell"
"""Told apart from everything else that might stand in a log."""


class Program:
    """One `python -m bot COMMAND` at a time, in a folder of its own. What it writes on standard error is kept."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = {"SECRET_KEY": "a secret of the tests", **settings}
        self._log = folder / "log.txt"
        self._process: asyncio.subprocess.Process | None = None
        self.started_at = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def start(self, *arguments: str) -> None:
        """Starts the command (default: `run`) and returns at once."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *(arguments or ("run",)),
                cwd=self._folder,
                env={**kept, "PYTHONPATH": str(ROOT), **self._settings},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self.started_at = perf_counter()

    async def kill(self) -> None:
        """SIGKILL: no chance to clean up. It must not have ended by itself before."""
        process = self._running()
        assert process.returncode is None, f"it had ended by itself: {self.log[-2000:]}"
        process.kill()
        await process.communicate()

    async def stop(self) -> int:
        """SIGTERM; returns the exit status."""
        self._running().terminate()
        return await self.ended()

    async def ended(self) -> int:
        """The exit status, once it has ended."""
        process = self._running()
        await process.communicate()
        assert process.returncode is not None
        return process.returncode

    async def line(self) -> str:
        """The next line on its standard output; empty at the end."""
        output = self._running().stdout
        assert output is not None
        return (await output.readline()).decode()

    async def output(self) -> tuple[int, str]:
        """Exit status and all of standard output, once it has ended."""
        process = self._running()
        out, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._running().returncode is None

    @property
    def log(self) -> str:
        """All that was written on standard error so far, by every run."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "it was never started"
        return self._process


def tells_nothing(log: str, *words: str) -> None:
    """A log holds no token and none of these words: names, numbers, what people wrote and read."""
    told = [word for word in (TOKEN, TOKEN.partition(":")[2], *words) if word in log]
    assert told == []
