"""Which columns of a table are asked about, and counting them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.tables.counting import (
    Asked,
    Counted,
    check_numbers,
    count_rows,
    open_sheets,
    values_table,
)
from isonomia.assess.tables.groups import check_groups, few_texts
from isonomia.assess.tables.mapping import Meaning, is_group, read_mapping, whole
from isonomia.assess.tables.sheets import Reader, listed
from isonomia.errors import UsageError
from isonomia.evidence import Counts, Profile

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from isonomia.assess.tables.counting import Rows

__all__ = ["CELL_COLUMNS", "LABEL", "Named", "TableFields", "count_table", "positive_of"]

LABEL = "label"
CELL_COLUMNS = ("n", "labelled", "positives")

POSITIVES = {"yes": "no", "1": "0", "true": "false", "y": "n", "t": "f"}
"""Pairs of values of which nobody doubts which one means yes."""


class Named(NamedTuple):
    """A column, and which of its values counts; empty where that was not said."""

    column: str
    value: str

    @classmethod
    def parse(cls, text: str, columns: Collection[str] = ()) -> Named:
        """Read ``COLUMN`` or ``COLUMN=VALUE``; a column's own name may hold an equals sign."""
        if text in columns:
            return cls(text, "")
        column, _, value = text.partition("=")
        return cls(column.strip(), whole(value))


def positive_of(values: Counter[str], given: Named, option: str) -> str:
    """Return which value of a column counts.

    Parameters
    ----------
    values : Counter of str
        How many rows hold each value.
    given : Named
        What the user said.
    option : str
        Where to say more.

    Raises
    ------
    UsageError
        It was not said and does not go without saying, or nobody has it.
    """
    found = sorted(value for value in values if is_group(value))
    by_fold = {value.casefold(): value for value in found}
    if len(by_fold) < len(found):
        raise UsageError(
            f"{given.column!r} has values that differ in capitals alone: {listed(found, 12)}. Make "
            "them one with --mapping."
        )
    if given.value:
        if given.value not in found and len(found) > 1:
            raise UsageError(
                f"No row has {given.column}={given.value}; its values are {listed(found, 5)}."
            )
        return given.value
    for yes, no in POSITIVES.items():
        if by_fold and by_fold.keys() <= {yes, no}:
            return by_fold.get(yes, yes)
    if not found:
        return ""
    raise UsageError(
        f"{given.column!r} has {len(found)} value{'s' * (len(found) > 1)}: {listed(found, 5)}. "
        f"Say which one counts: {option} COLUMN=VALUE."
    )


@dataclass(frozen=True, slots=True)
class TableFields:
    """What is asked of a table.

    Attributes
    ----------
    columns : mapping of str to str
        What a column is called in the audit, and in the files: ``{"gender": "sex"}``.
    label : str
        ``COLUMN`` or ``COLUMN=VALUE`` of what a model is to learn; VALUE is what counts.
    mapping : path, optional
        A mapping file.
    """

    columns: Mapping[str, str]
    label: str = ""
    mapping: Path | str | None = None
    meanings: Mapping[str, Meaning] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.columns:
            raise UsageError("Say which columns to count: --columns gender=COLUMN.")
        if LABEL in self.columns:
            raise UsageError("A column cannot be called 'label': name it with --label.")
        names = [*self.columns, *([LABEL] if self.label else [])]
        object.__setattr__(self, "meanings", read_mapping(self.mapping, names))

    def asked(self, columns: Collection[str]) -> tuple[Asked, ...]:
        """Return the columns to count by, given the columns that there are."""
        label = {LABEL: Named.parse(self.label, columns).column} if self.label else {}
        return tuple(
            Asked(name, column, self.meanings[name])
            for name, column in {**self.columns, **label}.items()
        )

    def settings(self, positive: str) -> dict[str, str]:
        """Return what the counts depend on besides the data."""
        label = {"label": Named.parse(self.label).column, "label-value": positive}
        said = {
            "columns": json.dumps(dict(self.columns), ensure_ascii=False),
            **(label if self.label else {}),
            **{f"mapping-{name}": found.setting for name, found in self.meanings.items()},
        }
        return {name: value for name, value in said.items() if value}


def count_table(
    paths: Sequence[Path | str],
    fields: TableFields,
    *,
    threads: int | None = None,
    strict: bool = False,
) -> Counted:
    """Count the rows of a table by group.

    Parameters
    ----------
    paths : sequence of path
        Files, folders or patterns.
    fields : TableFields
        Which columns say what.
    threads : int, optional
        How many; by default one per core.
    strict : bool
        Stop at the first record that cannot be read.

    Raises
    ------
    UsageError
        A file or a column cannot be read as asked.
    """
    with Reader(threads) as reader:
        sheets = open_sheets(reader, paths)
        rows = count_rows(reader, sheets, fields.asked(sheets[0].texts), strict=strict)
    check_numbers(rows, tuple(fields.columns))
    positive = ""
    if fields.label:
        named = Named.parse(fields.label, sheets[0].texts)
        positive = positive_of(rows.values(LABEL), named, "--label")
    cells = _cells(rows, fields, positive)
    check_groups(cells, fields.columns)
    profile = Profile(
        kind="table",
        settings=fields.settings(positive),
        sources=tuple(rows.sources),
        counts=(cells.table, _values(rows, fields, positive).table),
    )
    return Counted(profile, tuple(rows.places))


def _cells(rows: Rows, fields: TableFields, positive: str) -> Counts:
    cells = Counts("cells", tuple(fields.columns), CELL_COLUMNS)
    read = [rows.reader(name) for name in fields.columns]
    label = rows.reader(LABEL) if fields.label else None
    for key, (n,) in rows.cells.items():
        value = label(key) if label else ""
        labelled = n * is_group(value)
        cells.add(tuple(one(key) for one in read), (n, labelled, labelled * (value == positive)))
    return cells


def _values(rows: Rows, fields: TableFields, positive: str) -> Counts:
    values = Counts("values", ("column", "text", "group"), ("n",))
    for value, n in values_table(rows).items():
        values.add(value, (n,))
    if fields.label:
        for text, n in few_texts(rows.values(LABEL), positive).items():
            values.add((f"{LABEL}-values", text, ""), (n,))
    return values
