"""The tests. They are run with aiogram as the program loads it."""

from bot.thrift import import_aiogram

import_aiogram()
