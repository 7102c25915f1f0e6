"""Entities: found in plain text, given, and read from HTML and Markdown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import found_in, trimmed, units
from bot.sandbox.errors import ApiError
from bot.sandbox.markup import parse
from tests.bot.sandbox.checker import complaints
from tests.bot.sandbox.conftest import LAN, BotClient


def e(kind: str, offset: int, length: int, **details: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **details}


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Chào chị, 1.200 đ", []),
        ("/start KH7F", [e("bot_command", 0, 6)]),
        ("😀 /menu và /help@so_tay", [e("bot_command", 3, 5), e("bot_command", 12, 12)]),
        ("và/hoặc 20/11 //x", []),
        ("xem https://danso.hanoi.gov.vn/a?b=1.", [e("url", 4, 32)]),
        ("xem danso.gov.vn, nhé", [e("url", 4, 12)]),
        ("xong.Mai làm tiếp", []),
        ("gửi lan@danso.vn", [e("email", 4, 12)]),
        ("hỏi @lan_ctv #dân_số", [e("mention", 4, 8), e("hashtag", 13, 7)]),
        ("số #1", []),
    ],
)
def test_the_messenger_marks_what_it_knows(text: str, entities: list[dict[str, Any]]) -> None:
    assert found_in(text) == entities


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>đậm</b> <i>nghiêng</i>", "đậm nghiêng", [e("bold", 0, 3), e("italic", 4, 7)]),
        ("😀<b><u>hai</u> lớp</b>", "😀hai lớp", [e("bold", 2, 7), e("underline", 2, 3)]),
        ("1 &lt; 2 &amp; 3 &gt; 2 &#8364;&nbsp;", "1 < 2 & 3 > 2 €&nbsp;", []),
        ('<a href="https://x.vn/?a=1&amp;b=2">x.vn</a>', "x.vn", [e("text_link", 0, 4, url="https://x.vn/?a=1&b=2")]),
        ("<a>trơ</a><b></b>", "trơ", []),
        ("<s>a</s><del>b</del><strike>c</strike>", "abc", [e("strikethrough", i, 1) for i in range(3)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [e("spoiler", 0, 1), e("spoiler", 1, 1)]),
        ("<code>a/b</code>", "a/b", [e("code", 0, 3)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [e("pre", 0, 1, language="py")]),
        ("<pre>x</pre>", "x", [e("pre", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [e("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [e("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [e("custom_emoji", 0, 2, custom_emoji_id="5")]),
        ("<B>x</B> > y", "x > y", [e("bold", 0, 1)]),
    ],
)
def test_html_is_read(html: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse(html, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("markdown", "text", "entities"),
    [
        ("*đậm* _nghiêng_", "đậm nghiêng", [e("bold", 0, 3), e("italic", 4, 7)]),
        ("__a__ ~b~ ||c||", "a b c", [e("underline", 0, 1), e("strikethrough", 2, 1), e("spoiler", 4, 1)]),
        ("*a _b_*", "a b", [e("bold", 0, 3), e("italic", 2, 1)]),
        (r"1\.2 \* \\", r"1.2 * \ ".strip(), []),
        ("`a\\`b`", "a`b", [e("code", 0, 3)]),
        ("```py\nx = 1```", "x = 1", [e("pre", 0, 5, language="py")]),
        ("```x```", "x", [e("pre", 0, 1)]),
        (r"[x](https://x.vn/\))", "x", [e("text_link", 0, 1, url="https://x.vn/)")]),
    ],
)
def test_markdown_v2_is_read(markdown: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse(markdown, "MarkdownV2") == (text, entities)


def test_the_older_markdown_reserves_nothing() -> None:
    assert parse("*a* 1.2 (b)!", "Markdown") == ("a 1.2 (b)!", [e("bold", 0, 1)])


@pytest.mark.parametrize(
    ("mode", "text", "reason"),
    [
        ("HTML", "<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("HTML", "đ < 2", 'Unsupported start tag "" at byte offset 3'),
        ("HTML", "<span>a</span>", 'Unsupported start tag "span" at byte offset 0'),
        ("HTML", "<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "a</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("MarkdownV2", "1.2", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("MarkdownV2", "*a", "Can't find end of the entity of type bold starting at the offset 0"),
        ("MarkdownV2", "a `b", "Can't find end of Code entity at byte offset 2"),
        ("MarkdownV2", "[a]", "Character ']' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_broken_markup_is_refused(mode: str, text: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(text, mode)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@given(st.text(alphabet='ab<>/ "=*_~|`[]()\\.&;😀đ', max_size=40), st.sampled_from(["HTML", "MarkdownV2", "Markdown"]))
def test_any_markup_is_read_or_refused(text: str, mode: str) -> None:
    try:
        plain, entities = parse(text, mode)
    except ApiError:
        return
    for entity in entities:
        assert complaints("MessageEntity", entity) == []
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(plain)


@given(st.text())
def test_what_is_found_lies_in_the_text(text: str) -> None:
    for entity in found_in(text):
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(text)


def test_trimming_moves_the_entities_along() -> None:
    text, entities = trimmed("  😀 a  ", [e("bold", 0, 3), e("italic", 2, 4), e("code", 6, 2)])
    assert (text, entities) == ("😀 a", [e("bold", 0, 1), e("italic", 0, 4)])


async def test_given_entities_are_kept_where_they_fit(bot: BotClient) -> None:
    sent = await bot(
        "sendMessage",
        chat_id=LAN,
        text="gõ /menu hay /help",
        entities=[e("bold", 0, 2), e("code", 3, 5), e("italic", 15, 50)],
    )
    assert sent["entities"] == [e("bold", 0, 2), e("code", 3, 5), e("bot_command", 13, 5)]
