"""What a suite says: its design, and the words of one language.

A suite is data: someone who is no programmer can write one. The checks that need every trial
spelled out are in ``expand`` and ``inspection``; how files are read is in ``suite_files``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from isonomia.assess.models.hacks import hacks
from isonomia.assess.models.model import HANDED, Form, Whom
from isonomia.assess.models.readers import (
    FALLIBLE,
    LISTED,
    NEEDS,
    READERS,
    check_vocabulary,
    forms_of,
)
from isonomia.evidence import Contrast, NotTested
from isonomia.vocabulary import Language, Rubric, TermList, Text, rubrics, term_lists

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.models.hacks import Hack

__all__ = ["Arm", "Card", "Item", "Measure", "Option", "Prompt", "Suite", "Unit"]

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
ListName = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)?$")]

APPLICATION = ("title", "requirements", "cv")
"""The parts of an application: the post's title, what it requires, and the CV."""


class Part(BaseModel):
    """Base of every part of a suite file: unknown keys are errors, not surprises."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Card(Part):
    """What a reader must know of a suite before believing it."""

    question: Text
    harm: Text
    arms: Text
    units: Text
    method: Text
    limits: Text


class Source(Part):
    """Where a fact or a design comes from."""

    id: Name
    text: str
    url: str = ""
    licence: str = ""


class Arm(Part):
    """A condition that varies within a unit.

    ``cues`` are the only words in which the texts of two arms may differ; they may hold slots.
    An arm that is ``like`` another has its cues and slots; with a ``hack``, what it asks is then
    wrapped in a well-known trick or framing (see ``hacks``).
    """

    id: Name
    title: Text
    like: Name | Literal[""] = ""
    hack: Name | Literal[""] = ""
    cues: tuple[str, ...] = ()
    slots: dict[str, str] = Field(default_factory=dict)

    @property
    def trick(self) -> Hack | None:
        """The framing or hack around what it asks, if there is one."""
        return hacks()[self.hack] if self.hack else None

    @property
    def in_translation(self) -> bool:
        """Whether it asks in another language."""
        return self.trick is not None and self.trick.how == "translation"


class Item(Part):
    """One of several questions that a unit holds, such as the rows made from one template.

    ``slots`` come on top of the unit's and the arm's. ``measures``, ``arms`` and ``prompts`` name
    where it is asked; where one is empty, in all. Options are listed the other way round where it
    is ``mirrored``: with three or more of them, half of a unit's items should be, because turning
    them leaves one ahead of another more often than behind.
    """

    measures: tuple[Name, ...] = ()
    arms: tuple[Name, ...] = ()
    prompts: tuple[Name, ...] = ()
    mirrored: bool = False
    slots: dict[str, str] = Field(default_factory=dict)


class Unit(Part):
    """A scenario: the independent unit of every interval.

    ``arms`` holds slots that differ by arm in this unit alone, such as names. ``items`` holds the
    questions of which the unit's score is the mean, where there are several. ``span`` holds the
    least and greatest amount that a reader of amounts takes for an answer.
    """

    id: Name
    title: str
    slice: Name
    slots: dict[str, str] = Field(default_factory=dict)
    arms: dict[Name, dict[str, str]] = Field(default_factory=dict)
    items: tuple[Item, ...] = ()
    span: tuple[float, float] | None = None
    reference: float | None = None

    @model_validator(mode="after")
    def _spans(self) -> Unit:
        if self.span is not None and not self.span[0] < self.span[1]:
            raise ValueError(f"span {list(self.span)} must be [least, greatest]")
        return self


class Prompt(Part):
    """One way of putting the question; the ways are a nuisance factor.

    Where the subject is handed ``parts`` of an application, their texts make the text.
    """

    id: Name
    text: str
    parts: dict[Name, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _joined(cls, record: dict[str, object]) -> dict[str, object]:
        """Join the parts to the text by which trials are compared and shown."""
        parts = record.get("parts")
        if not isinstance(parts, dict):
            return record
        if "text" in record:
            raise ValueError("a prompt takes a text or parts, not both")
        return {**record, "text": "\n\n".join(map(str, parts.values()))}


class Option(Part):
    """One of the continuations or replies that are weighed against each other.

    ``shown`` is what the question lists for it, where that is more than its text; ``score`` is
    what it counts, where the measure has no target.
    """

    id: Name
    text: str
    shown: str = ""
    score: Annotated[float, Field(ge=0, le=1)] | None = None


class Measure(Part):
    """One thing that is measured, and how the model is asked for it.

    Attributes
    ----------
    form : Form
        How the model is asked.
    reader : str
        How answers are read; see the table in ``docs/suite-format.md``.
    options, target, scale, listing, rotate
        What can be answered, and what it counts: the options that are the target count 1, else
        each option its score; or the whole numbers of a scale, which are then not listed. Options
        of a question are rotated, so that each comes first equally often.
    terms : tuple of str
        Lists that the reader counts: of the suite, or ``file/list`` of the vocabulary.
    rubric : str
        The closed question that a judge or a person answers about a text.
    most_words : int
        The length that counts 1 where length is read.
    arms, slices : tuple of str
        The arms and slices that are asked; all where none is named.
    """

    id: Name
    title: Text
    form: Form
    reader: str
    prompts: tuple[Prompt, ...] = Field(min_length=1)
    options: tuple[Option, ...] = ()
    target: tuple[Name, ...] = ()
    scale: tuple[int, int] | None = None
    listing: str = '"{0}" or "{1}"'
    rotate: bool = True
    terms: tuple[ListName, ...] = ()
    rubric: str = ""
    most_words: int | None = Field(default=None, ge=1)
    arms: tuple[Name, ...] = ()
    slices: tuple[Name, ...] = ()
    max_tokens: int = Field(default=8, ge=1, le=2048)
    temperature: float = Field(default=1.0, ge=0.0, le=2.0)

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, record: dict[str, object]) -> dict[str, object]:
        """Accept one target without brackets, and name the rubric of a reader that has one."""
        record = dict(record)
        if isinstance(record.get("target"), str):
            record["target"] = [record["target"]]
        if record.get("reader") in FALLIBLE and "rubric" not in record:
            record["rubric"] = record["reader"]
        return record

    @model_validator(mode="after")
    def _complete(self) -> Measure:
        if self.reader not in READERS:
            raise ValueError(f"reader {self.reader!r} is none of {', '.join(READERS)}")
        names = [option.id for option in self.options]
        _no_twins("option", names)
        _no_twins("option text", [option.text for option in self.options])
        _no_twins("prompt", [prompt.id for prompt in self.prompts])
        if self.form not in forms_of(self.reader):
            raise ValueError(
                f"form {self.form.value!r} does not go with reader {self.reader!r}: 'share' and "
                "'rating' read a choice, 'score' and 'decision' what a screener says (forms "
                "'score' and 'decide'), all others a text (form 'write')"
            )
        self._check_parts()
        self._check_choice(names)
        self._check_needs()
        if self.form is Form.QUESTION:
            self._check_question(names)
        return self

    @property
    def by_rule(self) -> bool:
        """Whether answers are read by a rule that may err, so that people must check a part."""
        return self.reader in FALLIBLE

    @property
    def scores(self) -> tuple[float, ...]:
        """What each option counts, in their order; of a scale, from 0 to 1."""
        if self.scale is not None:
            low, high = self.scale
            return tuple((number - low) / (high - low) for number in range(low, high + 1))
        if self.target:
            return tuple(float(option.id in self.target) for option in self.options)
        return tuple(option.score or 0.0 for option in self.options)

    def _check_parts(self) -> None:
        needed = APPLICATION if self.form in HANDED else ()
        for prompt in self.prompts:
            if tuple(prompt.parts) != needed:
                raise ValueError(
                    f"prompt {prompt.id!r} of form {self.form.value!r} takes "
                    + (f"the parts {', '.join(needed)}, in this order" if needed else "no parts")
                )

    def _check_choice(self, names: list[str]) -> None:
        if self.reader not in LISTED:
            if self.options or self.target or self.scale:
                raise ValueError(
                    f"form {self.form.value!r} takes no options, no target and no scale"
                )
            return
        if (self.reader == "rating") != (self.scale is not None):
            raise ValueError("reader 'rating', and no other, takes a scale such as [1, 9]")
        if self.scale is not None:
            self._check_scale(*self.scale)
            return
        weighed = {option.score is not None for option in self.options}
        if len(names) < 2 or not (set(self.target) <= set(names)) or len(weighed) > 1:
            raise ValueError(
                f"form {self.form.value!r} takes at least two options, and a target that is one "
                "of them or a score for each"
            )
        if bool(self.target) == (weighed == {True}) or len(set(self.scores)) < 2:
            raise ValueError(
                "options need either a target that is one of them, or a score each that differs"
            )

    def _check_scale(self, low: int, high: int) -> None:
        if not 0 <= low < high <= 100:
            raise ValueError(f"scale [{low}, {high}] must run from a lower to a higher of 0 to 100")
        listed = any("{options}" in prompt.text for prompt in self.prompts)
        if self.options or self.target or listed:
            raise ValueError("a scale has its own numbers: leave out options, target and {options}")

    def _check_needs(self) -> None:
        for key in NEEDS.get(self.reader, ()):
            if not getattr(self, key):
                raise ValueError(f"reader {self.reader!r} needs {key!r}")
        if self.reader == "balance" and len(self.terms) != 2:
            raise ValueError("reader 'balance' takes two lists of terms: [counted as 1, as 0]")

    def _check_question(self, names: list[str]) -> None:
        if self.temperature == 0:
            raise ValueError(
                "form 'question' needs a temperature above 0: where it is sampled, a model that is "
                "almost even would look certain"
            )
        if self.scale is not None:
            return
        try:
            listed = self.listing.format(*names)
        except (IndexError, KeyError, ValueError) as error:
            raise ValueError(f"listing {self.listing!r} is no list of the options") from error
        if not all(name in listed for name in names):
            raise ValueError(f"listing {self.listing!r} leaves out an option")
        for prompt in self.prompts:
            if "{options}" not in prompt.text:
                raise ValueError(f"prompt {prompt.id!r} does not list the {{options}}")


class Suite(Part):
    """A suite in one language: the design and the words together."""

    schema_version: Literal[1] = Field(alias="schema")
    name: Name
    version: str
    language: Language
    reviewed: bool
    by_name: bool = False
    """Whether it is asked only where it is named, not among all suites."""
    asks: Whom = "model"
    """Whom it is for."""
    sealed: StrictBool = False
    """Whether answers may harm, so that they are kept encrypted and shown one at a time."""
    harm: Name
    title: Text
    card: Card
    sources: tuple[Source, ...] = Field(min_length=1)
    arms: tuple[Arm, ...] = Field(min_length=1)
    slices: dict[Name, Text] = Field(default_factory=dict)
    slots: dict[str, str] = Field(default_factory=dict)
    """Slots that all units share."""
    units: tuple[Unit, ...] = Field(min_length=2)
    reference: Text | None = None
    lists: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    rubrics: dict[Name, Rubric] = Field(default_factory=dict)
    measures: tuple[Measure, ...] = Field(min_length=1)
    contrasts: tuple[Contrast, ...] = Field(min_length=1)
    not_tested: tuple[NotTested, ...] = ()
    digest: str
    translation: Suite | None = None
    """The same suite in another language, where an arm asks in translation."""

    @model_validator(mode="after")
    def _consistent(self) -> Suite:
        for what, parts in (
            ("arm", self.arms),
            ("unit", self.units),
            ("measure", self.measures),
            ("contrast", self.contrasts),
        ):
            _no_twins(what, [part.id for part in parts])
        for measure in self.measures:
            self._check_measure(measure)
        for contrast in self.contrasts:
            self._check_contrast(contrast)
        for unit in self.units:
            self._check_known(f"unit {unit.id!r}", "arm", unit.arms)
            if self.slices and unit.slice not in self.slices:
                raise ValueError(
                    f"unit {unit.id!r} is of the slice {unit.slice!r}, which is not among the "
                    f"slices {', '.join(self.slices)}"
                )
        self._check_items()
        self._check_likeness()
        return self

    def arm_slots(self, arm: Arm, unit: Unit) -> dict[str, str]:
        """Return the slots that an arm fills in a unit, with those of the arm that it is like."""
        own = arm.slots | unit.arms.get(arm.id, {})
        like = self._like(arm)
        return like.slots | unit.arms.get(like.id, {}) | own if like else own

    def arm_cues(self, arm: Arm) -> tuple[str, ...]:
        """Return an arm's cues, with those of the arm that it is like."""
        like = self._like(arm)
        return arm.cues + (like.cues if like else ())

    def rubric(self, measure: Measure) -> Rubric:
        """Return the closed question about a measure's texts.

        Raises
        ------
        KeyError
            The measure has none.
        """
        return self.rubrics.get(measure.rubric) or rubrics()[measure.rubric]

    def terms(self, measure: Measure) -> tuple[TermList, ...]:
        """Return the lists that a measure's reader counts."""
        return tuple(map(self._list, measure.terms))

    def arms_of(self, measure: Measure) -> list[Arm]:
        """Return the arms in which a measure is asked."""
        return [arm for arm in self.arms if arm.id in measure.arms or not measure.arms]

    def units_of(self, measure: Measure) -> list[Unit]:
        """Return the units of which a measure is asked."""
        return [unit for unit in self.units if unit.slice in measure.slices or not measure.slices]

    def _like(self, arm: Arm) -> Arm | None:
        return next((one for one in self.arms if one.id == arm.like), None) if arm.like else None

    def _check_likeness(self) -> None:
        for arm in self.arms:
            like = self._like(arm)
            if arm.like and (like is None or like.like):
                raise ValueError(
                    f"arm {arm.id!r} is like {arm.like!r}, which is no arm of its own here"
                )
            if arm.hack and arm.hack not in hacks():
                raise ValueError(
                    f"arm {arm.id!r} uses the hack {arm.hack!r}, which is none of "
                    f"{', '.join(hacks())}"
                )

    def _list(self, name: str) -> TermList:
        kind, slash, part = name.partition("/")
        return term_lists(kind, self.language)[part] if slash else TermList(self.lists[name])

    def _check_measure(self, measure: Measure) -> None:
        where = f"measure {measure.id!r}"
        self._check_known(where, "arm", measure.arms)
        self._check_known(where, "slice", measure.slices)
        check_vocabulary(measure.reader, self.language)
        for name in measure.terms:
            try:
                self._list(name)
            except (KeyError, FileNotFoundError):
                raise ValueError(
                    f"{where} counts the list {name!r}, which is not there in {self.language!r}: "
                    f"add it under lists"
                ) from None
        if measure.rubric and measure.rubric not in {*self.rubrics, *rubrics()}:
            raise ValueError(
                f"{where} needs the rubric {measure.rubric!r}, by which people can check what was "
                "read: add it under rubrics"
            )
        if measure.reader == "amount" and any(u.span is None for u in self.units_of(measure)):
            raise ValueError(f"{where} reads amounts: each of its units needs a span")

    def _check_items(self) -> None:
        items = [item for unit in self.units for item in unit.items]
        self._check_known("an item", "arm", {name for item in items for name in item.arms})
        parts = {
            "measure": {measure.id for measure in self.measures},
            "prompt": {prompt.id for measure in self.measures for prompt in measure.prompts},
        }
        for what, known in parts.items():
            named = {name for item in items for name in getattr(item, f"{what}s")}
            if named - known:
                raise ValueError(f"an item names the unknown {what} {min(named - known)!r}")

    def _check_contrast(self, contrast: Contrast) -> None:
        where = f"contrast {contrast.id!r}"
        _no_twins(f"arm of {where}", list(contrast.arms))
        _no_twins(f"slice of {where}", list(contrast.slices))
        measure = next((one for one in self.measures if one.id == contrast.measure), None)
        if measure is None:
            raise ValueError(f"{where} names the unknown measure {contrast.measure!r}")
        self._check_known(where, "arm", contrast.arms)
        self._check_known(where, "slice", contrast.slices)
        asked = {arm.id for arm in self.arms_of(measure)}
        if not set(contrast.arms) <= asked:
            raise ValueError(f"{where} names an arm in which {measure.id!r} is not asked")

    def _check_known(self, where: str, what: Literal["arm", "slice"], used: Iterable[str]) -> None:
        arms, slices = {arm.id for arm in self.arms}, {unit.slice for unit in self.units}
        known = arms if what == "arm" else slices
        for name in used:
            if name not in known:
                raise ValueError(f"{where} names the unknown {what} {name!r}")


def _no_twins(what: str, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(f"the {what} {name!r} is there twice")
