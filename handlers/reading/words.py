"""The words that steer a form (`lùi`, `bỏ qua`, `huỷ`, `lưu` …), and yes and no. The whole answer or nothing."""

from typing import Literal

from handlers.reading.fold import LONGEST_ANSWER
from handlers.reading.spelling import Word, words

Move = Literal["back", "skip", "cancel", "save", "menu", "help", "done", "advice", "more", "fewer"]

_Phrases = tuple[tuple[Word, ...], ...]


def _phrases(*spelled: str) -> _Phrases:
    return tuple(tuple(words(phrase)) for phrase in spelled)


_MOVES: dict[Move, _Phrases] = {
    "back": _phrases("lùi", "lùi lại", "quay lại", "trở lại", "back"),
    "skip": _phrases("bỏ qua", "skip", "không có", "ko có"),
    "cancel": _phrases("huỷ", "huỷ bỏ", "thôi", "cancel"),
    "save": _phrases("lưu", "lưu lại", "ok lưu", "save"),
    "menu": _phrases("menu"),
    "help": _phrases("trợ giúp", "giúp", "hướng dẫn", "help"),
    "done": _phrases("xong", "xong rồi", "done"),
    "advice": _phrases("cẩm nang", "xem cẩm nang", "advice"),
    "more": _phrases("xem thêm", "more"),
    "fewer": _phrases("phần trước", "earlier ones"),
}
_YES = _phrases(
    *("có", "đồng ý", "vâng", "ừ", "ừm", "uh", "ok", "oke", "okay", "dạ", "phải", "đúng", "đúng rồi", "yes", "y")
)
_NO = _phrases("không", "ko", "k", "hok", "khum", "hông", "từ chối", "không đồng ý", "ko đồng ý", "no", "n")
_SAID_FIRST = _phrases("dạ", "vâng")
_POLITE = frozenset({Word("a", "\u0323"), Word("a"), Word("nhe", "\u0301"), Word("nhe")})


def navigation(text: str) -> Move | None:
    """The step that the whole text asks for, in Vietnamese or English; None for anything else."""
    said = _said(text)
    return next((move for move, phrases in _MOVES.items() if _is_one_of(said, phrases)), None)


def yes_no(text: str) -> bool | None:
    """Agreement or refusal, as the whole text says it; None for anything else."""
    said = _said(text)
    answers = [said, said[1:]] if len(said) > 1 and _is_one_of(said[:1], _SAID_FIRST) else [said]
    if any(_is_one_of(answer, _NO) for answer in answers):
        return False
    if any(_is_one_of(answer, _YES) for answer in answers):
        return True
    return None


def _said(text: str) -> list[Word]:
    """The words of a short answer without the politeness at its end; none if it is a question."""
    if len(text) > LONGEST_ANSWER or "?" in text:
        return []
    said = words(text)
    while len(said) > 1 and said[-1] in _POLITE:
        said.pop()
    return said


def _is_one_of(said: list[Word], phrases: _Phrases) -> bool:
    return any(_is(said, phrase) for phrase in phrases)


def _is(said: list[Word], phrase: tuple[Word, ...]) -> bool:
    return len(said) == len(phrase) and all(
        word.may_be(spelling) or ((undone := word.undone()) is not None and undone.may_be(spelling))
        for word, spelling in zip(said, phrase, strict=True)
    )
