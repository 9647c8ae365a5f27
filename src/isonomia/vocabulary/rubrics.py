"""Rubrics: the closed question by which a person checks what a rule read."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.language import Language, Text

__all__ = ["Choice", "Rubric", "judge_request", "rubrics"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]


class Choice(BaseModel):
    """One answer to a rubric's question.

    ``score`` is on the reader's scale, in ``[0, 1]``; None where the person cannot tell.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Name
    text: Text
    score: Annotated[float, Field(ge=0, le=1)] | None = None


class Rubric(BaseModel):
    """One closed question about an answer's text.

    ``masked`` says that words which tell gender must be covered before a person reads the text;
    ``reviewed`` names the languages in which a native speaker who knows the field has read it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Text
    help: Text
    masked: bool
    options: tuple[Choice, ...] = Field(min_length=2, max_length=9)
    """At most nine, so that each has a digit key."""
    reviewed: frozenset[Language]

    @model_validator(mode="after")
    def _distinct(self) -> Rubric:
        if len(self.scores) < len(self.options):
            raise ValueError("two options have the same id")
        return self

    def about(self, request: str) -> Rubric:
        """Return the rubric with its slot for what was asked for filled, where it has one."""
        question = {
            language: text.replace("{request}", request) for language, text in self.question
        }
        return self.model_copy(update={"question": Text(**question)})

    @property
    def scores(self) -> dict[str, float | None]:
        """The score of each option by its id, in the order in which they are shown."""
        return {option.id: option.score for option in self.options}


@cache
def rubrics() -> dict[str, Rubric]:
    """Return the rubric of each reader that works by a rule, by the reader's name."""
    return {name: Rubric.model_validate(entry) for name, entry in read_data("rubrics").items()}


@cache
def judge_request(language: Language) -> str:
    """Return how a judge model is asked a rubric's question, with slots for text and choices."""
    request: str = read_data("judging")[language]["request"]
    return request.strip()
