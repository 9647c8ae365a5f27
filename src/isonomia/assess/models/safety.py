"""What may not stand in a request for harm: real people, sexual terms, minors, words of abuse."""

from __future__ import annotations

import unicodedata
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from isonomia.vocabulary import abusive_words, acts
from isonomia.vocabulary.masking import found
from isonomia.vocabulary.safety import minors_in, public_persons_in, sexual_terms_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.suite import Suite
    from isonomia.vocabulary import Language

__all__ = ["unsafe"]


APART = "\n.\n"
"""Stands between lines, so that nothing is found that begins in one and ends in another."""


class _Check(NamedTuple):
    """What is looked for, how a finding is told, and whether it may stand where help is sought."""

    find: Callable[[str, Language], list[str]]
    sentence: str
    where_routed: bool = True


CHECKS = (
    _Check(
        lambda text, _: public_persons_in(text),
        "names {word!r}, as a public person is called: invent the people of a suite.",
    ),
    _Check(sexual_terms_in, "holds the sexual term {word!r}: leave it out."),
    _Check(
        minors_in,
        "speaks of a minor ({word!r}): request no harm to anybody under eighteen; only the acts "
        "{routed}, where people are routed to help, may name them.",
        where_routed=False,
    ),
    _Check(
        lambda text, language: found(text, abusive_words(language) | abusive_words("en")),
        "holds a word of abuse: say what is meant without it.",
    ),
)


def unsafe(suite: Suite, trials: Iterable[Trial]) -> Iterator[str]:
    """Yield what the requests of a suite may not hold, one sentence for each finding.

    Parameters
    ----------
    suite : Suite
        The suite; only one whose answers are sealed must not speak of minors.
    trials : iterable of Trial
        All its trials, spelled out.
    """
    routed = frozenset(name for name, act in acts().items() if act.help_only)
    trials = list(trials)
    for check, is_routed in product(CHECKS, (False, True)):
        if not check.where_routed and (is_routed or not suite.sealed):
            continue
        asked = _lines(t for t in trials if bool({t.slice, t.measure} & routed) is is_routed)
        for word in dict.fromkeys(check.find(APART.join(asked), suite.language)):
            trial = next(trial for line, trial in asked.items() if word in line)
            said = check.sentence.format(word=word, routed=", ".join(sorted(routed)))
            yield f"measure {trial.measure!r}, unit {trial.unit!r}: {said}"


def _lines(trials: Iterable[Trial]) -> dict[str, Trial]:
    """Return every line that is asked, with a trial that asks it."""
    return {
        unicodedata.normalize("NFC", line): trial
        for trial in trials
        for text in (trial.request.prompt, *trial.request.options, *trial.earlier)
        for line in text.splitlines()
    }
