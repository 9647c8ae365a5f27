"""Normal and Student t distributions, accurate far into the tails, without scipy."""

from __future__ import annotations

import math
from statistics import NormalDist

from isonomia.statistics.beta import incomplete_beta, log_beta_half

_STANDARD = NormalDist()


def normal_cdf(x: float) -> float:
    """Return the standard normal probability of a value at or below `x`.

    Parameters
    ----------
    x : float
        Standard deviations from the mean.

    Returns
    -------
    float
        Probability in [0, 1].

    Notes
    -----
    Φ(x) = erfc(-x/√2) / 2, which keeps its relative accuracy in the lower tail.

    References
    ----------
    Abramowitz & Stegun (1964), 7.1.22.
    """
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def normal_quantile(p: float) -> float:
    """Return the standard normal value below which a share `p` lies.

    Parameters
    ----------
    p : float
        Probability strictly between 0 and 1.

    Returns
    -------
    float
        Standard deviations from the mean.

    Raises
    ------
    ValueError
        If `p` is not strictly between 0 and 1.

    References
    ----------
    Wichura (1988), algorithm AS 241 (in the standard library's `NormalDist`).
    """
    _check_probability(p)
    return _STANDARD.inv_cdf(p)


def t_cdf(x: float, df: float) -> float:
    """Return the Student t probability of a value at or below `x`.

    Parameters
    ----------
    x : float
        Value of the t statistic; may be infinite.
    df : float
        Degrees of freedom, positive and finite; need not be whole.

    Returns
    -------
    float
        Probability in [0, 1].

    Raises
    ------
    ValueError
        If `df` is not positive and finite.

    Notes
    -----
    P(T <= -|x|) = I_{df/(df+x²)}(df/2, 1/2) / 2, where I is the regularised incomplete beta
    function, evaluated by its continued fraction.

    References
    ----------
    Abramowitz & Stegun (1964), 26.7.1; DLMF (2010) 8.17.22; Lentz (1976) for the recurrence.
    """
    _check_df(df)
    tail = _t_tail(abs(x), df)
    return tail if x < 0 else 1.0 - tail


def t_quantile(p: float, df: float) -> float:
    """Return the Student t value below which a share `p` lies.

    Parameters
    ----------
    p : float
        Probability strictly between 0 and 1.
    df : float
        Degrees of freedom, positive and finite; need not be whole.

    Returns
    -------
    float
        Value of the t statistic.

    Raises
    ------
    ValueError
        If `p` is not strictly between 0 and 1, or `df` is not positive and finite.

    Notes
    -----
    Newton's method on log P(T > t) as a function of log t. That function is concave, because
    f(tu)/f(t) falls in t for every u > 1, so the iteration converges from any start.

    References
    ----------
    Lariviere (2006) for the increasing generalised failure rate that the concavity amounts to.
    """
    _check_probability(p)
    _check_df(df)
    if p >= 0.5:
        return 0.0 if p == 0.5 else -t_quantile(1.0 - p, df)
    t = -normal_quantile(p)
    log_scale = -log_beta_half(df / 2.0) - 0.5 * math.log(df)
    for _ in range(200):
        tail = _t_tail(t, df)
        log_slope = log_scale + math.log(t) - 0.5 * (df + 1.0) * math.log1p(t * t / df)
        step = math.log(tail / p) * tail / math.exp(log_slope)
        t *= math.exp(min(step, 3.0))  # the first step may overshoot to where the tail is 0
        if abs(step) < 1e-9:  # convergence is quadratic: the next step would be rounding
            break
    return -t


def critical(alpha: float, df: float | None) -> float:
    """Return the value that |T| exceeds with probability `alpha`; `df` None means normal."""
    return -normal_quantile(alpha / 2.0) if df is None else -t_quantile(alpha / 2.0, df)


def cdf(x: float, df: float | None) -> float:
    """Return the probability of a value at or below `x`; `df` None means normal."""
    return normal_cdf(x) if df is None else t_cdf(x, df)


def _t_tail(x: float, df: float) -> float:
    """P(T > x) for x >= 0."""
    square = x * x
    if math.isinf(square):
        return 0.0
    near, far = df / (df + square), square / (df + square)
    return 0.5 * incomplete_beta(df / 2.0, 0.5, near, far)


def _check_probability(p: float) -> None:
    if not 0.0 < p < 1.0:
        raise ValueError(f"A probability must lie strictly between 0 and 1, not {p}.")


def _check_df(df: float) -> None:
    if not 0.0 < df < math.inf:
        raise ValueError(f"Degrees of freedom must be positive and finite, not {df}.")
