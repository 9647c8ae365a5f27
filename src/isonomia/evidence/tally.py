"""The tally: counts that can be merged, from which every number on every page follows.

A tally never holds an answer, only counts per cell. Scores are kept as whole millionths, so that
sums are exact: merging is associative and commutative to the last bit, in any order and on any
number of machines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["RESOLUTION", "AnswerState", "Cell", "CellKey", "Tally"]

RESOLUTION = 1_000_000
"""Scores are stored as whole multiples of 1 / RESOLUTION, far below any model's own noise."""


class AnswerState(StrEnum):
    """What became of one trial. The four states are never merged into each other."""

    ANSWERED = "answered"
    REFUSED = "refused"
    UNSCORABLE = "unscorable"
    FAILED = "failed"


class CellKey(NamedTuple):
    """Where a score is counted.

    Attributes
    ----------
    measure : str
        ``suite/measure``.
    slice : str
        The group of units, such as ``mostly-women``.
    unit : str
        The scenario: the independent unit of every interval.
    arm : str
        The condition that varies within the unit.
    prompt : str
        The wording used: a nuisance factor.
    order : str
        The option listed first, where options are listed: another. Arms are compared within the
        same wording and order, so that answers missing in one of them unbalance nothing.
    """

    measure: str
    slice: str
    unit: str
    arm: str
    prompt: str = ""
    order: str = ""


@dataclass(slots=True)
class Cell:
    """Counts of one cell.

    Attributes
    ----------
    n : int
        Scores counted.
    total : int
        Sum of the scores, in units of 1 / RESOLUTION.
    squares : int
        Sum of the squared scores, in units of 1 / RESOLUTION².
    states : Counter of AnswerState
        Trials by what became of them.
    labels : Counter of str
        Answered trials by category, where the scorer names one.
    checked : int
        Scored trials that a person scored too.
    human : int
        Sum of the person's scores of these, in units of 1 / RESOLUTION.
    unclear : int
        Scored trials of which a person could not tell.
    joint : Counter of (str, str)
        These trials by the scorer's and the person's category: what the scorer's error, and the
        correction for it, follow from.
    """

    n: int = 0
    total: int = 0
    squares: int = 0
    states: Counter[AnswerState] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    human: int = 0
    unclear: int = 0
    joint: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def trials(self) -> int:
        """All trials of this cell, whatever became of them."""
        return self.states.total()

    @property
    def mean(self) -> float:
        """Mean score; raises ZeroDivisionError where nothing was scored."""
        return self.total / self.n / RESOLUTION

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.states + other.states,
            self.labels + other.labels,
            self.checked + other.checked,
            self.human + other.human,
            self.unclear + other.unclear,
            self.joint + other.joint,
        )


class Tally:
    """Mergeable counts per (measure, slice, unit, arm), apart for each wording and order.

    Examples
    --------
    >>> tally = Tally()
    >>> key = CellKey("occupations/choice", "mostly-women", "nurse", "unmarked")
    >>> tally.add(key, AnswerState.ANSWERED, score=0.75)
    >>> tally.add(key, AnswerState.REFUSED)
    >>> tally[key].mean, tally[key].trials
    (0.75, 2)
    """

    def __init__(self, cells: Iterable[tuple[CellKey, Cell]] = ()) -> None:
        self._cells: dict[CellKey, Cell] = {}
        for key, cell in cells:
            held = self._cells.get(key)
            self._cells[key] = Cell() + cell if held is None else held + cell

    def add(
        self,
        key: CellKey,
        state: AnswerState,
        score: float | None = None,
        label: str | None = None,
    ) -> None:
        """Count one trial.

        Parameters
        ----------
        key : CellKey
            The cell.
        state : AnswerState
            What became of the trial.
        score : float, optional
            Its score: every answered trial has one, and a refused one may, where refusing is
            itself what is measured.
        label : str, optional
            The category of the answer.

        Raises
        ------
        ValueError
            A score was given for a trial without an answer, or none for one that was answered.
        """
        if score is None and state is AnswerState.ANSWERED:
            raise ValueError(f"A trial that is {state} needs a score.")
        if score is not None and state not in {AnswerState.ANSWERED, AnswerState.REFUSED}:
            raise ValueError(f"A trial that is {state} cannot have the score {score}.")
        cell = self._cells.setdefault(key, Cell())
        cell.states[state] += 1
        if score is not None:
            millionths = round(score * RESOLUTION)
            cell.n += 1
            cell.total += millionths
            cell.squares += millionths * millionths
        if label is not None:
            cell.labels[label] += 1

    def check(self, key: CellKey, category: str, human: str, score: float | None) -> None:
        """Count what a person made of a trial that is counted already.

        Parameters
        ----------
        key : CellKey
            The cell in which the trial was scored.
        category : str
            The scorer's category.
        human : str
            The person's category.
        score : float or None
            The person's score; None where they could not tell.

        Raises
        ------
        ValueError
            More trials of the cell would be checked than were scored.
        """
        cell = self._cells.get(key, Cell())
        if cell.checked + cell.unclear >= cell.n:
            raise ValueError(f"{key} has {cell.n} scores: no more can be checked.")
        if score is None:
            cell.unclear += 1
            return
        cell.checked += 1
        cell.human += round(score * RESOLUTION)
        cell.joint[category, human] += 1

    def merge(self, other: Tally) -> Tally:
        """Return the tally of both; neither is changed."""
        return Tally((*self, *other))

    def measure(self, name: str) -> Tally:
        """Return the cells of one measure."""
        return Tally((key, cell) for key, cell in self if key.measure == name)

    def __getitem__(self, key: CellKey) -> Cell:
        return self._cells[key]

    def __iter__(self) -> Iterator[tuple[CellKey, Cell]]:
        """Cells in the order of their keys, so that equal tallies are written alike."""
        return iter(sorted(self._cells.items(), key=lambda item: item[0]))

    def __len__(self) -> int:
        return len(self._cells)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self._cells == other._cells

    __hash__ = None  # type: ignore[assignment]  # tallies grow
