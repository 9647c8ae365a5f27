"""Decisions by the row: CPU time and memory of a whole audit, beside Fairlearn and Aequitas.

Every engine and size runs in a fresh process, whose CPU time (user and system, imports included)
and peak memory the kernel reports. The tables are made here and thrown away: 3 genders, 6 ages and
50 nationalities as texts, 900 cells in all. Each engine counts rows, selections and true positives
in every cell, with the ratios between them; ours besides gives every interval, test, verdict and
table ("scores": with the median of all scores and calibration, too).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("gender", "age", "nationality")
SIZES = {"ours": (10**6, 10**7, 10**8), "scores": (10**6, 10**7, 10**8)}
PEERS = {"fairlearn": (10**5, 10**6), "aequitas": (10**5, 10**6)}
LONGEST = 300.0
ROUNDS = 20

MAKE = """
COPY (
    SELECT ['woman', 'man', 'non-binary'][1 + (h % 3)::INT] AS gender,
           ['15-24', '25-34', '35-44', '45-54', '55-64', '65+'][1 + ((h // 3) % 6)::INT] AS age,
           'country ' || ((h // 18) % 50) AS nationality,
           CASE WHEN (h // 900) % 100 < 30 THEN 'yes' ELSE 'no' END AS selected,
           CASE WHEN (h // 90000) % 100 < 40 THEN 'yes' ELSE 'no' END AS label,
           ((h // 9000000) % 1001) / 1000.0::DOUBLE AS score
    FROM (SELECT hash(range) % 1000000000000 AS h FROM range({rows}))
) TO '{path}' (FORMAT parquet)
"""


class Cost(NamedTuple):
    """What a process took."""

    cpu_s: float
    rss_mb: float
    wall_s: float
    ok: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", help="run this one, on the file given, and say nothing")
    parser.add_argument("--path", type=Path)
    parser.add_argument("--largest", type=float, default=1e8, help="most rows")
    given = parser.parse_args()
    if given.engine:
        ENGINES[given.engine](given.path)
        return
    report(int(given.largest))


def report(largest: int) -> None:
    found: dict[tuple[str, int], Cost] = {}
    print(f"{'engine':<12}{'rows':>14}{'CPU s':>9}{'RSS MB':>9}{'wall s':>9}")
    for rows in (10**5, 10**6, 10**7, 10**8):
        if rows > largest:
            continue
        with tempfile.TemporaryDirectory(prefix="isonomia-bench-") as folder:
            path = Path(folder) / "decisions.parquet"
            measure("make", path, rows)
            for engine, sizes in {**SIZES, **PEERS}.items():
                if rows in sizes:
                    cost = found[engine, rows] = measure(engine, path)
                    took = f"{cost.cpu_s:>9.2f}{cost.rss_mb:>9.0f}{cost.wall_s:>9.1f}"
                    print(f"{engine:<12}{rows:>14,}{took if cost.ok else '   did not finish'}")
    timing = json.loads(subprocess.check_output([sys.executable, __file__, "--engine", "cells"]))
    print(
        f"all intervals of 900 cells: {timing['intervals_ms']:.2f} ms (one by one "
        f"{timing['scalar_ms']:.1f} ms); 2,000 bootstraps: {timing['bootstrap_s']:.2f} s"
    )
    top, fairlearn = found[("ours", largest)], found.get(("fairlearn", 10**6))
    print(
        f"cpu_s_1e{len(str(largest)) - 1}={top.cpu_s:.2f} rss_mb={top.rss_mb:.0f} "
        f"fairlearn_cpu_s_1e6={fairlearn.cpu_s if fairlearn else float('nan'):.1f} "
        f"intervals_ms={timing['intervals_ms']:.2f}"
    )


def measure(engine: str, path: Path, rows: int = 0) -> Cost:
    """Run one engine in a process of its own and ask the kernel what it took."""
    environment = {**os.environ, "ROWS": str(rows)}
    command = [sys.executable, __file__, "--engine", engine, "--path", str(path)]
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    status = None
    while status is None:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if not pid:
            status = None
            time.sleep(0.02)
            if time.monotonic() - began > LONGEST:
                process.kill()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and process.stderr:
        print(process.stderr.read().decode()[-600:], file=sys.stderr)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, usage.ru_maxrss / 1024, time.monotonic() - began, not process.returncode)


def make(path: Path) -> None:
    import duckdb

    duckdb.connect().execute(MAKE.format(rows=int(os.environ["ROWS"]), path=path))


def ours(path: Path) -> None:
    audit(path)


def scores(path: Path) -> None:
    audit(path, "score")


def audit(path: Path, score: str = "") -> None:
    from isonomia.assess.decisions import DecisionFields, assess_decisions

    groups = {name: name for name in COLUMNS}
    assess_decisions(path, DecisionFields(groups, "selected=yes", score, "label=yes"))


def fairlearn(path: Path) -> None:
    import duckdb
    from fairlearn.metrics import (  # type: ignore[import-not-found]
        MetricFrame,
        count,
        selection_rate,
        true_positive_rate,
    )

    frame = duckdb.read_parquet(str(path)).df()
    found = MetricFrame(
        metrics={"count": count, "selection": selection_rate, "tpr": true_positive_rate},
        y_true=frame["label"] == "yes",
        y_pred=frame["selected"] == "yes",
        sensitive_features=frame[list(COLUMNS)],
    )
    found.ratio()


def aequitas(path: Path) -> None:
    import duckdb
    from aequitas.bias import Bias  # type: ignore[import-not-found]
    from aequitas.group import Group  # type: ignore[import-not-found]

    frame = duckdb.read_parquet(str(path)).df()
    table = frame[["gender"]].copy()
    # It looks at one column at a time: a combination of groups is a column, made by the user.
    table["cell"] = frame["gender"] + "|" + frame["age"] + "|" + frame["nationality"]
    table["score"] = (frame["selected"] == "yes").astype(int)
    table["label_value"] = (frame["label"] == "yes").astype(int)
    counted, _ = Group().get_crosstabs(table, attr_cols=["cell"])
    Bias().get_disparity_major_group(counted, original_df=table)


def cells(_: Path) -> None:
    """Time intervals and bootstraps of 900 cells alone."""
    import numpy as np

    from isonomia.statistics import newcombe, rate_ratio, wilson
    from isonomia.statistics.selection import (
        newcombe_limits,
        ratio_limits,
        resampled_cells,
        wilson_limits,
    )

    rng = np.random.default_rng(1)
    n = rng.integers(20, 5000, 900)
    x = rng.binomial(n, 0.3)

    def together() -> None:
        wilson_limits(x, n)
        ratio_limits(x, n, x[0], n[0])
        newcombe_limits(x, n, x[0], n[0])

    def alone() -> None:
        for have, of in zip(x.tolist(), n.tolist(), strict=True):
            wilson(have, of)
            rate_ratio(have, of, int(x[0]), int(n[0]))
            newcombe(have, of, int(x[0]), int(n[0]))

    def bootstrap() -> None:
        drawn = resampled_cells(np.concatenate([x, n - x]), 2000, seed=1)
        selected, people = drawn[:, :900], drawn[:, :900] + drawn[:, 900:]
        rates = selected / np.maximum(people, 1)
        np.quantile(rates / rates[:, :1], [0.025, 0.975], axis=0)

    print(
        json.dumps(
            {
                "intervals_ms": 1000 * seconds(together, ROUNDS),
                "scalar_ms": 1000 * seconds(alone, 3),
                "bootstrap_s": seconds(bootstrap, 3),
            }
        )
    )


def seconds(work: object, rounds: int) -> float:
    """Return the median CPU time of a call."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        work()  # type: ignore[operator]
        took.append(time.process_time() - began)
    return sorted(took)[len(took) // 2]


ENGINES = {
    "make": make,
    "ours": ours,
    "scores": scores,
    "fairlearn": fairlearn,
    "aequitas": aequitas,
    "cells": cells,
}

if __name__ == "__main__":
    main()
