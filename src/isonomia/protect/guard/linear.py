"""The linear part of the baseline guard: learned weights of hashed features."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from isonomia.protect.guard.features import BUCKETS, features

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

__all__ = ["WEIGHTS", "Head", "heads", "packed", "weights_digest"]

WEIGHTS = files("isonomia.protect.guard") / "data" / "weights.npz"
"""The file of weights; ``weights.json`` beside it says what they were learned from."""


@dataclass(frozen=True)
class Head:
    """One question that weights answer, such as whether a post would be called sexist.

    Attributes
    ----------
    weights : array of int8, shape (BUCKETS,)
        Weight of each bucket, in steps of ``scale``.
    scale, intercept : float
        What turns steps into log odds, and what is added.
    """

    weights: npt.NDArray[np.int8]
    scale: float
    intercept: float

    def log_odds(self, plain_text: str) -> float:
        """Return how far a plain text lies beyond the head's threshold; below it if negative."""
        buckets, values = features(plain_text)
        return float(self.weights[buckets] @ values) * self.scale + self.intercept


@cache
def heads() -> dict[str, Head]:
    """Return the heads by name: ``sexism`` and ``threat`` in English, ``abuse`` in Vietnamese."""
    with np.load(io.BytesIO(WEIGHTS.read_bytes()), allow_pickle=False) as stored:
        names = {key.partition(".")[0] for key in stored.files}
        return {
            name: Head(
                stored[f"{name}.weights"],
                float(stored[f"{name}.scale"]),
                float(stored[f"{name}.intercept"]),
            )
            for name in sorted(names)
        }


def packed(learned: Mapping[str, tuple[npt.NDArray[np.float64], float]]) -> bytes:
    """Return a file of weights, each rounded to one byte.

    Parameters
    ----------
    learned : mapping of str to (array of shape (BUCKETS,), float)
        Weights and intercept of each head; the threshold lies at log odds 0.
    """
    stored: dict[str, npt.ArrayLike] = {}
    for name, (weights, intercept) in sorted(learned.items()):
        if weights.shape != (BUCKETS,):
            raise ValueError(f"head {name} has {weights.shape} weights, not {BUCKETS}")
        scale = float(np.abs(weights).max()) / 127
        stored[f"{name}.weights"] = np.rint(weights / scale).astype(np.int8)
        stored[f"{name}.scale"] = np.float64(scale)
        stored[f"{name}.intercept"] = np.float64(intercept)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **stored)
    return buffer.getvalue()


@cache
def weights_digest() -> str:
    """Return the SHA-256 of the file of weights."""
    return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
