"""From the name that a user types to a screener that can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.cli.own_code import load_own
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.assess.decisions.screening import Screener
    from isonomia.assess.decisions.screening.pipeline import Input

__all__ = ["open_screener"]

PICKLES = (".joblib", ".pkl", ".pickle", ".skops")
"""How files of saved pipelines end."""


def open_screener(
    name: str,
    *,
    positive: str | None = None,
    shown: Input | None = None,
    score_field: str | None = None,
    decision_field: str | None = None,
    concurrency: int | None = None,
) -> Screener:
    """Return the screener that a name stands for; nothing is asked yet.

    Parameters
    ----------
    name : str
        ``http(s)://…`` or ``package.module:attribute``.
    positive, shown, score_field, decision_field, concurrency
        See ``screener_of``.

    Raises
    ------
    UsageError
        The name stands for nothing that screens, or an option does not go with it.
    """
    from isonomia.assess.decisions.screening import screener_of  # noqa: PLC0415
    from isonomia.assess.decisions.screening.opening import ADDRESSES  # noqa: PLC0415

    served = name.startswith(ADDRESSES)
    if not served and name.endswith(PICKLES):
        raise UsageError(
            f"{name} is a saved pipeline, and loading one runs whatever code it holds: load it in "
            "a module of yours, and name it as module:attribute."
        )
    if not served and ":" not in name:
        raise UsageError(
            f"{name!r} names no screener: give https://… for a service, or "
            "package.module:attribute for a function, a class or a fitted pipeline of yours."
        )
    return screener_of(
        name if served else load_own(name, "screener"),
        name=name,
        positive=positive,
        shown=shown,
        score_field=score_field,
        decision_field=decision_field,
        concurrency=concurrency,
    )
