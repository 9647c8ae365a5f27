"""From a corpus profile to its assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits import LEVEL, compose_assessment, read_audit
from isonomia.assess.data.corpus.claims import corpus_claims
from isonomia.assess.data.corpus.exhibits import corpus_exhibits
from isonomia.assess.data.corpus.filtering import check_part, filter_claims, filter_exhibit
from isonomia.assess.data.corpus.section import Section
from isonomia.assess.data.corpus.tables import overview, parts
from isonomia.assess.data.corpus.view import CorpusView
from isonomia.evidence import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.assess.audits import AuditRun
    from isonomia.evidence import Assessment, Claim, NotTested, Profile
    from isonomia.vocabulary import Lexicon

__all__ = ["corpus_assessment"]


def corpus_assessment(
    profile: Profile,
    lexicons: Mapping[str, Lexicon],
    *,
    name: str,
    run: AuditRun,
    before: Profile | None = None,
    notes: Sequence[str] = (),
    gaps: Sequence[NotTested] = (),
    level: float = LEVEL,
) -> Assessment:
    """Return what a profile entitles us to say of a corpus.

    Parameters
    ----------
    profile : Profile
        What a scan counted.
    lexicons : mapping of str to Lexicon
        Those by which it was counted, by the language's name in the data. Each language is asked
        about apart; all questions together are one family for Holm's method.
    name : str
        What the corpus is called.
    run : AuditRun
        When the run began, and by which command.
    before : Profile, optional
        Of the texts that a filter was given, where `profile` is of those that it kept.
    notes : sequence of str
        What a reader must know of how the data were read.
    gaps : sequence of NotTested
        What this run left out.
    level : float
        Confidence level of all intervals.

    Raises
    ------
    AssessmentError
        `before` was counted otherwise, or does not hold the texts that were kept.
    """
    if before is not None:
        check_part(before, profile)
    audit = read_audit("isonomia.assess.data.corpus", "corpus")
    whole = Section(audit, level)
    # Also a language of which a filter kept nothing is asked about.
    mentions = (before or profile).table("mentions")
    spoken = [language for language in lexicons if mentions.where(language=language)]
    claims: list[Claim] = []
    exhibits = [overview(profile, whole), *parts(profile, whole)]
    # A corpus without a text that could be read still has its questions: not measured.
    for language in spoken or list(lexicons)[:1]:
        section = Section(audit, level, language if len(spoken) > 1 else "")
        view = CorpusView.of(profile, language, lexicons[language])
        claims += corpus_claims(view, section)
        if before is not None:
            past = CorpusView.of(before, language, lexicons[language])
            claims += filter_claims(past, view, section)
            exhibits.append(filter_exhibit(past, view, section))
        exhibits += corpus_exhibits(view, section)
    subject = Subject(kind="dataset", name=name, details=profile.settings, notes=tuple(notes))
    return compose_assessment(
        subject, audit, profile, claims, exhibits, run=run, gaps=gaps, level=level
    )
