"""The words of the report, one catalogue per language, and strict about both keys and slots."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from isonomia.vocabulary import Text, french_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["Messages", "catalogue", "catalogue_of", "is_of_data"]

_KINDS: Mapping[str, tuple[str, ...]] = {
    "guard": ("guard",),
    "dataset": ("data", "dataset"),
    "decision system": ("data", "decision"),
}
"""Whose texts stand in the place of those about models, the most special last."""

_COMMON = {"all", "woman", "man", "non-binary", "unmarked"}
"""Names of groups that mean the same in all data."""

_SINGULAR: Mapping[str, tuple[int, ...]] = {"en": (1,), "vi": (), "fr": (0, 1)}
"""Numbers that take the form ``one``; all others take ``other``."""


class Messages:
    """The catalogue of one language.

    Parameters
    ----------
    language : {"en", "vi", "fr"}
        The language.
    entries : mapping of str to str
        Texts by dotted key. Where a text depends on a number it is there twice, as ``key.one``
        and ``key.other``, and is chosen by the value given for ``n``.
    reviewed : bool
        Whether a native speaker who knows the field has read the catalogue.
    kinds : tuple of str
        Of what it speaks, where that has texts of its own.
    """

    def __init__(
        self,
        language: Language,
        entries: Mapping[str, str],
        *,
        reviewed: bool,
        kinds: tuple[str, ...] = (),
    ) -> None:
        self.language = language
        self.entries = entries
        self.reviewed = reviewed
        self.kinds = kinds

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Return a text with its slots filled; whole numbers are grouped as is usual.

        Raises
        ------
        KeyError
            The catalogue lacks the key, or the text has a slot for which no value is given.
        """
        number = values.get("n")
        if isinstance(number, int) and key not in self.entries:
            key += ".one" if number in _SINGULAR[self.language] else ".other"
        if key not in self.entries:
            raise KeyError(f"no message {key!r} in the catalogue {self.language!r}")
        return self.entries[key].format_map(
            {
                slot: self.count(value) if isinstance(value, int) else value
                for slot, value in values.items()
            }
        )

    def count(self, number: int) -> str:
        """Return a whole number with its thousands grouped."""
        return f"{number:,}".replace(",", self.entries["number.group"])

    def naming(self, names: Mapping[str, Text]) -> Messages:
        """Return the same catalogue with more names, such as those of a suite's arms."""
        more = {f"name.{slug}": text[self.language] for slug, text in names.items()}
        return self._with(more, self.kinds)

    def speaking_of(self, kind: str) -> Messages:
        """Return the catalogue with the texts under ``kind.`` in the place of those without it."""
        own = {
            key.removeprefix(f"{kind}."): text
            for key, text in self.entries.items()
            if key.startswith(f"{kind}.")
        }
        return self._with(own, (*self.kinds, kind))

    def _with(self, entries: Mapping[str, str], kinds: tuple[str, ...]) -> Messages:
        return Messages(
            self.language, {**self.entries, **entries}, reviewed=self.reviewed, kinds=kinds
        )

    def name(self, slug: str) -> str:
        """Return the name of a group, arm, factor or harm; unknown slugs name themselves."""
        return self.entries.get(f"name.{slug}", slug.replace("-", " "))

    def reason(self, slug: str) -> str:
        """Return in words why a record was not read; unknown slugs are returned as they are."""
        return self.entries.get(f"reason.{slug}", slug)


@cache
def catalogue(language: Language) -> Messages:
    """Read the report's catalogue of one language."""
    return read_catalogue("isonomia.report", language)


def catalogue_of(assessment: Assessment, language: Language) -> Messages:
    """Return the catalogue, with the names that an assessment's suites give to arms and groups."""
    names = {slug: text for suite in assessment.plan.suites for slug, text in suite.names.items()}
    messages = catalogue(language)
    for kind in _spoken_of(assessment):
        messages = messages.speaking_of(kind)
    if is_of_data(assessment):
        messages = messages.naming(_names_from_data(assessment))
    return messages.naming(names)


def is_of_data(assessment: Assessment) -> bool:
    """Tell whether an assessment rests on data that were read, not on questions that were asked."""
    return "data" in _KINDS.get(assessment.subject.kind, ()) and not assessment.measures


def _names_from_data(assessment: Assessment) -> dict[str, Text]:
    """Return the names that are the data's own: they are shown as they are, in every language."""
    found = {name for finding in assessment.findings for name in (*finding.arms, finding.slice)}
    return {name: Text(en=name, vi=name, fr=name) for name in found - _COMMON if name}


def _spoken_of(assessment: Assessment) -> tuple[str, ...]:
    """Return whose texts are used; where there is one audit, its units have their own name."""
    kinds = _KINDS.get(assessment.subject.kind, ())
    if "data" in kinds and not is_of_data(assessment):
        return ("screener",)
    names = [suite.name for suite in assessment.plan.suites]
    return (*kinds, *(names if len(names) == 1 else ()))


def read_catalogue(package: str, language: Language) -> Messages:
    """Read a package's catalogue of one language, from its folder of messages."""
    path = files(package) / "messages" / f"{language}.toml"
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    reviewed: bool = record.pop("reviewed")
    entries = dict(_flatten(record))
    if language == "fr":
        entries = {key: french_spaces(text) for key, text in entries.items()}
    return Messages(language, entries, reviewed=reviewed)


def _flatten(record: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
