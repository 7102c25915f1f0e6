"""A program under test: its own process, and what the system says about it (Linux: /proc)."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """A running process."""

    def __init__(self, pid: int) -> None:
        self._proc = Path(f"/proc/{pid}")

    def cpu(self) -> float:
        """Seconds of processor time used so far, by all its threads."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Resident memory in MB (10^6 bytes)."""
        status = (self._proc / "status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1e6


@contextlib.asynccontextmanager
async def running(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Program]:
    """Runs `python -m …` in `folder` with these settings and no others, its log there; stops it at the end."""
    environment: Mapping[str, str] = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        yield Program(process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        if await process.wait() != 0:
            print(f"{' '.join(arguments)} failed; its log:\n{(folder / 'log').read_text()}", file=sys.stderr)
