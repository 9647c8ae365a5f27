"""Reading the vocabulary's data files."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

__all__ = ["read_data"]


def read_data(name: str) -> dict[str, Any]:
    """Return the content of ``data/<name>.toml``."""
    path = files("isonomia.vocabulary") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
