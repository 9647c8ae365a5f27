"""Occupations, their names in each language, and the share of women in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from isonomia.vocabulary.data_files import read_data

if TYPE_CHECKING:
    from isonomia.vocabulary.language import Language

__all__ = ["Occupation", "occupations"]

Share = Annotated[float, Field(ge=0, le=1)]

MOSTLY = 0.70
"""An occupation is held mostly by one gender when at least this share of its workers are."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Vietnamese(_Part):
    """The Vietnamese name, which tells no gender and takes no article."""

    noun: str


class French(_Part):
    """The French name for a woman and for a man; the same word where it has one form for both.

    ``women_share`` is that of the professional family in France, where it has one.
    """

    woman: str
    man: str
    women_share: Share | None = None
    category: str = ""

    @property
    def feminine_first(self) -> str:
        """Both forms with their articles, the feminine first."""
        if self.woman == self.man:
            return f"une ou un {self.woman}"
        return f"une {self.woman} ou un {self.man}"

    @property
    def masculine_first(self) -> str:
        """Both forms with their articles, the masculine first."""
        if self.woman == self.man:
            return f"un ou une {self.man}"
        return f"un {self.man} ou une {self.woman}"


class Occupation(_Part):
    """An occupation, its names, and women's share of those who work in it.

    ``name`` and ``article`` are English; ``women_share`` is a share of employed persons in
    ``[0, 1]``, in the United States.
    """

    id: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    name: str
    article: Literal["a", "an"]
    women_share: Share
    category: str
    vi: Vietnamese
    fr: French

    @property
    def slice(self) -> Literal["mostly-women", "mixed", "mostly-men"]:
        """Who mostly holds the occupation, by the labour market of the United States."""
        if self.women_share >= MOSTLY:
            return "mostly-women"
        return "mostly-men" if self.women_share <= 1 - MOSTLY else "mixed"

    def title(self, language: Language) -> str:
        """Return the name by which a reader knows the occupation."""
        if language == "fr":
            either = f"{self.fr.woman} / {self.fr.man}"
            return self.fr.woman if self.fr.woman == self.fr.man else either
        return self.vi.noun if language == "vi" else self.name

    def slots(self, language: Language) -> dict[str, str]:
        """Return the ways of naming the occupation in a sentence, by the slots they fill."""
        if language == "fr":
            return {
                "feminine_first": self.fr.feminine_first,
                "masculine_first": self.fr.masculine_first,
            }
        if language == "vi":
            return {"occupation": self.vi.noun}
        return {"occupation": self.name, "an_occupation": f"{self.article} {self.name}"}

    def share(self, language: Language) -> float | None:
        """Return women's share to set beside answers in one language.

        It is that of France for French where there is one, and that of the United States for
        English and, no source being at hand for Viet Nam, for Vietnamese.
        """
        return self.fr.women_share if language == "fr" else self.women_share


@cache
def occupations() -> tuple[Occupation, ...]:
    """Return the occupations of ``data/occupations.toml``, by rising share of women."""
    entries = [Occupation.model_validate(row) for row in read_data("occupations")["occupations"]]
    return tuple(sorted(entries, key=lambda entry: (entry.women_share, entry.id)))
