"""What talks and leaflets are about."""

from collections.abc import Sequence
from itertools import pairwise

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import is_
from handlers.quicklog.pieces import Piece
from handlers.reading.fold import fold
from handlers.reading.spelling import bare, tidied_word

# Products that are spoken of as family planning when no amount of them was given.
_METHODS = frozenset({"condom", "oral_pill", "mini_pill", "emergency_pill"})
_PEOPLE_TOPICS = frozenset({"adolescent", "elderly", "infertility"})
# What tells that not the people, but something about them is spoken of.
_SUBJECTS = frozenset({"suc", "sk", "cssk", "tuoi", "skss", "csskss", "cham", "day", "tam"})
_PERSONS = frozenset({"người", "nguoi"})
_NO_SUBJECT = (
    "place",
    "numbered place",
    "facility",
    "audience",
    "at",
    "people",
    "households",
    "talk",
    "and",
    "then",
    "done",
    "comma",
)
_PREVENTION = ("sang loc", "tam soat", "ung thu")


def topics_of(parts: Sequence[Part], *, talk: bool = True) -> tuple[list[str], bool]:
    """What these parts are about, and whether also about something that is no topic of the contract."""
    found: list[str] = []
    other = about = hesitant = False
    for at, part in enumerate(parts):
        before = parts[at - 1] if at else None
        if isinstance(part, Amount):
            spoken_of = talk or tells_of(parts, at)
            if part.what == "goods" and part.number is None and spoken_of and part.product is not None:
                if part.product in _METHODS:
                    found.append("family_planning")
                else:
                    other = True
            about = False
            continue
        denied = part.has("service") and any(is_(other, "negation") for other in parts[max(0, at - 2) : at])
        if part.has("about"):
            about = True
        elif denied:
            about = False  # "nhưng không ai đặt vòng"
        elif part.unknown and is_(before, "talk") and not _is_word(part):
            other = True  # "tư vấn bpct": letters that stand for something
        elif part.has("topic") and not about and _talks_to(before) and _is_audience(part, before):
            hesitant = True  # "tư vấn người cao tuổi": with them, or about them?
        elif part.has("topic") and not (_is_audience(part, before) and not about and not _is_listed(parts, at)):
            topic = part.senses["topic"]
            if topic == "?":
                other = other or not isinstance(before, Amount)
            else:
                found.append(topic)
            about = about or False
        elif part.has("service"):
            found.append("family_planning")
        elif part.has("organ") and about and any(word in fold(part.text) for word in _PREVENTION):
            found.append(f"{part.senses['organ']}_cancer")
        elif (
            part.has("organ", "other service")
            and about
            or part.unknown
            and about
            and isinstance(before, Piece)
            and _names_subject(before)
        ):
            other = True
        elif not part.has("and", "noise", "comma", "about") and not part.unknown:
            about = False
    return found, other or (talk and not found and (hesitant or _announces(parts)))


def tells_of(parts: Sequence[Part], at: int) -> bool:
    """Whether a product is only what leaflets are about: "30 tờ rơi về vô sinh và thuốc tránh thai"."""
    product = parts[at]
    if not isinstance(product, Amount) or product.number is not None:
        return False
    before = at - 1
    while before > 0 and is_(parts[before], "and", "comma", "topic"):
        before -= 1
    if before < 1 or not is_(parts[before], "about"):
        return False
    leaflets = parts[before - 1]
    return isinstance(leaflets, Amount) and leaflets.what == "leaflet"


def _announces(parts: Sequence[Part]) -> bool:
    """Whether a subject is said to follow: "chủ đề …", "về …", but not "về nhà", "về trạm", "về 3 chị"."""
    for part, following in pairwise(parts):
        if not is_(part, "about") or not isinstance(following, Piece) or following.number is not None or following.day:
            continue
        if following.text in _PERSONS and _is_further(parts, following):
            return True  # "về người cao tui"
        if not is_(following, *_NO_SUBJECT) and not following.capital:
            return True
    return False


def _is_further(parts: Sequence[Part], person: Piece) -> bool:
    """Whether unknown words go on with what is said of people."""
    after = parts[parts.index(person) + 1 :][:1]
    return bool(after) and isinstance(after[0], Piece) and after[0].unknown and not after[0].capital


def _is_word(part: Piece) -> bool:
    word = tidied_word(part.text)
    undone = word.undone()
    return word.is_syllable() or (undone is not None and undone.is_syllable())


def _names_subject(before: Piece) -> bool:
    return before.has("about", "and") or before.has("noise") or before.unknown


def _is_audience(part: Piece, before: Part | None) -> bool:
    """Whether those talked to are named, not the subject: "cho người cao tuổi", "với VTN"."""
    if isinstance(before, Piece) and " " in before.text and bare(before.text.split()[-1]) in {"ve", "de"}:
        return False  # "nói chuyện về …" in one phrase
    if part.senses["topic"] not in _PEOPLE_TOPICS or bare(part.text.split()[0]) in _SUBJECTS:
        return False
    if part.senses["topic"] == "infertility" and is_(before, "talk"):
        return False  # "tư vấn hiếm muộn"
    return isinstance(before, Amount) or (
        isinstance(before, Piece) and before.has("for", "and", "cue", "plural", "people", "session", "talk")
    )


def _talks_to(before: Part | None) -> bool:
    return isinstance(before, Piece) and before.senses.get("talk") in {"", "counselling", "household_visit"}


def _is_listed(parts: Sequence[Part], at: int) -> bool:
    """Whether a list of subjects ends here: "về KHHGĐ, bình đẳng giới và người cao tuổi"."""
    joint, earlier = parts[at - 1 : at], parts[at - 2 : at - 1] if at > 1 else []
    if not (joint and earlier and is_(joint[0], "and")):
        return False
    spoken_of = isinstance(earlier[0], Amount) and earlier[0].product in _METHODS and earlier[0].number is None
    return spoken_of or is_(earlier[0], "topic", "service")
