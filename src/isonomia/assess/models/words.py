"""Which words set the texts of a run's arms apart, and how varied each side's texts are.

A look around, not a verdict: nothing was stated beforehand, so a word found here is a question for
the next run. Only what a suite compares is compared, and words that tell the arm are left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from isonomia.assess.models.expand import expand
from isonomia.assess.models.masking import masked
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.model import Form
from isonomia.assess.models.readers.task import refuses
from isonomia.assess.models.session import JOURNAL_NAME
from isonomia.assess.models.suite_files import load_suites
from isonomia.assess.models.tokens import terms
from isonomia.assess.models.word_gaps import Sides, Variety, WordGap, varieties, word_gaps
from isonomia.errors import UsageError
from isonomia.evidence import Journal, load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from isonomia.assess.models.suite import Measure, Suite
    from isonomia.evidence import Assessment, Contrast
    from isonomia.vocabulary import Language

__all__ = ["WordsCompared", "compare_words", "sealed_suites"]

LEAST_COMPARED = 2
"""With fewer units on a side nothing is known of how units differ."""


@dataclass(frozen=True, slots=True)
class WordsCompared:
    """The words of one comparison that a suite makes.

    Attributes
    ----------
    suite, measure, contrast : str
        The contrast whose two sides are compared; the first, where several have the same sides.
    sides : tuple of str
        What they are called, by the ids of arms and slices.
    units : tuple of int
        Units with a text, on either side.
    words : tuple of WordGap
        From those most typical of the first side to those most typical of the second.
    variety : Variety or None
        None where a side has no word.
    """

    suite: str
    measure: str
    contrast: str
    sides: tuple[str, str]
    units: tuple[int, int]
    words: tuple[WordGap, ...]
    variety: Variety | None


def compare_words(
    folder: Path,
    suites: Sequence[str] | None = None,
    measures: Collection[str] | None = None,
    level: float = 0.95,
) -> list[WordsCompared]:
    """Compare the words of a run's written texts wherever its suites compare arms or slices.

    Suites whose answers are sealed are left out; ``sealed_suites`` names them.

    Parameters
    ----------
    folder : Path
        The run's folder; nothing in it is changed.
    suites : sequence of str, optional
        Some of the run's suites, as they were given to it; by default all that it names.
    measures : collection of str, optional
        Only these measures, by their ids.
    level : float
        Confidence level of each interval.

    Returns
    -------
    list of WordsCompared
        One for each two sides that a contrast compares and of which there are texts.

    Raises
    ------
    UsageError
        The folder holds no run, a suite is not as it was then, or a measure is unknown.
    """
    past = load(folder)
    loaded = [suite for suite in _suites(past, folder, suites) if not suite.sealed]
    written = [
        (suite, measure)
        for suite in loaded
        for measure in suite.measures
        if measure.form is Form.WRITE and suite.asks == "model"
    ]
    known = {measure.id for _, measure in written}
    for name in measures or ():
        if name not in known:
            raise UsageError(
                f"No measure {name!r} of this run asks for a text: choose from "
                f"{', '.join(sorted(known)) or 'other suites'}."
            )
    texts = {suite.name: _texts(past, folder, suite) for suite in loaded}
    return [
        found
        for suite, measure in written
        if measures is None or measure.id in measures
        for found in _compared(suite, measure, texts[suite.name].get(measure.id, {}), level)
    ]


def sealed_suites(folder: Path, suites: Sequence[str] | None = None) -> list[str]:
    """Return the names of a run's suites whose words are not shown, because they are sealed.

    Parameters
    ----------
    folder : Path
        The run's folder.
    suites : sequence of str, optional
        Some of its suites, as they were given to it; by default all that it names.
    """
    return [suite.name for suite in _suites(load(folder), folder, suites) if suite.sealed]


class _Place(NamedTuple):
    slice: str
    unit: str
    arm: str


Texts = dict[_Place, list[str]]
"""The texts of one measure, covered, by where they were asked."""


def _suites(past: Assessment, folder: Path, wanted: Sequence[str] | None) -> list[Suite]:
    records = {record.name: record for record in past.plan.suites}
    language = cast("Language", past.plan.suites[0].language)
    loaded = load_suites(wanted or list(records), language)
    for suite in loaded:
        if suite.name not in records or records[suite.name].digest != suite.digest:
            raise UsageError(
                f"The suite {suite.name!r} is not as it was when {folder} was run: give the same "
                "file with --suite, or run it again."
            )
    return loaded


def _texts(past: Assessment, folder: Path, suite: Suite) -> dict[str, Texts]:
    """Return what was written for each measure, without what declines to write."""
    path = folder / JOURNAL_NAME
    if not path.is_file():
        raise UsageError(f"{folder} holds no answers ({JOURNAL_NAME}): give the folder of a run.")
    trials = {trial.key: trial for trial in expand(suite, past.plan.repeat, past.plan.seed)}
    found: dict[str, Texts] = {}
    with Journal(path) as journal:
        for entry in journal.entries(sealed=False):
            trial = trials.get(entry.trial)
            if trial is None or not entry.received or trial.request.form is not Form.WRITE:
                continue
            reply = reply_of(entry)
            if reply.text and not reply.refused and not refuses(reply.text, suite.language):
                place = _Place(trial.slice, trial.unit, trial.arm)
                covered = masked(reply.text, suite, trial)
                found.setdefault(trial.measure, {}).setdefault(place, []).append(covered)
    return found


def _compared(
    suite: Suite, measure: Measure, texts: Texts, level: float
) -> Iterator[WordsCompared]:
    """Yield each two sides once, however many contrasts name them."""
    background: Counter[str] = Counter()
    for some in texts.values():
        for text in some:
            background.update(terms(text, suite.language))
    seen: set[tuple[str, str]] = set()
    for contrast in suite.contrasts:
        sides = _sides(contrast, texts) if contrast.measure == measure.id else None
        if sides is None or sides.names in seen:
            continue
        seen.add(sides.names)
        if min(len(sides.first), len(sides.second)) >= LEAST_COMPARED:
            yield WordsCompared(
                suite.name,
                measure.id,
                contrast.id,
                sides.names,
                (len(sides.first), len(sides.second)),
                word_gaps(sides, background, suite.language, level),
                varieties(sides, suite.language, level),
            )


def _sides(contrast: Contrast, texts: Texts) -> Sides | None:
    """Return the two sides that a contrast compares; None where it compares none."""
    if contrast.kind == "slices":
        return _slices(contrast, texts)
    if contrast.kind != "arms":
        return None
    above, below = (
        [arm for arm, weight in contrast.by_arm.items() if weight * sign > 0] for sign in (1, -1)
    )
    units = sorted(
        {place[:2] for place in texts if not contrast.slices or place.slice in contrast.slices}
    )
    # Only units with a text in every arm: else the sides would differ in what they were asked.
    whole = [unit for unit in units if all(_Place(*unit, arm) in texts for arm in above + below)]
    where = f" ({', '.join(contrast.slices)})" if contrast.slices else ""
    return Sides(
        (" + ".join(above) + where, " + ".join(below) + where),
        *(
            [[text for arm in side for text in texts[_Place(*unit, arm)]] for unit in whole]
            for side in (above, below)
        ),
    )


def _slices(contrast: Contrast, texts: Texts) -> Sides:
    (arm,) = contrast.arms
    first, second = (
        [texts[place] for place in sorted(texts) if (place.slice, place.arm) == (name, arm)]
        for name in contrast.slices
    )
    names = (f"{arm} ({contrast.slices[0]})", f"{arm} ({contrast.slices[1]})")
    return Sides(names, first, second)
