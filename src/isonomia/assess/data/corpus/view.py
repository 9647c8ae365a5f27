"""One language's part of a corpus profile, as the sums that the statistics take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from isonomia.statistics.association import PairedSums, Products

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.evidence import Counts, Profile
    from isonomia.vocabulary import Lexicon

__all__ = ["CorpusView", "paired_mentions"]


def paired_mentions(row: Mapping[str, int]) -> PairedSums:
    """Return mentions of women and of men, from a row of the table of mentions."""
    either = row["documents_woman"] + row["documents_man"] - row["documents_both"]
    return PairedSums(
        row["woman"],
        row["man"],
        row["woman_woman"],
        row["man_man"],
        row["woman_man"],
        either,
    )


def unread_share(profile: Profile) -> float:
    """Return the share of records that could not be read; other languages are not asked about."""
    skipped = profile.skipped
    unread = skipped.total() - skipped["no-word-list"]
    return unread / (profile.records + unread) if unread else 0.0


@dataclass(frozen=True)
class CorpusView:
    """What was counted in the texts of one language.

    Attributes
    ----------
    mentions, near : Counts
        The tables of the profile, of this language alone.
    lexicon : Lexicon
        The words that were looked for.
    unread : float
        Share of the records that could not be read, in whatever language they may be.
    """

    mentions: Counts
    near: Counts
    lexicon: Lexicon
    unread: float = 0.0

    @classmethod
    def of(cls, profile: Profile, language: str, lexicon: Lexicon) -> CorpusView:
        """Return the view of a profile's texts in one language, as it is called in the data."""
        mentions, near = (
            profile.table(name).where(language=language) for name in ("mentions", "near")
        )
        return cls(mentions, near.by("kind", "item"), lexicon, unread_share(profile))

    @cached_property
    def documents(self) -> int:
        """Documents in this language."""
        return self.mentions.total["documents"]

    @cached_property
    def gender(self) -> PairedSums:
        """All mentions of women and of men."""
        return paired_mentions(self.mentions.total)

    @cached_property
    def whole(self) -> PairedSums:
        """All meetings of a listed word with a mention of a woman or a man."""
        return self.beside("all", "")

    def row(self, kind: str, item: str) -> Mapping[str, int]:
        """Return the sums of one word, group, field or pair; zeros where it was not found."""
        return self.near[kind, item]

    def beside(self, kind: str, item: str) -> PairedSums:
        """Return the meetings of one word, group, field or pair with women and with men."""
        row = self.row(kind, item)
        # Of the documents that hold either, the larger of the two numbers is a lower bound.
        documents = max(row["documents_woman"], row["documents_man"])
        return PairedSums(
            row["woman"],
            row["man"],
            row["woman_woman"],
            row["man_man"],
            row["woman_man"],
            documents,
        )

    def products(self, kind: str, item: str) -> Products:
        """Return its products with all meetings."""
        row = self.row(kind, item)
        return Products(
            row["woman_allwoman"],
            row["woman_allman"],
            row["man_allwoman"],
            row["man_allman"],
        )
