"""Term lists for scanning a corpus: words for women and men, and what may stand near them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

from isonomia.vocabulary.lexicon_file import GROUPS, LexiconFile, Source
from isonomia.vocabulary.lexicon_words import words_of
from isonomia.vocabulary.occupations import occupations
from isonomia.vocabulary.user_files import read_toml, validated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from isonomia.vocabulary.language import Language
    from isonomia.vocabulary.user_files import Readable

__all__ = ["Form", "Lexicon", "Term", "lexicon", "read_lexicon", "words_of"]


class Form(NamedTuple):
    """One way of writing a term; ``gender`` is ``woman`` or ``man`` where the form tells it."""

    text: str
    gender: str = ""


@dataclass(frozen=True)
class Term:
    """What is looked for near a person.

    Attributes
    ----------
    id : str
        Its name, unique in its lexicon.
    group, field : str
        To what it belongs, such as ``occupation`` and ``health``; most groups have no fields.
    forms : tuple of Form
        All ways of writing it.
    share : float or None
        Women's share of those who work in the occupation, in ``[0, 1]``, where a source tells it.
    """

    id: str
    group: str
    field: str
    forms: tuple[Form, ...]
    share: float | None = None


@dataclass(frozen=True)
class Lexicon:
    """The words of one language by which a corpus is scanned.

    Forms and phrases are kept as people write them; ``words_of`` makes of each the words that are
    compared.

    Attributes
    ----------
    language : str
        The language.
    woman, man : tuple of str
        Words for a person of that gender. None holds another, so that no mention counts twice.
    exceptions : tuple of str
        Phrases in which such a word is no mention: listed ones ("il y a" in French), and every form
        that tells a gender and holds such a word ("cleaning lady"), so that none is near itself.
    terms : tuple of Term
        What is looked for near a mention.
    version, reviewed, sources
        What the file says of itself; ``reviewed`` by a native speaker who knows the field.
    digest : str
        SHA-256 of all by which a text is counted; comments and layout do not change it.
    """

    language: str
    woman: tuple[str, ...]
    man: tuple[str, ...]
    exceptions: tuple[str, ...]
    terms: tuple[Term, ...]
    version: str = ""
    reviewed: bool = False
    sources: tuple[Source, ...] = ()
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        terms = [(term.id, term.group, term.field, term.forms, term.share) for term in self.terms]
        counted = [self.language, self.woman, self.man, self.exceptions, terms]
        text = json.dumps(counted, ensure_ascii=False, separators=(",", ":"))
        object.__setattr__(self, "digest", hashlib.sha256(text.encode()).hexdigest())

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that have terms, in the order in which all are told."""
        present = {term.group for term in self.terms}
        return tuple(group for group in GROUPS if group in present)


@cache
def lexicon(language: Language) -> Lexicon:
    """Return Isonomia's own lexicon of one language."""
    return _read(files("isonomia.vocabulary") / "data" / "corpus" / f"{language}.toml")


def read_lexicon(path: Path) -> Lexicon:
    """Return the lexicon that a file of one's own holds.

    Parameters
    ----------
    path : Path
        A TOML file as ``docs/term-lists.md`` describes it.

    Raises
    ------
    UsageError
        The file cannot be read, or something in it is wrong; the sentence names the key.
    """
    return _read(path)


def _read(path: Readable) -> Lexicon:
    record, _ = read_toml(path, "term list")
    file = validated(LexiconFile, record, f"The term list {path}")
    terms = tuple(_terms(file))
    telling = (form.text for term in terms for form in term.forms if form.gender)
    holding = (form for form in telling if file.gendered.inside(form))
    return Lexicon(
        language=file.language,
        woman=file.gender.woman,
        man=file.gender.man,
        exceptions=tuple(dict.fromkeys((*file.gender.exceptions, *holding))),
        terms=terms,
        version=file.version,
        reviewed=file.reviewed,
        sources=file.sources,
    )


def _terms(file: LexiconFile) -> Iterator[Term]:
    shares = _shares(file)
    for part in file.lists:
        for ident, written in part.terms.items():
            forms = tuple(Form(*form) for form in written.by_gender(file.language))
            share = shares.get(ident) if part.group == "occupation" else None
            yield Term(ident, part.group, part.field, forms, share)


def _shares(file: LexiconFile) -> Mapping[str, float | None]:
    """Return the file's own shares, or those of the occupations that bear a term's id."""
    if file.shares is None:
        return {}
    if file.shares.women is not None:
        return file.shares.women
    language = cast("Language", file.language)  # the file was checked to be in one of ours
    return {known.id: known.share(language) for known in occupations()}
