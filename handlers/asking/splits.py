"""What a measure is made of: the parts that it can be told by, and what each code is called. Pure."""

from collections.abc import Collection, Mapping, Sequence

from db.catalogue import Catalogue
from db.statistics.measures import Measure
from handlers.distribution_fields import SUPPLIES
from handlers.fields import Listed
from handlers.outcomes import LABELS
from handlers.reading.options import Option
from handlers.referral_fields import BANDS
from handlers.talks import FUNDING, TALK_FORMS
from locales import N_, Language

SPLITS: Mapping[str, tuple[str, ...]] = {
    "talk": ("form", "funding"),
    "topic": ("topic",),
    "households": (),
    "women": (),
    "supply": ("supply",),
    "goods": ("product", "brand", "supply"),
    "referral": ("purposes", "state"),
    "age": ("band",),
    "record": ("kind", "entry"),
    "clients": ("served",),
    "collaborators": (),
}
"""The parts that each subject is told by, the first one unless another is asked for."""
APART = {"goods": "product", "topic": "topic"}
"""What does not add up over the codes of a part: pieces of different goods, and talks on several topics."""
CLINICAL = ("referral", "age")
"""The subjects in which small figures are hidden (see handlers/small_cells.py)."""

OVERLAPPING = ("purposes", "served")
"""The parts under several codes of which one person may be."""

TITLES = {
    "form": N_("🧩 By kind of talk"),
    "funding": N_("🧩 By funding"),
    "topic": N_("🧩 By topic"),
    "supply": N_("🧩 By channel"),
    "product": N_("🧩 By product"),
    "brand": N_("🧩 By brand"),
    "purposes": N_("🧩 By purpose"),
    "state": N_("🧩 By what became of it"),
    "band": N_("🧩 By age group"),
    "kind": N_("🧩 By kind of record"),
    "entry": N_("🧩 By when it was entered"),
    "served": N_("🧩 Goods or referral"),
    "item": N_("🧩 By kind of class"),
}
"""What the parts are called."""
_KINDS = (
    Listed("talk", N_("Talks"), ()),
    Listed("distribution", N_("Distributions"), ()),
    Listed("referral", N_("Referrals"), ()),
)
_ENTRIES = (
    Listed("two_days", N_("Within two days"), ()),
    Listed("week", N_("Within a week"), ()),
    Listed("later", N_("Later than a week"), ()),
)
_LISTED: Mapping[str, tuple[Listed, ...]] = {
    "form": TALK_FORMS,
    "funding": FUNDING,
    "supply": SUPPLIES,
    "band": BANDS,
    "kind": _KINDS,
    "entry": _ENTRIES,
    "state": tuple(Listed(code, label) for code, label in LABELS.items()),
    "served": (
        Listed("distribution", N_("were given or sold goods")),
        Listed("referral", N_("were referred")),
    ),
    "attended": (Listed("attended", N_("went and was examined")),),
}


def splits(measure: Measure) -> tuple[str, ...]:
    """The parts that a measure can be told by: not those in which it keeps one code anyway."""
    if measure.entered:
        return ("item",) if len(measure.plan) > 1 else ()
    kept = [part for part, codes in measure.only.items() if len(codes) == 1]
    if measure.against is not None and measure.subject != "goods":
        return tuple(part for part in SPLITS[measure.subject] if part == "purposes")
    return tuple(part for part in SPLITS[measure.subject] if part not in kept)


def narrowings(measure: Measure) -> tuple[str, ...]:
    """The parts of which a measure can be asked for one code alone, several at once."""
    if measure.entered:
        return ()
    counted = measure.subject == "referral" and measure.against is None
    return (*splits(measure), "attended") if counted else splits(measure)


def adds_up(measure: Measure, kept: Collection[str]) -> bool:
    """Whether one figure of a measure makes sense where one code of each of these parts is kept."""
    apart = APART.get(measure.subject)
    return apart is None or apart in kept or "brand" in kept  # a brand is of one product


def told_by(measure: Measure, kept: Collection[str]) -> tuple[str, ...]:
    """The parts by which a measure makes sense where one code of each of `kept` is kept: what does not add up over all
    its keys does not either over those of a channel."""
    sensible = (APART.get(measure.subject), "brand")
    return tuple(part for part in splits(measure) if adds_up(measure, kept) or part in sensible)


def codes(part: str, catalogue: Catalogue, lang: Language) -> Sequence[Option]:
    """The codes of a part, in the order in which they are told, with their names and what else people call them."""
    match part:
        case "topic":
            return [Option(one.code, one.names[lang.code], one.aliases) for one in catalogue.topics]
        case "product":
            goods = [one for one in catalogue.products if one.kind == "goods"]
            return [Option(one.code, one.names[lang.code], one.aliases) for one in goods]
        case "brand":
            return [Option(one.code, one.name, one.aliases) for one in catalogue.brands]
        case "purposes":
            services = [one for one in catalogue.products if one.kind == "service"]
            return [Option(one.code, one.names[lang.code], one.aliases) for one in (*catalogue.screenings, *services)]
    return [Option(one.key, lang.say(one.label), one.aliases) for one in _LISTED[part]]


def code_name(part: str, code: str, catalogue: Catalogue, lang: Language) -> str:
    """What a code is called; the code itself where the catalogue no longer has it."""
    if not code:
        return lang.say("not told")
    return next((one.label for one in codes(part, catalogue, lang) if one.key == code), code)
