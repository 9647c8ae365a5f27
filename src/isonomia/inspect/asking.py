"""Asking through Inspect what our own engine asks: one message, with its own sampling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_ai.dataset import Sample
from inspect_ai.solver import Generate, Solver, TaskState, solver

if TYPE_CHECKING:
    from isonomia.assess.models import Trial

__all__ = ["ask", "sample_of"]


def sample_of(trial: Trial) -> Sample:
    """Return a trial as a sample; nothing beside the prompt tells its arm.

    A scorer that asks a model sees a sample's metadata, and must not judge by them.
    """
    request = trial.request
    return Sample(
        id=trial.key,
        input=request.prompt,
        metadata={
            "suite": trial.suite,
            "measure": trial.measure,
            "slice": trial.slice,
            "unit": trial.unit,
            "prompt": trial.prompt,
            "first": trial.first,
            "repetition": trial.repetition,
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
        },
    )


@solver
def ask() -> Solver:
    """Send a sample's prompt with its own limit, temperature and seed, whatever Inspect is told."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        return await generate(
            state,
            tool_calls="none",
            max_tokens=state.metadata["max_tokens"],
            temperature=state.metadata["temperature"],
            seed=state.metadata["seed"],
            fail_on_refusal=False,  # a refusal is an answer of its own kind, not a failure
        )

    return solve
