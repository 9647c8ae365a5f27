"""How a run is to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isonomia.assess.models.budget import Limits
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isonomia.vocabulary import Language

__all__ = ["Options"]

MOST_SEEDS = 2**63


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be done; the defaults put the English questions once, without limit.

    Attributes
    ----------
    suites : sequence of str or None
        Names of suites or paths of suite files; None for all in the language.
    language : {"en", "vi", "fr"}
        Language in which the model is asked.
    seed : int
        Decides the order of questions and the sampling.
    repeat : int
        How often each question is asked.
    ask_all : bool
        Ask everything, even where the answer is clear before.
    limits : Limits
        Most that may be spent.
    prices : Path or None
        Price file; needed to know or to limit the cost.
    resume : bool
        Continue the run in the folder instead of starting one.
    command : str
        Shown in the report as the way to run this again.
    """

    suites: Sequence[str] | None = None
    language: Language = "en"
    seed: int = 0
    repeat: int = 1
    ask_all: bool = False
    limits: Limits = field(default_factory=Limits)
    prices: Path | None = None
    resume: bool = False
    command: str = ""

    def __post_init__(self) -> None:
        """Refuse what makes no sense before anything is started."""
        if not 0 <= self.seed < MOST_SEEDS:
            raise UsageError(f"--seed {self.seed} is out of range: give 0 to {MOST_SEEDS - 1}.")
        for name in ("calls", "tokens", "cost"):
            limit = getattr(self.limits, name)
            if limit is not None and limit <= 0:
                raise UsageError(f"--max-{name} {limit} allows nothing: give more than 0.")
        if self.repeat < 1:
            raise UsageError(f"--repeat {self.repeat} asks nothing: give 1 or more.")
        if self.limits.cost is not None and self.prices is None:
            raise UsageError("--max-cost needs the model's price: give a price file with --prices.")
