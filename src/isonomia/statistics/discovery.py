"""Looking around among many tests: keep the share of false finds, not the chance of any."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that the expected share of false finds stays at most alpha.

    Parameters
    ----------
    p : sequence of float, length m
        The p-values of one family.

    Returns
    -------
    list of float
        Adjusted p-values, in the order of `p`; call those found that are at most alpha.

    Raises
    ------
    ValueError
        If a p-value is not in [0, 1].

    Notes
    -----
    With p(1) <= ... <= p(m): adjusted p(i) = min over j >= i of min(1, m p(j) / j).
    Holds for independent tests and for tests that depend positively on each other. For exploring,
    not for verdicts: with no true find at all, alpha is the chance of any.

    References
    ----------
    Benjamini & Hochberg (1995), "Controlling the false discovery rate"; Benjamini & Yekutieli
    (2001), "The control of the false discovery rate in multiple testing under dependency".
    """
    if not all(0.0 <= value <= 1.0 for value in p):
        raise ValueError("Every p-value must lie between 0 and 1.")
    adjusted = [0.0] * len(p)
    smallest = 1.0
    for rank, index in sorted(enumerate(sorted(range(len(p)), key=p.__getitem__), 1), reverse=True):
        smallest = min(smallest, len(p) * p[index] / rank)
        adjusted[index] = smallest
    return adjusted
