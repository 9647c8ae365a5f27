"""What a run may spend, and what it has spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from isonomia.errors import UsageError
from isonomia.vocabulary import read_toml, validated

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.models.model import Reply

__all__ = ["Budget", "Limits", "Price", "load_price"]

PER = 1_000_000
"""Prices are given per million tokens."""


class Price(BaseModel):
    """Price of a million tokens, and where the figure is from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that a run may spend; None is no limit."""

    calls: int | None = None
    tokens: int | None = None
    cost: float | None = None


class Budget:
    """Counts what is spent and says when to stop.

    A limit is kept by not starting what might break it: requests in flight are expected to cost
    what the dearest so far did, so that a run ends at or just below its limit.

    Parameters
    ----------
    limits : Limits
        Most that may be spent.
    price, judge_price : Price, optional
        Of the model and of the judge that reads its answers, in one currency.

    Raises
    ------
    UsageError
        The two prices are in different currencies.
    """

    def __init__(
        self, limits: Limits, price: Price | None = None, judge_price: Price | None = None
    ) -> None:
        if price and judge_price and price.currency != judge_price.currency:
            raise UsageError(
                f"The model is priced in {price.currency} and the judge in {judge_price.currency}: "
                "give both in one currency in the price file."
            )
        self.limits = limits
        self.price = price
        self._judge_price = judge_price
        self.calls = self.tokens_in = self.tokens_out = 0
        self._amount = 0.0
        self._in_flight = 0
        self._dearest = (1, 0, 0.0)

    @property
    def cost(self) -> float | None:
        """Money spent, or None where no price is known."""
        return self._amount if self.price else None

    @property
    def is_blind(self) -> bool:
        """Whether tokens or money are limited and nothing is known yet of what a question costs."""
        limited = self.limits.tokens is not None or self.limits.cost is not None
        return limited and not self.calls

    def refusal(self) -> str:
        """Return why no further request may start, or an empty text if one may."""
        ahead = self._in_flight + 1
        calls, tokens, cost = self._dearest
        limits = self.limits
        if limits.calls is not None and self.calls + ahead * calls > limits.calls:
            return f"--max-calls {limits.calls} is reached"
        spent = self.tokens_in + self.tokens_out
        if self.calls and not spent and (limits.tokens is not None or limits.cost is not None):
            return (
                "the endpoint does not count tokens, so --max-tokens and --max-cost cannot be kept"
            )
        if limits.tokens is not None and spent + ahead * tokens >= limits.tokens:
            return f"--max-tokens {limits.tokens} is reached"
        if limits.cost is not None and (self.cost or 0.0) + ahead * cost >= limits.cost:
            return f"--max-cost {limits.cost:g} is reached"
        return ""

    def start(self) -> None:
        """Note that a request is in flight."""
        self._in_flight += 1

    def finish(self, reply: Reply | None, *, of_judge: bool = False) -> None:
        """Note that a request came back, with its reply or with none."""
        self._in_flight -= 1
        if reply is not None:
            self.book(reply, of_judge=of_judge)

    def book(self, reply: Reply, *, of_judge: bool = False) -> None:
        """Count what a reply cost, now or before an interruption."""
        price = self._judge_price if of_judge else self.price
        amount = 0.0
        if price is not None:
            amount = (reply.tokens_in * price.input + reply.tokens_out * price.output) / PER
        self._amount += amount
        self.calls += reply.calls
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        calls, tokens, cost = self._dearest
        self._dearest = (
            max(calls, reply.calls),
            max(tokens, reply.tokens_in + reply.tokens_out),
            max(cost, amount),
        )

    def waste(self, calls: int) -> None:
        """Count calls that brought no answer, now or before an interruption."""
        self.calls += calls


def load_price(path: Path, model: str) -> Price:
    """Read a model's price from a price file.

    The file has one table per model::

        ["gpt-4o-mini"]
        input = 0.15        # per million tokens
        output = 0.60
        currency = "USD"
        source = "the provider's price page, 1 November 2026"

    Raises
    ------
    UsageError
        The file cannot be read, or has no complete price for the model.
    """
    prices, _ = read_toml(path, "price file")
    if model not in prices:
        known = ", ".join(prices) or "none"
        raise UsageError(f'{path} has no price for "{model}" (it has: {known}): add one.')
    return validated(Price, prices[model], f'{path}: price of "{model}"')
