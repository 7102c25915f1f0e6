"""What a messenger lets us send in a month, and how it is made to last. Pure.

Answers are never thinned. What nobody asked for is, in steps: first several reminders to a person become one message a
day, then only digests are sent, then nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from locales import N_, Language


class Thrift(IntEnum):
    """What may still be said unasked. Each step includes the ones before it; its number is per cent of the quota."""

    NONE = 0
    ONE_A_DAY = 70
    """One message with reminders a day to a person."""
    DIGESTS = 85
    """Digests, and no reminders."""
    ANSWERS = 95
    """Nothing."""


@dataclass(frozen=True)
class Quota:
    """Of a channel: how many messages it takes in a month, and how many people it serves."""

    channel: str
    messages: int
    people: int

    def per_cent(self, sent: int) -> int:
        """How much of a month's messages so many are."""
        return sent * 100 // self.messages

    def thrift(self, sent: int) -> Thrift:
        """How far to save after so many messages."""
        return max(step for step in Thrift if self.per_cent(sent) >= step)


NOW_ON = {
    Thrift.ONE_A_DAY: N_("From now on nobody gets more than one message with reminders a day."),
    Thrift.DIGESTS: N_("From now on no reminders are sent, only digests."),
    Thrift.ANSWERS: N_("From now on only answers are sent: no reminders and no digests."),
}
"""What each step changes, in words."""


def month_of(day: date) -> str:
    """The month that a day counts to: "2026-11"."""
    return f"{day:%Y-%m}"


def so_far(quota: Quota, sent: int, messenger: str, lang: Language) -> str:
    """How much of a month's quota is used, as one line."""
    return lang.say(
        "{messenger}: {sent} of {limit} messages this month ({percent} %)",
        messenger=messenger,
        sent=lang.number(sent),
        limit=lang.number(quota.messages),
        percent=lang.number(quota.per_cent(sent)),
    )


def taken(quota: Quota, sent: int, more: int, messenger: str, lang: Language) -> str:
    """What so many messages more take of a month's, as one line; whether they are all taken is said, too."""
    if sent + more > quota.messages:
        too_many = N_("⚠️ {messenger} may not take all of its {n} messages: {left} are left this month.")
        left = max(0, quota.messages - sent)
        return lang.say(too_many, messenger=messenger, n=lang.number(more), left=lang.number(left))
    within = N_("📨 {messenger}: {n} of the {left} messages that are left this month.")
    return lang.say(within, messenger=messenger, n=lang.number(more), left=lang.number(quota.messages - sent))


def warning(quota: Quota, sent: int, messenger: str, command: str, lang: Language) -> str:
    """What administrators are told when a step is reached; `command` shows more."""
    return "\n".join(
        (
            f"⚠️ {so_far(quota, sent, messenger, lang)}",
            lang.say(NOW_ON[quota.thrift(sent)]),
            lang.say("Answers are never held back."),
            lang.say("More: /{command}", command=command),
        )
    )
