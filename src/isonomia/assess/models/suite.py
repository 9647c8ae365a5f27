"""What a suite file holds, and how it is read.

A suite is data: someone who is no programmer can write one. Every error names the file, the key
and what to do. The checks that need every trial spelled out are in ``expand``.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia.assess.models.model import Form
from isonomia.assess.models.readers import check_vocabulary
from isonomia.errors import SuiteError, UsageError
from isonomia.evidence import Contrast, NotTested
from isonomia.vocabulary import Language, Text, occupations, read_toml, validated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from isonomia.vocabulary import Occupation

__all__ = ["Arm", "Card", "Measure", "Option", "Prompt", "Suite", "Unit", "load_suites", "names"]

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


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

    ``cues`` are the only words in which the texts of two arms may differ.
    """

    id: Name
    title: Text
    cues: tuple[str, ...] = ()
    slots: dict[str, str] = Field(default_factory=dict)


class Unit(Part):
    """A scenario: the independent unit of every interval."""

    id: Name
    title: str
    slice: Name
    slots: dict[str, str]
    reference: float | None = None


class Prompt(Part):
    """One way of putting the question; the ways are a nuisance factor."""

    id: Name
    text: str


class Option(Part):
    """One of the continuations or replies that are weighed against each other."""

    id: Name
    text: str


class Measure(Part):
    """One thing that is measured, and how the model is asked for it."""

    id: Name
    title: Text
    form: Form
    reader: Literal["share", "pronouns", "domains"]
    prompts: tuple[Prompt, ...] = Field(min_length=1)
    options: tuple[Option, ...] = ()
    target: Name | None = None
    listing: str = '"{0}" or "{1}"'
    max_tokens: int = Field(default=8, ge=1, le=2048)
    temperature: float = Field(default=1.0, ge=0.0, le=2.0)

    @model_validator(mode="after")
    def _complete(self) -> Measure:
        names = [option.id for option in self.options]
        _no_twins("option", names)
        _no_twins("option text", [option.text for option in self.options])
        _no_twins("prompt", [prompt.id for prompt in self.prompts])
        if self.form is Form.WRITE:
            if self.options or self.reader == "share":
                raise ValueError("form 'write' takes no options and no reader 'share'")
        elif self.reader != "share" or len(names) < 2 or self.target not in names:
            raise ValueError(
                f"form {self.form.value!r} takes reader 'share', at least two options, "
                "and a target that is one of them"
            )
        if self.form is Form.QUESTION:
            self._check_question(names)
        return self

    def _check_question(self, names: list[str]) -> None:
        if self.temperature == 0:
            raise ValueError(
                "form 'question' needs a temperature above 0: where it is sampled, a model that is "
                "almost even would look certain"
            )
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
    """A suite as its file states it."""

    schema_version: Literal[1] = Field(alias="schema")
    name: Name
    version: str
    language: Language
    reviewed: bool
    harm: Name
    title: Text
    card: Card
    sources: tuple[Source, ...] = Field(min_length=1)
    arms: tuple[Arm, ...] = Field(min_length=1)
    units: tuple[Unit, ...] = Field(min_length=2)
    reference: Text | None = None
    measures: tuple[Measure, ...] = Field(min_length=1)
    contrasts: tuple[Contrast, ...] = Field(min_length=1)
    not_tested: tuple[NotTested, ...] = ()
    digest: str

    @model_validator(mode="after")
    def _consistent(self) -> Suite:
        for what, parts in (
            ("arm", self.arms),
            ("unit", self.units),
            ("measure", self.measures),
            ("contrast", self.contrasts),
        ):
            _no_twins(what, [part.id for part in parts])
        for contrast in self.contrasts:
            self._check_contrast(contrast)
        for measure in self.measures:
            check_vocabulary(measure.reader, self.language)
        return self

    def _check_contrast(self, contrast: Contrast) -> None:
        _no_twins(f"arm of contrast {contrast.id!r}", list(contrast.arms))
        _no_twins(f"slice of contrast {contrast.id!r}", list(contrast.slices))
        known: list[tuple[str, Iterable[str], set[str]]] = [
            ("measure", [contrast.measure], {measure.id for measure in self.measures}),
            ("arm", contrast.arms, {arm.id for arm in self.arms}),
            ("slice", contrast.slices, {unit.slice for unit in self.units}),
        ]
        for what, used, there in known:
            for name in used:
                if name not in there:
                    raise ValueError(f"contrast {contrast.id!r} names the unknown {what} {name!r}")


def _no_twins(what: str, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(f"the {what} {name!r} is there twice")


def names(language: Language | None = None) -> list[tuple[str, str]]:
    """Return (name, language) of every suite that comes with Isonomia."""
    found = sorted(
        tuple(entry.name.removesuffix(".toml").rsplit(".", 1))
        for entry in _folder().iterdir()
        if entry.name.endswith(".toml")
    )
    return [(name, code) for name, code in found if language in (None, code)]


def load_suites(wanted: Iterable[str] | None, language: Language) -> list[Suite]:
    """Load suites by name or by path.

    Parameters
    ----------
    wanted : iterable of str or None
        Names of suites that come with Isonomia, or paths of suite files; None for all.
    language : {"en", "vi", "fr"}
        Language of the named suites.

    Raises
    ------
    UsageError
        A suite is unknown, or not there in that language.
    SuiteError
        A suite file is wrong.
    """
    there = dict.fromkeys(name for name, _ in names(language))
    suites = [load_suite(_locate(name, language)) for name in (wanted or there)]
    if not suites:
        raise UsageError(f"No suite is there in {language!r} yet: choose --lang en.")
    if len({suite.name for suite in suites}) < len(suites):
        raise UsageError("The same suite was named twice with --suite: name each once.")
    return suites


def load_suite(path: Traversable | Path) -> Suite:
    """Read one suite file.

    Raises
    ------
    SuiteError
        The file cannot be read, or a key is wrong or missing.
    """
    record, content = read_toml(path, "suite file", SuiteError)
    if record.get("units") == "occupations":
        record["units"] = [_occupation_unit(entry) for entry in occupations()]
        content += repr(record["units"]).encode()
    record["digest"] = hashlib.sha256(content).hexdigest()
    return validated(Suite, record, str(path), SuiteError)


def _folder() -> Traversable:
    return files("isonomia.assess.models") / "suites"


def _locate(name: str, language: Language) -> Traversable | Path:
    if name.endswith(".toml"):
        return Path(name)
    if (name, language) in names():
        return _folder() / f"{name}.{language}.toml"
    languages = [code for known, code in names() if known == name]
    if languages:
        raise UsageError(
            f"The suite {name!r} is not there in {language!r}, only in {', '.join(languages)}: "
            "choose one of these with --lang."
        )
    known_names = ", ".join(dict.fromkeys(known for known, _ in names()))
    raise UsageError(
        f"There is no suite {name!r}: choose from {known_names}, or give the path of a .toml file."
    )


def _occupation_unit(entry: Occupation) -> dict[str, object]:
    return {
        "id": entry.id,
        "title": entry.name,
        "slice": entry.slice,
        "reference": entry.women_share,
        "slots": {"occupation": entry.name, "an_occupation": f"{entry.article} {entry.name}"},
    }
