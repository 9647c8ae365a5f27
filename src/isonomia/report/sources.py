"""What was read: files, records, and what could not be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from isonomia.report.figures import Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence import Assessment, Source
    from isonomia.report.messages import Messages

__all__ = ["SourcesView", "skipped", "sources_view"]

MOST_LISTED = 20
"""A longer list of files is shortened: first those with skipped records, then the largest."""

UNITS = (
    "sources.bytes",
    "sources.kilobytes",
    "sources.megabytes",
    "sources.gigabytes",
    "sources.terabytes",
)


class SourcesView(NamedTuple):
    """All sources of an assessment: totals, reasons by count, and the files that are listed.

    ``rest`` is the sentence about those that are not listed.
    """

    summary: str
    reasons: list[tuple[str, int]]
    listed: list[tuple[Source, str, int]]
    rest: str


def sources_view(assessment: Assessment, messages: Messages) -> SourcesView | None:
    """Return what was read, or None where an assessment rests on no files."""
    sources = assessment.sources
    if not sources:
        return None
    left_out = skipped(sources)
    listed = sorted(sources, key=lambda one: (-sum(one.skipped.values()), -one.records, one.name))
    if len(listed) <= MOST_LISTED:
        listed = sorted(listed, key=lambda one: one.name)
    kept, rest = listed[:MOST_LISTED], listed[MOST_LISTED:]
    return SourcesView(
        summary=messages(
            "sources.summary",
            files=messages("sources.parts", n=len(sources)),
            size=_size(sum(one.bytes for one in sources), messages),
            records=messages("sources.records", n=sum(one.records for one in sources)),
            skipped=messages("sources.skipped", n=left_out.total()),
        ),
        reasons=[(messages.reason(slug), n) for slug, n in left_out.most_common()],
        listed=[(one, _size(one.bytes, messages), sum(one.skipped.values())) for one in kept],
        rest=messages(
            "sources.rest", n=len(rest), records=messages.count(sum(one.records for one in rest))
        )
        if rest
        else "",
    )


def skipped(sources: Sequence[Source]) -> Counter[str]:
    """Return how many records could not be read, by the reason."""
    return sum((Counter(one.skipped) for one in sources), Counter())


def _size(size: int, messages: Messages) -> str:
    """Return a size in the largest unit that keeps it above 1."""
    power, value = 0, float(size)
    while value >= 1000 and power < len(UNITS) - 1:
        power, value = power + 1, value / 1000
    figures = Figures(messages)
    return messages(UNITS[power], size=figures.plain(round(value, 1)))
