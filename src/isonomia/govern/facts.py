"""What only those who made the data know: a file that people fill in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from isonomia.errors import UsageError
from isonomia.evidence.finding import Record
from isonomia.vocabulary import Text, read_toml, validated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Fact", "Facts", "known_facts", "new_facts", "read_facts"]


class Fact(Record):
    """One thing that can be said of data."""

    property: str
    """What holds it in Croissant or its RAI vocabulary."""
    many: bool = False
    title: Text
    hint: Text


class _File(Record):
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was filled in, by the fact's name; a fact that is not known is not there."""

    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return a fact's text, empty where it is not known."""
        return " ".join(self.given.get(name, ()))

    @property
    def missing(self) -> list[str]:
        """Names of the facts that are still to fill in."""
        return [name for name in known_facts() if name not in self.given]


@cache
def known_facts() -> dict[str, Fact]:
    """Return every fact that a file may hold, in the order of the file."""
    record, _ = read_toml(files("isonomia.govern") / "data" / "facts.toml", "list of facts")
    return validated(_File, record, "The list of facts").facts


def new_facts() -> str:
    """Return a facts file with nothing filled in."""
    lines = [
        "# What only you know of your data. Leave empty what you do not know: the card lists it as",
        "# still to fill in, and never guesses it.",
    ]
    for name, fact in known_facts().items():
        empty = "[]" if fact.many else '""'
        lines += ["", f"# {fact.hint.en}", f"{name} = {empty}"]
    return "\n".join(lines) + "\n"


def read_facts(path: Path) -> Facts:
    """Read a facts file.

    Raises
    ------
    UsageError
        It cannot be read, or a fact is unknown or of the wrong kind.
    """
    record, _ = read_toml(path, "facts file")
    given: dict[str, tuple[str, ...]] = {}
    for name, value in record.items():
        texts = tuple(text for text in _texts(name, value, path) if text.strip())
        if texts:
            given[name] = texts
    return Facts(given)


def _texts(name: str, value: object, path: Path) -> tuple[str, ...]:
    fact = known_facts().get(name)
    if fact is None:
        known = ", ".join(known_facts())
        raise UsageError(f"{path}: there is no fact “{name}”. A facts file may hold: {known}.")
    if isinstance(value, date):  # TOML has dates of its own
        value = value.isoformat()[:10]
    texts = value if fact.many else [value]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        wanted = "a list of texts" if fact.many else "one text"
        raise UsageError(f"{path}: {name} must be {wanted}.")
    if name == "date-published" and value:
        _check_date(str(value), path)
    return tuple(texts)


def _check_date(text: str, path: Path) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{path}: date-published must be a day such as 2026-11-22, not “{text}”."
        ) from None
