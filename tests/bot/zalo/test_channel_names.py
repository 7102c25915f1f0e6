"""Conversations are the same on every messenger: nothing in handlers/ and locales/ knows a messenger's name.

As a word of the domain it occurs: a talk can be held in a Zalo group.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = sorted(file for room in ("handlers", "locales") for file in (ROOT / room).rglob("*.py"))
NAMES = ("telegram", "zalo")
WORDS_OF_THE_DOMAIN = {"handlers/talks.py", "handlers/quicklog/lexicon/acts.py", "handlers/quicklog/lexicon/talks.py"}
"""Where talks that are held through a messenger are named."""


def told(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    written = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in written:
            yield node.value


def names_in(code: str) -> list[str]:
    """The messengers that a module names."""
    texts = [text.casefold() for text in told(ast.parse(code))]
    return [name for name in NAMES if any(name in text for text in texts)]


def test_no_conversation_knows_a_messengers_name() -> None:
    named = {
        str(file.relative_to(ROOT)): names for file in FILES if (names := names_in(file.read_text(encoding="utf-8")))
    }
    assert named == dict.fromkeys(WORDS_OF_THE_DOMAIN, ["zalo"])


@pytest.mark.parametrize(
    "code",
    [
        'x = turn.channel == "zalo"',
        'match turn.channel:\n    case "telegram":\n        pass',
        'x = {"telegram": 1}[turn.channel]',
        'join(session, channel="telegram")',
        'lang.say("Open it in Telegram.")',
        'TITLES = {"zalo": "Zalo"}',
    ],
)
def test_the_search_finds_one(code: str) -> None:
    assert len(names_in(code)) == 1


def test_a_docstring_may_name_one() -> None:
    assert names_in('def f():\n    """As on Telegram."""\n') == []
