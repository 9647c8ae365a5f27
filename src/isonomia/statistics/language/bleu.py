"""How much the texts of a set repeat one another."""

from __future__ import annotations

import math
from collections import Counter
from heapq import nsmallest
from typing import TYPE_CHECKING

from isonomia.statistics.language.diversity import ngrams
from isonomia.statistics.language.jackknife import jackknife

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.statistics.interval import Interval

    Gram = tuple[str, ...]

_UNMATCHED = 0.1  # stands in for no match at all, whose logarithm is not finite


def bleu(text: Sequence[str], references: Sequence[Sequence[str]], order: int = 4) -> float:
    """Return how much of a text is found in the texts it is held against.

    Parameters
    ----------
    text : sequence of str
        Tokens of the text.
    references : sequence of sequence of str
        Tokens of the others.
    order : int
        Longest n-gram, usually 4.

    Returns
    -------
    float
        A value in [0, 1]; 1 when the text is one of the references.

    Raises
    ------
    ValueError
        If there is no reference, the text has no token or `order` is below 1.

    Notes
    -----
    BLEU = BP · (Π p_n)^(1/N), n = 1 … N, N the smaller of `order` and the text's length; p_n = m/t,
    the matches m of its t n-grams, each counted at most as often as in any one reference; where
    m = 0, it is set to 0.1 (method 1 of Chen & Cherry, as in Texygen). The brevity penalty BP is
    exp(1 - r/c) if the text's length c is below r, the closest reference length (the shorter of
    two as close), else 1.

    References
    ----------
    Papineni, Roukos, Ward & Zhu (2002), "BLEU"; Chen & Cherry (2014), "A systematic comparison of
    smoothing techniques for sentence-level BLEU".
    """
    if not references:
        raise ValueError("BLEU needs at least one text to compare with.")
    _check(text, order)
    counts = [_all_ngrams(reference, order) for reference in references]
    most = Counter[tuple[str, ...]]()
    for count in counts:
        most |= count
    matches = Counter(len(gram) for gram in (_all_ngrams(text, order) & most).elements())
    lengths = [len(text), *(len(reference) for reference in references)]
    return _score(len(text), matches, _closest_two(0, lengths)[0][0], order)


def self_bleu(texts: Sequence[Sequence[str]], order: int = 4, level: float = 0.95) -> Interval:
    """Return how much each text of a set is found in the others, on average.

    Parameters
    ----------
    texts : sequence of sequence of str
        Tokens of each text.
    order : int
        Longest n-gram, usually 4.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [0, 1]: the more, the *less* varied. It describes samples of this size.

    Raises
    ------
    ValueError
        If there are fewer than two texts, one has no token, `order` is below 1 or `level` is not
        in (0, 1).

    Notes
    -----
    Mean over texts of `bleu` against all others. It rises with the number of texts: compare
    arms with equal numbers of texts of like length. Interval: see `jackknife`.

    References
    ----------
    Zhu, Lu, Zheng, Guo, Zhang, Wang & Yu (2018), "Texygen".
    """
    n = len(texts)
    if n < 2:
        raise ValueError("Self-BLEU needs at least two texts.")
    for text in texts:
        _check(text, order)
    counts = [_all_ngrams(text, order) for text in texts]
    holders = _holders(counts)
    lengths = [len(text) for text in texts]
    whole, without = 0.0, [0.0] * n
    for i, grams in enumerate(counts):
        matches, losses = _matches(i, grams, holders)
        closest = _closest_two(i, lengths)
        whole += _score(lengths[i], matches, closest[0][0], order)
        for left_out in range(n) if n > 2 else ():
            if left_out != i:
                rest = matches - losses[left_out] if left_out in losses else matches
                reference = closest[left_out == closest[0][1]][0]
                without[left_out] += _score(lengths[i], rest, reference, order)
    return jackknife(whole / n, [total / (n - 1) for total in without], level)


def _matches(
    owner: int, grams: Counter[Gram], holders: dict[Gram, list[tuple[int, int]]]
) -> tuple[Counter[int], dict[int, Counter[int]]]:
    """Count one text's matches with all others, by length, and what each other alone adds."""
    matches, losses = Counter[int](), dict[int, Counter[int]]()
    for gram, count in grams.items():
        others = [held for held in holders[gram] if held[1] != owner]
        most, runner_up = ([*others, (0, -1), (0, -1)])[:2]
        matches[len(gram)] += min(count, most[0])
        loss = min(count, most[0]) - min(count, runner_up[0])
        if loss:
            losses.setdefault(most[1], Counter())[len(gram)] += loss
    return matches, losses


def _closest_two(owner: int, lengths: list[int]) -> list[tuple[int, int]]:
    """Return the lengths and owners of the two texts nearest in length, shorter before longer."""
    others = ((length, j) for j, length in enumerate(lengths) if j != owner)
    return nsmallest(2, others, key=lambda other: (abs(other[0] - lengths[owner]), other[0]))


def _score(length: int, matches: Counter[int], reference: int, order: int) -> float:
    longest = min(order, length)
    log_precision = 0.0
    for n in range(1, longest + 1):
        log_precision += math.log((matches[n] or _UNMATCHED) / (length - n + 1)) / longest
    return math.exp(log_precision + min(0.0, 1 - reference / length))


def _all_ngrams(text: Sequence[str], order: int) -> Counter[Gram]:
    grams = Counter[tuple[str, ...]]()
    for n in range(1, order + 1):
        grams.update(ngrams(text, n))
    return grams


def _holders(counts: list[Counter[Gram]]) -> dict[Gram, list[tuple[int, int]]]:
    """For each n-gram the three texts that hold it most often: two of them may be left out."""
    holders: dict[Gram, list[tuple[int, int]]] = {}
    for owner, grams in enumerate(counts):
        for gram, count in grams.items():
            best = holders.setdefault(gram, [])
            best.append((count, owner))
            best.sort(reverse=True)
            del best[3:]
    return holders


def _check(text: Sequence[str], order: int) -> None:
    if order < 1:
        raise ValueError(f"BLEU needs n-grams of at least one token, not {order}.")
    if not text:
        raise ValueError("BLEU of a text without a token is undefined.")
