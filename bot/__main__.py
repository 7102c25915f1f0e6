"""`python -m bot`."""

import sys

from bot.thrift import collecting_later

if __name__ == "__main__":
    with collecting_later():
        from bot.cli import main

    sys.exit(main())
