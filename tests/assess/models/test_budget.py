"""Budgets end a run at or below their limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models.budget import Budget, Limits, Price, load_price
from isonomia.assess.models.model import Reply
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

PRICE = Price(input=1.0, output=3.0, currency="USD", source="a test")
REPLY = Reply(text="x", tokens_in=100, tokens_out=50, calls=2)


def spend(budget: Budget) -> int:
    """Start and finish requests, four in flight, until the budget refuses; return how many."""
    done = 0
    for _ in range(1000):
        flying = 0
        while flying < 4 and not budget.refusal():
            budget.start()
            flying += 1
        if not flying:
            break
        for _ in range(flying):
            budget.finish(REPLY)
            done += 1
    return done


@pytest.mark.parametrize(
    "limits", [Limits(calls=101), Limits(tokens=5000), Limits(cost=0.01), Limits(2000, 5000, 0.01)]
)
def test_a_limit_is_not_passed_by_more_than_the_first_requests(limits: Limits) -> None:
    budget = Budget(limits, PRICE)
    assert spend(budget) > 0
    # What the very first requests cost is not known beforehand.
    slack = 4
    assert limits.calls is None or budget.calls <= limits.calls + slack * REPLY.calls
    assert limits.tokens is None or budget.tokens_in + budget.tokens_out <= limits.tokens
    assert budget.cost is not None
    assert limits.cost is None or budget.cost <= limits.cost
    assert budget.refusal()


def test_single_calls_are_counted_exactly() -> None:
    budget = Budget(Limits(calls=7))
    started = 0
    while not budget.refusal():
        budget.start()
        started += 1
    assert started == 7
    assert "--max-calls 7" in budget.refusal()


def test_without_limits_nothing_is_refused_and_without_price_no_cost_is_claimed() -> None:
    budget = Budget(Limits())
    budget.start()
    budget.finish(REPLY)
    assert budget.refusal() == ""
    assert budget.cost is None


def test_cost_is_per_million_tokens() -> None:
    budget = Budget(Limits(), PRICE)
    budget.book(Reply(tokens_in=2_000_000, tokens_out=1_000_000))
    assert budget.cost == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('["other"]\ninput = 1', r'no price for "m" \(it has: other\)'),
        ('["m"]\ninput = 1\noutput = 1\ncurrency = "USD"', "source: Field required"),
        ('["m"]\ninput = -1\noutput = 1\ncurrency = "USD"\nsource = "s"', "input: "),
        ("[m", "not valid TOML"),
    ],
)
def test_a_wrong_price_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        load_price(path, "m")
    with pytest.raises(UsageError, match="Cannot read"):
        load_price(tmp_path / "none.toml", "m")
