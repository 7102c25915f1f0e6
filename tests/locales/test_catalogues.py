"""Every sentence for a person is in every catalogue, with the same placeholders."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from locales import HERE, LANGUAGES, catalogue_file, language

ROOT = HERE.parent
ROOMS = ("handlers", "bot", "locales")
KEYWORDS = {"say": None, "plural": (1, 2), "N_": None}
TRANSLATED = [code for code in LANGUAGES if code != "en"]


def said() -> set[str | tuple[str, ...]]:
    """All sentences that the code says."""
    found: set[str | tuple[str, ...]] = set()
    for room in ROOMS:
        for _, _, message, _, _ in extract_from_dir(ROOT / room, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else tuple(message))
    return found


def catalogue(code: str) -> Catalog:
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> list[Message]:
    return [message for message in catalogue(code) if message.id]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def calls(name: str) -> Iterator[tuple[Path, ast.Call, bool]]:
    """Each call of a function or method of that name, and whether it stands inside an f-string."""
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            tree = ast.parse(file.read_text())
            formatted = {
                inner for outer in ast.walk(tree) if isinstance(outer, ast.JoinedStr) for inner in ast.walk(outer)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                    yield file, node, node in formatted


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_left_over(code: str) -> None:
    kept = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages(code)}
    assert kept == said()


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_empty_or_uncertain(code: str) -> None:
    assert [message.id for message in messages(code) if message.fuzzy or not all(_strings(message))] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_have_the_placeholders_of_the_sentence(code: str) -> None:
    for message in messages(code):
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[1])
        for string in _strings(message):
            assert placeholders(string) == wanted, message.id


def test_no_sentence_hides_in_an_f_string_where_the_catalogues_cannot_see_it() -> None:
    hidden = [
        f"{file.relative_to(ROOT)}:{node.lineno}" for name in KEYWORDS for file, node, inside in calls(name) if inside
        and node.args and isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip
    assert hidden == []


def test_vietnamese_writes_dates_and_numbers_its_own_way() -> None:
    vi, en = language("vi"), language("en")
    assert vi.number(1200) == "1.200"
    assert en.number(1200) == "1,200"
    assert vi.date(date(2026, 11, 18), date(2026, 11, 18)) == "hôm nay, Thứ Tư 18/11"
    assert en.date(date(2025, 11, 18), date(2026, 11, 18)) == "Tuesday 18/11/2025"
    assert vi.plural("{n} person", "{n} people", 1200) == "1.200 người"
    assert en.plural("{n} person", "{n} people", 1) == "1 person"


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
