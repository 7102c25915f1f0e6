"""`python -m bot.sandbox`: the sandbox alone, without a bot. Prints its address on the first line."""

import argparse
import asyncio
import signal

import uvloop

from bot.sandbox.phones import Phone
from bot.sandbox.server import TOKEN, Sandbox
from bot.sandbox.world import FIRST_PHONE


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: a free one)")
    parser.add_argument("--token", default=TOKEN, help=f"the bot token to accept (default: {TOKEN})")
    parser.add_argument("--phones", type=int, default=3, help="how many phones there are (default: 3)")
    return parser.parse_args()


async def _serve(port: int, token: str, phones: int) -> None:
    sandbox = Sandbox(token, phones=[Phone(FIRST_PHONE + i, f"Điện thoại {i + 1}") for i in range(phones)])
    await sandbox.start(port)
    print(sandbox.url, flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await sandbox.stop()


def main() -> None:
    """Serves until it is interrupted."""
    given = _arguments()
    uvloop.run(_serve(given.port, given.token, given.phones))


if __name__ == "__main__":
    main()
