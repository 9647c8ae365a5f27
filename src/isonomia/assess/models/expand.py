"""From a suite to its trials, every one spelled out and checked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import orjson

from isonomia.assess.models.model import Form, Request
from isonomia.errors import SuiteError
from isonomia.evidence import CellKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isonomia.assess.models.suite import Arm, Measure, Option, Prompt, Suite, Unit

__all__ = ["Trial", "expand"]

PLAIN_BRACES = ("{{", "}}")
_SLOT = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)\}|[{}]")
"""A doubled brace, a slot, or a brace that is neither."""


@dataclass(frozen=True)
class Trial:
    """One thing asked.

    Attributes
    ----------
    suite, measure, slice, unit, arm : str
        Where its score is counted.
    prompt : str
        Which wording was used.
    first : str
        Which option was listed first; empty where none is listed.
    repetition : int
        Counted from 0; part of the key, so that repeats are asked anew.
    request : Request
        What is sent.
    options : tuple of str
        Names of the request's options, in the same order.
    """

    suite: str
    measure: str
    slice: str
    unit: str
    arm: str
    prompt: str
    first: str
    repetition: int
    request: Request
    options: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        """Name of this trial: a digest of all that it asks."""
        request = self.request
        asked = (
            tuple(self.cell),
            self.repetition,
            (request.form, request.prompt, request.options, request.max_tokens),
            (request.temperature, request.seed),
        )
        return hashlib.sha256(orjson.dumps(asked)).hexdigest()[:24]

    @property
    def cell(self) -> CellKey:
        """The cell in which its score is counted."""
        name = f"{self.suite}/{self.measure}"
        return CellKey(name, self.slice, self.unit, self.arm, self.prompt, self.first)


def expand(suite: Suite, repeat: int = 1, seed: int = 0) -> list[Trial]:
    """Spell out every trial of a suite.

    Raises
    ------
    SuiteError
        A slot has no value, two arms differ in more than their cues, or two trials are the same.
    """
    trials = [trial for question in _questions(suite) for trial in _trials(question, repeat, seed)]
    if len({trial.key for trial in trials}) < len(trials):
        raise SuiteError(f"Suite {suite.name!r}: two of its trials ask the very same thing.")
    return trials


class _Question(NamedTuple):
    """A measure put to a unit in one wording and one order of options."""

    suite: Suite
    measure: Measure
    unit: Unit
    prompt: Prompt
    options: tuple[Option, ...]

    def __str__(self) -> str:
        return (
            f"Suite {self.suite.name!r}, measure {self.measure.id!r}, "
            f"prompt {self.prompt.id!r}, unit {self.unit.id!r}"
        )


def _questions(suite: Suite) -> Iterator[_Question]:
    for measure, unit in product(suite.measures, suite.units):
        for prompt, options in product(measure.prompts, _orders(measure)):
            yield _Question(suite, measure, unit, prompt, options)


def _trials(question: _Question, repeat: int, seed: int) -> Iterator[Trial]:
    arms = question.suite.arms
    texts = [_texts(question, arm) for arm in arms]
    plain, *others = [
        _masked("\n".join(asked), arm) for asked, arm in zip(texts, arms, strict=True)
    ]
    for arm, masked in zip(arms[1:], others, strict=True):
        if masked != plain:
            raise SuiteError(
                f"{question}: arm {arm.id!r} differs from arm {arms[0].id!r} in more than its "
                f"cues: {masked!r} is not {plain!r}."
            )
    for arm, asked in zip(arms, texts, strict=True):
        for repetition in range(repeat):
            yield _trial(question, arm, asked, repetition, seed)


def _orders(measure: Measure) -> list[tuple[Option, ...]]:
    """Return the orders in which options are shown: each comes first equally often."""
    if measure.form is not Form.QUESTION:
        return [measure.options]
    turns = range(len(measure.options))
    return [measure.options[turn:] + measure.options[:turn] for turn in turns]


def _texts(question: _Question, arm: Arm) -> tuple[str, ...]:
    """Return the prompt and the options' texts with every slot filled."""
    slots = question.unit.slots | arm.slots
    options = [_fill(option.text, slots, question) for option in question.options]
    if question.measure.form is Form.QUESTION:
        slots = {**slots, "options": question.measure.listing.format(*options)}
    return (_fill(question.prompt.text, slots, question), *options)


def _fill(text: str, slots: Mapping[str, str], where: _Question) -> str:
    def value(slot: re.Match[str]) -> str:
        if slot[0] in PLAIN_BRACES:
            return slot[0][0]
        if not slot["name"]:
            raise SuiteError(
                f"{where}: {text!r} has a brace that is no slot: double a plain brace."
            )
        if slot["name"] not in slots:
            raise SuiteError(
                f"{where}: the slot {slot[0]} has no value: "
                "give it one under slots of the unit or of the arm."
            )
        return slots[slot["name"]]

    return _SLOT.sub(value, text)


def _masked(text: str, arm: Arm) -> str:
    """Return the text with the arm's cues blotted out, longest first."""
    cues = sorted(arm.cues, key=len, reverse=True)
    if not cues:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, cues))})(?!\w)", "▢", text)


def _trial(
    question: _Question, arm: Arm, asked: tuple[str, ...], repetition: int, seed: int
) -> Trial:
    suite, measure, unit, prompt, options = question
    text, *texts = asked
    identity = (seed, suite.name, measure.id, unit.id, arm.id, prompt.id, repetition, *texts)
    return Trial(
        suite=suite.name,
        measure=measure.id,
        slice=unit.slice,
        unit=unit.id,
        arm=arm.id,
        prompt=prompt.id,
        first=options[0].id if measure.form is Form.QUESTION else "",
        repetition=repetition,
        request=Request(
            form=measure.form,
            prompt=text,
            options=tuple(texts),
            max_tokens=measure.max_tokens,
            temperature=measure.temperature,
            seed=_trial_seed(identity),
        ),
        options=tuple(option.id for option in options),
    )


def _trial_seed(identity: tuple[object, ...]) -> int:
    """Return a seed of its own for each trial, the same on every machine."""
    return int.from_bytes(hashlib.sha256(orjson.dumps(identity)).digest()[:4]) >> 1
