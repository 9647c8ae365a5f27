"""Which questions a task asks, and of what suite."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from isonomia.assess.models import Form, ModelCard, Options, Suite, Trial, load_suites
from isonomia.assess.models.session import Session
from isonomia.errors import UsageError
from isonomia.vocabulary import Language, validated

__all__ = ["CHAT_FORMS", "Questions", "TaskRecord", "options_of", "refuse_sealed", "trials_of"]

CHAT_FORMS = frozenset({Form.QUESTION, Form.WRITE})
"""A chat API takes messages; it cannot be asked to go on with a plain text."""


class Questions(BaseModel):
    """What a task was told.

    Attributes
    ----------
    suite : str
        The name of a suite, or the path of one.
    language : {"en", "vi", "fr"}
        Language in which the model is asked.
    seed : int
        Decides the order of units and the sampling.
    repeat : int
        How often each question is asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: str
    language: Language = "en"
    seed: int = Field(default=0, ge=0, lt=2**63)
    repeat: int = Field(default=1, ge=1)

    @classmethod
    def told(cls, suite: str, language: str, seed: int, repeat: int) -> Questions:
        """Return what a task was told.

        Raises
        ------
        UsageError
            It was told nonsense.
        """
        if not suite:
            raise UsageError("No suite is named: give the path of yours with -T path=FILE.")
        told = {"suite": suite, "language": language, "seed": seed, "repeat": repeat}
        return validated(cls, told, f"isonomia/{suite}")

    def load(self) -> Suite:
        """Return the suite as it is now.

        Raises
        ------
        UsageError
            There is none, or Inspect may not ask it.
        """
        (suite,) = load_suites([self.suite], self.language)
        if suite.asks != "model":
            raise UsageError(
                f"The suite {suite.name!r} asks a {suite.asks}, and Inspect asks models: use "
                f"`isonomia assess {suite.asks}`."
            )
        refuse_sealed(suite)
        refuse_conversations(suite)
        return suite


class TaskRecord(BaseModel):
    """What a task writes about itself into its log.

    Attributes
    ----------
    questions : Questions
        What it was told.
    name, digest : str
        The suite's own name, and its digest when it was asked.
    version : str
        The Isonomia that asked.
    """

    model_config = ConfigDict(frozen=True)

    questions: Questions
    name: str
    digest: str
    version: str


def refuse_sealed(suite: Suite) -> None:
    """Make sure that answers to a suite may lie in plain text, as they do in Inspect's logs.

    Raises
    ------
    UsageError
        They may harm, and are to be sealed.
    """
    if suite.sealed:
        raise UsageError(
            f"Answers to the suite {suite.name!r} may harm and are kept encrypted, but the logs of "
            "Inspect are plain text: ask it with `isonomia assess model`."
        )


def refuse_conversations(suite: Suite) -> None:
    """Make sure that every question of a suite is one message.

    Raises
    ------
    UsageError
        Some come last in a conversation.
    """
    if any(arm.trick and arm.trick.earlier for arm in suite.arms):
        raise UsageError(
            f"The suite {suite.name!r} holds conversations of several messages, which its task for "
            "Inspect cannot ask: ask it with `isonomia assess model`."
        )


def options_of(questions: Questions) -> Options:
    """Return how a run is done in which everything is asked and looked at once, as in Inspect."""
    return Options(
        language=questions.language, seed=questions.seed, repeat=questions.repeat, ask_all=True
    )


def trials_of(suite: Suite, questions: Questions) -> list[Trial]:
    """Return what a chat model can be asked, in the random order of units.

    In that order the first samples, which ``inspect eval --limit`` takes, are a fair part.
    """
    card = ModelCard("", CHAT_FORMS)
    return Session(card, [suite], options_of(questions), Path()).agenda.trials
