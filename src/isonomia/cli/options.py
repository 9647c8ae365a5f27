"""Options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Folder", "Lang"]


class Lang(StrEnum):
    """Languages that Isonomia speaks."""

    en = "en"
    vi = "vi"
    fr = "fr"


Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `isonomia assess` wrote.")
]
