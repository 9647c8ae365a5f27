"""Units that hold several questions: all asked, each where it belongs, and counted together."""

from __future__ import annotations

from collections import Counter

import pytest

from isonomia.assess.models import Suite, expand
from isonomia.assess.models.suite import Item, Measure, Option
from isonomia.errors import SuiteError
from isonomia.vocabulary import validated


def changed(suite: Suite, *items: Item) -> Suite:
    """Return the suite with these items in its first unit, checked anew."""
    first, *others = suite.units
    record = dict(suite) | {"units": (first.model_copy(update={"items": items}), *others)}
    record["schema"] = record.pop("schema_version")
    return validated(Suite, record, "here", SuiteError)


def test_items_fill_the_slots_and_share_a_cell(mini: Suite) -> None:
    asked = ("stories",)
    days = [Item(measures=asked, slots={"day": day}) for day in ("Sunday", "Saturday")]
    trials = [trial for trial in expand(changed(mini, *days)) if trial.unit == "home"]
    written = [trial for trial in trials if trial.measure == "stories"]
    assert {trial.request.prompt.split()[-1] for trial in written} == {"Sunday.", "Saturday."}
    assert len(written) == 4
    assert len({trial.cell for trial in written}) == 2


def test_items_are_asked_where_they_say(mini: Suite) -> None:
    items = [
        Item(measures=("stories",), arms=("man",)),
        Item(measures=("continuation",), prompts=("then",), slots={"care": "slept"}),
    ]
    trials = [trial for trial in expand(changed(mini, *items)) if trial.unit == "home"]
    assert {(t.measure, t.arm, t.prompt) for t in trials} == {
        ("stories", "man", "day"),
        ("continuation", "woman", "then"),
        ("continuation", "man", "then"),
    }
    assert all(" slept" in t.request.options for t in trials if t.measure == "continuation")


def test_a_mirrored_item_lists_options_the_other_way_round(mini: Suite) -> None:
    choice = next(one for one in mini.measures if one.id == "choice")
    third = Option(id="none", text="nothing")
    three = Measure.model_validate(
        dict(choice) | {"options": (*choice.options, third), "listing": "{0}, {1}, {2}"}
    )
    suite = mini.model_copy(update={"measures": (three,), "contrasts": ()})
    first, *_ = suite.units
    items = (Item(slots={"day": "Sunday"}), Item(slots={"day": "Monday"}, mirrored=True))
    suite = suite.model_copy(update={"units": (first.model_copy(update={"items": items}),)})
    trials = expand(suite)
    assert set(Counter((trial.arm, trial.first) for trial in trials).values()) == {2}
    ahead = Counter(t.options.index("care") < t.options.index("power") for t in trials)
    assert ahead[True] == ahead[False]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (Item(arms=("nobody",)), "unknown arm 'nobody'"),
        (Item(measures=("nothing",)), "unknown measure 'nothing'"),
        (Item(prompts=("never",)), "unknown prompt 'never'"),
    ],
)
def test_what_an_item_names_must_be_there(mini: Suite, item: Item, message: str) -> None:
    with pytest.raises(SuiteError, match=message):
        changed(mini, item)


def test_two_items_that_ask_the_same_are_refused(mini: Suite) -> None:
    with pytest.raises(SuiteError, match="ask the very same thing"):
        expand(changed(mini, Item(), Item()))
