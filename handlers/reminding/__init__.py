"""Reminders and digests: one module for each kind of reminder, the letter that several of them become, and how people
answer it.
"""

from handlers.reminding.follow import FOLLOW, URGENT
from handlers.reminding.kinds import Kind
from handlers.reminding.month import MONTH
from handlers.reminding.monthly import MONTHLY
from handlers.reminding.officers import APPROVAL, REPORT, RETURN
from handlers.reminding.resupply import RESUPPLY
from handlers.reminding.silent import SILENT
from handlers.reminding.unfinished import UNFINISHED
from handlers.reminding.weekly import DIGEST, OVERVIEW, SUMMARY

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *(URGENT, FOLLOW, RESUPPLY, RETURN, APPROVAL, REPORT, MONTH, UNFINISHED, SILENT),
        *(SUMMARY, DIGEST, OVERVIEW, MONTHLY),
    )
}
"""The kinds of reminders, by name, in the order in which one message tells them."""
