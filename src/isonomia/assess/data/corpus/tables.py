"""What was counted: all texts, and part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits import as_it_is
from isonomia.assess.audits.showing import figure
from isonomia.assess.data.corpus.view import paired_mentions
from isonomia.statistics.association import share_of_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isonomia.assess.data.corpus.section import Section
    from isonomia.evidence import Entry, Exhibit, Profile

__all__ = ["overview", "parts"]


def overview(profile: Profile, section: Section) -> Exhibit:
    """Return how many documents speak of women, of men, of both, and of neither."""
    total = profile.table("mentions").total
    documents = total["documents"]
    either = total["documents_woman"] + total["documents_man"] - total["documents_both"]
    counted = {
        "all": (documents, total["woman"] + total["man"]),
        "woman": (total["documents_woman"], total["woman"]),
        "man": (total["documents_man"], total["man"]),
        "both": (total["documents_both"], None),
        "neither": (documents - either, None),
    }
    return section.table(
        "overview",
        [
            ("overview-row", "name"),
            ("documents", "count"),
            ("overview-share", "share"),
            ("mentions", "count"),
        ],
        [
            (
                section.audit.words[f"overview-{name}"],
                n,
                n / documents if documents else None,
                mentions,
            )
            for name, (n, mentions) in counted.items()
        ],
    )


def parts(profile: Profile, section: Section) -> Iterator[Exhibit]:
    """Yield the share of women by source, by language and by year, where there are several."""
    mentions = profile.table("mentions")
    for key in ("source", "language", "time"):
        by_part = mentions.by(key)
        if len(by_part) > 1:
            yield section.table(
                key,
                [
                    (f"{key}-row", "name"),
                    ("documents", "count"),
                    ("women", "count"),
                    ("men", "count"),
                    ("share-women", "share"),
                ],
                [_part(section, key, name, by_part[name,]) for (name,), _ in by_part],
                plot=4,
                reference=0.5,
            )


def _part(section: Section, key: str, name: str, row: Mapping[str, int]) -> tuple[Entry, ...]:
    label = as_it_is(name) if name else section.audit.words["not-given"]
    if key == "language":
        label = section.audit.names.get(name, label)
    share = figure(share_of_mentions(paired_mentions(row), section.level))
    return (label, row["documents"], row["woman"], row["man"], share)
