import unicodedata
from datetime import date

import pytest

from handlers.quicklog import read_log
from handlers.quicklog.lexicon import TABLES
from handlers.quicklog.pieces import Piece, pieces
from handlers.quicklog.tokens import tokens
from handlers.quicklog.vocabulary import VOCABULARY

TODAY = date(2026, 11, 21)
PHRASES = [
    (kind, value, phrase.strip())
    for table in TABLES
    for kind, values in table.items()
    for value, phrases in values.items()
    for phrase in phrases.split(";")
]


def read(text: str) -> list[Piece]:
    return pieces(tokens(text, VOCABULARY.knows)[0])


def test_every_phrase_of_the_lexicon_is_found_as_itself() -> None:
    missed = []
    for kind, _, phrase in PHRASES:
        bare = phrase.removeprefix("N ").removesuffix(" N").lstrip("!")
        found, _personal = tokens(bare, VOCABULARY.knows)
        number, _ = tokens("5", VOCABULARY.knows)
        after = number if phrase.endswith(" N") else found
        match = VOCABULARY.longest([*found, *after], 0, phrase.startswith("N "))
        if match is None or match.length < len(found) or kind not in match.senses:
            missed.append(f"{kind}: {phrase}")
    assert not missed


def test_no_phrase_has_two_meanings_of_one_kind() -> None:
    said: dict[tuple[str, str], str] = {}
    for kind, value, phrase in PHRASES:
        assert said.setdefault((kind, phrase), value) == value, f"{kind}: {phrase}"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_piece_knows_where_it_stands_in_the_message(form: str) -> None:
    text = unicodedata.normalize("NFC" if form == "NFC" else "NFD", "Chiều qua  tư vấn 3 hộ về ung thư vú 🎉 ở Xyz")
    found = {piece.text: text[piece.start : piece.end] for piece in read(text)}
    assert unicodedata.normalize("NFC", found["tư vấn"]) == "tư vấn"
    assert unicodedata.normalize("NFC", found["ung thư vú"]) == "ung thư vú"
    assert found["xyz"] == "Xyz"


def test_words_that_mean_nothing_are_left_over() -> None:
    text = "tư vấn 3 hộ về blockchain"
    reading = read_log(text, TODAY)
    assert [text[left.start : left.end] for left in reading.leftovers] == ["blockchain"]
    assert reading.unclear == {"topics"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("phiếu mượn 50 bcs", "kind"),
        ("nói chuyện nhóm cho 27 phóng viên về ung thư vú", "attendees"),
        ("tư vấn zxct cho 3 chị", "topics"),
    ],
)
def test_what_found_no_place_in_a_record_is_asked(text: str, field: str) -> None:
    assert field in read_log(text, TODAY).unclear


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KH-7F3K", "KH-7F3K"),
        ("kh 7f3k", "KH-7F3K"),
        ("kh7f3k", "KH-7F3K"),
        ("Kh-7f3k", "KH-7F3K"),
        ("KH-ABCD", "KH-ABCD"),
    ],
)
def test_a_client_code_is_read_however_it_is_typed(text: str, code: str) -> None:
    assert [piece.senses.get("code") for piece in read(text)] == [code]


@pytest.mark.parametrize("text", ["KH-70F", "kh-7f3", "kh 7f3kk", "KH-7I3K", "kh70f"])
def test_what_is_meant_as_a_code_but_is_none_is_told(text: str) -> None:
    assert [list(piece.senses) for piece in read(text)] == [["bad code"]]


@pytest.mark.parametrize("text", ["kh chua di", "20 kh", "kh 20bcs", "kh chu7a d9i"])
def test_elsewhere_kh_is_a_customer(text: str) -> None:
    assert not any(piece.has("code", "bad code") for piece in read(text))


def test_a_letter_doubled_left_out_or_swapped_is_understood_where_it_makes_no_word() -> None:
    right = "hôm qua thăm 3 hộ, mỗi hộ 2 tờ rơi, bán 2 hộp hello"
    meant = read_log(right, TODAY).as_json()
    typed = {
        "hôôm qua thăm 3 hộ, mỗi hộ 2 tờ rơi, bán 2 hộp hello",
        "hôm quaa thăm 3 hôộ, mỗi hộ 2 tờ rrơi, bán 2 hộpp hello",
        "hôm qau thăm 3 hộ, mỗi hộ 2 tờ rơi, bán 2 hộp hlelo",
        "hom ngy 20/11 tham 3 ho, moi ho 2 to rroi, ban 2 hop helo",
        "hôm qua thhăm 3 hộ, mỗỗi hộ 2 tờ rơi, bbán 2 hộp hello",
    }
    assert [text for text in typed if read_log(text, TODAY).as_json() != meant] == []


def test_every_code_is_read_whatever_words_it_looks_like() -> None:
    typed = ["KH-76YT", "KH-45BE", "kh mu45", "kh a792", "kh 3can", "kh 229m", "kh thu8", "khru29"]
    missed = [code for code in typed if read_log(f"{code} khám rồi", TODAY).as_json()["unclear"]]
    assert missed == []
