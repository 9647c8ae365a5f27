"""Shares of mentions, with documents as the units, from sums that can be merged.

A corpus holds two kinds of mention, the first and the second (of women and of men). Each document
has a count of either; all that is kept of the documents are sums over them.
"""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

from isonomia.statistics import score
from isonomia.statistics.distributions import cdf, critical
from isonomia.statistics.interval import Interval, error_rate, from_limits, not_estimable

SHARE = "share of mentions, effective Wilson over documents"
DIFFERENCE = "difference of shares of mentions, hybrid over documents"
KEPT = "ratio of shares kept, hybrid over documents"

MOST_CORRELATED = 0.9
"""A correlation is estimated, too: from few documents it may come out as 1 by chance, and would
then leave a difference without any width."""


class PairedSums(NamedTuple):
    """Sums over documents of two counts a document has, of their squares and of their product.

    ``documents`` is the number of documents with at least one of either, or a lower bound of it.
    """

    first: int
    second: int
    first_first: int
    second_second: int
    first_second: int
    documents: int

    @property
    def total(self) -> int:
        """All mentions."""
        return self.first + self.second

    @property
    def share(self) -> float:
        """Share of the first kind; raises ZeroDivisionError without mentions."""
        return self.first / self.total

    @property
    def least_documents(self) -> int:
        """How many documents must at least hold these mentions, (Σ n)² / Σ n²; 0 without any.

        It is the effective number of clusters of Kish (1965): with all mentions in one document it
        is 1, with as many in each it is their number.
        """
        squares = self.first_first + 2 * self.first_second + self.second_second
        return self.total**2 // squares if squares else 0

    @property
    def turned(self) -> PairedSums:
        """The same with the two kinds exchanged."""
        return self._replace(
            first=self.second,
            second=self.first,
            first_first=self.second_second,
            second_second=self.first_first,
        )

    def less(self, part: PairedSums) -> PairedSums:
        """Return the sums over the documents that are not in a part of them."""
        return PairedSums(*(whole - some for whole, some in zip(self, part, strict=True)))


class Products(NamedTuple):
    """Sums over documents of the products of a part's counts with those of the whole."""

    first_first: int
    first_second: int
    second_first: int
    second_second: int


class LogOddsOfPart(NamedTuple):
    """A log odds ratio with its standard error and two-sided p-value."""

    value: float
    se: float
    p: float


def share_of_mentions(sums: PairedSums, level: float = 0.95) -> Interval:
    """Return the share of the first kind among all mentions.

    Parameters
    ----------
    sums : PairedSums
        Over documents.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [0, 1]; NaN without limits where there is no mention, without limits for fewer
        than two documents. `n` is the number of documents.

    Notes
    -----
    The variance of p = Σx / Σ(x + y) is v = d/(d-1) Σ e² / (Σ(x + y))², e = (1-p) x - p y: that
    of a ratio of sums over d independent documents. The limits are Wilson's for a sample of the
    effective size p (1-p) / v, at most the number of mentions, with Student's t of d - 1
    degrees of freedom; where all mentions are of one kind, v is 0 and the effective size is d.
    So a document that says "she" a hundred times counts as one document, not as a hundred.

    References
    ----------
    Cochran (1977), "Sampling techniques", chapter 6; Korn & Graubard (1998), "Confidence intervals
    for proportions with small expected number of positive counts"; Dean & Pagano (2015) for
    Wilson's limits with an effective sample size.
    """
    if sums.total == 0:
        return not_estimable(math.nan, level, SHARE, sums.documents)
    if sums.documents < 2:
        return not_estimable(sums.share, level, SHARE, sums.documents)
    limits = partial(_share_limits, sums.share, _effective(sums), sums.documents - 1.0)
    return from_limits(sums.share, limits, level=level, method=SHARE, n=sums.documents)


def share_against_rest(
    part: PairedSums, whole: PairedSums, products: Products, level: float = 0.95
) -> Interval:
    """Return the share of the first kind in a part of the mentions, minus that in all others.

    Parameters
    ----------
    part, whole : PairedSums
        Over documents, of the part's mentions and of all; the part's are among them.
    products : Products
        Over documents, of the part's counts with those of the whole.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [-1, 1]; NaN without limits where the part or the rest has no mention, without
        limits for fewer than two documents of the part.

    Notes
    -----
    With limits (l, u) of each share by `share_of_mentions` and the correlation ρ of the two,
    from their linearised values in each document: low = d - √(a² + b² - 2ρab), a = p1 - l1, b =
    u2 - p2, and likewise the upper limit; ρ is kept within ±0.9.

    References
    ----------
    Zou (2007), "Toward using confidence intervals to compare correlations", for dependent
    estimates; Newcombe (1998).
    """
    rest = _rest(part, whole, products)
    if part.total == 0 or rest.total == 0:
        return not_estimable(math.nan, level, DIFFERENCE, whole.documents)
    value = part.share - rest.share
    if min(part.documents, rest.documents) < 2:
        return not_estimable(value, level, DIFFERENCE, part.documents)
    limits = partial(_difference_limits, part, rest, _correlation(part, rest, products))
    return from_limits(value, limits, level=level, method=DIFFERENCE, n=part.documents)


def log_odds_against_rest(
    part: PairedSums, whole: PairedSums, products: Products, weight: float = 1.0
) -> LogOddsOfPart:
    """Return the log odds of the first kind in a part, minus those in the rest, shrunk towards 0.

    Parameters
    ----------
    part, whole, products
        As for `share_against_rest`.
    weight : float
        Pseudo-mentions added to the part, of both kinds as in the rest: the prior that the part is
        like the rest.

    Returns
    -------
    LogOddsOfPart
        NaN with p = 1 where either has no mention, or the rest has only one kind.

    Notes
    -----
    With q the rest's share and k the weight: value = log((x + kq) / (y + k(1-q))) - log(q /
    (1-q)). Its variance is Σ h² d/(d-1) over documents, h = x/(X + kq) - y/(Y + k(1-q)) less
    the same of the rest (delta method), or 1/(X + kq) + 1/(Y + k(1-q)), that of independent
    mentions, if it is larger: a word seen in one document tells nothing of how documents
    differ. p is from Student's t. One family of such p-values goes through Benjamini and
    Hochberg's method.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), "Fightin' words", for the prior; Cochran (1977), chapter 6.
    """
    rest = _rest(part, whole, products)
    if part.total == 0 or not 0 < rest.first < rest.total:
        return LogOddsOfPart(math.nan, math.nan, 1.0)
    q = rest.share
    x, y = part.first + weight * q, part.second + weight * (1 - q)
    value = math.log(x / y) - math.log(q / (1 - q))
    cross = _cross(part, products, (1 / x, -1 / y), (1 / rest.first, -1 / rest.second))
    between = (
        _square(part, 1 / x, -1 / y) - 2 * cross + _square(rest, 1 / rest.first, -1 / rest.second)
    )
    documents = max(part.documents, 2)
    se = math.sqrt(max(between * documents / (documents - 1), 1 / x + 1 / y))
    return LogOddsOfPart(value, se, min(1.0, 2 * cdf(-abs(value) / se, documents - 1.0)))


def kept_ratio(before: PairedSums, kept: PairedSums, level: float = 0.95) -> Interval:
    """Return the share of mentions of the first kind that a filter kept, over that of the second.

    Parameters
    ----------
    before, kept : PairedSums
        Over all documents, and over those that the filter kept, which are among them.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        1 where the filter keeps both alike; infinite where it keeps none of the second kind. NaN
        without limits where either kind is missing before, or nothing was kept; without limits for
        fewer than two documents of either kind, by their least number, which is `n`.

    Notes
    -----
    ratio = (X'/X) / (Y'/Y), primes for what was kept. Each share kept has Wilson's limits with
    the effective size of `share_of_mentions`, a document being kept or removed whole; the
    ratio's limits are the hybrid ones of `rate_ratio`. That both kinds share documents makes
    them vary together, so that these limits are too wide rather than too narrow.

    References
    ----------
    Donner & Zou (2012), "Closed-form confidence intervals for functions of the normal mean and
    standard deviation"; Cochran (1977), chapter 6.
    """
    removed = before.less(kept)
    if not before.first or not before.second or not (kept.first or kept.second):
        return not_estimable(math.nan, level, KEPT, before.documents)
    first = _Kept.of(kept.first, removed.first, kept.first_first, removed.first_first)
    second = _Kept.of(kept.second, removed.second, kept.second_second, removed.second_second)
    value = first.share / second.share if second.share else math.inf
    n = min(first.documents, second.documents)
    if n < 2:
        return not_estimable(value, level, KEPT, n)
    limits = partial(_ratio_limits, first, second)
    if math.isinf(value):
        low, high = limits(error_rate(level), 1.0)
        return Interval(value, low, high, None, None, level, KEPT, n, limits)
    return from_limits(value, limits, level=level, method=KEPT, n=n)


class _Kept(NamedTuple):
    """A share of mentions that a filter kept, documents being units."""

    share: float
    size: float
    """Effective number of mentions."""
    documents: int
    """Least number of documents that hold them."""

    @classmethod
    def of(cls, kept: int, removed: int, kept_squares: int, removed_squares: int) -> _Kept:
        total, squares = kept + removed, kept_squares + removed_squares
        share, documents = kept / total, total**2 // squares
        spread = kept_squares * (1 - share) ** 2 + removed_squares * share**2
        if spread <= 0 or documents < 2:  # all had one fate, which says no more than so many would
            return cls(share, total**2 / squares, documents)
        variance = documents / (documents - 1) * spread / total**2
        return cls(share, min(share * (1 - share) / variance, float(total)), documents)


def _rest(part: PairedSums, whole: PairedSums, products: Products) -> PairedSums:
    """Return the sums over documents of all mentions but the part's."""
    rest = PairedSums(
        whole.first - part.first,
        whole.second - part.second,
        whole.first_first - 2 * products.first_first + part.first_first,
        whole.second_second - 2 * products.second_second + part.second_second,
        whole.first_second - products.first_second - products.second_first + part.first_second,
        whole.documents,
    )
    # Nobody counted the documents that hold the rest; by Cauchy and Schwarz they are no fewer.
    return rest._replace(documents=min(whole.documents, rest.least_documents))


def _square(sums: PairedSums, a: float, b: float) -> float:
    """Return Σ (a x + b y)² over documents."""
    return a * a * sums.first_first + 2 * a * b * sums.first_second + b * b * sums.second_second


def _cross(
    part: PairedSums,
    products: Products,
    weights: tuple[float, float],
    others: tuple[float, float],
) -> float:
    """Return Σ (a x + b y)(c x' + d y') over documents, primes for the rest."""
    (a, b), (c, d) = weights, others
    return (
        a * c * (products.first_first - part.first_first)
        + a * d * (products.first_second - part.first_second)
        + b * c * (products.second_first - part.first_second)
        + b * d * (products.second_second - part.second_second)
    )


def _variance(sums: PairedSums) -> float:
    p, n = sums.share, sums.documents
    return max(0.0, n / (n - 1) * _square(sums, 1 - p, -p)) / sums.total**2


def _effective(sums: PairedSums) -> float:
    variance = _variance(sums)
    if variance <= 0:
        return float(sums.documents)
    return min(sums.share * (1 - sums.share) / variance, float(sums.total))


def _correlation(part: PairedSums, rest: PairedSums, products: Products) -> float:
    spread = math.sqrt(_variance(part) * _variance(rest))
    if spread == 0:
        return 0.0
    p, q = part.share, rest.share
    together = _cross(part, products, (1 - p, -p), (1 - q, -q)) / (part.total * rest.total)
    return max(-MOST_CORRELATED, min(MOST_CORRELATED, together / spread))


def _share_limits(
    p: float, size: float, df: float, alpha: float, growth: float
) -> tuple[float, float]:
    return score.wilson_limits(p, size * growth, critical(alpha, df * growth))


def _difference_limits(
    part: PairedSums, rest: PairedSums, correlation: float, alpha: float, growth: float
) -> tuple[float, float]:
    (low1, high1), (low2, high2) = (
        _share_limits(one.share, _effective(one), one.documents - 1.0, alpha, growth)
        for one in (part, rest)
    )
    p, q = part.share, rest.share

    def arm(a: float, b: float) -> float:
        return math.sqrt(max(0.0, a * a + b * b - 2 * correlation * a * b))

    return (
        max(-1.0, p - q - arm(p - low1, high2 - q)),
        min(1.0, p - q + arm(high1 - p, q - low2)),
    )


def _ratio_limits(first: _Kept, second: _Kept, alpha: float, growth: float) -> tuple[float, float]:
    limits1, limits2 = (
        _share_limits(one.share, one.size, one.documents - 1.0, alpha, growth)
        for one in (first, second)
    )
    return score.ratio_limits(first.share, limits1, second.share, limits2)
