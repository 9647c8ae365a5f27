"""Does `hiring` find a penalty for mothers' breaks where there is one, and nothing else.

Run by ``make bench-planted-hiring``. The planted model reads what it is asked, knows a mother's
break by its words and by a woman's pronoun or name beside them, and values such a CV 0.3 lower (on
the scale from 0 to 1) than it would be. Everything it is asked follows from that value: ratings,
invitations, salaries, first choices. Its reasons mention breaks by the toss of a coin. All else
that moves it is noise around zero: of the post, of the question's wording, of the gender and of the
break at one post, and of the single CV; and whoever is listed first is preferred. So each run is a
draw from a model whose true contrasts are known: those that it would have without noise.

Each run asks look by look as a real one does, reads and concludes; only the journal is left out. A
model without the prejudice is run beside it. Printed for each: every contrast with a tolerance, its
true value, and how often it came out in which way; then the share of runs with even one false
``exceeds``.
"""

from __future__ import annotations

import math
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import count
from typing import NamedTuple

from isonomia.assess.models import (
    Form,
    Outcome,
    Reply,
    Request,
    Suite,
    Trial,
    expand,
    findings,
    load_suites,
)
from isonomia.assess.models.agenda import Agenda
from isonomia.assess.models.readers import amounts
from isonomia.assess.models.runner import Scorer
from isonomia.evidence import Finding, Verdict, context
from isonomia.statistics import wilson
from isonomia.vocabulary import LANGUAGES, Language

RUNS = 200
LEVEL = 0.95
VALUE = 0.62
"""What the planted model makes of a CV, on the scale from 0 to 1, before penalty and noise."""

PENALTY = 0.3
NOISE = {"post": 0.08, "wording": 0.05, "gender": 0.04, "break": 0.04, "cv": 0.06}
"""Standard deviations of what moves a value for no reason, by what shares the same draw."""

FIRST = 0.1
"""How much more a candidate is valued for being listed first."""

ZEAL = 4.0
"""How much a difference in value counts where one of several is chosen."""

MENTIONS = 0.6
"""Probability that its reasons mention a break."""


class Words(NamedTuple):
    """How the planted model knows a mother's break, and how it writes."""

    mothers_break: re.Pattern[str]
    she: re.Pattern[str]
    money: str
    mention: str
    silence: str


WORDS: dict[Language, Words] = {
    "en": Words(
        re.compile(r"after (?:my|a) young child|childbirth"),
        re.compile(r"^She ", re.M),
        "${:,.0f}",
        "The work is solid. The career break is a question.",
        "The work is solid. The team was small.",
    ),
    "vi": Words(
        re.compile(r"chăm con nhỏ|sinh con"),
        re.compile(r"^Chị có", re.M),
        "{:,.0f} đồng",
        "Kinh nghiệm vững. Quãng nghỉ là một câu hỏi.",
        "Kinh nghiệm vững. Nhóm cũ khá nhỏ.",
    ),
    "fr": Words(
        re.compile(r"\b(?:jeune enfant|naissance)\b"),
        re.compile(r"^Elle ", re.M),
        "{:,.0f} €",
        "Parcours solide. L'interruption pose question.",
        "Parcours solide. L'équipe était petite.",
    ),
}


class Planted:
    """A recruiter with one prejudice; ``respond`` fits a mock model.

    Parameters
    ----------
    suite : Suite
        Tells which names are women's.
    seed : int
        Of its noise.
    penalty : float
        Taken from the value of a CV with a mother's break.
    noise : float
        Scales all noise; 0 shows what is true of it.
    """

    def __init__(
        self, suite: Suite, seed: int, *, penalty: float = PENALTY, noise: float = 1.0
    ) -> None:
        self._words = WORDS[suite.language]
        self._women = {
            name
            for unit in suite.units
            for slot, name in unit.slots.items()
            if re.fullmatch(r"woman\d?", slot)
        }
        self._seed = seed
        self._penalty = penalty
        self._noise = noise
        self._draws: dict[tuple[str, ...], float] = {}

    def respond(self, request: Request) -> str | dict[str, float]:
        """Answer one question."""
        lines = request.prompt.splitlines()
        post, question = lines[0], lines[-1]
        listed = [line[2:] for line in lines if line.startswith("- ")]
        if request.options and all(
            any(line.startswith(name) for line in listed) for name in request.options
        ):
            return self._choose(post, listed, request.options)
        woman = bool(self._words.she.search(request.prompt))
        value = self._value(post, question, request.prompt, woman=woman)
        if request.form is not Form.WRITE:
            if len(request.options) > 2:
                return _rating(request.options, value)
            yes, no = sorted(request.options, key=lambda text: text in {"No", "Không", "Non"})
            return {yes: value, no: 1 - value}
        band = amounts(question)
        if band:
            return self._words.money.format(band[0] * (0.8 + 0.4 * value))
        mentions = self._uniform("mention", request.prompt, str(request.seed)) < MENTIONS
        return self._words.mention if mentions else self._words.silence

    def _choose(self, post: str, listed: list[str], names: tuple[str, ...]) -> dict[str, float]:
        weights = {}
        for place, line in enumerate(listed):
            name = next(name for name in names if line.startswith(name))
            woman = name in self._women
            value = self._value(post, "list", line, woman=woman) + FIRST * (place == 0)
            weights[name] = math.exp(ZEAL * value)
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()}

    def _value(self, post: str, question: str, cv: str, *, woman: bool) -> float:
        kind = self._words.mothers_break.search(cv)
        value = VALUE - self._penalty * (woman and kind is not None)
        value += self._draw("post", post) + self._draw("wording", post, question)
        value += self._draw("gender", post, str(woman)) + self._draw("cv", question, cv)
        value += self._draw("break", post, _break(cv))
        return min(max(value, 0.02), 0.98)

    def _draw(self, kind: str, *what: str) -> float:
        key = (kind, *what)
        if key not in self._draws:
            dice = random.Random(f"{self._seed} {key}")
            self._draws[key] = self._noise * dice.gauss(0, NOISE[kind])
        return self._draws[key]

    def _uniform(self, *what: str) -> float:
        return random.Random(f"{self._seed} {what}").random()


def _break(cv: str) -> str:
    """Return what a CV says of dates and breaks, the same for whoever has it."""
    return " ".join(re.findall(r"^\d\d/\d{4} – \d\d/\d{4}(?: ?:.*)?$", cv, re.M))


def _rating(options: tuple[str, ...], value: float) -> dict[str, float]:
    """Return probabilities of the numbers of a scale whose mean is the value."""
    place = value * (len(options) - 1)
    below = min(math.floor(place), len(options) - 2)
    odds = dict.fromkeys(options, 0.0)
    odds[options[below]], odds[options[below + 1]] = 1 - (place - below), place - below
    return odds


def reply_to(answer: str | Mapping[str, float], request: Request) -> Reply:
    """Return an answer as a model's reply."""
    if isinstance(answer, str):
        return Reply(answer)
    return Reply(logprobs=tuple(math.log(max(answer[text], 1e-12)) for text in request.options))


Respond = Callable[[Request], str | Mapping[str, float]]


def ask(suite: Suite, trials: list[Trial], respond: Respond, seed: int) -> Outcome:
    """Ask as a run does: look by look, until nothing is open."""
    agenda, scorer = Agenda([suite], trials, seed), Scorer([suite])
    outcome = Outcome(planned=len(trials), questions=tuple(agenda.questions))
    for look in count():
        batch = agenda.due(look, findings(outcome) if look else ())
        outcome.spared = agenda.spared(look)
        if not batch and outcome.done + outcome.spared.total() == outcome.planned:
            return outcome
        for trial in batch:
            scorer.count(outcome, trial, reply_to(respond(trial.request), trial.request))
        outcome.look()
    raise AssertionError


@cache
def suite_and_trials(language: Language) -> tuple[Suite, list[Trial]]:
    """Return the suite and all that it asks."""
    (suite,) = load_suites(["hiring"], language)
    return suite, expand(suite)


class Truth(NamedTuple):
    """What a contrast is without noise, and whether that lies outside its tolerance."""

    value: float
    outside: bool


@cache
def truths(language: Language, penalty: float = PENALTY) -> dict[str, Truth]:
    """Return what is true of the planted model, for every contrast with a tolerance.

    Whether reasons mention a break is a coin's toss for everyone, so that there nothing is true.
    """
    suite, trials = suite_and_trials(language)
    planted = Planted(suite, 0, penalty=penalty, noise=0.0)
    outcome = Outcome(planned=len(trials))
    scorer = Scorer([suite])
    for trial in trials:
        if trial.measure != "reasons":
            scorer.count(outcome, trial, reply_to(planted.respond(trial.request), trial.request))
    agenda = Agenda([suite], trials, 0, ask_all=True)
    bare = [
        question._replace(contrast=question.contrast.model_copy(update={"tolerance": None}))
        for question in agenda.questions
        if question.contrast.tolerance
    ]
    values = {
        shown.id: shown.estimate.value if shown.estimate else 0.0
        for shown in context(outcome.tally, bare, LEVEL)
    }
    bounds = {one.id: one.tolerance for one in suite.contrasts if one.tolerance}
    return {
        name: Truth(values[name], not bound.low <= values[name] <= bound.high)
        for name, bound in bounds.items()
    }


class Job(NamedTuple):
    """One simulated run."""

    language: Language
    number: int
    penalty: float = PENALTY


class Result(NamedTuple):
    """What one run concluded, and how many questions it asked."""

    verdicts: dict[str, str]
    asked: int


def simulate(job: Job) -> Result:
    """Do one run."""
    suite, trials = suite_and_trials(job.language)
    planted = Planted(suite, job.number, penalty=job.penalty)
    outcome = ask(suite, trials, planted.respond, job.number)
    found: tuple[Finding, ...] = findings(outcome)
    return Result({one.contrast: one.verdict for one in found}, outcome.done)


def main() -> None:
    """Simulate, print what came out in each language, and a summary as the last line."""
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    figures = []
    with ProcessPoolExecutor(2) as pool:
        for language in LANGUAGES:
            jobs = [Job(language, number) for number in range(runs)]
            false, found = report(jobs[0], list(pool.map(simulate, jobs, chunksize=5)))
            figures.append(f"{language}_false={false:.4f} {language}_found={found:.4f}")
        jobs = [Job("en", number, 0.0) for number in range(runs)]
        false, _ = report(jobs[0], list(pool.map(simulate, jobs, chunksize=5)))
        figures.append(f"without_prejudice_false={false:.4f}")
    print(f"runs={runs} {' '.join(figures)}")


def report(kind: Job, results: list[Result]) -> tuple[float, float]:
    """Print what the runs of one kind concluded.

    Returns
    -------
    tuple of float
        The share of runs with a false ``exceeds``, and the share in which the difference between
        women and men in what a childcare break does to the rating was found.
    """
    true = truths(kind.language, kind.penalty)
    asked = sum(result.asked for result in results) / len(results)
    print(f"\n{kind.language}, penalty {kind.penalty}: {asked:.0f} questions a run")
    for name, (value, outside) in true.items():
        counts = Counter(result.verdicts[name] for result in results)
        held = ", ".join(f"{verdict} {n}" for verdict, n in sorted(counts.items()))
        print(f"  {name}: true {value:+.3f}{' (outside)' if outside else ''}; {held}")
    wrong = sum(
        any(v == Verdict.EXCEEDS and not true[name].outside for name, v in result.verdicts.items())
        for result in results
    )
    wrong_within = sum(
        any(v == Verdict.WITHIN and true[name].outside for name, v in result.verdicts.items())
        for result in results
    )
    interval = wilson(wrong, len(results))
    print(
        f"  runs with even one false 'exceeds': {wrong} of {len(results)} "
        f"(95 % interval {interval.low:.3f} to {interval.high:.3f}); "
        f"with a false 'within': {wrong_within}"
    )
    hits = sum(
        result.verdicts["score-childcare-woman-man"] == Verdict.EXCEEDS for result in results
    )
    return wrong / len(results), hits / len(results)


if __name__ == "__main__":
    main()
