"""Conversations are the same on every messenger: nothing in handlers/ and locales/ decides by a messenger's name.

(As a word of the domain it may occur: a talk can be held in a Zalo group.)
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = sorted(file for room in ("handlers", "locales") for file in (ROOT / room).rglob("*.py"))
NAMES = ("telegram", "zalo")


def deciding(tree: ast.AST) -> Iterator[ast.AST | None]:
    """Where a value decides something, or names a channel: comparisons, cases, keys, and arguments called channel."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare() | ast.MatchValue() | ast.Subscript():
                yield node
            case ast.Dict(keys=keys, values=values):
                yield from (key for key, value in zip(keys, values, strict=True) if not _is_its_title(key, value))
            case ast.keyword(arg="channel", value=value):
                yield value


def _is_its_title(key: ast.AST | None, value: ast.AST) -> bool:
    """Whether a value only says how a key is written to people."""
    both = (key, value)
    texts = [node.value for node in both if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return len(texts) == 2 and texts[0] == texts[1].lower()


def names_in(file: Path) -> list[str]:
    """The messengers' names that decide something in a module."""
    constants = (
        node.value
        for place in deciding(ast.parse(file.read_text(encoding="utf-8")))
        if place is not None
        for node in ast.walk(place)
        if isinstance(node, ast.Constant)
    )
    return sorted({value for value in constants if value in NAMES})


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_conversation_decides_by_a_messengers_name(file: Path) -> None:
    assert names_in(file) == []


@pytest.mark.parametrize(
    "code",
    [
        'x = turn.channel == "zalo"',
        'x = turn.channel in ("telegram", other)',
        'match turn.channel:\n    case "zalo":\n        pass',
        'x = {"telegram": 1}[turn.channel]',
        'x = table["zalo"]',
        'join(session, channel="telegram")',
    ],
)
def test_the_search_finds_one(tmp_path: Path, code: str) -> None:
    file = tmp_path / "told.py"
    file.write_text(code)
    assert len(names_in(file)) == 1


@pytest.mark.parametrize("code", ['FORMS = [Option("online", "Qua mạng", ("zalo",))]', 'TITLES = {"zalo": "Zalo"}'])
def test_a_word_of_the_domain_or_a_title_is_no_decision(tmp_path: Path, code: str) -> None:
    file = tmp_path / "told.py"
    file.write_text(code)
    assert names_in(file) == []
