"""A model that reads answers where rules do not suffice.

It is asked a rubric's closed question about one text, which stands in a fence and is covered like
what people see: neither the arm, nor the question that was put, nor the other arms' answers reach
it. Its error is measured like a rule's, by people who label a part (``isonomia label``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isonomia.assess.models.masking import masked
from isonomia.assess.models.model import Form, Request
from isonomia.assess.models.readers import FALLIBLE, Score, Task, read_share
from isonomia.errors import UsageError
from isonomia.evidence import AnswerState, JudgeRecord
from isonomia.vocabulary import judge_request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.model import Model, ModelCard, Reply
    from isonomia.assess.models.suite import Measure, Suite
    from isonomia.vocabulary import Rubric

__all__ = ["JUDGEMENT", "Judge", "Judging", "is_judged", "judge_record", "judgement_key"]

JUDGEMENT = "/judge"
"""How the journal's key of a judgement ends."""

BETTER_BY_RULE = frozenset({"pronouns"})
"""Readers of text that a judge does not replace: whom pronouns mean is counted well enough."""

MOST_CHARACTERS = 6000
"""So much of an answer is judged; what comes later is seldom asked for and costs tokens."""


def is_judged(measure: Measure) -> bool:
    """Return whether a judge, where there is one, reads a measure's answers."""
    return measure.reader in FALLIBLE - BETTER_BY_RULE


def judgement_key(trial: Trial) -> str:
    """Return the journal's key of what a judge said of a trial's answer."""
    return trial.key + JUDGEMENT


class Judging:
    """What judges are asked, and what they said.

    Parameters
    ----------
    suites : iterable of Suite
        The suites whose answers are judged.
    """

    def __init__(self, suites: Iterable[Suite]) -> None:
        suites = list(suites)
        self._rubrics: dict[tuple[str, str], tuple[Suite, Rubric]] = {
            (suite.name, measure.id): (suite, suite.rubric(measure))
            for suite in suites
            for measure in suite.measures
            if is_judged(measure)
        }
        self._titles = {
            (suite.name, unit.id): unit.title for suite in suites for unit in suite.units
        }

    def wants(self, trial: Trial) -> bool:
        """Return whether answers to a trial are judged."""
        return (trial.suite, trial.measure) in self._rubrics

    def request(self, trial: Trial, text: str) -> Request:
        """Return the closed question about an answer's text.

        Parameters
        ----------
        trial : Trial
            What was asked: it decides the rubric and the order of the choices, and is not shown.
        text : str
            The answer.
        """
        suite, rubric = self._rubrics[trial.suite, trial.measure]
        if rubric.masked:
            text = masked(text, suite, trial)
        order = self._order(trial)
        words = suite.language
        return Request(
            form=Form.QUESTION,
            prompt=judge_request(words).format(
                text=_fenced(text),
                question=rubric.about(self._titles[trial.suite, trial.unit]).question[words],
                help=rubric.help[words],
                choices="\n".join(
                    f"{number}. {rubric.options[place].text[words]}"
                    for number, place in enumerate(order, 1)
                ),
            ),
            options=tuple(str(number) for number in range(1, len(order) + 1)),
            temperature=0.0,
            seed=trial.request.seed,
        )

    def read(self, trial: Trial, judgement: Reply) -> Score:
        """Return which choice a judge made; the likeliest, where it gives probabilities."""
        suite, rubric = self._rubrics[trial.suite, trial.measure]
        order = self._order(trial)
        numbers = tuple(str(number) for number in range(1, len(order) + 1))
        if judgement.logprobs is not None:
            number = judgement.logprobs.index(max(judgement.logprobs))
        else:
            task = Task(suite.language, Form.QUESTION, numbers, numbers, (0.0,) * len(numbers))
            label = read_share(judgement, task).label
            if label is None:
                return Score(AnswerState.UNSCORABLE)
            number = int(label) - 1
        option = rubric.options[order[number]]
        if option.score is None:
            return Score(AnswerState.UNSCORABLE)
        return Score(AnswerState.ANSWERED, option.score, option.id)

    def _order(self, trial: Trial) -> list[int]:
        """Return the order of choices, turned by chance so that no place is favoured."""
        _, rubric = self._rubrics[trial.suite, trial.measure]
        size = len(rubric.options)
        turn = int(hashlib.sha256(trial.key.encode()).hexdigest(), 16) % size
        return [(place + turn) % size for place in range(size)]


@dataclass(frozen=True)
class Judge:
    """An entered judge model, and what it is asked.

    Attributes
    ----------
    model : Model
        The model.
    judging : Judging
        What it is asked.
    """

    model: Model
    judging: Judging = field(repr=False)


def judge_record(card: ModelCard) -> JudgeRecord:
    """Return what an assessment says of its judge.

    Raises
    ------
    UsageError
        The model cannot be asked questions.
    """
    if Form.QUESTION not in card.forms:
        raise UsageError(
            f"{card.name} only continues text and cannot judge: name a chat model with --judge."
        )
    return JudgeRecord(name=card.name, digest=card.digest, details=card.details)


def _fenced(text: str) -> str:
    """Return a text that cannot end its own fence, cut to what is judged."""
    return text[:MOST_CHARACTERS].replace("<<<", "‹‹‹").replace(">>>", "›››").strip()
