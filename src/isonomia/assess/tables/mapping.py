"""The mapping file: what the texts in a column mean, said by the user and never guessed."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isonomia.errors import UsageError
from isonomia.vocabulary import read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "MISSING",
    "NOT_MAPPED",
    "UNKNOWN",
    "Meaning",
    "as_number",
    "bands_of",
    "is_group",
    "read_mapping",
    "spellings",
    "whole",
]

MISSING = ""
"""No value, or blanks."""
UNKNOWN = "(unknown)"
"""A value that the mapping calls unknown."""
NOT_MAPPED = "(not mapped)"
"""A value that is not in the mapping of its column."""


def is_group(value: str) -> bool:
    """Tell whether a value names a group, rather than that the group is not known."""
    return value not in {MISSING, UNKNOWN, NOT_MAPPED}


_WHOLE = re.compile(r"([+-]?[0-9]+)\.0*")


def whole(text: str) -> str:
    """Return a text without blanks around it, and a whole number without a fraction of zeros.

    Programs write 1 as 1.0 where other values of a column are missing.
    """
    # What was typed may hold bytes that are no text.
    bare = text.strip().encode("utf-8", "backslashreplace").decode()
    found = _WHOLE.fullmatch(bare)
    return found[1] if found else bare


def spellings(text: str) -> tuple[str, ...]:
    """Return the ways in which a text is commonly written that `whole` reads as one."""
    return (text, f"{text}.0") if _WHOLE.fullmatch(f"{text}.") else (text,)


@dataclass(frozen=True)
class Meaning:
    """What the texts in one column mean.

    Attributes
    ----------
    values : mapping of str to str
        The group that a text stands for. Where there are any, other texts are not mapped.
    unknown : frozenset of str
        Texts that say that the value is not known.
    cuts : tuple of float
        Where numbers are cut into bands, in rising order.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    cuts: tuple[float, ...] = ()

    def read(self, text: str | None) -> str:
        """Return the group that a text stands for; blanks and a fraction of zeros do not count."""
        bare = whole(text or "")
        if not bare:
            return MISSING
        if bare in self.unknown:
            return UNKNOWN
        if bare in self.values:
            return self.values[bare]
        if self.cuts:
            return self._band(bare)
        return NOT_MAPPED if self.values and bare not in self._groups else bare

    @property
    def is_plain(self) -> bool:
        """Whether texts stand for themselves."""
        return not (self.values or self.unknown or self.cuts)

    @property
    def setting(self) -> str:
        """All of it in one line, as the settings of a profile hold it."""
        if self.is_plain:
            return ""
        return json.dumps(
            {
                "values": dict(sorted(self.values.items())),
                "unknown": sorted(self.unknown),
                "cuts": self.cuts,
            },
            ensure_ascii=False,
        )

    @cached_property
    def bands(self) -> tuple[str, ...]:
        """Names of the bands between the cuts."""
        return bands_of(self.cuts)

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(self.values.values())

    def _band(self, text: str) -> str:
        number = as_number(text)
        if number is None:
            return text if text in self._groups else NOT_MAPPED
        return self.bands[sum(number >= cut for cut in self.cuts)]


def as_number(text: str) -> float | None:
    """Return the finite number that a text spells, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def bands_of(cuts: tuple[float, ...]) -> tuple[str, ...]:
    """Return the names of the bands between cuts: whole numbers as ages are written."""
    if not cuts:
        return ()
    whole = all(cut == int(cut) for cut in cuts)
    ends = [f"{cut:g}" for cut in cuts]
    between = [
        f"{low:g}–{high - 1:g}" if whole else f"{low:g}–<{high:g}" for low, high in pairwise(cuts)
    ]
    return (f"<{ends[0]}", *between, f"{ends[-1]}+")


def read_mapping(path: Path | str | None, names: Collection[str]) -> dict[str, Meaning]:
    """Return the meanings of columns: those of a mapping file, and plain ones for the rest.

    Parameters
    ----------
    path : path or None
        A TOML file with a section for each name: ``"F" = "woman"``; ``unknown = ["?"]``;
        ``cuts = [25, 40]``.
    names : collection of str
        What the columns are called in the audit.

    Raises
    ------
    UsageError
        The file cannot be read, a section is malformed or belongs to none of the names, or a name
        cannot be shown.
    """
    for name in names:
        if not name.isprintable():
            raise UsageError(f"A column cannot be called {name!r}: call it what can be shown.")
    meanings = {name: Meaning() for name in names}
    if path is None:
        return meanings
    record, _ = read_toml(Path(path), "mapping file")
    for name, section in record.items():
        if name not in meanings:
            raise UsageError(
                f"{path}: [{name}] maps nothing that is asked about ({', '.join(names)}): name "
                "the section as in the command."
            )
        meanings[name] = _meaning(section, f"{path}: [{name}]")
    return meanings


def _meaning(section: Any, where: str) -> Meaning:
    if not isinstance(section, dict):
        raise UsageError(f'{where} is no section: write lines such as "F" = "woman" below it.')
    values: dict[str, str] = {}
    unknown: list[str] = []
    cuts: list[float] = []
    for key, said in section.items():
        if key == "unknown" and isinstance(said, list):
            unknown = [whole(str(text)) for text in said]
        elif key == "cuts" and isinstance(said, list):
            cuts = _cuts(said, where)
        elif isinstance(said, str) and said.strip():
            if values.setdefault(whole(key), whole(said)) != whole(said):
                raise UsageError(f"{where}: {whole(key)} is mapped twice, to different groups.")
        else:
            raise UsageError(
                f"{where}: {key} must be a text, such as {key!r} = 'woman' (or a list for "
                "`unknown` and `cuts`)."
            )
    return Meaning(values, frozenset(unknown), tuple(cuts))


def _cuts(said: list[Any], where: str) -> list[float]:
    numbers = [cut for cut in said if isinstance(cut, int | float) and not isinstance(cut, bool)]
    whole = len(numbers) == len(said) and all(map(math.isfinite, numbers))
    if not numbers or not whole or not all(low < high for low, high in pairwise(numbers)):
        raise UsageError(f"{where}: cuts must be numbers in rising order, such as [25, 40, 55].")
    return [float(cut) for cut in numbers]
