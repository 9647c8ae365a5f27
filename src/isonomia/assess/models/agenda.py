"""What is asked next: units in a random order, and each question only until it is settled."""

from __future__ import annotations

import random
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from isonomia.evidence import Question, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.suite import Suite
    from isonomia.evidence import Contrast, Finding

__all__ = ["LOOKS", "Agenda"]

LOOKS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Shares of the units after which verdicts are looked at; chosen by measurement, see the docs."""

LEAST_AT_A_LOOK = 20
"""With fewer units t intervals at the strict levels of early looks err too often (simulated)."""

CLOSEST = 0.02
"""A look that would bring less than this share of a question's units is none of its looks."""

UNITS_PER_BLOCK = 8
"""Units asked together: few, so that all measures firm up side by side; several, so that a
local engine can reuse the opening words that prompts of one measure share."""


class Agenda:
    """Decides which trials are asked before each look, given what is settled.

    Parameters
    ----------
    suites : iterable of Suite
        The suites of the run.
    trials : iterable of Trial
        All trials that could be asked.
    seed : int
        Decides the order of units.
    ask_all : bool
        Whether to look but once, at everything, instead of stopping what is settled.

    Attributes
    ----------
    trials : list of Trial
        In the order in which they are asked where none is spared.
    units : list
        In their random order: (suite, slice, unit).
    questions : list of Question
        All contrasts of the suites, with the looks that are planned for each.
    """

    def __init__(
        self, suites: Iterable[Suite], trials: Iterable[Trial], seed: int, *, ask_all: bool = False
    ) -> None:
        positions = _positions(trials := list(trials), seed)
        shares = LOOKS[-1:] if ask_all else LOOKS
        self._stages = {
            unit: sum(position > share for share in shares) for unit, position in positions.items()
        }
        self.units = list(positions)
        self.trials = _in_order(trials, positions)
        self._left = {trial.key: trial for trial in self.trials}
        contrasts = [(suite, contrast) for suite in suites for contrast in suite.contrasts]
        self.questions = [
            Question(
                suite.name,
                suite.harm,
                contrast,
                self._planned(suite.name, contrast),
                by_rule=_by_rule(suite, contrast),
            )
            for suite, contrast in contrasts
        ]
        tested = [(suite.name, contrast) for suite, contrast in contrasts if contrast.tolerance]
        self._watchers = _watchers(set(map(_place, trials)), tested)

    def due(self, look: int, findings: Iterable[Finding] = ()) -> list[Trial]:
        """Return what is to be asked before the next look, and take it off the agenda.

        A trial is asked as long as a question with a tolerance that it bears on is open, or one
        that shares answers with such a question.

        Parameters
        ----------
        look : int
            Looks made so far.
        findings : iterable of Finding
            What they found.
        """
        settled = {
            (finding.suite, finding.contrast)
            for finding in findings
            if finding.verdict in {Verdict.WITHIN, Verdict.EXCEEDS}
        }
        batch = [trial for trial in self._reached(look) if self._is_open(_place(trial), settled)]
        for trial in batch:
            del self._left[trial.key]
        return batch

    def spared(self, look: int) -> Counter[str]:
        """Return, by measure, the trials before the next look that are not asked."""
        return Counter(trial.cell.measure for trial in self._reached(look))

    def turns(self) -> Iterator[tuple[Trial, int, frozenset[tuple[str, str]]]]:
        """Yield every trial, the looks made before its turn, and the questions that keep it."""
        for trial in self.trials:
            yield trial, self._stages[_unit(trial)], self._watchers[_place(trial)]

    def _reached(self, look: int) -> list[Trial]:
        """Return the trials left whose turn comes before the next look, or came before."""
        return [trial for trial in self._left.values() if self._stages[_unit(trial)] <= look]

    def _is_open(self, place: _Place, settled: set[tuple[str, str]]) -> bool:
        watchers = self._watchers[place]
        return not watchers or not watchers <= settled

    def _planned(self, suite: str, contrast: Contrast) -> tuple[int, ...]:
        """Return how many of its units a contrast will have seen at each look."""
        units = {
            _unit(trial)
            for trial in self.trials
            if trial.suite == suite and _sees(contrast, _place(trial))
        }
        stages = Counter(self._stages[unit] for unit in units)
        looks: list[int] = []
        for seen in reversed(list(accumulate(stages[stage] for stage in sorted(stages)))):
            if not looks or LEAST_AT_A_LOOK <= seen <= looks[0] - CLOSEST * len(units):
                looks.insert(0, seen)
        return tuple(looks)


class _Unit(NamedTuple):
    suite: str
    slice: str
    name: str


def _unit(trial: Trial) -> _Unit:
    return _Unit(trial.suite, trial.slice, trial.unit)


class _Place(NamedTuple):
    """Where a score counts, as far as contrasts can tell."""

    suite: str
    measure: str
    arm: str
    slice: str


def _by_rule(suite: Suite, contrast: Contrast) -> bool:
    return next(one.by_rule for one in suite.measures if one.id == contrast.measure)


def _place(trial: Trial) -> _Place:
    return _Place(trial.suite, trial.measure, trial.arm, trial.slice)


def _sees(contrast: Contrast, place: _Place) -> bool:
    return (
        contrast.measure == place.measure
        and place.arm in contrast.arms
        and (not contrast.slices or place.slice in contrast.slices)
    )


def _watchers(
    places: set[_Place], tested: Iterable[tuple[str, Contrast]]
) -> dict[_Place, frozenset[tuple[str, str]]]:
    """Return for each place the questions of which one must be open for asking to go on.

    Questions that look at a place in common go on together, so that each has seen all of its
    places to the same extent at every look. A place that no question with a tolerance looks at
    follows all those of its measure.
    """
    groups: list[tuple[set[_Place], frozenset[tuple[str, str]]]] = []
    by_measure: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for suite, contrast in tested:
        seen = {place for place in places if place.suite == suite and _sees(contrast, place)}
        names = frozenset([(suite, contrast.id)])
        measure = (suite, contrast.measure)
        by_measure[measure] = by_measure.get(measure, frozenset()) | names
        for group in [group for group in groups if group[0] & seen]:
            groups.remove(group)
            seen, names = seen | group[0], names | group[1]
        groups.append((seen, names))
    together = {place: names for seen, names in groups for place in seen}
    return {
        place: together.get(place, by_measure.get((place.suite, place.measure), frozenset()))
        for place in places
    }


def _positions(trials: Iterable[Trial], seed: int) -> dict[_Unit, float]:
    """Return each unit's place in the order of asking, between 0 and 1, in that order.

    Units of a slice are shuffled, and slices are interleaved evenly: wherever asking ends, each
    slice has been asked about in proportion, for all but the few units being asked at that moment.
    """
    units = sorted({_unit(trial) for trial in trials})
    random.Random(seed).shuffle(units)  # noqa: S311  an order of questions, not a secret
    sizes = Counter((unit.suite, unit.slice) for unit in units)
    ranks: Counter[tuple[str, str]] = Counter()
    positions = {}
    for unit in units:
        group = (unit.suite, unit.slice)
        positions[unit] = (ranks[group] + 0.5) / sizes[group]
        ranks[group] += 1
    return dict(sorted(positions.items(), key=lambda item: item[1]))


def _in_order(trials: list[Trial], positions: dict[_Unit, float]) -> list[Trial]:
    """Return trials by unit, a few units at a time over all measures."""
    blocks = {unit: number // UNITS_PER_BLOCK for number, unit in enumerate(positions)}

    def rank(trial: Trial) -> tuple[int, str, str, str, str]:
        # Prompts that begin alike stand together: a local engine then reads their beginning once.
        block = blocks[_unit(trial)]
        return block, trial.suite, trial.measure, trial.request.prompt, trial.key

    return sorted(trials, key=rank)
