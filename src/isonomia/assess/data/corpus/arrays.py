"""Kinds of arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bytes", "Truth", "Whole"]

Bytes = NDArray[np.uint8]
Truth = NDArray[np.bool_]
Whole = NDArray[np.int64]
