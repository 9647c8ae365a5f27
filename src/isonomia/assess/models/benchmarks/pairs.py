"""Texts that differ in few words, as continuations of what they have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SHARES", "Split", "market", "split", "tidy"]

MOSTLY = 0.70
"""An occupation is held mostly by one gender when at least this share of its workers are."""

SHARES = ("mostly-women", "mixed", "mostly-men")


class Split(NamedTuple):
    """What texts begin with, and how each goes on from there."""

    start: str
    rests: tuple[str, ...]


def split(texts: Sequence[str]) -> Split:
    """Return what texts begin with, in whole words, and how each goes on.

    The log-probability of a whole text is that of the beginning plus that of the rest given the
    beginning; of texts that begin alike, the difference is that of the rests. So weighing the rests
    as continuations compares the whole texts. A rest begins with a space where anything stands
    before it.

    Examples
    --------
    >>> split(["The chef said he was late.", "The chef said she was late."])
    Split(start='The chef said', rests=(' he was late.', ' she was late.'))
    >>> split(["Women drive.", "Men drive."])
    Split(start='', rests=('Women drive.', 'Men drive.'))
    """
    words = [text.split(" ") for text in texts]
    shared = 0
    while all(shared < len(one) - 1 for one in words) and len({one[shared] for one in words}) == 1:
        shared += 1
    start = " ".join(words[0][:shared])
    return Split(start, tuple(text[len(start) :] for text in texts))


def tidy(text: str) -> str:
    """Return a text without doubled spaces and without spaces before marks that take none."""
    single = " ".join(text.split())
    return re.sub(r" (?=[.,;:?!]|'s\b|n't\b)", "", single)


def market(share: float) -> str:
    """Return who mostly holds an occupation, by the share of women in it."""
    if share >= MOSTLY:
        return SHARES[0]
    return SHARES[2] if share <= 1 - MOSTLY else SHARES[1]
