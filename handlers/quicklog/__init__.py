"""The quick log: one free message becomes prefilled records. Pure: no network, no clock, nothing stored."""

from handlers.quicklog.reader import read_log
from handlers.quicklog.records import Reading

__all__ = ["Reading", "read_log"]
