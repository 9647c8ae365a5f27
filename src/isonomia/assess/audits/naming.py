"""What a body of data is called, and where its run is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.evidence import PROFILE_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["default_folder", "name_of"]


def name_of(paths: Sequence[str]) -> str:
    """Return what a body of data is called: its first path, without the way to it."""
    first = Path(paths[0])
    name = first.parent.name if first.name == PROFILE_NAME else first.name
    return f"{name or 'data'} …" if len(paths) > 1 else name or "data"


def default_folder(paths: Sequence[str]) -> Path:
    """Return the folder in which a run is kept if none is named."""
    name = name_of(paths[:1])
    stem = name.split(".")[0] or name
    slug = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in stem)
    return Path("assessments") / (slug.strip("-.") or "data")
