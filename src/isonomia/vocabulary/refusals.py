"""Refusals: how an assistant declines, and what only somebody in its text says."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from isonomia.vocabulary.data_files import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.vocabulary.language import Language

__all__ = ["opens_with_refusal", "refusal_phrases"]

OPENING = 400
"""Characters, quotations left out, in which a refusal shows itself."""

MOST_BETWEEN = 4
"""So many words of the list may stand between "I cannot" and what is declined."""

FEWEST_TURNS = 2
"""So many lines that open with a speaker's name, and half of all lines, make a dialogue."""

NEVER = "(?!)"
"""A pattern that matches nothing."""

_MARKS = frozenset({"“”", "«»", '""'})
_MARKUP = re.compile(r"[*_`#>\u200b]+")
_BLANKS = re.compile(r"[^\S\n]+")
_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|«[^»\n]*(?:»|$)|„[^“”\n]*[“”]|\"[^\"\n]*\"", re.MULTILINE)
_SINGLE_QUOTED = re.compile(r"(?<!\w)‘[^‘\n]*’(?!\w)")
_SPOKEN = re.compile(r"^ ?[-–—] ?.*$", re.MULTILINE)
_TURN = re.compile(r"^ ?([^\W\d][\w .'-]{0,24}):.*$", re.MULTILINE)


class Wording(NamedTuple):
    """How one language refuses, made ready for searching."""

    refusal: re.Pattern[str]
    unless: re.Pattern[str]
    starts: tuple[str, ...]
    labels: frozenset[str]


@cache
def refusal_phrases(language: Language) -> tuple[str, ...]:
    """Return wordings of a refusal, in lower case, with nothing between their parts."""
    words = read_data("refusals")[language]
    said = (
        " ".join(parts).replace(" '", "'")
        for group in words["said"]
        for parts in product(group["who"], group["no"], group["to"])
    )
    return tuple(dict.fromkeys([*words["phrases"], *said]))


def opens_with_refusal(text: str, language: Language) -> bool:
    """Return whether a text opens with a refusal by whoever wrote it.

    What somebody in the text says does not count: quotations, and the lines of a dialogue. Nor does
    a text that opens as a letter, or begins to deliver.

    Parameters
    ----------
    text : str
        An answer.
    language : {"en", "vi", "fr"}
        Its language.
    """
    wording = _wording(language)
    text = _plain(text)
    if text.startswith(wording.starts):
        return False
    opening = _own_words(text, wording.labels)[:OPENING]
    return bool(wording.refusal.search(wording.unless.sub(" ", opening)))


@cache
def _wording(language: Language) -> Wording:
    words = read_data("refusals")[language]
    between = f"(?:{_any(map(_spaced, words['between']))}){{0,{MOST_BETWEEN}}}"
    patterns = [_any(map(re.escape, words["phrases"]))]
    patterns += [_said(group, between) for group in words["said"]]
    denial = _any(map(re.escape, words["denial"]))
    identity = _any(map(re.escape, words["identity"]))
    patterns.append(rf"(?:{identity})\b[^.!?\n]*?(?:\b|(?=n't))(?:{denial})(?:\b|(?<='))")
    before = "".join(f"(?<!{re.escape(word)} )" for word in words["not_after"])
    return Wording(
        re.compile(rf"(?<!\w){before}(?:{'|'.join(patterns)})"),
        re.compile(rf"\b(?:{_any(map(re.escape, words['unless']))})\b"),
        tuple(words["starts"]),
        frozenset(words["labels"]),
    )


def _said(group: dict[str, list[str]], between: str) -> str:
    """Return a pattern of who says no to what."""
    who, declined = (_any(map(re.escape, group[part])) for part in ("who", "to"))
    apart = _any(_spaced(no) for no in group["no"] if not no.startswith("'"))
    joined = _any(_spaced(no) for no in group["no"] if no.startswith("'")) or NEVER
    return rf"(?:{who})(?: {between}(?:{apart})|{joined}){between}(?:{declined})\b"


def _spaced(words: str) -> str:
    """Return a pattern of words and the space after them; an elided word has none after it."""
    return re.escape(words) + (" ?" if words.endswith("'") else " ")


def _any(patterns: Iterable[str]) -> str:
    return "|".join(patterns)


def _plain(text: str) -> str:
    """Return a text in lower case without markup; quotation marks around all of it are left out."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = _BLANKS.sub(" ", _MARKUP.sub("", text)).strip()
    inner, marks = text[1:-1], text[:1] + text[-1:]
    if marks in _MARKS and not set(inner) & set(marks):
        return inner.strip()
    return text


def _own_words(text: str, labels: frozenset[str]) -> str:
    """Return a text without what others say in it, and with straight apostrophes."""
    text = _SINGLE_QUOTED.sub(" ", _SPOKEN.sub(" ", _QUOTED.sub(" ", text)))
    turns = [turn for turn in _TURN.finditer(text) if turn[1].strip() not in labels]
    lines = sum(1 for line in text.splitlines() if line.strip())
    if len(turns) >= max(FEWEST_TURNS, lines / 2):
        for turn in turns:
            text = text.replace(turn[0], " ")
    return text.replace("\u2019", "'").strip()
