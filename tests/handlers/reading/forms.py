"""The same text as different keyboards send it."""

import unicodedata

from handlers.reading.fold import fold


def spellings(text: str) -> list[str]:
    """Composed, decomposed, in capitals, padded."""
    return [
        text,
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFD", text),
        text.upper(),
        unicodedata.normalize("NFD", text.upper()),
        f"  {text}\u200b ",
    ]


def unmarked(text: str) -> str:
    """The text as someone types it who leaves the marks out."""
    return fold(text)
