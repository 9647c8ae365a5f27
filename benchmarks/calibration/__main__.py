"""Simulated coverage and error of every interval and verdict, printed as one table.

Run by ``make calibrate``. Every cell is a truth that is known because it was made up; the table
says how often the interval held it, or how often a verdict was false. Seeds are fixed.
"""

from __future__ import annotations

import importlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from benchmarks.calibration.cell import Cell

MODULES = ("intervals", "verdicts", "looks", "betting", "judges", "pooling", "less_data")
REPLICATES = 1000
SEED = 20261121


def main() -> None:
    """Simulate the modules named on the command line, or all, and print the table."""
    wanted = [name for name in sys.argv[1:] if not name.isdigit()] or list(MODULES)
    replicates = next((int(name) for name in sys.argv[1:] if name.isdigit()), REPLICATES)
    with ProcessPoolExecutor(2) as pool:
        found = dict(
            zip(wanted, pool.map(simulate, wanted, [replicates] * len(wanted)), strict=True)
        )
    cells = [cell for part in found.values() for cell in part if cell.ours]
    for name, part in found.items():
        print(f"\n{name}")
        for cell in part:
            print(line(cell))
    short = [cell for cell in cells if cell.falls_short]
    print(f"\n{len(short)} of {len(cells)} cells fall short of their promise:")
    for cell in short:
        print(line(cell))
    print(f"cells={len(cells)} short={len(short)}")


def simulate(module: str, replicates: int) -> list[Cell]:
    """Return the cells of one module; the same whatever else is simulated."""
    rng = np.random.default_rng([SEED, MODULES.index(module)])
    began = time.monotonic()
    cells = list(importlib.import_module(f"benchmarks.calibration.{module}").cells(replicates, rng))
    print(f"{module}: {len(cells)} cells in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return cells


def line(cell: Cell) -> str:
    """Return one row of the table."""
    least = "at least" if cell.kind == "coverage" else "at most "
    mark = "SHORT" if cell.falls_short else "kept"
    name = "" if cell.ours else " (not ours, for comparison)"
    return (
        f"  {mark:<5} {cell.share:6.3f} {least} {cell.promise:.3f}  "
        f"{cell.method}: {cell.setting}{name}  [{cell.hits}/{cell.replicates}]"
    )


if __name__ == "__main__":
    main()
