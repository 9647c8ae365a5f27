"""What a filter did to whom: the corpus it kept, beside the corpus it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figure
from isonomia.errors import AssessmentError
from isonomia.statistics import newcombe, wilson
from isonomia.statistics.association import kept_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.corpus.section import Section
    from isonomia.assess.data.corpus.view import CorpusView
    from isonomia.evidence import Claim, Entry, Exhibit, Profile
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Text

__all__ = ["check_part", "filter_claims", "filter_exhibit"]

ASKED = ("age-old", "age-young", "nationality", "background")
"""Groups of people of whom a filter may take more than of others."""

NO_PART = "The texts that were kept are no part of those before the filter"

LASTING = {"mentions": ("language",), "near": ("language", "kind", "item")}
"""What a filter cannot change: files and sources may be named otherwise after it."""


def check_part(before: Profile, kept: Profile) -> None:
    """Refuse a profile that cannot be a part of another.

    Raises
    ------
    AssessmentError
        They were counted differently, or something was kept that was not there before.
    """
    if before.kind != kept.kind or before.settings != kept.settings:
        raise AssessmentError(
            "The texts before the filter were counted in another way: count both with the same "
            "options and the same version."
        )
    for name, keys in LASTING.items():
        try:
            before.table(name).by(*keys).without(kept.table(name).by(*keys))
        except ValueError as error:
            raise AssessmentError(
                f"{NO_PART}: something occurs more often in them. Give the texts that it was given."
            ) from error
    _check_others(before, kept)


def _check_others(before: Profile, kept: Profile) -> None:
    """Refuse more documents without a group than there were: parts of sums may hide it."""
    whole, part = (one.table("mentions").by("language") for one in (before, kept))
    groups, kept_groups = (
        one.table("near").by("language", "kind", "item") for one in (before, kept)
    )
    for (language, kind, item), _ in groups:
        some, some_kept = (one[language, kind, item]["documents"] for one in (groups, kept_groups))
        others = whole[language,]["documents"] - some
        if part[language,]["documents"] - some_kept > others:
            raise AssessmentError(
                f"{NO_PART}: more documents in them are without some words. Give the texts that "
                "the filter was given."
            )


def filter_claims(before: CorpusView, kept: CorpusView, section: Section) -> Iterator[Claim]:
    """Yield the questions about what was kept."""
    yield _gender_claim(before, kept, section)
    for group in before.lexicon.groups:
        if group in ASKED:
            yield section.claim(
                "kept-group",
                f"kept-{group}",
                _against_others(_documents(before, kept, group), before, kept, section.level),
                units=before.documents,
                trials=before.documents,
                arms=(group, "other-documents"),
                group=section.described(group),
            )


def _gender_claim(before: CorpusView, kept: CorpusView, section: Section) -> Claim:
    """Ask of women beside men; of men beside women where nothing of men was kept."""
    sums = [before.gender, kept.gender]
    genders = ["woman", "man"]
    if kept.gender.first and not kept.gender.second:
        # A ratio to nothing has no value: the other way round it has.
        sums = [one.turned for one in sums]
        genders.reverse()
    interval = kept_ratio(sums[0], sums[1], section.level)
    first, second = (section.audit.words[f"kept-mentions-{gender}"] for gender in genders)
    return section.claim(
        "kept-gender",
        "kept-gender",
        interval,
        units=interval.n,
        trials=before.gender.total,
        arms=tuple(genders),
        first=first,
        second=second,
    )


def filter_exhibit(before: CorpusView, kept: CorpusView, section: Section) -> Exhibit:
    """Return documents before and after, by what they speak of."""
    counted = [
        (
            section.audit.words[f"kept-{name}"],
            (before.mentions.total[column], kept.mentions.total[column]),
        )
        for name, column in (("women", "documents_woman"), ("men", "documents_man"))
    ]
    counted += [
        (section.described(group), _documents(before, kept, group))
        for group in before.lexicon.groups
    ]
    return section.table(
        "kept",
        [
            ("kept-row", "name"),
            ("before", "count"),
            ("after", "count"),
            ("share-kept", "share"),
            ("against-others", "difference"),
        ],
        [_row(name, counts, before, kept, section.level) for name, counts in counted],
        plot=3,
    )


def _documents(before: CorpusView, kept: CorpusView, group: str) -> tuple[int, int]:
    return before.row("group", group)["documents"], kept.row("group", group)["documents"]


def _against_others(
    counts: tuple[int, int], before: CorpusView, kept: CorpusView, level: float
) -> Interval | None:
    """Return the share kept of some documents, minus that of all others."""
    some, some_kept = counts
    others, others_kept = before.documents - some, kept.documents - some_kept
    if not some or not others:
        return None
    return newcombe(some_kept, some, others_kept, others, level)


def _row(
    name: Text, counts: tuple[int, int], before: CorpusView, kept: CorpusView, level: float
) -> tuple[Entry, ...]:
    some, some_kept = counts
    share = figure(wilson(some_kept, some, level)) if some else None
    against = figure(_against_others(counts, before, kept, level))
    return (name, some, some_kept, share, against)
