import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.spelling import Lexicon, Word, tidy, word_of, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoom", "hôm"),
        ("ho6m", "hôm"),
        ("thuws", "thứ"),
        ("thu71", "thứ"),
        ("ngwowif", "người"),
        ("nguwowif", "người"),
        ("ngu7o72i", "người"),
        ("ddax", "đã"),
        ("d9a4", "đã"),
        ("chujc", "chục"),
        ("trawm", "trăm"),
        ("tra8m", "trăm"),
        ("khoong", "không"),
        ("tuw", "tư"),
        ("hooj", "hộ"),
        ("ungw", "ưng"),
        ("hopoj", "hộp"),
        ("did", "đi"),
    ],
)
def test_keys_left_undone_are_read_as_the_word_they_make(typed: str, meant: str) -> None:
    undone = word_of(typed).undone()
    assert undone is not None
    assert undone.plain == word_of(meant).plain
    assert set(undone.marks) == set(word_of(meant).marks)


@pytest.mark.parametrize("typed", ["ba", "chuc", "20", "", "đi"])
def test_a_word_without_undone_keys_is_left_alone(typed: str) -> None:
    assert word_of(typed).undone() is None


@pytest.mark.parametrize("typed", ["hoá", "hóa", "hoa", "HOÁ"])
def test_a_word_may_be_typed_with_its_tone_elsewhere_or_missing(typed: str) -> None:
    assert word_of(typed).may_be(word_of("hoá"))


def test_a_wrong_mark_makes_another_word() -> None:
    assert not word_of("bà").may_be(word_of("ba"))
    assert not word_of("trạm").may_be(word_of("trăm"))


def test_a_number_is_parted_from_the_word_glued_to_it() -> None:
    assert [word.plain for word in words("20bcs, 3Hộ; 2k5 t2")] == ["20", "bcs", "3", "ho", "2", "k", "5", "t2"]


def test_a_lexicon_prefers_the_spelling_with_just_the_typed_marks() -> None:
    lexicon = Lexicon({"ten": ["mười"], "tens": ["mươi"]})
    assert lexicon.read(word_of("mươi")) == "tens"
    assert lexicon.read(word_of("mười")) == "ten"
    assert lexicon.read(word_of("muoi")) == "ten"
    assert lexicon.read(word_of("muowif")) == "ten"
    assert lexicon.read(word_of("muối")) is None


@given(st.text())
def test_any_text_has_words_and_tidying_it_twice_changes_nothing(text: str) -> None:
    assert all(isinstance(word, Word) and word.plain for word in words(text))
    assert tidy(tidy(text)) == tidy(text)
