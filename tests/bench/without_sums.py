"""The notebook without its sums, to see what they cost: `python -m tests.bench.without_sums run`."""

import sys

from bot.thrift import collecting_later, import_aiogram


async def nothing(*_arguments: object) -> None:
    """What keeps no sums in step."""


if __name__ == "__main__":
    with collecting_later():
        import_aiogram()
        from bot.cli import main
        from db import records, referral_events

    for module in (records, referral_events):
        module.keep_in_step = nothing  # type: ignore[attr-defined]
    sys.exit(main())
