"""How figures are said: with their unit, beside one another, and what a question is called. Pure."""

from db.catalogue import Catalogue
from handlers.asking.answers import Row
from handlers.asking.hiding import Value
from handlers.asking.question import Question
from handlers.asking.splits import code_name
from handlers.goods import UNIT_NAMES
from handlers.small_cells import Told
from locales import N_, Language

NO_FIGURE = "–"
MAIN = N_("Main figures")
NAMES = N_("Single collaborators are for the population officer of their commune to see.")
MAXIMUM = 3
"""Places named at either end of a ranking."""


def named(told: Told, lang: Language) -> str:
    """A number as it is written, or "<5"."""
    return lang.number(told) if isinstance(told, int) else told


def short(value: Value | None, lang: Language) -> str:
    """A figure without its unit: "1.234", "62 % (31/50)", "≈ 40"."""
    if value is None:
        return NO_FIGURE
    said = named(value.part, lang)
    if value.whole is not None:
        if isinstance(value.part, str) and isinstance(value.whole, str):
            return lang.say("too few to tell")
        of = f"{said}/{named(value.whole, lang)}"
        said = f"{percent(value)} ({of})" if value.number is not None else of if value.whole != 0 else NO_FIGURE
    return f"≈ {said}" if value.rough else said


def percent(value: Value) -> str:
    """A share in percent, in whole ones."""
    return f"{int((value.number or 0) + 0.5)} %"


def with_unit(value: Value | None, unit: str, lang: Language) -> str:
    """A figure with its unit; a share has none but percent."""
    said = short(value, lang)
    return said if value is None or value.whole is not None else f"{said} {unit}"


def unit_of(question: Question, catalogue: Catalogue, lang: Language) -> str:
    """The unit of what is asked: of goods the ordinary one of the product."""
    measure = question.of
    if measure is None:
        return lang.say("Figure")
    kept = dict(question.only)
    brand = next((one for one in catalogue.brands if one.code == kept.get("brand")), None)
    wanted = brand.product if brand else kept.get("product")
    product = next((one for one in catalogue.products if one.code == wanted), None)
    if measure.figure == "amount" and measure.subject == "goods" and product and product.units:
        return lang.say(UNIT_NAMES[product.units[0]])
    return measure.unit[lang.code]


def title(question: Question, catalogue: Catalogue, lang: Language) -> str:
    """What is asked."""
    measure = question.of
    if measure is None:
        return lang.say(MAIN)
    name = measure.names[lang.code]
    kept = " · ".join(code_name(part, code, catalogue, lang) for part, code in question.only)
    return f"{name}: {kept}" if kept else name


def beside(value: Value | None, other: Row, lang: Language) -> str:
    """A figure beside another: by how much it is more or less, in words and with an arrow."""
    said = short(other.value, lang)
    if value is None or value.number is None or other.value is None or other.value.number is None:
        return lang.say("• {other}: {value}", other=other.label, value=said)
    by = value.number - other.value.number
    if abs(by) < 0.5:
        return lang.say("＝ the same as {other} ({value})", other=other.label, value=said)
    if value.whole is not None:
        points = int(abs(by) + 0.5)
        amount = lang.say("{n} percentage points", n=points)
    else:
        amount = lang.number(int(abs(by)))
        if other.value.number >= 1:
            amount += f" ({int(100 * abs(by) / other.value.number + 0.5)} %)"
    if by > 0:
        return lang.say("▲ up by {amount} on {other} ({value})", amount=amount, other=other.label, value=said)
    return lang.say("▼ down by {amount} on {other} ({value})", amount=amount, other=other.label, value=said)
