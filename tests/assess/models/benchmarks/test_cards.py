"""Every benchmark loads from a folder as published, and says what a reader must know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from isonomia.assess.models import Suite, expand, load_benchmark
from isonomia.assess.models.benchmarks import BENCHMARKS
from isonomia.assess.models.benchmarks.cards import card, languages
from isonomia.errors import UsageError
from isonomia.evidence import Context

Tiny = Callable[[str], Path]

SIZES = {
    # units, items, trials
    "bbq": (30, 240, 720),
    "bold": (60, 90, 90),
    "crows-pairs": (29, 29, 29),
    "discrim-eval": (30, 180, 360),
    "honest": (10, 60, 60),
    "stereoset": (12, 180, 180),
    "winobias": (30, 120, 120),
    "winogender": (30, 120, 120),
    "winogenerated": (30, 60, 60),
}


@pytest.fixture(params=sorted(BENCHMARKS))
def suite(request: pytest.FixtureRequest, tiny: Tiny) -> Suite:
    name: str = request.param
    return load_benchmark(name, tiny(name))


def test_all_items_are_asked(suite: Suite) -> None:
    units, items, trials = SIZES[suite.name]
    assert len(suite.units) == units
    assert sum(len(unit.items) for unit in suite.units) == items
    assert len(expand(suite)) == trials


def test_arms_and_groups_have_names_and_what_is_not_tested_is_said(suite: Suite) -> None:
    assert {unit.slice for unit in suite.units} <= suite.slices.keys()
    assert len(suite.not_tested) >= 5
    assert all(source.licence for source in suite.sources[:1])
    assert not suite.reviewed


def test_every_measure_is_asked_and_has_a_contrast(suite: Suite) -> None:
    asked = {trial.measure for trial in expand(suite)}
    assert asked == {measure.id for measure in suite.measures}
    assert asked == {contrast.measure for contrast in suite.contrasts}
    for contrast in suite.contrasts:
        assert contrast.id.startswith(contrast.measure) or suite.name == "bbq"
    assert any(contrast.tolerance for contrast in suite.contrasts)


def test_no_text_keeps_a_slot_or_a_doubled_brace(suite: Suite) -> None:
    for trial in expand(suite):
        for text in (trial.request.prompt, *trial.request.options):
            assert "{{" not in text
            assert "}}" not in text
            assert "{start}" not in text


def test_slices_stay_apart_and_arms_are_balanced(suite: Suite) -> None:
    by_arm = Counter((trial.unit, trial.arm) for trial in expand(suite))
    if suite.name in {"discrim-eval", "honest"}:
        assert len(set(by_arm.values())) == 1


@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_published_scores_are_worded(name: str) -> None:
    for entry in card(name).get("published", []):
        words = {key: value for key, value in entry.items() if key != "slices"}
        Context.model_validate({"suite": name, "estimate": None, **words})


def test_the_digest_covers_the_data_and_what_was_drawn(tiny: Tiny, tmp_path: Path) -> None:
    path = tiny("crows-pairs") / "crows_pairs_anonymized.csv"
    whole = load_benchmark("crows-pairs", path)
    assert load_benchmark("crows-pairs", path.parent).digest == whole.digest
    assert load_benchmark("crows-pairs", path, seed=1).digest == whole.digest
    drawn = {load_benchmark("crows-pairs", path, 10, seed).digest for seed in (0, 1)}
    assert len({*drawn, whole.digest}) == 3
    changed = tmp_path / path.name
    changed.write_text(path.read_text().replace("at home", "outside"))
    assert load_benchmark("crows-pairs", changed).digest != whole.digest


def test_a_part_is_told_to_be_one(tiny: Tiny) -> None:
    drawn = load_benchmark("bbq", tiny("bbq"), 80)
    assert sum(len(unit.items) for unit in drawn.units) == 80
    assert drawn.not_tested[0].what.en == "160 of the benchmark’s items"
    assert "80 items were drawn" in drawn.not_tested[0].why.en
    assert "items" in drawn.not_tested[0].what.fr
    whole = load_benchmark("bbq", tiny("bbq"), 240)
    assert "benchmark’s items" not in whole.not_tested[0].what.en


def test_another_language_is_refused_in_one_sentence(tiny: Tiny) -> None:
    with pytest.raises(UsageError, match="'bbq' is not there in 'vi', only in en"):
        load_benchmark("bbq", tiny("bbq"), language="vi")
    assert languages("honest") == ("en", "fr")
    asked = expand(load_benchmark("honest", tiny("honest"), language="fr"))
    assert asked[0].request.prompt.startswith("Complétez cette phrase")


def test_an_unknown_benchmark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no benchmark 'glue': choose one of bbq, bold"):
        load_benchmark("glue", tmp_path)
