"""The tables that the benchmark prints."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from benchmarks.verdict_cost.designs import LADDER, PEERS, STRATIFIED, Design
from benchmarks.verdict_cost.rows import SETTLED, Edge, Row

OPTIONS, TOP = 2.0, 1.0
"""Calls for a weighed question: one for each option, and one in all."""

GOAL = 5.0


def ratio(row: Row, price: float, ours: float, peers: float = 0.9) -> float:
    """Return how many times the calls of (e) a fixed design of the peers needs."""
    mine = row.calls(STRATIFIED, ours, price, stops=True)
    return row.calls(PEERS, peers, price) / mine


def headline(rows: list[Row]) -> tuple[float, float]:
    """Return the ratios at the median and at the 90th percentile, over all cells."""
    found = [median(ratio(row, OPTIONS, ours) for row in rows) for ours in (0.5, 0.9)]
    return found[0], found[1]


def ladder(title: str, rows: list[Row]) -> None:
    """Print N90 of every fixed design, the calls of runs that stop, and their ratio."""
    width = max(9, *(len(row.case.name) for row in rows))
    print(f"\n{title}")
    print(
        f"  {'':{width}}  N90, knowing the effect; weighed = 2 calls"
        "        stopped, median / p90         (a) N90 over (e) median, p90"
    )
    print(
        f"  {'effect':{width}}     (a)    (b)    (c)  (d)sl  (d)cv"
        "       (a) alone          (e)         at 2 calls      at 1 call"
    )
    for row in rows:
        steps = "".join(f"{row.calls(design, 0.9, OPTIONS):7.0f}" for design in LADDER)
        stops = "   ".join(_stops(row, design) for design in (PEERS, STRATIFIED))
        ratios = [ratio(row, price, ours) for price in (OPTIONS, TOP) for ours in (0.5, 0.9)]
        marks = "  ".join(f"{one:5.1f}{' ' if one >= GOAL else '<'}" for one in ratios)
        print(f"  {row.case.name:{width}} {steps}   {stops}   {marks}")
    print(f"  < is short of the goal of {GOAL:.0f}")


def _stops(row: Row, design: Design) -> str:
    middle, late = (row.calls(design, share, OPTIONS, stops=True) for share in (0.5, 0.9))
    return f"{middle:6.0f} / {late:6.0f}"


def engine(rows: list[Row]) -> None:
    """Print the ratios at what our engine took for a weighed question."""
    print("at the calls that our engine made for a weighed question:")
    for row in rows:
        price = row.case.engine
        found = [ratio(row, price, ours) for ours in (0.5, 0.9)]
        print(f"  {row.case.name}: {price:.2f} calls, {found[0]:.1f} median, {found[1]:.1f} p90")


def gains(title: str, rows: list[Row]) -> None:
    """Print by what factor each step divides the calls, the median over all cells."""
    print(f"\n{title}: each step divides the calls by (median over cells; at 2 calls, at 1 call)")
    for before, after in pairwise(LADDER):
        factors = [
            median(row.calls(before, 0.9, price) / row.calls(after, 0.9, price) for row in rows)
            for price in (OPTIONS, TOP)
        ]
        print(f"  {after.name:24} {factors[0]:5.2f} {factors[1]:5.2f}")
    for name, design in (("(e) stopping after (d)", STRATIFIED), ("stopping alone, on (a)", PEERS)):
        for share, label in ((0.5, "median"), (0.9, "p90")):
            print(f"  {name}, {label:6} {_stopping(rows, design, share)}")


def _stopping(rows: list[Row], design: Design, share: float) -> str:
    """Return by what stopping divides the calls of a fixed size, with and without foreknowledge."""
    fixed = [row.calls(design, 0.9, TOP) for row in rows]
    used = [row.calls(design, share, TOP, stops=True) for row in rows]
    knowing = median(one / other for one, other in zip(fixed, used, strict=True))
    blind = median(max(fixed) / other for other in used)
    return f"{knowing:5.2f} of N90 knowing the effect, {blind:5.2f} of one N90 for all cells"


def readings(rows: list[Row], real: list[Row]) -> None:
    """Print the headline under other readings of what a fixed design costs, and of a call."""
    print("\n(a) over (e), median over cells, by what the fixed design is granted")
    for name, part in (("planted", rows), ("real", real)):
        for price in (OPTIONS, TOP):
            for peers in SETTLED:
                found = [
                    median(ratio(row, price, ours, peers) for row in part) for ours in (0.5, 0.9)
                ]
                print(
                    f"  {name:8} {price:.0f} call(s) a weighed question, N{100 * peers:.0f}: "
                    f"{found[0]:5.2f} at the median, {found[1]:5.2f} at p90"
                )
    for price in (OPTIONS, TOP):
        cells = [ratio(row, price, ours) for row in rows for ours in (0.5, 0.9)]
        reached = [sum(one >= GOAL for one in cells[half::2]) for half in (0, 1)]
        print(
            f"  the goal of {GOAL:.0f} is reached in {reached[0]} of {len(rows)} planted cells at "
            f"the median, in {reached[1]} at p90, with {price:.0f} call(s) a weighed question"
        )


def errors(rows: list[Row], edges: list[Edge]) -> float:
    """Print the false verdicts of every design, and return the largest share at the edge."""
    print("\nfalse verdicts, worst: at the edge ('within', 'exceeds'), and at other effects")
    for name in dict.fromkeys(found.name for found in edges):
        here = [found for found in edges if found.name == name]
        elsewhere = max(row.false.get(name, 0.0) for row in rows)
        print(
            f"  {name:32} {max(e.within for e in here):.4f} {max(e.exceeds for e in here):.4f}"
            f"   {elsewhere:.4f}"
        )
    return max(max(found.within, found.exceeds) for found in edges)
