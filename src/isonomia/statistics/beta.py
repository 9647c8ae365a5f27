"""The regularised incomplete beta function behind Student's t."""

from __future__ import annotations

import math

_CONVERGED = 1e-15
_TINY = 1e-300  # stands in for a zero denominator in Lentz's recurrence


def incomplete_beta(a: float, b: float, x: float, y: float) -> float:
    """Return I_x(a, b), where one of a, b is 1/2; y = 1 - x comes along lest it be rounded away."""
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(b, a, y, x)
    if x == 0.0:
        return 0.0
    log_x = math.log1p(-y) if y < 0.5 else math.log(x)
    log_y = math.log1p(-x) if x < 0.5 else math.log(y)
    log_front = a * log_x + b * log_y - log_beta_half(a if b == 0.5 else b)
    return math.exp(log_front) / a * _fraction(a, b, x)


def log_beta_half(a: float) -> float:
    """Return log B(a, 1/2)."""
    if a < 30.0:
        return math.lgamma(a) + 0.5 * math.log(math.pi) - math.lgamma(a + 0.5)
    # The difference of two huge lgammas would lose digits; its series does not.
    ratio = 0.5 * math.log(a) - 1 / (8 * a) + 1 / (192 * a**3) - 1 / (640 * a**5)
    return 0.5 * math.log(math.pi) - ratio


def _fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function by the modified Lentz method."""
    c, d = 1.0, 1.0 / ((1.0 - (a + b) * x / (a + 1.0)) or _TINY)
    total = d
    for m in range(1, 100_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / ((1.0 + term * d) or _TINY)
            c = (1.0 + term / c) or _TINY
            total *= c * d
        if abs(c * d - 1.0) < _CONVERGED:
            break
    return total
