"""The questions of the audit, put to one language's part of a corpus."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isonomia.statistics import unit_mean
from isonomia.statistics.association import share_against_rest, share_of_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.corpus.section import Section
    from isonomia.assess.data.corpus.view import CorpusView
    from isonomia.evidence import Claim

__all__ = ["LEAST_DOCUMENTS", "corpus_claims"]

LEAST_DOCUMENTS = 10
"""An occupation met in fewer documents says too little to stand for one in a mean over them."""

QUESTION_OF_GROUP = {
    "care": "words",
    "power": "words",
    "appearance": "demeaning",
    "abuse": "demeaning",
    "age-old": "people",
    "age-young": "people",
    "nationality": "people",
    "background": "people",
}


def corpus_claims(view: CorpusView, section: Section) -> Iterator[Claim]:
    """Yield every question with its interval.

    Records that could not be read are taken to hold as many mentions as the others, all of one
    gender: a share or a difference of shares can move by as much as their share of the records.
    """
    gender = view.gender
    yield section.claim(
        "representation",
        "representation",
        share_of_mentions(gender, section.level),
        units=gender.documents,
        trials=gender.total,
        arms=("woman",),
        reach=(view.unread, view.unread),
    )
    yield from _occupations(view, section)
    for group in view.lexicon.groups:
        if group in QUESTION_OF_GROUP:
            beside = view.beside("group", group)
            products = view.products("group", group)
            yield section.claim(
                QUESTION_OF_GROUP[group],
                group,
                share_against_rest(beside, view.whole, products, section.level),
                units=beside.documents,
                trials=beside.total,
                arms=(group, "other-words"),
                reach=(view.unread, view.unread),
                group=section.described(group),
            )


def _occupations(view: CorpusView, section: Section) -> Iterator[Claim]:
    """Yield the two questions whose units are occupations."""
    found = [
        (term.share, view.beside("term", term.id))
        for term in view.lexicon.terms
        if term.group == "occupation" and term.share is not None
    ]
    told = [(share, sums) for share, sums in found if sums.documents >= LEAST_DOCUMENTS]
    gaps = {
        "workplace": [sums.share - share for share, sums in told],
        "amplification": [
            math.copysign(1, share - 0.5) * (sums.share - share) for share, sums in told
        ],
    }
    for question, values in gaps.items():
        yield section.claim(
            question,
            question,
            unit_mean(values, (-1.0, 1.0), section.level) if values else None,
            units=len(values),
            trials=sum(sums.total for _, sums in told),
            arms=("texts", "labour-market"),
            reach=(view.unread, view.unread),
        )
