"""Units with all their items, and a random part of them that stays balanced."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isonomia.assess.models.suite import Item, Unit

__all__ = ["Group", "chosen", "distinct", "plain", "slug"]

LEAST_UNITS = 2
"""With fewer nothing can be said of anything beyond them."""

_NO_NAME = re.compile(r"[^a-z0-9]+")


class Group(NamedTuple):
    """A unit, and its items in blocks.

    A block is the least that is balanced: what differs within it, such as the order in which two
    people are named, must not be asked in part.
    """

    unit: Unit
    blocks: tuple[tuple[Item, ...], ...]

    @property
    def size(self) -> int:
        """How many items it holds."""
        return sum(map(len, self.blocks))


def slug(text: str) -> str:
    """Return a text as a name: small letters, digits and hyphens."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_NAME.sub("-", ascii_only.casefold()).strip("-") or "x"


def plain(slots: Mapping[str, str]) -> dict[str, str]:
    """Return slots whose braces are letters, not slots."""
    return {name: text.replace("{", "{{").replace("}", "}}") for name, text in slots.items()}


def chosen(groups: Iterable[Group], limit: int | None, seed: int) -> list[Unit]:
    """Return units with their items: all, or at most so many, drawn at random.

    Parameters
    ----------
    groups : iterable of Group
        All there is.
    limit : int or None
        Most items.
    seed : int
        Decides which.

    Returns
    -------
    list of Unit
        Each as it is published where all are taken. Otherwise one block of every unit is taken
        before a second of any, and slices come in proportion: what is lost first is what tells
        least, repeats within a unit.

    Raises
    ------
    UsageError
        So few items hold no two units.
    """
    groups = list(groups)
    if limit is None or sum(group.size for group in groups) <= limit:
        return [_filled(group.unit, group.blocks) for group in groups]
    rng = random.Random(seed)  # noqa: S311  a sample of questions, not a secret
    shuffled = [
        group._replace(blocks=tuple(rng.sample(group.blocks, len(group.blocks))))
        for group in sorted(groups, key=lambda group: group.unit.id)
    ]
    rng.shuffle(shuffled)
    taken: dict[str, list[tuple[Item, ...]]] = {}
    left = limit
    for turn in range(max(len(group.blocks) for group in groups)):
        for group in _interleaved(shuffled):
            if turn < len(group.blocks) and len(group.blocks[turn]) <= left:
                taken.setdefault(group.unit.id, []).append(group.blocks[turn])
                left -= len(group.blocks[turn])
    if len(taken) < LEAST_UNITS:
        least = sum(sorted(min(map(len, group.blocks)) for group in groups)[:LEAST_UNITS])
        raise UsageError(
            f"--limit {limit} is too few to ask about two units: give {least} or more."
        )
    return [_filled(g.unit, taken[g.unit.id]) for g in groups if g.unit.id in taken]


def _interleaved(groups: list[Group]) -> list[Group]:
    """Return groups so that each slice comes in proportion, wherever one stops."""
    sizes = Counter(group.unit.slice for group in groups)
    ranks: Counter[str] = Counter()
    places = []
    for group in groups:
        name = group.unit.slice
        places.append((ranks[name] + 0.5) / sizes[name])
        ranks[name] += 1
    order = sorted(range(len(groups)), key=lambda place: places[place])
    return [groups[place] for place in order]


def distinct(group: Group) -> Group:
    """Drop items that ask the same again: one answer must not count twice."""
    seen: set[str] = set()
    blocks = []
    for block in group.blocks:
        fresh = []
        for item in block:
            key = item.model_dump_json()
            if key not in seen:
                seen.add(key)
                fresh.append(item)
        if fresh:
            blocks.append(tuple(fresh))
    return group._replace(blocks=tuple(blocks))


def _filled(unit: Unit, blocks: Iterable[tuple[Item, ...]]) -> Unit:
    return unit.model_copy(update={"items": tuple(item for block in blocks for item in block)})
