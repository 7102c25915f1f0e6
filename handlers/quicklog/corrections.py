"""What someone takes back while writing: "20 à nhầm 30", "2 hộp hello à không durex". The later value counts."""

from collections.abc import Sequence
from itertools import takewhile

from handlers.quicklog.pieces import Piece

_VERBS = ("give", "take", "talk", "refer")
_SIGHS = frozenset({"a", "à", "ah", "á", "ấy"})
_NOT_COMPARED = frozenset({"noise", "and", "then", "for", "at", "cue", "went", "go", "self"})


def corrected(pieces: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """The pieces without what was taken back, and whether something was taken back that could not be told."""
    kept: list[Piece] = []
    lost = False
    rest = list(pieces)
    while rest:
        piece = rest.pop(0)
        if not piece.has("correction") and not _takes_back(piece, kept, rest):
            kept.append(piece)
            continue
        while rest and rest[0].has("comma", "stop", "noise", "correction") and not rest[0].has("question mark"):
            rest.pop(0)
        if not rest:
            break
        if not _replace(kept, rest):
            lost = True
    return kept, lost


def _takes_back(piece: Piece, kept: Sequence[Piece], rest: list[Piece]) -> bool:
    """Whether "à không" without its marks is followed by the same verb and another number; takes the không too."""
    if piece.text not in _SIGHS or len(rest) < 2:
        return False
    before = [old for old in kept[-3:] if not old.has("comma")][-2:]
    if rest[0].number is not None and _counts(rest[1]) and len(before) > 1 and before[0].number is not None:
        return bool(before[1].senses.keys() & rest[1].senses.keys())  # "2 chị à 3 chị"
    if len(rest) < 3 or rest[0].senses.get("negation") != "không":
        return False
    again = rest[1].has(*_VERBS) and any(rest[1].senses.keys() & old.senses.keys() & set(_VERBS) for old in kept)
    if again and rest[2].number is not None:
        rest.pop(0)
        return True
    return False


def _replace(kept: list[Piece], rest: list[Piece]) -> bool:
    """Puts what follows in the place of the last piece of its kind."""
    new = rest[0]
    if new.has("about", "at", "for") and len(rest) > 1 and any(_alike(old, rest[1]) for old in kept):
        return _replace(kept, _without_first(rest))  # "về utv à không về utctc"
    if new.number is not None and kept and kept[-1].has("number word"):
        while kept and kept[-1].has("number word"):  # "bán hai à không ba vỉ": it counted nothing yet
            kept.pop()
        kept.append(rest.pop(0))
        return True
    at = next((at for at in range(len(kept) - 1, -1, -1) if _alike(kept[at], new)), None)
    if at is None:
        return False
    counted_before = kept[at + 1] if at + 1 < len(kept) else None
    counted_now = rest[1] if len(rest) > 1 else None
    if new.number is not None and counted_before is not None and not (counted_now and _counts(counted_now)):
        kept[at] = rest.pop(0)
        return True
    if new.number is not None and counted_before is not None and counted_now is not None:
        thing = kept[at + 2] if at + 2 < len(kept) else None
        of_it = counted_before.has("unit") and counted_now.has("unit") and thing is not None
        again = len(rest) > 2 and rest[2].has("product", "brand")
        if of_it and thing is not None and thing.has("product", "brand") and not again:
            kept[at : at + 2] = [rest.pop(0), rest.pop(0)]  # "1 hộp hello, í nhầm 2 hộp"
            return True
    if new.number is not None and counted_now is not None and _is_same_count(kept[at + 1 :], rest[1:]):
        kept[at : at + 2] = [rest.pop(0), rest.pop(0)]  # "2 chị đi khám vú à nhầm 3 chị ở trạm"
        return True
    if new.has(*_VERBS) and any(piece.number is not None for piece in rest):
        del kept[at:]  # "phát mười bao à không phát hai mươi bao"
        return True
    only_breaks = all(piece.has("comma", "stop", "noise") for piece in kept[at + 1 :])
    if new.number is not None or only_breaks:
        del kept[at:]
        return True
    kept[at] = rest.pop(0)
    return True


def _without_first(rest: list[Piece]) -> list[Piece]:
    del rest[0]
    return rest


def _is_same_count(before: Sequence[Piece], now: Sequence[Piece]) -> bool:
    """Whether just the number of the same was wrong: nothing else that was said before is said again."""
    if len(before) < 2 or not _counts(before[0]) or not before[0].senses.keys() & now[0].senses.keys():
        return False
    again = {
        kind for piece in takewhile(lambda piece: not piece.has("comma", "stop"), now[1:]) for kind in piece.senses
    }
    return all(piece.senses.keys().isdisjoint(again - _NOT_COMPARED) and piece.number is None for piece in before[1:])


def _counts(piece: Piece) -> bool:
    return piece.has("people", "households", "leaflet", "unit", "product", "brand", "session")


def _alike(old: Piece, new: Piece) -> bool:
    if old.number is not None or new.number is not None:
        return old.number is not None and new.number is not None
    if old.day is not None or new.day is not None:
        return old.day is not None and new.day is not None
    if old.has("product", "brand") and new.has("product", "brand"):
        return True
    return bool(set(old.senses) & set(new.senses) - _NOT_COMPARED)
