"""The profile: all counts of a body of data, with what they were counted from.

Profiles of parts merge into the profile of the whole, if the parts were counted alike and none is
there twice. A part that is done is a profile; so is the whole, and so is what another machine did.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import orjson
from pydantic import ConfigDict, Field, ValidationError, model_validator

from isonomia.errors import AssessmentError
from isonomia.evidence.counts import Counts, CountTable
from isonomia.evidence.finding import Record
from isonomia.evidence.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "PROFILE_NAME",
    "Profile",
    "Source",
    "as_counted",
    "is_profile",
    "load_profile",
    "merge_parts",
    "merge_profiles",
    "profile_schema_text",
    "save_profile",
]

PROFILE_NAME = "profile.json"
PROFILE_SCHEMA = 1

Count = Annotated[int, Field(ge=0)]


class Source(Record):
    """One part of the data as it was read: a file, or a range of one."""

    name: str
    """The path as it was given, and the range of bytes where it is not the whole file."""
    digest: str
    """SHA-256 of the bytes that were read."""
    bytes: Count
    records: Count
    """Records that were counted."""
    skipped: dict[str, Count] = Field(default_factory=dict)
    """Records that could not be read, by the reason."""


class Profile(Record):
    """Counts, how they were made, and what they were made from."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    kind: str
    """What was done: ``corpus``, ``table``, ``decisions``."""
    settings: dict[str, str]
    """All that the counts depend on besides the data: term lists by digest, windows, fields."""
    sources: tuple[Source, ...]
    counts: tuple[CountTable, ...]

    def table(self, name: str) -> Counts:
        """Return the counts of one name.

        Raises
        ------
        AssessmentError
            There are none.
        """
        for table in self.counts:
            if table.name == name:
                return table.counts
        raise AssessmentError(
            f"This is not a whole profile of {self.kind}, for its table {name!r} is missing: count "
            "its data again."
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the profile as it is written."""
        return hashlib.sha256(_bytes(self)).hexdigest()

    @property
    def records(self) -> int:
        """Records that were counted."""
        return sum(source.records for source in self.sources)

    @property
    def skipped(self) -> Counter[str]:
        """Records that could not be read, by the reason."""
        return sum((Counter(source.skipped) for source in self.sources), Counter())

    @model_validator(mode="after")
    def _check_tables(self) -> Self:
        names = Counter(table.name for table in self.counts)
        if twice := [name for name, n in names.items() if n > 1]:
            raise ValueError(f"the table {twice[0]!r} is there twice")
        return self


def merge_profiles(profiles: Sequence[Profile]) -> Profile:
    """Return the profile of what was counted in several places.

    Raises
    ------
    AssessmentError
        There are none, they were counted differently, or two of them hold the same part.
    """
    _check_once(profiles)
    return merge_parts(profiles)


def merge_parts(parts: Iterable[Profile]) -> Profile:
    """Return the profile of all parts of one run together; each is let go once it is added.

    Two parts may hold the same bytes: a corpus with a copy in it was planned so.

    Raises
    ------
    AssessmentError
        There are none, or they were counted differently.
    """
    first: Profile | None = None
    sources: list[Source] = []
    counts: list[Counts] = []
    for part in parts:
        if first is None:
            first, counts = part, [Counts(t.name, t.keys, t.columns) for t in part.counts]
        _check_alike(first, part)
        sources += part.sources
        for held, table in zip(counts, part.counts, strict=True):
            for key, sums in table.rows:
                held.add(key, sums)
    if first is None:
        raise AssessmentError("There is nothing to merge: give the profiles that scans wrote.")
    return Profile(
        kind=first.kind,
        settings=first.settings,
        sources=tuple(sorted(sources, key=lambda source: (source.name, source.digest))),
        counts=tuple(held.table for held in counts),
    )


def save_profile(profile: Profile, path: Path) -> Path:
    """Write a profile, whole or not at all.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    return write_file(path, _bytes(profile))


def load_profile(path: Path | str) -> Profile:
    """Read a profile, or the one in an assessment's folder.

    Raises
    ------
    AssessmentError
        There is none, it is damaged, or a newer version wrote it.
    """
    path = Path(path) / PROFILE_NAME if Path(path).is_dir() else Path(path)
    try:
        record = orjson.loads(path.read_bytes())
    except OSError as error:
        raise AssessmentError(
            f"No profile at {path} ({error.strerror}): give a {PROFILE_NAME}, or its folder."
        ) from error
    except orjson.JSONDecodeError as error:
        raise AssessmentError(
            f"{path} is not valid JSON (line {error.lineno}): count its data again."
        ) from error
    schema = record.get("schema") if isinstance(record, dict) else None
    if isinstance(schema, int) and schema > PROFILE_SCHEMA:
        raise AssessmentError(
            f"{path} was written by a newer Isonomia (schema {schema}, this one reads "
            f"{PROFILE_SCHEMA}): upgrade Isonomia to read it."
        )
    try:
        return Profile.model_validate(record)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the top level"
        what = problem["msg"].removeprefix("Value error, ")
        raise AssessmentError(
            f"{path} is not a readable profile: {where}: {what}; count its data again."
        ) from error


@contextmanager
def as_counted(path: Path | str) -> Iterator[None]:
    """Say that a profile from a file was changed, where assessing it meets what no count leaves.

    Parameters
    ----------
    path : path
        Where the profile was loaded from.

    Raises
    ------
    AssessmentError
        Its numbers contradict each other, or a setting or a key in it cannot be read.
    """
    try:
        yield
    except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise AssessmentError(
            f"{path} does not add up ({type(error).__name__}): it was changed after it was "
            "counted; count its data again."
        ) from error


def _bytes(profile: Profile) -> bytes:
    record = profile.model_dump(mode="json", by_alias=True)
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def _check_alike(first: Profile, other: Profile) -> None:
    if first.kind != other.kind:
        raise AssessmentError(
            f"Profiles of {first.kind} and of {other.kind} do not merge: give profiles of one kind."
        )
    differing = sorted(
        name
        for name in first.settings.keys() | other.settings.keys()
        if first.settings.get(name) != other.settings.get(name)
    )
    if differing:
        name = differing[0]
        raise AssessmentError(
            f"The profiles were counted differently ({name}: {first.settings.get(name)!r} and "
            f"{other.settings.get(name)!r}): count all parts with the same options."
        )
    if [_shape(table) for table in first.counts] != [_shape(table) for table in other.counts]:
        raise AssessmentError("The profiles hold different tables: count all parts anew.")


def _shape(table: CountTable) -> tuple[object, ...]:
    return table.name, table.keys, table.columns


def _check_once(profiles: Iterable[Profile]) -> None:
    """Refuse a part that would be counted twice; parts of no records cannot be."""
    seen: dict[str, str] = {}
    for profile in profiles:
        own = {source.digest: source.name for source in profile.sources if source.records}
        for digest, name in own.items():
            if digest in seen:
                raise AssessmentError(
                    f"{name} holds the same bytes as {seen[digest]}: it would be counted twice, so "
                    "give it once."
                )
        seen |= own


def profile_schema_text() -> str:
    """Return the JSON schema of ``profile.json``, as kept in ``docs/profile.schema.json``."""
    schema = Profile.model_json_schema(mode="serialization")
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def is_profile(path: Path | str) -> bool:
    """Tell whether a path is a profile, or a folder with one, rather than data to be counted.

    A file called ``profile.json`` is one, so that it is called damaged where it is, and not data.
    """
    path = Path(path)
    if path.name == PROFILE_NAME and path.is_file():
        return True
    path = path / PROFILE_NAME if path.is_dir() else path
    try:
        with path.open("rb") as file:
            begin = file.read(64)
    except OSError:
        return False
    return begin.startswith(b'{"schema":') and b'"kind":' in begin
