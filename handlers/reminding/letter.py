"""What is said: several reminders that are due at once for one person are one message. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.calendar import later_today
from handlers.reminding.kinds import Due, Kind, Moment
from handlers.screens import Button, Screen
from locales import Language


@dataclass(frozen=True)
class Topic:
    """All that is due of one kind for one person."""

    kind: Kind
    due: Sequence[Due]


def compose(topics: Sequence[Topic], letter: int, lang: Language, moment: Moment) -> Screen:
    """One message for all topics, with what does them now, what puts them off, and what stops them. `letter` is the
    number by which its buttons name it."""
    parts = [topic.kind.tell(topic.due, lang, moment.day) for topic in topics]
    texts = [part.text for part in parts]
    if len(texts) > 1:
        texts.insert(0, lang.say("⏰ A few things for today:"))
    now = list(dict.fromkeys(button for part in parts for button in part.buttons))
    rows: list[tuple[Button, ...]] = [(button,) for button in now]
    if not all(topic.kind.alone for topic in topics):
        rows.append(_later(letter, lang, moment))
    if any(topic.kind.mutable for topic in topics):
        rows.append((Button(lang.say("🔕 No more of this"), f"+hush:{letter}"),))
    charts = tuple(chart for part in parts for chart in part.charts)
    sheets = tuple(sheet for part in parts for sheet in part.sheets)
    reports = tuple(report for part in parts for report in part.reports)
    return Screen("\n\n".join(texts), tuple(rows), fresh=True, charts=charts, sheets=sheets, reports=reports)


def _later(letter: int, lang: Language, moment: Moment) -> tuple[Button, ...]:
    """What puts reminders off. A digest can be read again at any time, so it is not put off."""
    tomorrow = Button(lang.say("🌅 Tomorrow"), f"later:tomorrow.{letter}")
    if later_today(moment.now, moment.zone) is None:
        return (tomorrow,)
    return Button(lang.say("🌇 Later today"), f"later:today.{letter}"), tomorrow
