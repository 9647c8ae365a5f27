"""Simulate, ask the real model, print the tables."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from benchmarks.verdict_cost import smollm2, tables, twins
from benchmarks.verdict_cost.cases import EFFECTS, SETTINGS, Case, planted
from benchmarks.verdict_cost.rows import Edge, Row, edge, row

REPLICATES = 500
SEED = 20261121


def main() -> None:
    """Print what verdicts cost, and a summary as the last line."""
    replicates = int(sys.argv[1]) if sys.argv[1:] else REPLICATES
    began = time.monotonic()
    twins.check(np.random.default_rng(SEED))
    real, left_out = smollm2.cases()
    jobs = [(setting, effect) for setting in range(len(SETTINGS)) for effect in range(len(EFFECTS))]
    with ProcessPoolExecutor(2) as pool:
        rows = list(pool.map(planted_row, jobs, [replicates] * len(jobs)))
        real_rows = list(pool.map(real_row, real, [replicates] * len(real)))
        edges = list(pool.map(edges_of, range(len(SETTINGS)), [4 * replicates] * len(SETTINGS)))
    grid = dict(zip(jobs, rows, strict=True))
    for number, setting in enumerate(SETTINGS):
        title = (
            f"{setting.name}: scenarios differ by {setting.difficulty} in the logit of an answer "
            f"and by {setting.effect} in how the arms differ"
        )
        tables.ladder(title, [found for job, found in grid.items() if job[0] == number])
    tables.ladder(f"{smollm2.MODEL}, questions of the suites drawn with replacement", real_rows)
    print("too little readable: " + (", ".join(left_out) or "nothing"))
    tables.engine(real_rows)
    tables.gains("planted", rows)
    tables.gains(smollm2.MODEL, real_rows)
    tables.readings(rows, real_rows)
    worst = tables.errors([*rows, *real_rows], [found for part in edges for found in part])
    print(f"{replicates} runs a cell, {time.monotonic() - began:.0f} s")
    median, p90 = tables.headline(rows)
    print(f"median_ratio={median:.2f} p90_ratio={p90:.2f} error_rate={worst:.4f}")


def planted_row(job: tuple[int, int], replicates: int) -> Row:
    """Measure one setting and effect; the same whatever else is measured."""
    setting, effect = job
    rng = np.random.default_rng([SEED, *job])
    return row(planted(SETTINGS[setting], EFFECTS[effect], rng), replicates, rng)


def real_row(case: Case, replicates: int) -> Row:
    """Measure one contrast of the real model."""
    return row(case, replicates, np.random.default_rng([SEED, 99]))


def edges_of(setting: int, replicates: int) -> list[Edge]:
    """Measure one setting at the tolerance's edge."""
    return edge(SETTINGS[setting], replicates, np.random.default_rng([SEED, setting, 98]))


if __name__ == "__main__":
    main()
