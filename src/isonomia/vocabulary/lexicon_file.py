"""How a lexicon is written in TOML, and what must hold in it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.language import LANGUAGES
from isonomia.vocabulary.lexicon_words import Phrases, plain, spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["FIELDS", "GROUPS", "LexiconFile", "Source"]

Group = Literal[
    "occupation",
    "care",
    "power",
    "appearance",
    "abuse",
    "age-old",
    "age-young",
    "nationality",
    "background",
]
GROUPS: tuple[str, ...] = get_args(Group)
"""The groups of terms, in the order in which they are told."""

FIELDS: dict[str, tuple[str, ...]] = {
    "occupation": (
        "health",
        "care-education",
        "technology",
        "science",
        "engineering",
        "trades-construction",
        "transport",
        "business-finance",
        "law-government",
        "arts-media",
        "service-sales",
        "cleaning-domestic",
        "security-military",
        "agriculture",
        "sport",
    ),
    "background": ("migration", "ethnicity", "religion", "disability", "class", "rural"),
}
"""The fields of the groups that have some."""

Texts = Annotated[tuple[str, ...], AfterValidator(spelled_out)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Said = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where a list comes from, in words, and its address where it has one."""

    id: Name
    text: Said
    url: str = ""


class Gender(_Part):
    """Words for a person of each gender, and phrases in which they tell of nobody."""

    source: Name
    woman: Texts = Field(min_length=1)
    man: Texts = Field(min_length=1)
    exceptions: Texts = ()


class Shares(_Part):
    """Women's shares in occupations, by term: one's own, or those of ``data/occupations.toml``."""

    source: Name
    women: dict[Name, Share] | None = None


class Forms(_Part):
    """The forms of a term: those that tell no gender, and those that do.

    ``abusive`` names a list of ``data/abusive.toml``, so that no other file holds its words.
    """

    any: Texts = ()
    woman: Texts = ()
    man: Texts = ()
    abusive: str = ""

    def by_gender(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return each form with the gender that it tells, if any."""
        abuse = tuple(read_data("abusive")[language][self.abusive]) if self.abusive else ()
        lists = {"": (*self.any, *abuse), "woman": self.woman, "man": self.man}
        return tuple((text, gender) for gender, texts in lists.items() for text in texts)


def _as_forms(written: object) -> object:
    return {"any": written} if isinstance(written, list) else written


class TermLists(_Part):
    """Terms of one group and field, from one source."""

    group: Group
    field: str = ""
    source: Name
    terms: dict[Name, Annotated[Forms, BeforeValidator(_as_forms)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_a_field(self) -> TermLists:
        fields = FIELDS.get(self.group, ("",))
        if self.field not in fields:
            said = f"one of {', '.join(fields)}" if fields[0] else "left out"
            raise ValueError(f"the field of a list of the group {self.group} must be {said}")
        return self


class LexiconFile(_Part):
    """A lexicon as it is written; ``shared`` names the forms that two terms hold on purpose."""

    language: Said
    version: Said
    reviewed: bool
    sources: tuple[Source, ...] = Field(min_length=1)
    gender: Gender
    shares: Shares | None = None
    shared: Texts = ()
    lists: tuple[TermLists, ...] = Field(min_length=1)

    @field_validator("sources")
    @classmethod
    def _apart(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        _once((source.id for source in sources), "the source '{}' is there twice")
        return sources

    @model_validator(mode="after")
    def _checked(self) -> LexiconFile:
        self._check_sources()
        self._check_gender()
        self._check_terms()
        self._check_shares()
        return self

    @cached_property
    def gendered(self) -> Phrases:
        """The words and phrases by which a person's gender is told."""
        return Phrases((*self.gender.woman, *self.gender.man))

    def _check_sources(self) -> None:
        known = {source.id for source in self.sources}
        named = [self.gender.source, *(part.source for part in self.lists)]
        if self.shares is not None:
            named.append(self.shares.source)
        if wrong := [name for name in named if name not in known]:
            raise ValueError(f"the source '{wrong[0]}' is not among the sources")

    def _check_gender(self) -> None:
        words = (*self.gender.woman, *self.gender.man)
        _once(map(plain, words), "the word '{}' is in [gender] twice")
        for word in words:
            if inside := [one for one in self.gendered.inside(word) if one != plain(word)]:
                raise ValueError(
                    f"'{word}' holds '{inside[0]}', and would count twice: leave one out"
                )
        _once(map(plain, self.gender.exceptions), "the exception '{}' is there twice")
        for phrase in self.gender.exceptions:
            inside = self.gendered.inside(phrase)
            if not inside:
                raise ValueError(f"the exception '{phrase}' holds no word of [gender]")
            if plain(phrase) in inside:
                raise ValueError(f"'{phrase}' is a word of [gender] and an exception")

    def _check_terms(self) -> None:
        _once((term for part in self.lists for term in part.terms), "the term '{}' is there twice")
        terms: Counter[str] = Counter()
        for ident, forms in self._written():
            terms.update(forms)
            self._check_forms(ident, forms)
        shared = {plain(form) for form in self.shared}
        several = {form for form, number in terms.items() if number > 1}
        if wrong := sorted(several - shared):
            raise ValueError(f"two terms have the form '{wrong[0]}': list it as shared if meant so")
        if wrong := sorted(shared - several):
            raise ValueError(f"'{wrong[0]}' is listed as shared, but no two terms have it")

    def _check_forms(self, ident: str, forms: list[str]) -> None:
        _once(forms, f"the term '{ident}' has the form '{{}}' twice")
        phrases = Phrases(forms)
        for form in forms:
            if form in self.gendered.inside(form):
                raise ValueError(f"'{form}' is a word of [gender] and a form of '{ident}'")
            if inside := [other for other in phrases.inside(form) if other != form]:
                raise ValueError(
                    f"'{form}' holds '{inside[0]}', a form of the same term '{ident}', "
                    "and would count twice: leave one out"
                )

    def _written(self) -> Iterator[tuple[str, list[str]]]:
        for part in self.lists:
            for ident, forms in part.terms.items():
                if forms.abusive and self.language not in LANGUAGES:
                    raise ValueError(f"'{ident}': there are no words of abuse in this language")
                written = [plain(text) for text, _ in forms.by_gender(self.language)]
                if not written:
                    raise ValueError(f"the term '{ident}' has no forms")
                yield ident, written

    def _check_shares(self) -> None:
        if self.shares is None:
            return
        if self.shares.women is None and self.language not in LANGUAGES:
            raise ValueError("there are no shares in this language: give your own as shares.women")
        jobs = {term for part in self.lists if part.group == "occupation" for term in part.terms}
        if wrong := sorted((self.shares.women or {}).keys() - jobs):
            raise ValueError(f"shares.women names '{wrong[0]}', which is no occupation here")


def _once(things: Iterable[str], sentence: str) -> None:
    twice = [thing for thing, number in Counter(things).items() if number > 1]
    if twice:
        raise ValueError(sentence.format(twice[0]))
