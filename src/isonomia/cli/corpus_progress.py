"""What a user sees while texts are counted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from isonomia.assess.data.assess import CorpusProgress

if TYPE_CHECKING:
    from isonomia.assess.data.reading import Plan, Shard
    from isonomia.assess.data.running import ShardResult

__all__ = ["CorpusMonitor"]

LINE_SECONDS = 15.0
"""Where there is no terminal, as in CI, a plain line is printed this often."""

MEGA = 1e6


class CorpusMonitor(CorpusProgress):
    """Live progress of a scan, by bytes that are done."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._total = self._done = self._shards = self._left = 0
        self._records = self._skipped = 0
        self._drawn = time.monotonic()

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._live.stop()

    def planned(self, plan: Plan) -> None:
        """Print what there is to read."""
        self._total = sum(shard.weight for shard in plan.shards)
        self._left = len(plan.shards)
        size = f"{self._total / MEGA:,.1f} MB" if self._total > MEGA / 10 else "little"
        self._console.print(f"Reading {size} in {self._left:,} parts …")
        for note in plan.notes:
            self._console.print(escape(note))

    def done(self, shard: Shard, result: ShardResult) -> None:
        """Show what was counted so far."""
        self._done += shard.weight
        self._shards += 1
        self._records += result.profile.records
        self._skipped += result.profile.skipped.total()
        line = (
            f"{self._shards:,} of {self._left:,} parts, {self._done / MEGA:,.0f} MB: "
            f"{self._records:,} records, {self._skipped:,} skipped"
        )
        if self._console.is_terminal:
            rows = Table.grid()
            rows.add_row(ProgressBar(total=max(self._total, 1), completed=self._done))
            rows.add_row(line)
            self._live.update(rows, refresh=True)
        elif time.monotonic() - self._drawn >= LINE_SECONDS:
            self._drawn = time.monotonic()
            self._console.print(line)
