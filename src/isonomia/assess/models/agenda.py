"""What is asked next: units in a random order, and each question only until it is settled."""

from __future__ import annotations

import random
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from isonomia.evidence import Question, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.suite import Suite
    from isonomia.evidence import Contrast, Finding

__all__ = ["LOOKS", "Agenda"]

LOOKS = (0.4, 0.6, 0.8, 1.0)
"""Shares of the units after which verdicts are looked at; chosen by measurement, see the docs."""

LEAST_AT_A_LOOK = 4
"""So many units of each slice there must be before a look is worth the error that it may spend."""

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
    questions : list of Question
        All contrasts of the suites, with the looks that are planned for each.
    """

    def __init__(
        self, suites: Iterable[Suite], trials: Iterable[Trial], seed: int, *, ask_all: bool = False
    ) -> None:
        positions = _positions(trials := list(trials), seed)
        looks = _looks(positions, ask_all=ask_all)
        self._stages = {
            unit: sum(position > share for share in looks[unit.suite])
            for unit, position in positions.items()
        }
        self.trials = _in_order(trials, positions)
        self._left = {trial.key: trial for trial in self.trials}
        contrasts = [(suite, contrast) for suite in suites for contrast in suite.contrasts]
        self.questions = [
            Question(suite.name, suite.harm, contrast, self._planned(suite.name, contrast))
            for suite, contrast in contrasts
        ]
        tested = [(suite.name, contrast) for suite, contrast in contrasts if contrast.tolerance]
        self._watchers = {place: _watchers(place, tested) for place in set(map(_place, trials))}

    def due(self, look: int, findings: Iterable[Finding] = ()) -> list[Trial]:
        """Return what is to be asked before the next look, and take it off the agenda.

        A trial is asked as long as a question with a tolerance that it bears on is open. One that
        no such question looks at is asked as long as any other of its measure is.

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

    def _reached(self, look: int) -> list[Trial]:
        """Return the trials left whose turn comes before the next look, or came before."""
        return [
            trial
            for trial in self._left.values()
            if self._stages[_Unit(trial.suite, trial.slice, trial.unit)] <= look
        ]

    def _is_open(self, place: _Place, settled: set[tuple[str, str]]) -> bool:
        watchers = self._watchers[place]
        return not watchers or not watchers <= settled

    def _planned(self, suite: str, contrast: Contrast) -> tuple[int, ...]:
        """Return how many of its units a contrast will have seen at each look."""
        units = {
            _Unit(trial.suite, trial.slice, trial.unit)
            for trial in self.trials
            if trial.suite == suite and _sees(contrast, _place(trial))
        }
        stages = Counter(self._stages[unit] for unit in units)
        # A look that would bring no new unit is no look of this contrast.
        return tuple(accumulate(stages[stage] for stage in sorted(stages)))


class _Unit(NamedTuple):
    suite: str
    slice: str
    name: str


class _Place(NamedTuple):
    """Where a score counts, as far as contrasts can tell."""

    suite: str
    measure: str
    arm: str
    slice: str


def _place(trial: Trial) -> _Place:
    return _Place(trial.suite, trial.measure, trial.arm, trial.slice)


def _sees(contrast: Contrast, place: _Place) -> bool:
    return (
        contrast.measure == place.measure
        and place.arm in contrast.arms
        and (not contrast.slices or place.slice in contrast.slices)
    )


def _watchers(place: _Place, tested: Iterable[tuple[str, Contrast]]) -> frozenset[tuple[str, str]]:
    """Return the questions with a tolerance that must be open for a trial to be asked."""
    of_measure = [
        contrast
        for suite, contrast in tested
        if (suite, contrast.measure) == (place.suite, place.measure)
    ]
    seeing = [contrast for contrast in of_measure if _sees(contrast, place)]
    return frozenset((place.suite, contrast.id) for contrast in seeing or of_measure)


def _positions(trials: Iterable[Trial], seed: int) -> dict[_Unit, float]:
    """Return each unit's place in the order of asking, between 0 and 1, in that order.

    Units of a slice are shuffled, and slices are interleaved evenly: wherever asking ends, each
    slice has been asked about in proportion, for all but the few units being asked at that moment.
    """
    units = sorted({_Unit(trial.suite, trial.slice, trial.unit) for trial in trials})
    random.Random(seed).shuffle(units)  # noqa: S311  an order of questions, not a secret
    sizes = Counter((unit.suite, unit.slice) for unit in units)
    ranks: Counter[tuple[str, str]] = Counter()
    positions = {}
    for unit in units:
        group = (unit.suite, unit.slice)
        positions[unit] = (ranks[group] + 0.5) / sizes[group]
        ranks[group] += 1
    return dict(sorted(positions.items(), key=lambda item: item[1]))


def _looks(positions: dict[_Unit, float], *, ask_all: bool) -> dict[str, tuple[float, ...]]:
    """Return each suite's looks: those at which its smallest slice has units enough."""
    smallest: dict[str, int] = {}
    for (suite, _), size in Counter((unit.suite, unit.slice) for unit in positions).items():
        smallest[suite] = min(size, smallest.get(suite, size))
    return {
        suite: tuple(
            share
            for share in LOOKS
            if share == LOOKS[-1] or (round(share * size) >= LEAST_AT_A_LOOK and not ask_all)
        )
        for suite, size in smallest.items()
    }


def _in_order(trials: list[Trial], positions: dict[_Unit, float]) -> list[Trial]:
    """Return trials by unit, a few units at a time over all measures."""
    blocks = {unit: number // UNITS_PER_BLOCK for number, unit in enumerate(positions)}

    def rank(trial: Trial) -> tuple[int, str, str, str, str]:
        # Prompts that begin alike stand together: a local engine then reads their beginning once.
        block = blocks[_Unit(trial.suite, trial.slice, trial.unit)]
        return block, trial.suite, trial.measure, trial.request.prompt, trial.key

    return sorted(trials, key=rank)
