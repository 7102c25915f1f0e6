"""How much of a messenger's monthly quota is used, for those who run the notebook."""

from calendar import monthrange

from db.budget import chats_on, sent_in
from handlers.actions import action
from handlers.filling import home_row
from handlers.finding import ADMINS
from handlers.messengers import messenger_name
from handlers.quotas import NOW_ON, Quota, Thrift, month_of, so_far
from handlers.screens import Screen
from handlers.turn import Turn

FIRST_FORECAST = 5
"""The day of the month from which it is said where the month will end: before that nobody knows."""


@action("usage", ADMINS)
async def show_usage(turn: Turn, _argument: str) -> Screen:
    """Each messenger with a quota: messages of this month, where it will end at this pace, people, and what is held
    back."""
    lang = turn.lang
    quotas = [messenger.quota for messenger in turn.messengers if messenger.quota is not None]
    parts = [await _part(turn, quota) for quota in quotas]
    if not parts:
        parts = [lang.say("No messenger that is connected here counts its messages.")]
    else:
        parts.append(lang.say("Answers are never held back."))
    return Screen("\n\n".join((lang.say("📨 Messages this month"), *parts)), (home_row(turn),))


async def _part(turn: Turn, quota: Quota) -> str:
    lang, day = turn.lang, turn.now.astimezone(turn.zone).date()
    sent = await sent_in(turn.session, quota.channel, month_of(day))
    people = await chats_on(turn.session, quota.channel)
    lines = [so_far(quota, sent, messenger_name(quota.channel), lang)]
    if day.day >= FIRST_FORECAST:
        forecast = sent * monthrange(day.year, day.month)[1] // day.day
        lines.append(lang.say("At this pace it will be about {n} at the end of the month.", n=lang.number(forecast)))
    lines.append(lang.say("👥 {n} of {most} people", n=lang.number(people), most=lang.number(quota.people)))
    if people >= quota.people:
        lines.append(lang.say("⚠️ It is full: whoever joins now may get no answer there."))
    step = quota.thrift(sent)
    if step is not Thrift.NONE:
        lines.append(lang.say(NOW_ON[step]))
    return "\n".join(lines)
