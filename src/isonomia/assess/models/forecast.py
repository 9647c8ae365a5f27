"""What a run will be able to show and what it will cost, before a single call is made."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from isonomia import statistics
from isonomia.assess.models.agenda import LOOKS, Agenda
from isonomia.assess.models.compose import LEVEL
from isonomia.assess.models.expand import expand
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.model import Form, Reply
from isonomia.errors import UsageError
from isonomia.evidence.draft import Question, draft
from isonomia.statistics import Interval, Looks, Strata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from isonomia.assess.models.options import Options
    from isonomia.assess.models.suite import Suite
    from isonomia.evidence import Assessment, Contrast, JournalEntry

    Array = NDArray[np.float64]
    Values = Sequence[float | None]
    Seen = tuple[int, str, str]
    Bundles = Mapping[tuple[int, frozenset[tuple[str, str]]], Array]

__all__ = ["FAR", "SPREAD", "Expectation", "Forecast", "Outlook", "Past", "forecast"]

SPREAD = 0.25
"""Half of the widest spread that scores between 0 and 1 can have. On the small models that come
with Isonomia weighed answers spread by 0.1 to 0.3 over units, single texts by up to 0.5."""

FAR = 3.0
"""A model that leaves no doubt is so many times further from even than is tolerated."""

POWER, ROUNDS, DRAWS, SEED = 0.8, 8, 400, 20261121
CHARACTERS_PER_TOKEN = 4


class Past(NamedTuple):
    """A run to learn from; ``usage`` is, by form, what a trial took: 1, calls, tokens in, out."""

    assessment: Assessment
    usage: Mapping[Form, Array]

    @classmethod
    def of(cls, assessment: Assessment, entries: Iterable[JournalEntry] = ()) -> Past:
        """Take usage form by form from the journal's entries; without any, the run's average."""
        forms = {f"{one.suite}/{one.measure}": Form(one.form) for one in assessment.measures}
        spent: defaultdict[Form, Array] = defaultdict(lambda: np.zeros(4))
        for entry in entries:
            body = cast("dict[str, Any]", entry.body)
            reply = reply_of(entry) if entry.received else Reply(calls=body["calls"])
            took = (1, reply.calls, reply.tokens_in, reply.tokens_out)
            spent[forms[body["asked"]["cell"][0]]] += took
        cost, trials = assessment.cost, max(assessment.coverage.total, 1)
        average = np.array([trials, cost.calls, cost.tokens_in, cost.tokens_out]) / trials
        usage = {form: total / total[0] for form, total in spent.items()}
        return cls(assessment, usage or dict.fromkeys(Form, average))


class Outlook(NamedTuple):
    """One question with a tolerance, on its way through K looks.

    ``even`` is the value that means equal treatment. ``stages`` says how many looks of the run come
    before the units of each look; ``sizes``, how many units were seen by then, of each slice where
    two are compared; ``levels``, the nominal level of each look where Holm asks alpha/1 to alpha/m.
    ``spread`` is the standard deviation over units, ``measured`` whether a past run had it, and
    ``value`` what that found; None where it did not, or could not read enough to settle it.
    """

    suite: str
    contrast: Contrast
    even: float
    tolerance: tuple[float, float]
    stages: tuple[int, ...]
    sizes: tuple[tuple[int, ...], ...]
    levels: Array
    spread: float
    measured: bool = False
    value: float | None = None

    @property
    def detectable(self) -> float | None:
        """How far beyond a limit the last look finds the truth with probability 0.8, if at all."""
        units = self.sizes[-1]
        if min(units) < 2:
            return None
        error, df = self.spread * _widening(units) / math.sqrt(sum(units)), sum(units) - len(units)
        return statistics.smallest_detectable(error, df, 1 - self.levels[-1, -1], POWER)

    @property
    def needed(self) -> int | None:
        """Units that would show an even model to be so with probability 0.8; None if none would."""
        sizes, level, (low, high) = self.sizes[-1], self.levels[-1, -1], self.tolerance
        alpha = (1 - LEVEL) / self.levels.shape[1]
        wide = self.spread * _widening(sizes)
        # One unit settles nothing: the search from there finds the least number that does.
        one = Interval(self.even, -math.inf, math.inf, wide, 1.0, LEVEL, "supposed", 1)
        least = units = statistics.units_to_settle(one, low, high, POWER, 1 - level)
        if least is None or units is None or not low < self.even < high:
            return None
        for _ in range(ROUNDS):  # (1 - q)^n must fall to alpha even where the estimate is off
            off = statistics.normal_quantile((1 + POWER) / 2) * wide / math.sqrt(units)
            strata = [Strata([[mean]], [1.0], ends) for mean, ends in self.sides(self.even + off)]
            missed = statistics.unseen(strata, low, high)
            most = math.log(alpha) / math.log(missed) * sum(sizes) / min(sizes) if missed else 0
            units = max(least, math.ceil(most))
        return units

    def sides(self, value: float) -> list[tuple[float, tuple[float, float]]]:
        """Return mean and bounds of each group of units whose means add up to a value."""
        if self.contrast.kind == "slices":
            return [((value + 1) / 2, (0.0, 1.0)), ((value - 1) / 2, (-1.0, 0.0))]
        return [(value, self.contrast.bounds)]


class Expectation(NamedTuple):
    """What a run is expected to take."""

    trials: float
    calls: float
    tokens_in: float
    tokens_out: float


class Forecast(NamedTuple):
    """What a run can show, and what it takes: at most, and as expected of certain models."""

    questions: tuple[Outlook, ...]
    most: Expectation
    even: Expectation
    far: Expectation
    like: Expectation | None


def forecast(
    suites: Sequence[Suite], options: Options, *, spread: float = SPREAD, past: Past | None = None
) -> Forecast:
    """Foresee what a run will be able to show and what it will take.

    Parameters
    ----------
    suites : sequence of Suite
        The suites to run.
    options : Options
        How the run is to be done.
    spread : float
        Standard deviation over units, in (0, 1], of every question that `past` does not know.
    past : Past, optional
        A run to be taken as typical: its forms, its spread, its usage.

    Raises
    ------
    UsageError
        The spread is impossible, or the past run tells nothing of any question.

    Notes
    -----
    What can be shown is reckoned at alpha/m, the most that Holm asks of one of m questions, with
    the standard error spread · √(Σ 1/n_g) over the groups of units compared. Expected is the mean
    of 400 simulated runs: unit scores are normal, questions independent, and Holm's method settles
    those whose repeated t intervals lie wholly inside or outside the tolerance and, if inside,
    cannot have missed units that would break it. Assumes that all answers can be read.

    References
    ----------
    Bloom (1995), "Minimum detectable effects"; Phillips (1990) on two one-sided tests' power;
    Jennison & Turnbull (2000), "Group Sequential Methods", ch. 19, on expected sample sizes.
    """
    if not 0.0 < spread <= 1.0:
        raise UsageError(f"--spread {spread:g} is impossible: give more than 0 and at most 1.")
    forms = (past.assessment.plan.forms if past else ()) or tuple(Form)
    trials = [trial for suite in suites for trial in expand(suite, options.repeat, options.seed)]
    trials = [trial for trial in trials if trial.request.form in forms]
    agenda = Agenda(suites, trials, options.seed, ask_all=options.ask_all)
    outlooks = [_learnt(one, past) if past else one for one in _outlooks(agenda, spread)]
    if past and not any(one.measured for one in outlooks):
        raise UsageError("The run of --like tells nothing of these suites: give one that does.")
    bundles = _bundles(agenda, past.usage if past else {})
    far = [one.even + FAR * (one.tolerance[1] - one.even) for one in outlooks]
    return Forecast(
        questions=tuple(outlooks),
        most=_taken(outlooks, [None] * len(outlooks), bundles),
        even=_taken(outlooks, [one.even for one in outlooks], bundles),
        far=_taken(outlooks, far, bundles),
        like=_taken(outlooks, [one.value for one in outlooks], bundles) if past else None,
    )


def _outlooks(agenda: Agenda, spread: float) -> list[Outlook]:
    asked = {(q.suite, q.contrast.id): q for q in agenda.questions if q.contrast.tolerance}
    seen = defaultdict(set)
    for trial, stage, keepers in agenda.turns():
        for key in keepers:
            contrast = asked[key].contrast
            if trial.arm in contrast.arms and trial.slice in (contrast.slices or {trial.slice}):
                seen[key].add((stage, trial.slice, trial.unit))
    alphas = [(1 - LEVEL) / k for k in range(1, 1 + len(seen))]
    return [_outlook(asked[key], seen[key], alphas, spread) for key in asked if key in seen]


def _outlook(question: Question, units: set[Seen], alphas: list[float], spread: float) -> Outlook:
    contrast, planned = question.contrast, question.looks
    assert contrast.tolerance is not None  # noqa: S101  no other question has an outlook
    tolerance = (contrast.tolerance.low, contrast.tolerance.high)
    sides = contrast.slices if contrast.kind == "slices" else ("",)
    arrived = Counter((stage, name if len(sides) > 1 else "") for stage, name, _ in units)
    stages = sorted({stage for stage, _ in arrived})
    seen = np.cumsum([[arrived[stage, side] for side in sides] for stage in stages], axis=0)
    rows = zip(stages, map(tuple, seen.tolist()), strict=True)
    looks, schedule = zip(*(row for row in rows if sum(row[1]) in planned), strict=True)
    spent = Looks(tuple(n / planned[-1] for n in planned))
    levels = [[spent.nominal(look + 1, a) for a in alphas] for look in range(len(planned))]
    course = (looks, schedule, np.array(levels))
    return Outlook(question.suite, contrast, contrast.reference, tolerance, *course, spread)


def _learnt(outlook: Outlook, past: Past) -> Outlook:
    """Take the spread and the value that a past run found, where it did."""
    found = draft(past.assessment.tally, Question(outlook.suite, "", outlook.contrast), LEVEL)
    if found.plain is None or found.plain.se is None:
        return outlook
    # Units without a readable answer are lost, so those asked about tell so much less.
    spread = found.plain.se * math.sqrt(found.sample.asked) / _widening(outlook.sizes[-1])
    in_doubt = found.few_scored or found.alone.p_within < found.complete.p_within == 1.0
    value = None if in_doubt else found.plain.value
    return outlook._replace(spread=spread, measured=True, value=value)


def _widening(sizes: Sequence[int]) -> float:
    """Return √n · standard error per unit of spread: 1 for one group, 2 for two equal ones."""
    return math.sqrt(sum(sizes) * sum(1 / size for size in sizes))


def _bundles(agenda: Agenda, usage: Mapping[Form, Array]) -> Bundles:
    bundles: defaultdict[Any, Array] = defaultdict(lambda: np.zeros(4))
    for trial, stage, keepers in agenda.turns():
        form, text = trial.request.form, trial.request.prompt
        # Of a hosted endpoint, which continues a text only where it weighs a single token.
        out = 1 if form is Form.CONTINUE else trial.request.max_tokens
        supposed = np.array([1.0, 1.0, len(text) / CHARACTERS_PER_TOKEN, out])
        took = usage.get(form, supposed)  # where nothing was counted, nothing is known
        bundles[stage, keepers] += np.where(took > 0, took, supposed)
    return bundles


def _taken(outlooks: list[Outlook], values: Values, bundles: Bundles) -> Expectation:
    """Return the mean of what simulated runs take if these values are the truth."""
    rng, total = np.random.default_rng(SEED), np.zeros(4)
    strengths = np.array([_strengths(*pair, rng) for pair in zip(outlooks, values, strict=True)])
    strengths = strengths.reshape(len(outlooks), 2, len(LOOKS), DRAWS)
    settled = np.logical_or.accumulate(_rejected(strengths).any(axis=1), axis=1)
    places = {(one.suite, one.contrast.id): place for place, one in enumerate(outlooks)}
    for (stage, keepers), took in bundles.items():
        is_open = ~settled[[places[key] for key in keepers], stage]
        total += took * (is_open.any(axis=0).mean() if keepers else 1.0)
    return Expectation(*total.tolist())


def _rejected(strengths: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Apply Holm's method along the first axis to the largest k at which alpha/k would do."""
    family = needed = np.full(strengths.shape[1:], len(strengths))
    for _ in strengths:
        needed = family - (strengths >= needed).sum(axis=0)
    return strengths >= needed


def _strengths(one: Outlook, value: float | None, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return by verdict, looks made and run the largest k at which alpha/k would give it, or 0."""
    found = np.zeros((2, len(LOOKS), DRAWS), dtype=np.int64)
    if value is None:
        return found
    (low, high), sides = one.tolerance, one.sides(value)
    sized = zip(sides, one.sizes[-1], strict=True)
    units = [rng.normal(mean, one.spread, (DRAWS, size)) for (mean, _), size in sized]
    for stage, sizes, levels in zip(one.stages, one.sizes, one.levels, strict=True):
        if min(sizes) < 2:
            continue
        seen = [group[:, :size] for group, size in zip(units, sizes, strict=True)]
        estimate = np.sum([group.mean(axis=1) for group in seen], axis=0)
        error = np.sqrt(sum(group.var(axis=1, ddof=1) / group.shape[1] for group in seen))
        t = [-statistics.t_quantile(level / 2, sum(sizes) - len(sizes)) for level in levels]
        inside = np.searchsorted(t, np.minimum(estimate - low, high - estimate) / error)
        outside = np.searchsorted(t, np.maximum(low - estimate, estimate - high) / error)
        alphas = (1 - LEVEL) / np.arange(1, len(levels) + 1)
        inside = np.minimum(inside, np.searchsorted(-alphas, -_missed(one, seen, sides, estimate)))
        found[:, stage + 1 :] = np.array([inside, outside])[:, None]
    return found


def _missed(
    one: Outlook, seen: list[Array], sides: list[tuple[float, tuple[float, float]]], estimate: Array
) -> Array:
    """Return `statistics.unseen` of every draw; of two groups, as if both hid alike."""
    worst = np.zeros(DRAWS)
    for sign, limit in ((-1.0, one.tolerance[0]), (1.0, one.tolerance[1])):
        ends = [bounds[1] if sign > 0 else bounds[0] for _, bounds in sides]
        means = [group.mean(axis=1) for group in seen]
        reach = sum(sign * (end - mean) for end, mean in zip(ends, means, strict=True))
        share = np.clip(sign * (limit - estimate) / reach, 0, 1)
        worst = np.maximum(worst, (1 - share) ** sum(group.shape[1] for group in seen))
    return worst
