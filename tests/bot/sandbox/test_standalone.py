"""`python -m bot.sandbox`, and starting and stopping."""

import asyncio
import signal
import sys

import pytest
from aiohttp import ClientSession

from bot.sandbox.server import Phone, Sandbox


async def test_the_sandbox_alone_prints_its_address_and_ends_when_told(http: ClientSession) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--phones", "2", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            url = (await process.stdout.readline()).decode().strip()
            async with http.get(f"{url}/api/state") as response:
                assert len((await response.json())["phones"]) == 2
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_port_that_is_taken_is_said_so(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await Sandbox().start(port)


async def test_it_listens_on_the_loopback_only(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the system has it
        await asyncio.open_connection("127.0.0.2", port)


async def test_a_phones_id_is_its_own(sandbox: Sandbox) -> None:
    taken = sandbox.phones[0].id
    with pytest.raises(ValueError, match="already"):
        sandbox.add_phone("Hai", taken)
    assert sandbox.add_phone("Ba").id not in {phone.id for phone in sandbox.phones[:-1]}
    with pytest.raises(LookupError):
        sandbox.say(1, "x")
    with pytest.raises(ValueError, match="already"):
        Sandbox(phones=[Phone(1, "a"), Phone(1, "b")])
