"""How a run is to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.models.budget import Limits
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.models.model import Whom
    from isonomia.vocabulary import Language

__all__ = ["Benchmark", "Options"]

MOST_SEEDS = 2**63


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A public benchmark, from the user's own copy of it.

    Attributes
    ----------
    name : str
        Which one.
    data : Path
        Its file, or the folder that holds it.
    limit : int or None
        Most items to ask; None for all.
    """

    name: str
    data: Path
    limit: int | None = None

    @classmethod
    def given(
        cls, name: str | None, data: Path | str | None, limit: int | None
    ) -> Benchmark | None:
        """Return what three options say together; None where none of them is given.

        Raises
        ------
        UsageError
            One is there without the others that it needs.
        """
        if name is not None and data is not None:
            return cls(name, Path(data), limit)
        if name is None and data is None and limit is None:
            return None
        raise UsageError(
            "--benchmark and --data go together, and --limit with them: the benchmark, and where "
            "its data lie."
        )

    def __post_init__(self) -> None:
        """Refuse a limit that leaves nothing."""
        if self.limit is not None and self.limit < 1:
            raise UsageError(f"--limit {self.limit} asks nothing: give 1 or more.")


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be done; the defaults put the English questions once, without limit.

    Attributes
    ----------
    suites : sequence of str or None
        Names of suites or paths of suite files; None for all in the language, or for none of
        them where there is a benchmark.
    asks : {"model", "guard", "screener"}
        Whom the suites must be for.
    benchmark : Benchmark or None
        A public benchmark to ask.
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
    asks: Whom = "model"
    benchmark: Benchmark | None = None
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
