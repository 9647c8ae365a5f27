"""A screening as it is handed on: one JSON object, with a versioned schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from isonomia.protect.guard.screening import Guard, Screening

__all__ = ["ScreeningRecord", "failed", "screened", "screening_schema_text"]

Share = Annotated[float, Field(ge=0, le=1)]


class ScreeningRecord(BaseModel):
    """What was said of one text; the text itself is not in it.

    Attributes
    ----------
    schema_version : int
        Changes whenever a reader of an older record would misread a newer one.
    item : int
        Which text of the input, counted from 1.
    state : str
        ``failed`` where the guard gave no answer: the text has *not* been screened, ``problem``
        says why, and ``flagged`` and ``score`` are null.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    item: Annotated[int, Field(ge=1)]
    state: Literal["screened", "failed"]
    flagged: bool | None = None
    act: str | None = None
    score: Share | None = None
    threshold: Share | None = None
    reasons: tuple[str, ...] = ()
    language: Literal["en", "vi", "fr", "unknown"] | None = None
    guard: str
    digest: str
    problem: str | None = None

    def line(self) -> str:
        """Return the record as one line of JSON."""
        return orjson.dumps(self.model_dump(mode="json", by_alias=True)).decode()


def screened(item: int, said: Screening) -> ScreeningRecord:
    """Return the record of a text that was screened."""
    return ScreeningRecord(item=item, state="screened", **asdict(said))


def failed(item: int, guard: Guard, problem: str) -> ScreeningRecord:
    """Return the record of a text that a guard could not screen."""
    return ScreeningRecord(
        item=item, state="failed", guard=guard.name, digest=guard.digest, problem=problem
    )


def screening_schema_text() -> str:
    """Return the JSON schema of a record, as kept in ``docs/screening.schema.json``."""
    schema = ScreeningRecord.model_json_schema(mode="serialization")
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
