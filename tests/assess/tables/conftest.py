"""What tests of tables share."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(params=[".gz", ".zst"])
def pack(request: pytest.FixtureRequest) -> Callable[[Path], Path]:
    """Return what packs a file, in each of the two ways."""

    def packed(path: Path) -> Path:
        content, target = path.read_bytes(), path.with_name(path.name + request.param)
        zipped = gzip.compress(content)
        target.write_bytes(
            zipped if request.param == ".gz" else zstandard.ZstdCompressor().compress(content)
        )
        return target

    return packed
