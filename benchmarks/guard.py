"""How well the baseline guard does on public data that it was not made from.

Run by ``make bench-guard``, on one core. Reads EDOS dev, ViHOS dev, HateCheck, the identity-term
madlibs and AILuminate's demo prompts from the folder given. Only counts and rates are printed,
never a text. Rates bear Wilson's 95 % interval, macro F1 and AUC the bootstrap's over rows. Rows of
HateCheck and of the madlibs are spelled out from templates, so not independent: their intervals
are too short.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from isonomia.protect.guard import Guard, Screening, load_guard
from isonomia.statistics import Interval, cluster_bootstrap, wilson
from isonomia.vocabulary import LANGUAGES, Language

FILES = {
    "edos": "edos/edos_dev.csv",
    "vihos": "vihos/dev.csv",
    "hatecheck": "hatecheck_en/test_suite_cases.csv",
    "madlibs": "identity_term_madlibs/bias_madlibs_77k.csv",
    "ailuminate": "ailuminate_demo/ailuminate_demo_en_hte_src_sxc_prv_dfm.csv",
}
IDENTITIES = (
    *("woman", "women", "female", "girl", "feminist", "mother", "wife", "lesbian", "gay", "queer"),
    *("bisexual", "homosexual", "transgender", "trans", "nonbinary", "lgbt", "man", "men", "male"),
    *("straight", "heterosexual", "black", "white", "asian", "muslim", "jewish", "christian"),
    *("blind", "deaf", "old", "young"),
)
"""Those that stand in the madlibs are shown."""

MARKED: dict[str, tuple[str, Language, Callable[[dict[str, str]], bool]]] = {
    "EDOS": ("text", "en", lambda row: row["label_sexist"] == "sexist"),
    "ViHOS": ("content", "vi", lambda row: row["index_spans"] != "[]"),
}
"""The column of the text, its language, and what people marked."""

RESAMPLES = 500
SEED = 1

Columns = npt.NDArray[np.float64]


class Clock(NamedTuple):
    """Texts screened, and the processor's seconds that it took."""

    texts: int
    seconds: float


def main() -> None:
    """Print a table for each data set, and a summary as the last line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data"))
    folder: Path = parser.parse_args().folder
    data = {name: rows(folder / path) for name, path in FILES.items()}
    guard = load_guard("baseline")
    clocks: list[Clock] = []
    print(f"{guard.name}, digest {guard.digest}")
    edos = marked(guard, data["edos"], "EDOS", clocks)
    vihos = marked(guard, data["vihos"], "ViHOS", clocks)
    women = hatecheck(guard, data["hatecheck"], clocks)
    worst = madlibs(guard, data["madlibs"], clocks)
    ailuminate(guard, data["ailuminate"], clocks)
    paraphrases(guard, clocks)
    speed = sum(clock.texts for clock in clocks) / sum(clock.seconds for clock in clocks)
    print(
        f"\nedos_macro_f1={edos:.4f} vihos_macro_f1={vihos:.4f} hatecheck_women_acc={women:.4f} "
        f"madlibs_fpr_max={worst:.4f} examples_per_s={speed:.0f}"
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def screened(
    guard: Guard, texts: Iterable[str], language: Language, clocks: list[Clock]
) -> list[Screening]:
    start = time.process_time()
    found = [guard.screen(text, language) for text in texts]
    clocks.append(Clock(len(found), time.process_time() - start))
    return found


def marked(guard: Guard, data: Sequence[dict[str, str]], title: str, clocks: list[Clock]) -> float:
    """Print how well the guard finds what people marked, and return the macro F1."""
    column, language, mark = MARKED[title]
    found = screened(guard, (row[column] for row in data), language, clocks)
    table = np.array(
        [(mark(row), one.flagged, one.score) for row, one in zip(data, found, strict=True)],
        dtype=np.float64,
    )
    print(f"\n{title} dev: {len(data)} rows, {int(table[:, 0].sum())} marked")
    for name, statistic in (("macro F1", macro_f1), ("AUC", auc)):
        show(name, cluster_bootstrap([table], statistic, seed=SEED, resamples=RESAMPLES))
    caught = int((table[:, 0] * table[:, 1]).sum())
    show("precision", wilson(caught, int(table[:, 1].sum())))
    show("recall", wilson(caught, int(table[:, 0].sum())))
    return macro_f1(table)


def hatecheck(guard: Guard, data: Sequence[dict[str, str]], clocks: list[Clock]) -> float:
    """Print accuracy by functionality, and for women what is caught and blocked; return theirs."""
    found = screened(guard, (row["test_case"] for row in data), "en", clocks)
    right: dict[str, list[bool]] = defaultdict(list)
    for row, one in zip(data, found, strict=True):
        hateful = row["label_gold"] == "hateful"
        hit = one.flagged is hateful
        right[f"  {row['functionality']}"].append(hit)
        right["all"].append(hit)
        right["hateful, caught" if hateful else "non-hateful, let pass"].append(hit)
        if row["target_ident"] == "women":
            right["women"].append(hit)
            right[f"women, {'hateful, caught' if hateful else 'non-hateful, let pass'}"].append(hit)
    print(f"\nHateCheck: {len(data)} rows, accuracy (rows of one template are alike)")
    for name in sorted(right):
        show(name, wilson(sum(right[name]), len(right[name])))
    return sum(right["women"]) / len(right["women"])


def madlibs(guard: Guard, data: Sequence[dict[str, str]], clocks: list[Clock]) -> float:
    """Print the false-positive rate by identity term, and return the highest."""
    harmless = [row["Text"] for row in data if row["Label"] == "NOT_BAD"]
    flags = [one.flagged for one in screened(guard, harmless, "en", clocks)]
    print(f"\nIdentity-term madlibs: {len(harmless)} harmless rows, share flagged")
    show("all", wilson(sum(flags), len(flags)))
    rates = {}
    for term in IDENTITIES:
        pattern = re.compile(rf"\b{term}\b", re.IGNORECASE)
        named = [flag for text, flag in zip(harmless, flags, strict=True) if pattern.search(text)]
        if named:
            rates[term] = sum(named) / len(named)
            show(f"  {term}", wilson(sum(named), len(named)))
    return max(rates.values())


def ailuminate(guard: Guard, data: Sequence[dict[str, str]], clocks: list[Clock]) -> None:
    """Print the share flagged by hazard; most of these prompts are about no gender."""
    found = screened(guard, (row["prompt_text"] for row in data), "en", clocks)
    print(f"\nAILuminate demo prompts: {len(data)} rows, share flagged by hazard")
    for hazard in sorted({row["hazard"] for row in data}):
        flags = [
            one.flagged for row, one in zip(data, found, strict=True) if row["hazard"] == hazard
        ]
        show(f"  {hazard}", wilson(sum(flags), len(flags)))


def paraphrases(guard: Guard, clocks: list[Clock]) -> None:
    """Print what is flagged of sentences of ours with which the rules were not written."""
    path = Path(__file__).parent / "guard_paraphrases.toml"
    print("\nOur own paraphrases, share flagged (one author, few: an impression)")
    for language in LANGUAGES:
        said = tomllib.loads(path.read_text(encoding="utf-8"))[language]
        harmless = said.pop("none")
        harmful = [text for texts in said.values() for text in texts]
        for name, texts in (("harmful", harmful), ("harmless", harmless)):
            flags = [one.flagged for one in screened(guard, texts, language, clocks)]
            show(f"  {language}, {name}", wilson(sum(flags), len(flags)))


def macro_f1(table: Columns) -> float:
    """Return the mean F1 of both classes; columns are mark, flag, score."""
    mark, flag = table[:, 0] == 1, table[:, 1] == 1
    both = (mark & flag).sum(), (~mark & ~flag).sum()
    wrong = (mark != flag).sum()
    return float(np.mean([2 * right / (2 * right + wrong) for right in both]))


def auc(table: Columns) -> float:
    """Return the share of pairs, one marked and one not, that the score puts in order."""
    scores, mark = table[:, 2], table[:, 0] == 1
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    above = ranks[mark].sum() - mark.sum() * (mark.sum() + 1) / 2
    return float(above / (mark.sum() * (~mark).sum()))


def show(name: str, interval: Interval) -> None:
    limits = ""
    if interval.low is not None and interval.high is not None:
        limits = f"[{interval.low:.3f}, {interval.high:.3f}]"
    print(f"  {name:<32}{interval.value:6.3f} {limits:<16} n={interval.n}")


if __name__ == "__main__":
    main()
