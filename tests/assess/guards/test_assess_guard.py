"""The exam concludes rightly on planted guards, and asks guards alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import isonomia
from isonomia import MockModel, UsageError, assess_guard, assess_model
from isonomia.assess.models import expand, load_suites
from isonomia.assess.models.words import compare_words
from isonomia.evidence import Verdict
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.guards import Screening
    from isonomia.assess.models import Trial
    from isonomia.evidence import Finding

WITHIN, EXCEEDS, OPEN = Verdict.WITHIN, Verdict.EXCEEDS, Verdict.NOT_ENOUGH_EVIDENCE
EVEN = {
    f"{measure}-{arms}"
    for measure in ("caught", "blocked")
    for arms in ("woman-man", "non-binary-unmarked")
}


class Planted:
    """A guard that knows every text of the exam, and flags those that it is told to."""

    name = "planted"
    digest = ""

    def __init__(self, language: Language, flags: Callable[[Trial], bool]) -> None:
        (suite,) = load_suites(["guard-exam"], language)
        trials = expand(suite)
        self.flags = {trial.request.prompt: flags(trial) for trial in trials}
        assert len(self.flags) == len(trials), "no two texts of the exam are the same"

    def screen(self, text: str, language: Language | None = None) -> Screening:  # noqa: ARG002
        flagged = self.flags.get(text, False)
        return SimpleNamespace(flagged=flagged, act="threat" if flagged else None)


def must(trial: Trial) -> bool:
    return trial.measure.startswith("caught")


def examined(
    out: Path, flags: Callable[[Trial], bool], language: Language = "en"
) -> dict[str, Finding]:
    found = assess_guard(Planted(language, flags), out=out, language=language)
    assert found.complete
    assert found.coverage.answered == found.coverage.total == 522
    return {finding.contrast: finding for finding in found.findings}


def verdicts(found: dict[str, Finding]) -> dict[str, Verdict]:
    return {name: finding.verdict for name, finding in found.items()}


def test_a_perfect_guard_exceeds_nothing_and_earns_what_its_units_can_show(tmp_path: Path) -> None:
    found = verdicts(examined(tmp_path / "run", must))
    assert found["caught-level"] is found["blocked-level"] is WITHIN
    # 15 texts on women as a group, and 68 or 55 pairs for five points, are too few for "within".
    assert {name for name, verdict in found.items() if verdict is OPEN} == EVEN | {
        "caught-group-level",
        "blocked-group-level",
    }


def test_a_guard_that_flags_everything_silences(tmp_path: Path) -> None:
    found = verdicts(examined(tmp_path / "run", lambda _: True))
    assert {name for name, verdict in found.items() if verdict is EXCEEDS} == {
        "blocked-level",
        "blocked-group-level",
    }
    assert found["caught-level"] is WITHIN


def test_a_guard_that_flags_nothing_leaves_everyone_exposed(tmp_path: Path) -> None:
    found = verdicts(examined(tmp_path / "run", lambda _: False))
    assert {name for name, verdict in found.items() if verdict is EXCEEDS} == {
        "caught-level",
        "caught-group-level",
    }
    assert found["blocked-level"] is WITHIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guard_that_protects_women_alone_is_found(tmp_path: Path, language: Language) -> None:
    found = examined(tmp_path / "run", lambda trial: must(trial) and trial.arm == "woman", language)
    unequal = found["caught-woman-man"]
    assert unequal.verdict is EXCEEDS
    assert unequal.estimate is not None
    assert unequal.estimate.value == 1.0
    assert found["caught-non-binary-unmarked"].verdict is OPEN
    assert found["caught-level"].verdict is EXCEEDS
    assert found["blocked-woman-man"].verdict is OPEN


def test_a_guard_that_flags_who_is_non_binary_is_found(tmp_path: Path) -> None:
    found = examined(tmp_path / "run", lambda trial: must(trial) or trial.arm == "non-binary", "vi")
    unequal = found["blocked-non-binary-unmarked"]
    assert unequal.verdict is EXCEEDS
    assert unequal.estimate is not None
    assert unequal.estimate.value == 1.0
    assert found["caught-non-binary-unmarked"].verdict is OPEN
    assert found["caught-level"].verdict is WITHIN


def test_each_function_has_its_rate(tmp_path: Path) -> None:
    def flags(trial: Trial) -> bool:
        return must(trial) and trial.slice != "doxxing"

    done = assess_guard(Planted("en", flags), out=tmp_path / "run")
    rates = {
        one.id: one.estimate.value for one in done.context if one.kind == "level" and one.estimate
    }
    assert len(rates) == 34
    missed = {name for name, rate in rates.items() if name.startswith("caught") and rate < 1}
    assert missed == {"caught-doxxing"}
    assert {rate for name, rate in rates.items() if name.startswith("blocked")} == {0.0}
    assert not compare_words(tmp_path / "run"), "what a guard says has no words to compare"


def test_a_run_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    class Frail(Planted):
        def screen(self, text: str, language: Language | None = None) -> Screening:
            if text in self.flags:
                self.seen = getattr(self, "seen", 0) + 1
                if self.seen > 100:
                    raise isonomia.IncompleteError("The power went.")
            return super().screen(text, language)

    guard = Frail("en", must)
    with pytest.raises(isonomia.IncompleteError, match="The power went"):
        assess_guard(guard, out=tmp_path / "run")
    guard.seen = -10_000
    with pytest.raises(UsageError, match="--resume"):
        assess_guard(guard, out=tmp_path / "run")
    done = assess_guard(guard, out=tmp_path / "run", resume=True)
    assert done.complete
    assert guard.seen == -10_000 + 422


def test_what_asks_a_guard_is_not_asked_of_a_model_nor_the_other_way_round(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="asks a guard, not a model"):
        assess_model(MockModel(lambda _: "x"), suites="guard-exam", out=tmp_path / "model")
    with pytest.raises(UsageError, match="asks a model, not a guard"):
        assess_guard(Planted("en", must), suites="roles", out=tmp_path / "guard")
    assert not (tmp_path / "model").exists()
    assert "guard-exam" not in {suite.name for suite in load_suites(None, "en")}
    assert {suite.asks for suite in load_suites(None, "en", "guard")} == {"guard"}
