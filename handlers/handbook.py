"""The handbook: a short card about each product, service and screening, from the catalogue.

It can be read at any moment; a form that is half filled waits behind it.
"""

from db.catalogue import Product, Screening
from handlers.actions import FIELD_WORKERS, action
from handlers.filling import home_row, resume_row
from handlers.reading.options import Ambiguous, Option, choose
from handlers.reading.spelling import Word, words
from handlers.screens import Button, Screen, in_rows
from handlers.turn import Turn

Entry = Product | Screening


@action("advice", FIELD_WORKERS)
async def show_handbook(turn: Turn, argument: str) -> Screen:
    """All cards, or the one that the argument names: by its code, or in words."""
    known = {entry.code: entry for entry in entries(turn)}
    if not argument:
        return _listed(turn, list(known.values()))
    if argument in known:
        return card(turn, known[argument])
    found = _named(turn, argument)
    if isinstance(found, Option):
        return card(turn, known[found.key])
    if isinstance(found, Ambiguous):
        return _listed(turn, [known[option.key] for option in found.options], (_to_all(turn),))
    remark = turn.lang.say("The handbook has nothing of that name yet.")
    return _listed(turn, list(known.values())).saying(remark)


async def tells_of(turn: Turn, text: str) -> bool:
    """Whether words name something that can be read."""
    return _named(turn, text) is not None


def _named(turn: Turn, text: str) -> Option | Ambiguous | None:
    return choose(text, [_option(turn, entry) for entry in entries(turn)], numbers=False)


def mentioned(turn: Turn, text: str) -> Entry | None:
    """The entry that a text speaks of: whose name, or a brand's, stands in it, and no longer one of another."""
    said, lengths = words(text), dict[str, int]()
    known = {entry.code: entry for entry in entries(turn)}
    for option in (_option(turn, entry) for entry in known.values()):
        for name in map(words, (option.label, *option.aliases)):
            places = range(len(said) - len(name) + 1) if name else ()
            if any(all(map(Word.may_be, said[at : at + len(name)], name)) for at in places):
                lengths[option.key] = max(len(name), lengths.get(option.key, 0))
    longest = [code for code, length in lengths.items() if length == max(lengths.values())]
    return known[longest[0]] if len(longest) == 1 else None


def entries(turn: Turn) -> list[Entry]:
    """What the handbook tells of: goods and services, then screenings, each in the catalogue's order."""
    return [*turn.catalogue.products, *turn.catalogue.screenings]


def card(turn: Turn, entry: Entry) -> Screen:
    """The card of one product, service or screening."""
    lang = turn.lang
    source = entry.source if isinstance(entry, Product) else entry.document
    lines = [
        f"📖 {entry.names[lang.code]}",
        "",
        entry.advice[lang.code],
        "",
        lang.say("Source: {source}.", source=source.removesuffix(".")),
    ]
    return Screen("\n".join(lines), (*resume_row(turn), (_to_all(turn), *home_row(turn))), hears="advice")


def _listed(turn: Turn, found: list[Entry], back: tuple[Button, ...] = ()) -> Screen:
    buttons = [Button(entry.names[turn.lang.code], f"advice:{entry.code}") for entry in found]
    text = turn.lang.say("📖 Handbook\nWhat would you like to read? Choose, or type a name.")
    return Screen(text, (*resume_row(turn), *in_rows(buttons, 2), (*back, *home_row(turn))), hears="advice")


def _to_all(turn: Turn) -> Button:
    return Button(turn.lang.say("⬅️ Handbook"), "advice")


def _option(turn: Turn, entry: Entry) -> Option:
    """An entry as words find it: goods by their brands, too."""
    brands = [brand for brand in turn.catalogue.brands if isinstance(entry, Product) and brand.product == entry.code]
    words = [word for brand in brands for word in (brand.name, *brand.aliases)]
    return Option(entry.code, entry.names[turn.lang.code], (*entry.aliases, *words))
