"""Concepts: what a rule looks for, as the words that express it in one language."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from isonomia.protect.guard.plain import plain, words
from isonomia.vocabulary import LANGUAGES, abusive_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.vocabulary import Language

__all__ = ["ABUSE", "Concepts", "concepts", "files_digest", "read_guard_data"]

ABUSE = "abuse"
"""The concept whose words are the vocabulary's words of abuse."""

STEM = 3
"""Fewest letters before the ``*`` of a stem."""

GAP = 4
"""Most words that the ``_`` of a term stands for; it may stand for none."""

Term = Annotated[str, Field(min_length=1)]


class _Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reviewed: bool
    masked: frozenset[str]
    concepts: dict[str, tuple[Term, ...]]


class _Pattern(NamedTuple):
    concept: str
    term: str
    rest: tuple[str, ...]


class Concepts:
    """The concepts of one language, found in sentences word by word.

    Parameters
    ----------
    terms : mapping of str to iterable of str
        By concept, its terms: words in order, of which one that ends in ``*`` stands for every
        word that begins so, and ``_`` for up to ``GAP`` words of any kind.
    masked : iterable of str
        Concepts whose words are never shown.
    """

    def __init__(self, terms: dict[str, tuple[str, ...]], masked: Iterable[str] = ()) -> None:
        self.names = frozenset(terms)
        self.masked = frozenset(masked)
        # Indexed so that a word meets only the terms that can begin with it: by a first stem, by
        # the first two words, or by the first word where a stem or a gap comes second.
        self._stems: dict[str, list[_Pattern]] = {}
        self._pairs: dict[tuple[str, str], list[_Pattern]] = {}
        self._exact: dict[str, list[_Pattern]] = {}
        for concept, phrases in terms.items():
            for phrase in phrases:
                first, *rest = _pieces(phrase)
                pattern = _Pattern(concept, first, tuple(rest))
                if first.endswith("*"):
                    self._stems.setdefault(first[:STEM], []).append(pattern)
                elif rest and rest[0] != "_" and not rest[0].endswith("*"):
                    self._pairs.setdefault((first, rest[0]), []).append(pattern)
                else:
                    self._exact.setdefault(first, []).append(pattern)

    def found(self, sentence: str) -> dict[str, str]:
        """Return the concepts of a plain sentence, each with the first words that express it."""
        spoken = words(sentence)
        found: dict[str, str] = {}
        for start, (word, following) in enumerate(pairwise([*spoken, ""])):
            pairs = self._pairs.get((word, following), ())
            stems = self._stems.get(word[:STEM], ())
            for concept, first, rest in (*self._exact.get(word, ()), *pairs, *stems):
                if concept in found or not _fits(first, word):
                    continue
                end = _end(rest, spoken, start + 1)
                if end is not None:
                    found[concept] = " ".join(spoken[start:end])
        return found


@cache
def concepts(language: Language) -> Concepts:
    """Return the concepts of one language."""
    terms = _Terms.model_validate(read_guard_data(f"terms.{language}"))
    if ABUSE in terms.concepts:
        raise ValueError(f"terms.{language}: {ABUSE} is taken from the vocabulary")
    abuse = {ABUSE: tuple(abusive_words(language))}
    return Concepts(terms.concepts | abuse, terms.masked | {ABUSE})


def read_guard_data(name: str) -> dict[str, object]:
    """Return the content of ``data/<name>.toml``."""
    return tomllib.loads(_data(name).decode("utf-8"))


@cache
def files_digest() -> str:
    """Return the SHA-256 of all that the rules are made of."""
    digest = hashlib.sha256()
    for name in ("rules", *(f"terms.{language}" for language in LANGUAGES)):
        digest.update(_data(name))
    for language in LANGUAGES:
        digest.update("\n".join(sorted(abusive_words(language))).encode())
    return digest.hexdigest()


def _data(name: str) -> bytes:
    return (files("isonomia.protect.guard") / "data" / f"{name}.toml").read_bytes()


def _pieces(phrase: str) -> list[str]:
    """Return a term's words as a plain text has them, with its signs ``*`` and ``_`` kept."""
    pieces: list[str] = []
    for piece in phrase.split():
        inside = words(plain(piece.removesuffix("*")))
        pieces += ["_"] if piece == "_" else inside
        if piece.endswith("*"):
            pieces[-1] += "*"
    first = pieces[0]
    if first == "_" or (first.endswith("*") and len(first) <= STEM):
        raise ValueError(f"term {phrase!r}: begin with a word, or a stem of {STEM} letters")
    return pieces


def _fits(piece: str, word: str) -> bool:
    return word.startswith(piece[:-1]) if piece.endswith("*") else word == piece


def _end(rest: tuple[str, ...], spoken: list[str], at: int) -> int | None:
    """Return where a term ends whose first word stands before ``at``; None where it does not."""
    if not rest:
        return at
    if rest[0] == "_":
        last = min(at + GAP, len(spoken))
        ends = (_end(rest[1:], spoken, after) for after in range(at, last + 1))
        return next((end for end in ends if end is not None), None)
    if at < len(spoken) and _fits(rest[0], spoken[at]):
        return _end(rest[1:], spoken, at + 1)
    return None
