"""What each harm is, whom it meets, how grave it is, and what to do: a data file."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, model_validator

from isonomia.evidence.finding import Record
from isonomia.vocabulary import Text, read_toml, validated

__all__ = ["Action", "Harm", "Harms", "Role", "Severity", "Source", "harms"]

Role = Literal["developer", "data", "employer", "platform"]
"""Who acts: those who build the system, keep the data, decide about people, or run a platform."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Severity(StrEnum):
    """How grave a harm is where it happens; see the head of ``data/risks.toml``."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Source(Record):
    """Where a fact comes from."""

    text: str
    url: str


class Action(Record):
    """Something that can be done, and by whom."""

    role: Role
    text: Text


class Harm(Record):
    """One harm."""

    severity: Severity
    reason: Text
    """Why it has this severity."""
    sources: tuple[Id, ...] = Field(min_length=1)
    harm: Text
    who: Text
    actions: tuple[Action, ...] = Field(min_length=2, max_length=4)


class Harms(Record):
    """All harms, and the sources that they name."""

    reviewed: bool
    sources: dict[Id, Source]
    harms: dict[Id, Harm]

    @model_validator(mode="after")
    def _sources_are_there(self) -> Harms:
        for name, harm in self.harms.items():
            unknown = [source for source in harm.sources if source not in self.sources]
            if unknown:
                raise ValueError(f"the harm {name} names the unknown source {unknown[0]}")
        return self


@cache
def harms() -> Harms:
    """Return the register's harms, with their sources."""
    record, _ = read_toml(files("isonomia.govern") / "data" / "risks.toml", "list of harms")
    return validated(Harms, record, "The list of harms")
