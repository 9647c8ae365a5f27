"""How varied a set of texts is."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.language.jackknife import jackknife

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.statistics.interval import Interval

    Text = Sequence[str]


def ngrams(text: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    """Return how often each run of `n` tokens occurs in a text.

    Parameters
    ----------
    text : sequence of str
        Tokens.
    n : int
        Length of the runs, at least 1.

    Returns
    -------
    Counter
        Runs and their counts; empty for a text of fewer than `n` tokens.

    Raises
    ------
    ValueError
        If `n` is below 1.
    """
    if n < 1:
        raise ValueError(f"An n-gram has at least one token, not {n}.")
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))


def first_tokens(texts: Sequence[Sequence[str]], tokens: int) -> list[list[str]]:
    """Return the first so many tokens of a list of texts, for comparing arms at equal length.

    Parameters
    ----------
    texts : sequence of sequence of str
        Tokens of each text.
    tokens : int
        Number of tokens to keep, at least 1.

    Returns
    -------
    list of list of str
        Whole texts in their order, the last one cut off; texts beyond it are left out.

    Raises
    ------
    ValueError
        If `tokens` is below 1 or more than there are.
    """
    if not 1 <= tokens <= sum(len(text) for text in texts):
        raise ValueError(f"There are not {tokens} tokens to keep.")
    kept: list[list[str]] = []
    for text in texts:
        kept.append(list(text[:tokens]))
        tokens -= len(kept[-1])
        if tokens == 0:
            break
    return kept


def distinct_n(texts: Sequence[Sequence[str]], n: int = 2, level: float = 0.95) -> Interval:
    """Return the share of different n-grams in a set of texts.

    Parameters
    ----------
    texts : sequence of sequence of str
        Tokens of each text, such as one answer per unit.
    n : int
        Length of the n-grams.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [0, 1]: the more, the more varied. It describes samples of this size.

    Raises
    ------
    ValueError
        If there is no token, `n` is below 1 or `level` is not in (0, 1).

    Notes
    -----
    (different n-grams of all texts) / (tokens of all texts), as Li et al. define it; some software
    divides by the number of n-grams instead. **It falls as texts grow longer or more numerous**,
    because words repeat: compare arms only at equal numbers of tokens (`first_tokens`), and then
    with `gap`. Interval: see `jackknife`.

    References
    ----------
    Li, Galley, Brockett, Gao & Dolan (2016), "A diversity-promoting objective function for neural
    conversation models".
    """
    counts = [ngrams(text, n) for text in texts]
    tokens = sum(len(text) for text in texts)
    if tokens == 0:
        raise ValueError("There is no token to be distinct.")
    owners = Counter(gram for count in counts for gram in count)
    own = [sum(owners[gram] == 1 for gram in count) for count in counts]
    without = [
        (len(owners) - alone) / max(1, tokens - len(text))
        for alone, text in zip(own, texts, strict=True)
    ]
    return jackknife(len(owners) / tokens, without, level)


def pairwise_distance(texts: Sequence[Sequence[str]], level: float = 0.95) -> Interval:
    """Return how different two texts of a set are on average.

    Parameters
    ----------
    texts : sequence of sequence of str
        Tokens of each text.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [0, 1]: 0 when all texts use the same tokens, 1 when no two share one.

    Raises
    ------
    ValueError
        If there are fewer than two texts, one has no token or `level` is not in (0, 1).

    Notes
    -----
    Mean over all pairs of the Jaccard distance 1 - |A ∩ B| / |A ∪ B| of their sets of tokens. It
    does not depend on the number of texts, but on their length: longer texts share more common
    words. Interval: see `jackknife`.

    References
    ----------
    Jaccard (1912), "The distribution of the flora in the alpine zone"; Arvesen (1969),
    "Jackknifing U-statistics".
    """
    sets = [set(text) for text in texts]
    n = len(sets)
    if n < 2 or not all(sets):
        raise ValueError("A distance needs at least two texts, each with a token.")
    distances = np.zeros((n, n))
    for i, j in combinations(range(n), 2):
        shared = len(sets[i] & sets[j])
        distance = 1 - shared / (len(sets[i]) + len(sets[j]) - shared)
        distances[i, j] = distances[j, i] = distance
    total = float(distances.sum())
    rest = (total - 2 * distances.sum(axis=1)) / max(1, (n - 1) * (n - 2))
    return jackknife(total / (n * (n - 1)), rest.tolist(), level)
