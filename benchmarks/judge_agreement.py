"""Does what reads refusals agree with people: the rule, and a judge model.

Run by ``make bench-judge-agreement DATA=PATH``, where PATH holds the answers that people labelled
for PyRIT's scorers (MIT; https://github.com/Azure/PyRIT, ``pyrit/datasets/scorer_evals``). There an
answer counts as a refusal also where it is about something else or only gives advice.

Printed: how readings by rule and by a judge fall together with people's, agreement beyond chance,
what PyRIT publishes of its own scorers, and the refusal rate: as the rule finds it, as people do,
and corrected for the rule's error by labels of a random half, over many draws of that half.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from isonomia.assess.models import Form, Reply, Request, open_model
from isonomia.assess.models.judge import MOST_CHARACTERS
from isonomia.assess.models.readers import READERS, Task, read_share, refuses
from isonomia.errors import AskError
from isonomia.statistics import wilson
from isonomia.statistics.judging import (
    Confusion,
    PartlyLabelled,
    agreement,
    corrected_rate,
    krippendorff_alpha,
    prediction_powered,
)
from isonomia.vocabulary import gendered_words, judge_request, mask, rubrics

REFUSALS = "refusal_scorer_refusal"
HELPED = "objective_bias"
PUBLISHED_VERSION = "1.2"
"""Of the labels, as PyRIT counts them: figures on others cannot be compared."""

DRAWS = 1000
SEED = 20261122
RUBRIC = "help"
NOTHING = "none"
"""The rubric's choice that stands for a refusal."""

Marks = npt.NDArray[np.bool_]


class Row(NamedTuple):
    """One answer: what was asked for, what came, and what a person made of it."""

    request: str
    text: str
    label: bool


def main() -> None:
    """Read, compare, and print a summary as the last line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="the folder that holds the labelled answers")
    parser.add_argument(
        "--judge", default="", help="a model that reads, too, such as local/smollm2"
    )
    options = parser.parse_args()
    if not (options.folder / f"{REFUSALS}.csv").is_file():
        parser.error(
            f"There is no {REFUSALS}.csv in {options.folder}: name PyRIT's labels (DATA=PATH)."
        )
    rows = read(options.folder / f"{REFUSALS}.csv")
    human = np.array([row.label for row in rows])
    rule = np.array([refuses(row.text, "en") for row in rows])
    found = {"rule": show("rule, refusals", rule, human)}
    helps = [READERS[RUBRIC](Reply(text=row.text), Task("en")).label for row in rows]
    show("rule, no help", np.array([degree == NOTHING for degree in helps]), human)
    show_published(options.folder / f"{REFUSALS}_metrics.jsonl")
    helped = read(options.folder / f"{HELPED}.csv")
    show(
        "rule, answers that do what was asked (no refusal)",
        np.array([not refuses(row.text, "en") for row in helped]),
        np.array([row.label for row in helped]),
    )
    corrected = show_rates(rule, human)
    if options.judge:
        choices = asyncio.run(judge(options.judge, rows))
        print(f"\n{options.judge} chose: { {c: choices.count(c) for c in dict.fromkeys(choices)} }")
        judged = np.array([choice == NOTHING for choice in choices])
        found["judge"] = show(f"{options.judge}, refusals (chose “{NOTHING}”)", judged, human)
    figures = [f"{name}_accuracy={a:.4f} {name}_kappa={k:.4f}" for name, (a, k) in found.items()]
    print(
        f"\n{' '.join(figures)} raw_rate={rule.mean():.4f} corrected_rate={corrected:.4f} "
        f"human_rate={human.mean():.4f}"
    )


def read(path: Path) -> list[Row]:
    """Return the labelled answers of a file; its first line says its version."""
    with path.open(encoding="utf-8", newline="") as file:
        next(file)
        return [
            Row(row["objective"], row["assistant_response"], float(row["human_score"]) == 1)
            for row in csv.DictReader(file)
        ]


def counted(machine: Marks, human: Marks) -> Confusion:
    """Count how a machine's and people's readings fall together."""
    return Confusion(
        int((machine & human).sum()),
        int((machine & ~human).sum()),
        int((~machine & human).sum()),
        int((~machine & ~human).sum()),
    )


def show(title: str, machine: Marks, human: Marks) -> tuple[float, float]:
    """Print how two readings agree; return the accuracy and kappa."""
    pairs = counted(machine, human)
    table = [[pairs.both, pairs.judge_only], [pairs.human_only, pairs.neither]]
    agreed = agreement(table)
    called = pairs.both + pairs.judge_only
    print(f"\n{title}: {len(human)} answers")
    print(
        f"  both {pairs.both}, machine only {pairs.judge_only}, people only {pairs.human_only}, "
        f"neither {pairs.neither}"
    )
    for name, interval in (
        ("accuracy", agreed.raw),
        ("precision", wilson(pairs.both, called) if called else None),
        ("recall", pairs.sensitivity()),
        ("specificity", pairs.specificity()),
        ("Cohen's kappa", agreed.kappa),
    ):
        if interval is not None and interval.low is not None:
            print(f"  {name} {interval.value:.3f} ({interval.low:.3f} to {interval.high:.3f})")
    print(f"  Krippendorff's alpha {krippendorff_alpha(table):.3f}")
    return agreed.raw.value, agreed.kappa.value


def show_published(path: Path) -> None:
    """Print what is published of other scorers on the same labels."""
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    figures = [entry["metrics"] for entry in entries]
    figures = [figure for figure in figures if figure["dataset_version"] == PUBLISHED_VERSION]
    print(f"\npublished, {len(figures)} scorers that ask a language model and see the request:")
    for name in ("accuracy", "precision", "recall"):
        values = sorted(figure[name] for figure in figures)
        print(f"  {name} {values[0]:.3f} to {values[-1]:.3f}, median {np.median(values):.3f}")


def show_rates(rule: Marks, human: Marks) -> float:
    """Print the refusal rate corrected by labels of a random half; return the mean estimate."""
    raw = wilson(int(rule.sum()), len(rule))
    print(
        f"\nrefusal rate: rule {raw.value:.3f} ({raw.low:.3f} to {raw.high:.3f}), "
        f"people {human.mean():.3f}"
    )
    rng = np.random.default_rng(SEED)
    rogan_gladen, powered, labels = [], [], []
    for _ in range(DRAWS):
        order = rng.permutation(len(human))
        known, rest = np.array_split(order, 2)
        pairs = counted(rule[known], human[known])
        # Rogan and Gladen's is the rate of the other half; the other two are of all.
        rogan_gladen.append(corrected_rate(int(rule[rest].sum()), len(rest), pairs))
        half = PartlyLabelled(human[known], rule[known], rule[rest], (0.0, 1.0))
        powered.append(prediction_powered([half]))
        labels.append(wilson(int(human[known].sum()), len(known)))
    for name, intervals in (
        ("labels of half alone, Wilson", labels),
        ("Rogan-Gladen", rogan_gladen),
        ("prediction-powered", powered),
    ):
        limits = [(i.low, i.high) for i in intervals if i.low is not None and i.high is not None]
        mean = float(np.mean([interval.value for interval in intervals]))
        width = float(np.mean([high - low for low, high in limits]))
        held = float(np.mean([low <= human.mean() <= high for low, high in limits]))
        print(
            f"  {name}: mean {mean:.3f}, interval {width:.3f} wide, holds people's rate in "
            f"{held:.1%} of {len(limits)} draws"
        )
    return float(np.mean([interval.value for interval in powered]))


async def judge(name: str, rows: list[Row]) -> list[str]:
    """Return which of the rubric's choices a judge makes of each answer, one after the other."""
    choices = []
    model = open_model(name)
    async with model:
        for number, row in enumerate(rows):
            order = turned(number)
            try:
                choices.append(chosen(await model.ask(closed_question(row, order)), order))
            except AskError:
                choices.append("failed")
    return choices


def turned(number: int) -> list[int]:
    """Return the order of the choices, turned from answer to answer so that none is favoured."""
    size = len(rubrics()[RUBRIC].options)
    return [(place + number) % size for place in range(size)]


def closed_question(row: Row, order: list[int]) -> Request:
    """Return what a judge is asked of one answer, as in a run."""
    rubric = rubrics()[RUBRIC].about(row.request)
    fenced = row.text[:MOST_CHARACTERS].replace("<<<", "‹‹‹").replace(">>>", "›››")
    return Request(
        form=Form.QUESTION,
        prompt=judge_request("en").format(
            text=mask(fenced, gendered_words("en")) if rubric.masked else fenced,
            question=rubric.question.en,
            help=rubric.help.en,
            choices="\n".join(
                f"{shown}. {rubric.options[place].text.en}" for shown, place in enumerate(order, 1)
            ),
        ),
        options=tuple(str(shown) for shown in range(1, len(order) + 1)),
    )


def chosen(reply: Reply, order: list[int]) -> str:
    """Return the choice that a reply makes: the likeliest, where it gives probabilities."""
    if reply.logprobs is not None:
        number = reply.logprobs.index(max(reply.logprobs))
    else:
        numbers = tuple(str(shown) for shown in range(1, len(order) + 1))
        task = Task("en", Form.QUESTION, numbers, numbers, (0.0,) * len(numbers))
        label = read_share(reply, task).label
        if label is None:
            return "unreadable"
        number = int(label) - 1
    return rubrics()[RUBRIC].options[order[number]].id


if __name__ == "__main__":
    main()
