"""A collaborator's own week: what she did, what waits, and a warm word. Never a reproach. Pure."""

from handlers.digests.facts import Mine, average
from handlers.digests.words import told_work, week_days
from handlers.screens import Button, Screen
from locales import Language


def compose_mine(mine: Mine, lang: Language) -> Screen:
    """The summary of a week."""
    texts = [_done(mine, lang) if mine.week.entries else _nothing(mine, lang)]
    waiting, buttons = _waiting(mine, lang)
    if waiting:
        texts.append("\n".join(waiting))
    if mine.week.entries:
        texts.append(_warm(mine, lang))
        buttons.append(Button(lang.say("📒 This week in my notebook"), "+book:week"))
    else:
        buttons.insert(0, Button(lang.say("📣 Log a talk"), "+talk"))
    return Screen("\n\n".join(texts), tuple((button,) for button in buttons), fresh=True)


def _done(mine: Mine, lang: Language) -> str:
    lines = [lang.say("🌼 Your week, {days}", days=week_days(mine.monday)), *told_work(lang, mine.week)]
    compared = [lang.plural("{n} entry in the week", "{n} entries in the week", mine.week.entries)]
    if mine.last_week is not None:
        compared.append(lang.say("the week before {n}", n=lang.number(mine.last_week.entries)))
    usual = _usual(mine)
    if usual is not None and len(mine.before) > 1:
        compared.append(lang.say("on average {n}", n=lang.decimal(usual)))
    return "\n".join((*lines, f"📈 {' · '.join(compared)}"))


def _nothing(mine: Mine, lang: Language) -> str:
    head = lang.say("🌼 Your week, {days}", days=week_days(mine.monday))
    kind = lang.say(
        "Nothing is written down for this week. If there was something, it can still be written down; if not, that is "
        "fine, too. Take good care of yourself!"
    )
    return f"{head}\n{kind}"


def _waiting(mine: Mine, lang: Language) -> tuple[list[str], list[Button]]:
    """What waits, and the buttons that lead to it."""
    lines, buttons = [], []
    if mine.to_ask:
        lines.append(
            lang.plural("☑️ {n} client to be asked how it went", "☑️ {n} clients to be asked how it went", mine.to_ask)
        )
        buttons.append(Button(lang.say("☑️ To follow up"), "+follow"))
    if mine.running_out:
        lines.append(lang.plural("⏰ {n} client runs out soon", "⏰ {n} clients run out soon", mine.running_out))
        buttons.append(Button(lang.say("⏰ Running out"), "+resupply"))
    return lines, buttons


def _warm(mine: Mine, lang: Language) -> str:
    usual, done = _usual(mine), mine.week.entries
    if usual is None:
        return lang.say("💚 A good beginning. Thank you!")
    if done > usual and done > max(work.entries for work in mine.before):
        return lang.say("💚 Your fullest week in a long time. Thank you for every step you went!")
    if done >= usual:
        return lang.say("💚 Week by week families can rely on you. Thank you!")
    return lang.say("💚 Every single conversation counts. Thank you for this week!")


def _usual(mine: Mine) -> float | None:
    return average([work.entries for work in mine.before])
