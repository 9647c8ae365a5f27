"""From a suite to its trials, every one spelled out and checked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import orjson

from isonomia.assess.models.model import Form, Request
from isonomia.assess.models.suite import Item, Option
from isonomia.errors import SuiteError
from isonomia.evidence import CellKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from isonomia.assess.models.suite import Arm, Measure, Prompt, Suite, Unit

P = TypeVar("P", "Arm", "Measure", "Option", "Prompt", "Unit")

__all__ = ["Trial", "count_questions", "expand", "marked"]

PLAIN_BRACES = ("{{", "}}")
OPEN, CLOSE = "\x02", "\x03"
"""Stand around what an arm's own slots put into a text, while its cues are looked for."""

_OWN = re.compile(rf"\w*{OPEN}(?:[^{OPEN}{CLOSE}]|{OPEN}[^{OPEN}{CLOSE}]*{CLOSE})*{CLOSE}\w*")
"""What an arm's slot put there, with the rest of the words that it begins or ends in."""

DEEPEST = 5
"""Slots within slots; more are taken for a circle."""
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
    cues : tuple of str
        The words by which its arm shows.
    earlier : tuple of str
        What the user says before it in the same conversation; each awaits the model's reply.
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
    cues: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """Name of this trial: a digest of all that it asks."""
        request = self.request
        asked = (
            tuple(self.cell),
            self.repetition,
            (request.form, request.prompt, request.options, request.max_tokens),
            (request.temperature, request.seed),
            *([self.earlier] if self.earlier else []),
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


def count_questions(suite: Suite) -> int:
    """Return how many trials a suite has, without spelling them out."""
    return sum(len(_arms(question)) for question in _questions(suite))


class _Question(NamedTuple):
    """A measure put to a unit, or to one of its items, in one wording and one order of options."""

    suite: Suite
    measure: Measure
    unit: Unit
    item: Item
    prompt: Prompt
    options: tuple[Option, ...]

    def __str__(self) -> str:
        return (
            f"Suite {self.suite.name!r}, measure {self.measure.id!r}, "
            f"prompt {self.prompt.id!r}, unit {self.unit.id!r}"
        )


class _Asked(NamedTuple):
    """What a question says in one arm: the prompt and the options, and the arm's cues in it."""

    texts: tuple[str, ...]
    cues: tuple[str, ...]


def _questions(suite: Suite) -> Iterator[_Question]:
    for measure in suite.measures:
        for unit, prompt in product(suite.units_of(measure), measure.prompts):
            for item in unit.items or (Item(),):
                if _asked_in(item.measures, measure) and _asked_in(item.prompts, prompt):
                    for options in _orders(measure, mirrored=item.mirrored):
                        yield _Question(suite, measure, unit, item, prompt, options)


def _asked_in(named: tuple[str, ...], part: Measure | Prompt | Arm) -> bool:
    return not named or part.id in named


def _arms(question: _Question) -> list[Arm]:
    arms = question.suite.arms_of(question.measure)
    return [arm for arm in arms if _asked_in(question.item.arms, arm)]


def _trials(question: _Question, repeat: int, seed: int) -> Iterator[Trial]:
    arms = _arms(question)
    if not arms:
        return
    asked = [_Asked(_texts(question, arm), _cues(question, arm)) for arm in arms]
    if len({_without_cues(question, arm, one) for arm, one in zip(arms, asked, strict=True)}) > 1:
        _check_cues(question, arms, asked)
    for arm, one in zip(arms, asked, strict=True):
        for repetition in range(repeat):
            yield _trial(question, arm, one, repetition, seed)


def _check_cues(question: _Question, arms: list[Arm], asked: list[_Asked]) -> None:
    """Make sure that arms differ in their cues alone, wherever these stand."""
    plain, *others = [marked("\n".join(one.texts), one.cues, "▢") for one in asked]
    for arm, masked in zip(arms[1:], others, strict=True):
        if masked != plain:
            raise SuiteError(
                f"{question}: arm {arm.id!r} differs from arm {arms[0].id!r} in more than its "
                f"cues: {masked!r} is not {plain!r}."
            )


def _without_cues(question: _Question, arm: Arm, asked: _Asked) -> str:
    """Return what is asked with the cues covered where the arm's own slots put them.

    Elsewhere a word may look like a cue without being one, as the French "il" of "il faut".
    """
    texts = "\n".join(_texts(question, arm, wrapped=True))
    return _OWN.sub(lambda own: marked(_unwrapped(own[0]), asked.cues, "▢"), texts)


def _unwrapped(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _orders(measure: Measure, *, mirrored: bool = False) -> list[tuple[Option, ...]]:
    """Return the orders in which options are shown: each comes first equally often.

    Of three options, turning them leaves one ahead of another in two orders of three; mirrored, it
    is the other way round.
    """
    if measure.scale is not None:
        low, high = measure.scale
        space = " " if measure.form is Form.CONTINUE else ""
        numbers = range(low, high + 1)
        return [tuple(Option(id=str(number), text=f"{space}{number}") for number in numbers)]
    if measure.form is not Form.QUESTION or not measure.rotate:
        return [measure.options]
    options = measure.options[::-1] if mirrored else measure.options
    return [options[turn:] + options[:turn] for turn in range(len(options))]


def _texts(question: _Question, arm: Arm, *, wrapped: bool = False) -> tuple[str, ...]:
    """Return the prompt and the options' texts with every slot filled.

    `wrapped` puts signs around what fills the arm's own slots.
    """
    slots = _slots(question, arm)
    if wrapped:
        own = question.suite.arm_slots(arm, question.unit).keys()
        slots |= {name: f"{OPEN}{slots[name]}{CLOSE}" for name in own & slots.keys()}
    options = [_fill(option.text, slots, question) for option in question.options]
    if question.measure.form is Form.QUESTION and question.measure.scale is None:
        shown = [_fill(one.shown or one.text, slots, question) for one in question.options]
        listed = question.measure.listing.format(*shown)
        slots = {**slots, "options": listed.replace("{", "{{").replace("}", "}}")}
    return (_fill(question.prompt.text, slots, question), *options)


def _slots(question: _Question, arm: Arm) -> dict[str, str]:
    unit = question.unit
    return (
        question.suite.slots
        | unit.slots
        | question.suite.arm_slots(arm, unit)
        | question.item.slots
    )


def _cues(question: _Question, arm: Arm) -> tuple[str, ...]:
    """Return an arm's cues in one question, longest first."""
    slots = _slots(question, arm)
    filled = {_fill(cue, slots, question) for cue in question.suite.arm_cues(arm)}
    return tuple(sorted(filter(None, filled), key=lambda cue: (-len(cue), cue)))


def _fill(text: str, slots: Mapping[str, str], where: _Question, depth: int = 0) -> str:
    """Return a text with its slots filled; what fills a slot may hold slots, too."""
    if depth > DEEPEST:
        raise SuiteError(f"{where}: the slots in {text!r} fill each other in a circle.")

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
        return _fill(slots[slot["name"]], slots, where, depth + 1)

    return _SLOT.sub(value, text)


def marked(text: str, cues: tuple[str, ...], sign: str) -> str:
    r"""Return a text with every cue replaced; `sign` may name the cue as ``\g<0>``."""
    return _any_of(cues).sub(sign, text) if cues else text


@lru_cache(maxsize=8192)
def _any_of(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, cues))})(?!\w)")


def _trial(question: _Question, arm: Arm, asked: _Asked, repetition: int, seed: int) -> Trial:
    suite, measure, unit, _, prompt, options = question
    said, *texts = asked.texts
    *earlier, text = _hacked(question, arm, said)
    identity = (seed, suite.name, measure.id, unit.id, arm.id, prompt.id, repetition, *texts)
    return Trial(
        suite=suite.name,
        measure=measure.id,
        slice=unit.slice,
        unit=unit.id,
        arm=arm.id,
        prompt=prompt.id,
        first=options[0].id if len(_orders(measure)) > 1 else "",
        repetition=repetition,
        request=Request(
            form=measure.form,
            prompt=text,
            options=tuple(texts),
            max_tokens=measure.max_tokens,
            temperature=measure.temperature,
            seed=_trial_seed(identity),
            parts=_parts(question, arm),
        ),
        options=tuple(option.id for option in options),
        cues=asked.cues,
        earlier=tuple(earlier),
    )


def _parts(question: _Question, arm: Arm) -> tuple[tuple[str, str], ...]:
    """Return what is handed over apart, where a prompt has parts."""
    slots = _slots(question, arm)
    return tuple(
        (name, _fill(text, slots, question)) for name, text in question.prompt.parts.items()
    )


def _hacked(question: _Question, arm: Arm, text: str) -> tuple[str, ...]:
    """Return what a user says in an arm, message by message: one, unless a hack takes several."""
    if arm.trick is None:
        return (text,)
    return arm.trick.turns(text, question.suite.language, lambda: _translated(question, arm))


def _translated(question: _Question, arm: Arm) -> str:
    """Return what is asked in the other language of a suite that has one."""
    other = question.suite.translation
    if other is None:
        raise SuiteError(
            f"{question}: arm {arm.id!r} asks in translation, but this suite has no other "
            "language: make it a folder with a file of words for each."
        )
    measure, unit = _same(other.measures, question.measure), _same(other.units, question.unit)
    place = question.unit.items.index(question.item) if question.unit.items else None
    there = _Question(
        other,
        measure,
        unit,
        Item() if place is None else unit.items[place],
        _same(measure.prompts, question.prompt),
        tuple(_same(measure.options, option) for option in question.options),
    )
    return _texts(there, _same(other.arms, arm))[0]


def _same(parts: Iterable[P], wanted: P) -> P:
    """Return the part that has the same id in another language."""
    return next(part for part in parts if part.id == wanted.id)


def _trial_seed(identity: tuple[object, ...]) -> int:
    """Return a seed of its own for each trial, the same on every machine."""
    return int.from_bytes(hashlib.sha256(orjson.dumps(identity)).digest()[:4]) >> 1
