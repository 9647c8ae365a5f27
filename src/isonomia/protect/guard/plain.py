"""Plain text: what is left of a text once the tricks of writing are taken out of it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["names", "passages", "plain", "readable", "sentences", "words"]

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
"""Characters that take no room: they part a word for a machine and not for a reader."""

_LOOKALIKES = str.maketrans("авеһіјкмнорсѕтухԁԛԝαεικνορτυχ", "abehijkmhopcstyxdqwaeiknoptux")
"""Cyrillic and Greek letters that look like Latin ones; neither script is one that we screen."""

_SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .*_-][^\W\d_]){3,}(?![^\W_])")
"""At least four letters, each apart from the next: fewer may be initials."""

_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_FIGURES = re.compile(r"(?<=[^\W\d_])(?:[013457$]|@(?![^\W\d_]*[.@]))(?=[^\W\d_])")
"""Figures and signs inside a word that stand for letters; an address keeps its sign."""

_TONES = re.compile("[òóỏõọ][ae](?![^\\W_])|[ùúủũụ]y(?![^\\W_])")
_MOVED = dict(
    zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        strict=True,
    )
)
"""The two places of the tone mark in Vietnamese, as in "hòa" and "hoà"."""

_LETTERS = dict(zip("013457@$", "oieastas", strict=True))
_WORD = re.compile(r"[^\W_]+")
_INSIDE = re.compile(r"(?<=[^\W\d_] |, )[^\W\d_]{2,}")
"""A word inside a sentence; whether it is written like a name is seen by its letters' case."""
_END = re.compile(r"(?<=[.!?…;])[\s\"'»”)]+|\n+")

PASSAGE = 300
"""Most characters of a passage: about the longest of the posts that the weights come from."""

MOST = 2000
"""A sentence longer than this is cut: nobody wrote it for a person to read."""


def readable(text: str) -> str:
    """Return a text as a person sees it: without half characters and what takes no room."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNSEEN.sub("", whole).replace("\0", " ").replace("\ufffd", " ")


def plain(text: str) -> str:
    """Return a text in lower case and one Unicode form, with common disguises undone.

    Undone are characters that take no room, look-alike letters, letters set apart, figures for
    letters, and letters repeated more than twice. Half of a surrogate pair becomes a blank.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same for canonically equivalent texts.
    """
    seen = unicodedata.normalize("NFKC", readable(text))
    folded = unicodedata.normalize("NFKC", seen.casefold())
    latin = _UNSEEN.sub("", folded).translate(_LOOKALIKES)
    joined = _SPACED.sub(lambda found: re.sub(r"[ .*_-]", "", found[0]), latin)
    spelled = _FIGURES.sub(lambda found: _LETTERS[found[0]], joined)
    marked = _TONES.sub(lambda found: _MOVED[found[0]], spelled)
    return _REPEATED.sub(r"\1\1", marked).replace("\u2019", "'")


def names(text: str) -> frozenset[str]:
    """Return the words of a text, as plain ones, that are written like a name inside a sentence."""
    composed = unicodedata.normalize("NFC", text)
    found = (word[0] for word in _INSIDE.finditer(composed))
    return frozenset(plain(word) for word in found if word.istitle())


def words(text: str) -> list[str]:
    """Return the words of a plain text; an apostrophe or a hyphen parts them."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text, none empty and none longer than ``MOST``."""
    found = (part.strip() for part in _END.split(text))
    return [part[at : at + MOST] for part in found for at in range(0, len(part), MOST)]


def passages(text: str) -> list[str]:
    """Return a plain text in passages of whole sentences, about as long as a post."""
    if len(text) <= 2 * PASSAGE:
        return [text]
    gathered = [""]
    for sentence in sentences(text):
        if gathered[-1] and len(gathered[-1]) + len(sentence) > PASSAGE:
            gathered.append("")
        gathered[-1] = f"{gathered[-1]} {sentence}".strip()
    return gathered
