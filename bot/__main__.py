"""`python -m bot`."""

import sys

from bot.thrift import collecting_later, import_aiogram

if __name__ == "__main__":
    with collecting_later():
        import_aiogram()
        from bot.cli import main

    sys.exit(main())
