"""Inspecting a suite: everything that is wrong with it, in sentences, before it is ever asked.

``load_suite`` and ``expand`` stop at the first thing that keeps a suite from running. This looks
further: at what would run and mislead.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from pydantic import BaseModel

from isonomia.assess.models.expand import Trial, expand
from isonomia.assess.models.readers import SPEAKERS
from isonomia.assess.models.safety import unsafe
from isonomia.vocabulary import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isonomia.assess.models.suite import Suite

__all__ = ["inspect_suite", "untranslated"]

LONG = 4
"""Texts of so many words that are the same in two languages were not translated."""

_SPACES = re.compile(r"  |[ \t]\n|\n{3}|^\s|[ \t]$")
_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặếềểễệịọỏốồổỗộớờởỡợụủứừửữựđ]", re.I)
_FRENCH_SPACES = re.compile(r"[^\W\d](?:[;?!»]|:\s)|«\S")
"""French puts a space before these signs; any kind of space will do for a model."""
_FRENCH = re.compile("[éèêàçùôîâœ]", re.I)


def inspect_suite(suite: Suite) -> list[str]:
    """Return what is wrong with a suite, one sentence each; nothing where all is well.

    Parameters
    ----------
    suite : Suite
        A suite that could be loaded.

    Raises
    ------
    SuiteError
        It cannot be expanded: a slot has no value, or two arms differ in more than their cues.
    """
    trials = expand(suite)
    return [
        *_twins(trials),
        *_silent_arms(trials),
        *_unbalanced(suite, trials),
        *_untidy(suite, trials),
        *_tolerances(suite),
        *_uncompared(suite),
        *_misread(suite),
        *_texts(suite),
        *(unsafe(suite, trials) if suite.sealed else ()),
    ]


def untranslated(suites: Iterable[Suite]) -> list[str]:
    """Return what two languages of one suite say in the very same words.

    Parameters
    ----------
    suites : iterable of Suite
        The same suite in several languages.
    """
    problems = []
    for one, other in combinations(suites, 2):
        for measure in one.measures:
            twin = next((its for its in other.measures if its.id == measure.id), measure)
            same = {p.text for p in measure.prompts} & {p.text for p in twin.prompts}
            where = f"measure {measure.id!r}: {one.language} and {other.language}"
            problems += [
                f"{where} both ask {text!r}: translate it."
                for text in sorted(same)
                if len(text.split()) >= LONG
            ]
            if len(measure.prompts) > len(twin.prompts):
                problems.append(
                    f"{where} have {len(measure.prompts)} and {len(twin.prompts)} prompts."
                )
    return problems


def _twins(trials: list[Trial]) -> Iterator[str]:
    """Find units that ask the very same, which would count one scenario twice."""
    seen: dict[tuple[object, ...], str] = {}
    for trial in trials:
        request = trial.request
        asked = (trial.measure, trial.arm, trial.prompt, request.prompt, request.options)
        unit = seen.setdefault(asked, trial.unit)
        if unit != trial.unit:
            yield (
                f"measure {trial.measure!r}: units {unit!r} and {trial.unit!r} ask the very same: "
                "they are one scenario, not two."
            )


def _silent_arms(trials: list[Trial]) -> Iterator[str]:
    """Find arms of one question that ask the same: nothing was varied between them."""
    places: dict[tuple[str, ...], dict[tuple[object, ...], str]] = {}
    found = set()
    for trial in trials:
        place = (trial.measure, trial.unit, trial.prompt, trial.first)
        arms = places.setdefault(place, {})
        arm = arms.setdefault((trial.request.prompt, trial.request.options), trial.arm)
        if arm != trial.arm:
            found.add((trial.measure, arm, trial.arm))
    for measure, one, other in sorted(found):
        yield f"measure {measure!r}: arms {one!r} and {other!r} ask the very same: give them cues."


def _unbalanced(suite: Suite, trials: list[Trial]) -> Iterator[str]:
    """Find arms, orders and slices that are asked more often than others."""
    for measure in suite.measures:
        mine = [trial for trial in trials if trial.measure == measure.id]
        for what in ("arm", "first", "prompt"):
            counts = Counter((trial.unit, getattr(trial, what)) for trial in mine)
            if len(set(counts.values())) > 1:
                yield f"measure {measure.id!r}: {what}s are not asked equally often in all units."
        sizes = Counter(unit.slice for unit in suite.units_of(measure))
        if max(sizes.values()) > 2 * min(sizes.values()):
            held = ", ".join(f"{name} {size}" for name, size in sizes.items())
            yield f"measure {measure.id!r}: its slices are unbalanced ({held})."


def _untidy(suite: Suite, trials: list[Trial]) -> Iterator[str]:
    """Find texts that a slip of the keyboard left odd, which a model may react to."""
    found: dict[tuple[str, str], str] = {}
    elsewhere = {arm.id for arm in suite.arms if arm.in_translation}
    for trial in trials:
        french = suite.language == "fr" and trial.arm not in elsewhere
        for slip in _slips(trial, french=french):
            place = f"measure {trial.measure!r}, unit {trial.unit!r}, arm {trial.arm!r}"
            found.setdefault((trial.measure, slip), f"{place}: {slip} in {trial.request.prompt!r}.")
    yield from found.values()
    everything = " ".join(trial.request.prompt for trial in trials)
    if suite.language == "vi" and not _VIETNAMESE.search(everything):
        yield "no prompt holds a Vietnamese letter: is it Vietnamese?"
    if suite.language == "fr" and not _FRENCH.search(everything):
        yield "no prompt holds a French accent: is it French?"


def _slips(trial: Trial, *, french: bool) -> Iterator[str]:
    request = trial.request
    if _SPACES.search(request.prompt):
        yield "odd spaces"
    if unicodedata.normalize("NFC", request.prompt) != request.prompt:
        yield "letters apart from their accents (not Unicode NFC)"
    if french and _FRENCH_SPACES.search(request.prompt):
        yield "no space before a French sign"
    if any(option.startswith(" ") != (request.form == "continue") for option in request.options):
        yield "an option that does not fit (a continuation begins with a space, a reply does not)"


def _tolerances(suite: Suite) -> Iterator[str]:
    for contrast in suite.contrasts:
        bounds = contrast.tolerance
        if bounds is not None and not bounds.low <= contrast.reference <= bounds.high:
            yield (
                f"contrast {contrast.id!r}: its reference {contrast.reference:g} lies outside its "
                "tolerance."
            )
        low, high = contrast.bounds
        if bounds is not None and bounds.low <= low and high <= bounds.high:
            yield (
                f"contrast {contrast.id!r}: no answer could ever break its tolerance: its value "
                f"lies between {low:g} and {high:g} at any rate."
            )


def _uncompared(suite: Suite) -> Iterator[str]:
    judged = {one.measure for one in suite.contrasts if one.tolerance is not None}
    for measure in suite.measures:
        if measure.id not in judged:
            yield f"measure {measure.id!r} has no contrast with a tolerance: it earns no verdict."
    for source in suite.sources:
        if not re.search(r"\b(1[89]|20)\d\d\b", source.text):
            yield f"source {source.id!r} has no year."


def _misread(suite: Suite) -> Iterator[str]:
    """Find measures that read what somebody else says than whom the suite asks."""
    for measure in suite.measures:
        whom = SPEAKERS.get(measure.reader, "model")
        if whom != suite.asks:
            yield (
                f"measure {measure.id!r}: reader {measure.reader!r} does not read what a "
                f"{suite.asks} says, but what a {whom} says."
            )


def _texts(suite: Suite) -> Iterator[str]:
    """Find texts for the report that were not translated."""
    for where, text in _walk(suite):
        for one, other in combinations(LANGUAGES, 2):
            if text[one] == text[other] and len(text[one].split()) >= LONG:
                yield f"{where}: {one} and {other} say the very same: translate it."
        for language in LANGUAGES:
            if "  " in text[language] or text[language] != text[language].strip():
                yield f"{where}.{language}: odd spaces."


def _walk(part: object, where: str = "") -> Iterator[tuple[str, Text]]:
    if isinstance(part, Text):
        yield where, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _walk(getattr(part, name), f"{where}.{name}".lstrip("."))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _walk(value, f"{where}.{name}".lstrip("."))
    elif isinstance(part, tuple):
        for value in part:
            name = getattr(value, "id", "")
            yield from _walk(value, f"{where}.{name}" if name else where)
