"""The population that a table should stand for, as the user gives it."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isonomia.assess.tables.groups import known
from isonomia.assess.tables.mapping import whole
from isonomia.assess.tables.sheets import listed
from isonomia.errors import UsageError
from isonomia.vocabulary import read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from isonomia.assess.tables.groups import Sums

__all__ = ["Population", "check_population", "read_population"]

ROUNDING = 0.02
"""How far published shares may be from adding up to 1."""


@dataclass(frozen=True)
class Population:
    """Expected shares of groups.

    Attributes
    ----------
    shares : mapping of str to mapping of str to float
        For some columns, the share of each group; they add up to 1.
    """

    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def expected(self, name: str, groups: Mapping[str, Sums]) -> dict[str, float]:
        """Return the expected share of each group: as given, or even among those that occur."""
        if name in self.shares:
            return dict(self.shares[name])
        names = list(known(groups))
        return {group: 1 / len(names) for group in names}


def read_population(path: Path | str | None, names: Collection[str]) -> Population:
    """Read expected shares from a file.

    Parameters
    ----------
    path : path or None
        TOML with a section for each column, ``[gender] woman = 0.51``; or CSV with the columns
        ``column``, ``group`` and ``share``. None for even shares.
    names : collection of str
        What the columns are called in the audit.

    Raises
    ------
    UsageError
        The file cannot be read, names a column that is not asked about, or shares do not add up.
    """
    if path is None:
        return Population()
    path = Path(path)
    is_toml = path.suffix.lower() == ".toml"
    given = read_toml(path, "reference population")[0] if is_toml else _from_csv(path)
    shares: dict[str, dict[str, float]] = {}
    for name, groups in given.items():
        if name not in names:
            raise UsageError(
                f"{path}: {name!r} is not asked about ({', '.join(names)}): name the column as in "
                "the command."
            )
        shares[name] = _checked(groups, f"{path}: {name}")
    return Population(shares)


def check_population(
    population: Population, held: Mapping[str, Collection[str]], path: Path | str | None
) -> None:
    """Refuse a reference of which no group is in the table: it calls them otherwise.

    Parameters
    ----------
    population : Population
        Expected shares.
    held : mapping of str to collection of str
        The known groups that occur in each column.
    path : path or None
        Where the shares come from.

    Raises
    ------
    UsageError
        A column holds groups, and none of them is in the reference.
    """
    for name, shares in population.shares.items():
        found = list(held[name])
        if found and not set(found) & set(shares):
            raise UsageError(
                f"{path}: of the groups that the reference names for {name!r} "
                f"({listed(list(shares), 12)}) none is in the column, which holds "
                f"{listed(found, 12)}: say with a mapping file which is which, or name them alike."
            )


def _checked(groups: Any, where: str) -> dict[str, float]:
    if not isinstance(groups, dict) or not groups:
        raise UsageError(f"{where} names no groups: write lines such as woman = 0.51.")
    for group, share in groups.items():
        number = isinstance(share, int | float) and not isinstance(share, bool)
        if not number or not math.isfinite(share) or not 0 < share <= 1:
            raise UsageError(
                f"{where}, {group}: a share lies above 0 and at most at 1, not {share!r}."
            )
    total = math.fsum(groups.values())
    if abs(total - 1) > ROUNDING:
        raise UsageError(
            f"{where}: the shares add up to {total:.3g}, not to 1: add the groups that are left, "
            "or mend the shares."
        )
    return {whole(group): share / total for group, share in groups.items()}


def _from_csv(path: Path) -> dict[str, dict[str, float]]:
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except OSError as error:
        raise UsageError(f"Cannot read {path} ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: save it as UTF-8.") from error
    if not rows or not {"column", "group", "share"} <= rows[0].keys():
        raise UsageError(f"{path} needs the columns column, group and share, and a row below them.")
    shares: dict[str, dict[str, float]] = {}
    for line, row in enumerate(rows, 2):
        try:
            share = float(row["share"])
        except (TypeError, ValueError):
            raise UsageError(f"{path}, line {line}: {row['share']!r} is no share.") from None
        shares.setdefault(row["column"].strip(), {})[row["group"].strip()] = share
    return shares
