"""What each benchmark says of itself, joined with the units read from a user's files.

A card is a suite file without units. What several cards share (titles of arms, reasons of
tolerances, what no public benchmark tests) stands once, in ``common.toml``.
"""

from __future__ import annotations

import tomllib
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from isonomia.assess.models.suite_files import suite_of
from isonomia.evidence import NotTested
from isonomia.vocabulary import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from isonomia.assess.models.suite import Suite, Unit
    from isonomia.vocabulary import Language

__all__ = ["Sampled", "card", "languages", "suite_from"]


class Sampled(NamedTuple):
    """How many items were taken of how many there are, and by which seed."""

    taken: int
    there: int
    seed: int


def suite_from(
    name: str,
    language: Language,
    units: Sequence[Unit],
    *,
    data: str,
    sampled: Sampled,
    lists: dict[str, tuple[str, ...]] | None = None,
) -> Suite:
    """Return a benchmark as a suite.

    Parameters
    ----------
    name : str
        Name of the card.
    language : {"en", "vi", "fr"}
        One of the card's languages.
    units : sequence of Unit
        What is asked.
    data : str
        Digest of the files that they were read from.
    sampled : Sampled
        Whether that is all there is.
    lists : dict, optional
        Lists of terms that were read from the files.
    """
    record = deepcopy(card(name))
    common = _card("common")
    words = record.pop("words", {}).get(language, {})
    for key in ("published", "languages"):
        record.pop(key, None)
    record["not_tested"] = [
        *_left_out(sampled),
        *record.get("not_tested", []),
        *(common["not_tested"][shared] for shared in record.pop("shared")),
    ]
    for arm in record["arms"]:
        arm.setdefault("title", common["arms"].get(arm["id"]))
    record["tolerances"] = common["tolerances"] | record.get("tolerances", {})
    record["units"] = [unit.model_copy(update={"slots": words | unit.slots}) for unit in units]
    _prune(record, units)
    record |= {"language": language, "reviewed": False}
    if lists:
        record["lists"] = record.get("lists", {}) | lists
    state = f"{data} {sampled.taken} {sampled.there} {sampled.seed} {language}"
    content = _content(name) + _content("common") + state.encode()
    return suite_of(record, content, f"The benchmark {name}")


def card(name: str) -> dict[str, Any]:
    """Return what a benchmark says of itself; not to be changed."""
    return _card(name)


def languages(name: str) -> tuple[Language, ...]:
    """Return the languages in which a benchmark can be asked."""
    return tuple(code for code in LANGUAGES if code in _card(name)["languages"])


@cache
def _card(name: str) -> dict[str, Any]:
    return tomllib.loads(_content(name).decode())


def _content(name: str) -> bytes:
    return (files("isonomia.assess.models.benchmarks") / "cards" / f"{name}.toml").read_bytes()


def _left_out(sampled: Sampled) -> list[NotTested]:
    if sampled.taken == sampled.there:
        return []
    entry = _card("common")["sampled"]
    numbers = {"taken": sampled.taken, "left": sampled.there - sampled.taken}
    what, why = (
        Text(**{code: entry[part][code].format(**numbers) for code in LANGUAGES})
        for part in ("what", "why")
    )
    return [NotTested(what=what, why=why)]


def _prune(record: dict[str, Any], units: Iterable[Unit]) -> None:
    """Drop the measures, arms and slices that no item is asked in, and the questions about them."""
    items = [item for unit in units for item in unit.items]
    slices = {unit.slice for unit in units}
    record["slices"] = {name: text for name, text in record["slices"].items() if name in slices}
    for key in ("measures", "arms"):
        if all(getattr(item, key) for item in items):
            asked = {name for item in items for name in getattr(item, key)}
            record[key] = [part for part in record[key] if part["id"] in asked]
    measures = {part["id"] for part in record["measures"]}
    arms = {part["id"] for part in record["arms"]}
    for measure in record["measures"]:
        if "arms" in measure:
            measure["arms"] = [name for name in measure["arms"] if name in arms]
    record["contrasts"] = [
        one
        for one in record["contrasts"]
        if one["measure"] in measures
        and set(one["arms"]) <= arms
        and set(one.get("slices", [])) <= slices
    ]
