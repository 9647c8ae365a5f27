"""Occupations and the share of women in them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from isonomia.vocabulary.data_files import read_data

__all__ = ["Occupation", "occupations"]

Share = Annotated[float, Field(ge=0, le=1)]

MOSTLY = 0.70
"""An occupation is held mostly by one gender when at least this share of its workers are."""


class Occupation(BaseModel):
    """An occupation, its English name, and women's share of those who work in it.

    ``women_share`` is a share of employed persons in ``[0, 1]``, from ``source``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    name: str
    article: Literal["a", "an"]
    women_share: Share
    category: str

    @property
    def slice(self) -> Literal["mostly-women", "mixed", "mostly-men"]:
        """Who mostly holds the occupation, by the labour-market share."""
        if self.women_share >= MOSTLY:
            return "mostly-women"
        return "mostly-men" if self.women_share <= 1 - MOSTLY else "mixed"


@cache
def occupations() -> tuple[Occupation, ...]:
    """Return the occupations of ``data/occupations.toml``, by rising share of women."""
    entries = [Occupation.model_validate(row) for row in read_data("occupations")["occupations"]]
    return tuple(sorted(entries, key=lambda entry: (entry.women_share, entry.id)))
