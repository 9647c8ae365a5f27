"""A part of the items: random, even over units and slices, and never half a block."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.assess.models.benchmarks.groups import Group, chosen, distinct, plain, slug
from isonomia.assess.models.suite import Item, Unit
from isonomia.errors import UsageError


def group(name: str, kind: str, blocks: int, size: int) -> Group:
    return Group(
        Unit(id=name, title=name, slice=kind),
        tuple(
            tuple(Item(slots={"x": f"{name} {block} {item}"}) for item in range(size))
            for block in range(blocks)
        ),
    )


GROUPS = [
    *(group(f"a{n}", "first", 1 + n % 5, 2) for n in range(20)),
    *(group(f"b{n}", "second", 2, 2) for n in range(40)),
]
ALL = sum(one.size for one in GROUPS)


@given(limit=st.integers(4, 300), seed=st.integers(0, 50))
def test_no_more_than_asked_for_no_half_block_and_even_over_units(limit: int, seed: int) -> None:
    units = chosen(GROUPS, limit, seed)
    sizes = {unit.id: len(unit.items) for unit in units}
    assert min(limit, ALL) - 1 <= sum(sizes.values()) <= limit
    assert all(size % 2 == 0 for size in sizes.values())
    if limit < ALL:
        most = max(sizes.values())
        there = {one.unit.id: one.size for one in GROUPS}
        assert all(sizes.get(name, 0) >= min(most - 2, size) for name, size in there.items())
        kinds = Counter(unit.slice for unit in units)
        if most == 2:  # not yet a block of every unit: then slices come in proportion
            assert abs(kinds["first"] - kinds["second"] / 2) <= 1.5


def test_the_seed_decides_and_the_order_of_the_file_does_not() -> None:
    def taken(groups: list[Group], seed: int) -> set[str]:
        return {item.slots["x"] for unit in chosen(groups, 40, seed) for item in unit.items}

    assert taken(GROUPS, 1) == taken(GROUPS[::-1], 1) != taken(GROUPS, 2)


def test_without_a_limit_all_is_asked_in_its_order() -> None:
    units = chosen(GROUPS, None, 3)
    assert [unit.id for unit in units] == [one.unit.id for one in GROUPS]
    assert sum(len(unit.items) for unit in units) == ALL
    assert chosen(GROUPS, ALL, 3) == units


def test_too_few_for_two_units_is_refused() -> None:
    with pytest.raises(UsageError, match="--limit 3 is too few to ask about two units: give 4"):
        chosen(GROUPS, 3, 0)


def test_what_asks_the_same_again_is_dropped() -> None:
    twice = group("a", "first", 2, 2)
    again = twice._replace(blocks=(*twice.blocks, twice.blocks[0], (twice.blocks[1][0],)))
    assert distinct(again) == twice


def test_braces_of_the_data_are_no_slots_and_names_are_plain() -> None:
    assert plain({"x": "a {b} c"}) == {"x": "a {{b}} c"}
    assert [slug(text) for text in ("Café owner!", "  ", "A/B")] == ["cafe-owner", "x", "a-b"]
