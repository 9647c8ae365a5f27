"""The groups of a column: their order, their names, and what is compared with what."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.audits import as_it_is
from isonomia.assess.tables.mapping import MISSING, NOT_MAPPED, UNKNOWN, is_group
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from isonomia.assess.audits import Audit
    from isonomia.evidence import Counts
    from isonomia.vocabulary import Text

__all__ = [
    "LEAST_SHARE",
    "OTHERS",
    "Pair",
    "best",
    "by_group",
    "called",
    "check_groups",
    "check_reference",
    "few_texts",
    "known",
    "large",
    "pairs",
    "said",
    "slug",
    "small_side",
    "total_of",
]

Sums = dict[str, int]

OTHERS = "(everyone else)"
"""All known groups but the one that is compared with them."""

OTHER_TEXTS = "(other values)"
"""Values of an outcome or a label that are too many to be values of one."""

MOST_TEXTS = 20
"""More different values than this are free text, in which people may say anything of anyone."""

LEAST_SHARE = 0.02
"""Of the people of all known groups; a smaller group earns no verdict of its own."""

_LAST = (UNKNOWN, NOT_MAPPED, MISSING)
_NAMES = {
    MISSING: "missing",
    UNKNOWN: "unknown",
    NOT_MAPPED: "not-mapped",
    OTHERS: "others",
    OTHER_TEXTS: "other-texts",
}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Pair(NamedTuple):
    """A group and those it is compared with."""

    group: str
    reference: str


def by_group(counts: Counts, name: str) -> dict[str, Sums]:
    """Return the sums of every group of a column, in reading order; those not known come last."""
    found = {key[0]: dict(zip(counts.columns, sums, strict=True)) for key, sums in counts.by(name)}
    return {group: found[group] for group in sorted(found, key=_order)}


def few_texts(values: Mapping[str, int], counted: str) -> dict[str, int]:
    """Return the values of an outcome or a label as a profile may keep them.

    Parameters
    ----------
    values : mapping of str to int
        Rows by value.
    counted : str
        The value that counts, which is kept in any case.
    """
    if len(values) <= MOST_TEXTS:
        return dict(values)
    kept = {text: n for text, n in values.items() if text == counted or not is_group(text)}
    return {**kept, OTHER_TEXTS: sum(values.values()) - sum(kept.values())}


def check_groups(cells: Counts, names: Iterable[str]) -> None:
    """Refuse a column that names people rather than groups of them.

    Raises
    ------
    UsageError
        Most of its many values stand in one row alone.
    """
    for name in names:
        sizes = sorted(sums[0] for (group,), sums in cells.by(name) if is_group(group))
        if len(sizes) > MOST_TEXTS and sizes[len(sizes) // 2] == 1:
            raise UsageError(
                f"The column for {name!r} has {len(sizes):,} different values, most of them once: "
                "it seems to name people. Give a column of groups, or make groups with --mapping."
            )


def known(groups: Mapping[str, Sums]) -> dict[str, Sums]:
    """Return the groups that are known."""
    return {group: sums for group, sums in groups.items() if is_group(group)}


def total_of(groups: Mapping[str, Sums], but: str = "") -> Sums:
    """Return the sums of all known groups together, but for one."""
    sums: Sums = {}
    for group, one in known(groups).items():
        if group != but:
            for column, n in one.items():
                sums[column] = sums.get(column, 0) + n
    return sums or dict.fromkeys(next(iter(groups.values()), {}), 0)


def large(groups: Mapping[str, Sums], column: str) -> list[str]:
    """Return the known groups of at least 2 % of the people; all, where none is so large."""
    people = {group: sums[column] for group, sums in known(groups).items() if sums[column]}
    total = sum(people.values())
    found = [group for group, n in people.items() if n >= LEAST_SHARE * total]
    return found or list(people)


def pairs(
    groups: Mapping[str, Sums], column: str, reference: str | None, of_two: str | None = None
) -> list[Pair]:
    """Return what is compared with what for a verdict.

    With a reference named beforehand every other group is compared with it. Else every group is
    compared with everyone else, which needs no look at the data; two groups are one comparison, in
    which `of_two` comes second: tolerances are alike both ways, so that this settles nothing. Where
    all but one group are together less than 2 % of the people there is nothing to compare.
    """
    if small_side(groups, column):
        return []
    names, two = large(groups, column), list(known(groups))
    if reference is not None:
        return [Pair(group, reference) for group in names if group != reference]
    if len(two) == 2:
        return [Pair(*(two if two[1] == of_two else reversed(two)))]
    return [Pair(group, OTHERS) for group in names]


def small_side(groups: Mapping[str, Sums], column: str) -> bool:
    """Tell whether all but one group are less than 2 % of the people together, and somebody."""
    people = [sums[column] for sums in known(groups).values()]
    rest = sum(people) - max(people, default=0)
    return 0 < rest < LEAST_SHARE * sum(people)


def best(groups: Mapping[str, Sums], of: str, among: str) -> str | None:
    """Return the group with the highest rate among those of at least 2 % of the people."""
    names = large(groups, among)
    rates = {name: groups[name][of] / groups[name][among] for name in names}
    return max(rates, key=lambda name: rates[name]) if rates else None


def check_reference(references: Mapping[str, str], names: Sequence[str], counts: Counts) -> None:
    """Refuse a reference that is not there.

    Raises
    ------
    UsageError
        A question or a group is unknown.
    """
    for name, group in references.items():
        if name not in names:
            raise UsageError(
                f"--reference {name}={group}: nothing is called {name!r}; there is "
                f"{', '.join(names)}."
            )
        groups = list(known(by_group(counts, name)))
        if group not in groups:
            raise UsageError(
                f"--reference {name}={group}: nobody is in that group; the groups are "
                f"{', '.join(groups[:12]) or 'none'}."
            )


def said(audit: Audit, name: str) -> Text:
    """Return what a group or a column is called, in every language."""
    return audit.names.get(called(name), as_it_is(called(name)))


def called(name: str) -> str:
    """Return what a finding calls a group: itself, or what an audit has a name for."""
    return _NAMES.get(name, name)


def slug(*names: str) -> str:
    """Return a name for an id: plain letters and digits, told apart where these are too few."""
    plain = "-".join(_plain(_NAMES.get(name, name)) or "x" for name in names)
    joined = "\n".join(_NAMES.get(name, name) for name in names)
    if plain == joined.replace("\n", "-"):
        return plain
    return f"{plain}-{hashlib.sha256(joined.encode()).hexdigest()[:6]}"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().replace("đ", "d"))
    return re.sub("[^a-z0-9]+", "-", letters.encode("ascii", "ignore").decode()).strip("-")


def _order(name: str) -> tuple[int, float, str]:
    """Sort numbers and bands of numbers by size, names by letter."""
    if name in _LAST:
        return 2 + _LAST.index(name), 0.0, name
    number = _NUMBER.match(name.removeprefix("<"))
    if number is None:
        return 1, 0.0, name
    return 0, float(number.group()) - 1e-9 * name.startswith("<"), name
