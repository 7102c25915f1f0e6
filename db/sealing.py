"""Sealing the few words that only one person may read: they are nowhere in the database in clear.

Sealed words are a piece of text that can stand wherever the words would (an answer of an open form, a line of a screen,
a button's label); delivery puts the words back at the moment of sending. Each piece has a key of its own, derived from
the installation's secret and from a random salt that is part of the piece: without the piece nothing is left to read.
"""

import base64
import os
import re
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "<sealed:"
"""How every sealed piece begins, in plain ASCII, so that it can be searched for."""
LOST = "…"
"""What is shown for a piece that cannot be opened: the secret is another one now."""
SALT = 16
"""Bytes."""

_PIECE = re.compile(rf"{MARK}([A-Za-z0-9_\-=]+)>")
# Each key seals one piece only, so the nonce need not change.
_NONCE = bytes(12)


def seal(words: str, secret: str) -> str:
    """The words as a sealed piece of text."""
    salt = os.urandom(SALT)
    return to_text(salt, AESGCM(_key(secret, salt)).encrypt(_NONCE, words.encode(), None))


def unseal(piece: str, secret: str) -> str | None:
    """The words in a sealed piece; None when it is none, or was sealed under another secret."""
    try:
        salt, sealed = to_bytes(piece)
        return AESGCM(_key(secret, salt)).decrypt(_NONCE, sealed, None).decode()
    except (ValueError, InvalidTag):
        return None


def to_text(salt: bytes, sealed: bytes) -> str:
    """A sealed piece from the two parts that a table keeps."""
    return f"{MARK}{base64.urlsafe_b64encode(salt + sealed).decode()}>"


def to_bytes(piece: str) -> tuple[bytes, bytes]:
    """The two parts of a sealed piece: salt and ciphertext. ValueError when it is none."""
    found = _PIECE.fullmatch(piece)
    if found is None:
        raise ValueError("not a sealed piece")
    content = base64.b64decode(found[1], altchars=b"-_", validate=True)
    return content[:SALT], content[SALT:]


def reveal(value: Any, secret: str) -> Any:
    """A JSON value with the words in place of all sealed pieces."""
    return _replaced(value, lambda found: unseal(found[0], secret) or LOST)


def without_sealed(value: Any) -> Any:
    """A JSON value without its sealed pieces."""
    return _replaced(value, lambda _: LOST)


def _replaced(value: Any, put: Any) -> Any:
    if isinstance(value, str):
        return _PIECE.sub(put, value) if MARK in value else value
    if isinstance(value, dict):
        return {key: _replaced(inner, put) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(inner, put) for inner in value]
    return value


def _key(secret: str, salt: bytes) -> bytes:
    if not secret:
        raise ValueError("nothing can be sealed without a SECRET_KEY")
    return HKDF(SHA256(), length=32, salt=salt, info=b"sotay hint").derive(secret.encode())
