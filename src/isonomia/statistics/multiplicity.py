"""Many measures are tested at once: keep the family's error rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def holm(p: Sequence[float]) -> list[float]:
    """Return p-values adjusted so that the chance of any false claim stays at most alpha.

    Parameters
    ----------
    p : sequence of float, length m
        The p-values of one family.

    Returns
    -------
    list of float
        Adjusted p-values, in the order of `p`; compare each with alpha.

    Raises
    ------
    ValueError
        If a p-value is not in [0, 1].

    Notes
    -----
    With p(1) <= ... <= p(m): adjusted p(i) = max over j <= i of min(1, (m - j + 1) p(j)).
    Holds under any dependence between the tests.

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure".
    """
    if not all(0.0 <= value <= 1.0 for value in p):
        raise ValueError("Every p-value must lie between 0 and 1.")
    adjusted = [0.0] * len(p)
    largest = 0.0
    for rank, index in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        largest = max(largest, min(1.0, (len(p) - rank) * p[index]))
        adjusted[index] = largest
    return adjusted
