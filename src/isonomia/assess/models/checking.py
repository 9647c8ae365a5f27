"""What people made of the answers that a rule read, counted beside the rule's own reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.evidence import read_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from isonomia.assess.models.agenda import Agenda
    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.runner import Outcome
    from isonomia.assess.models.suite import Suite

__all__ = ["check", "units_in_order"]


def units_in_order(agenda: Agenda, measure: tuple[str, str]) -> Iterator[list[Trial]]:
    """Yield a measure's trials unit by unit, in the random order of units."""
    units: dict[tuple[str, str], list[Trial]] = {}
    for trial in agenda.trials:
        if (trial.suite, trial.measure) == measure:
            units.setdefault((trial.slice, trial.unit), []).append(trial)
    for unit in agenda.units:
        if (unit.slice, unit.name) in units and unit.suite == measure[0]:
            yield units[unit.slice, unit.name]


def check(outcome: Outcome, agenda: Agenda, suites: Iterable[Suite], path: Path) -> None:
    """Count people's labels in an outcome, after all that was asked has been decided without them.

    Units count in their random order up to the first that is not labelled whole: what people
    leave out cannot be chosen by what it says.

    Parameters
    ----------
    outcome : Outcome
        Filled in place.
    agenda : Agenda
        The order of units.
    suites : iterable of Suite
        The suites of the run.
    path : Path
        The labels; there need not be any.

    Raises
    ------
    AssessmentError
        The file cannot be read, or labels what was not to be labelled.
    """
    if not path.exists():
        return
    rubrics = {
        (suite.name, measure.id): suite.rubric(measure).scores
        for suite in suites
        for measure in suite.measures
        if measure.by_rule
    }
    known = {
        trial.key: rubrics[trial.suite, trial.measure].keys()
        for trial in agenda.trials
        if (trial.suite, trial.measure) in rubrics
    }
    labels = read_labels(path, known)
    for measure, scores in rubrics.items():
        for unit in units_in_order(agenda, measure):
            read = [trial.key for trial in unit if trial.key in outcome.readings]
            if any(key not in labels for key in read):
                break
            for key in read:
                value = outcome.readings[key].value
                outcome.check(key, _side(value, scores), labels[key], scores[labels[key]])


def _side(value: float, scores: Mapping[str, float | None]) -> str:
    """Return the choice whose score is nearest to a rule's; of two as near, the outer one."""
    known = {name: score for name, score in scores.items() if score is not None}
    return min(known, key=lambda name: (abs(known[name] - value), -abs(known[name] - 0.5)))
