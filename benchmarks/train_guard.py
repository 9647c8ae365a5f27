"""Learn the baseline guard's weights. Run by ``make guard-weights``.

Reads EDOS (English posts that people marked as sexist or not, CC0) and ViHOS (Vietnamese comments
whose abusive spans people marked, MIT) from the folder given, and adds the unmarked sentences of
``neutral.toml``, our own. Each head is a logistic regression on hashed features, each scaled by
the log ratio of its share among marked and other posts (naive Bayes). Thresholds are the ones with
the best macro F1 on three folds of the training rows, each predicted by weights of the other two;
the development rows are for the note alone.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import tomllib
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from isonomia.protect.guard.features import BUCKETS, features
from isonomia.protect.guard.linear import packed
from isonomia.protect.guard.plain import plain

DATA = Path(__file__).parents[1] / "src/isonomia/protect/guard/data"
SEED = 20261122
PENALTY = 10.0
"""Inverse strength of the ridge penalty, and below: least rows a bucket occurs in. Both chosen by
three-fold cross-validation on the training rows, where 3 to 30 and 1 to 4 differ by under 0.01."""
LEAST_ROWS = 2
FOLDS = 3

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


class Rows(NamedTuple):
    """Posts as features, and which of them people marked."""

    posts: Any
    marked: Marks


def main() -> None:
    """Learn, write the weights and their note, and print the digest."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data"))
    folder: Path = parser.parse_args().folder
    jobs = {
        "abuse": ("vihos", "vihos/train.csv", "vihos/dev.csv", "content", _spans),
        "sexism": ("edos", "edos/edos_train.csv", "edos/edos_dev.csv", "text", _sexist),
        "threat": ("edos", "edos/edos_train.csv", "edos/edos_dev.csv", "text", _threat),
    }
    learned, notes = {}, {}
    for name, (source, train, dev, column, mark) in jobs.items():
        rows = read(folder / train, column, mark)
        added = neutral("vi" if name == "abuse" else "en")
        weights, intercept, threshold = learn(rows, added)
        learned[name] = (weights, intercept - threshold)
        held = read(folder / dev, column, mark)
        notes[name] = {
            "source": source,
            "train_rows": len(rows.marked),
            "train_marked": int(rows.marked.sum()),
            "neutral_rows": added.shape[0],
            "dev_rows": len(held.marked),
            "dev_macro_f1": round(_macro(held.marked, held.posts @ weights + learned[name][1]), 4),
            "dev_auc": round(float(roc_auc_score(held.marked, held.posts @ weights)), 4),
            "threshold_on": f"{FOLDS} folds of the training rows, best macro F1",
        }
        print(name, notes[name])
    content = packed(learned)
    digest = hashlib.sha256(content).hexdigest()
    (DATA / "weights.npz").write_bytes(content)
    note = {"sha256": digest, "bytes": len(content), "heads": notes, **_settings()}
    (DATA / "weights.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
    print(f"{len(content)} bytes, SHA-256 {digest}")


def read(path: Path, column: str, mark: Any) -> Rows:
    """Return a file's posts as features, and which are marked."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Rows(_posts([row[column] for row in rows]), np.array([mark(row) for row in rows]))


def neutral(language: str) -> Any:
    """Return our own sentences that name people without harm, as features."""
    said = tomllib.loads((Path(__file__).parent / "neutral.toml").read_text("utf-8"))[language]
    kinds = [kind for kind in said if not kind.endswith("_templates")]
    return _posts(
        [form.format(name) for k in kinds for form in said[f"{k}_templates"] for name in said[k]]
    )


def _posts(texts: list[str]) -> Any:
    found = [features(plain(text)) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in found)])
    content = (np.concatenate([v for _, v in found]), np.concatenate([b for b, _ in found]), ends)
    return sp.csr_matrix(content, shape=(len(texts), BUCKETS))


def learn(rows: Rows, added: Any) -> tuple[Floats, float, float]:
    """Return weights, intercept, and the threshold with the best macro F1 on rows left out.

    The neutral sentences are learned from in each fold, and judge no threshold.
    """
    margins = np.zeros(len(rows.marked))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for kept, left in folds.split(rows.posts, rows.marked):
        weights, intercept = fit(_with(Rows(rows.posts[kept], rows.marked[kept]), added))
        margins[left] = rows.posts[left] @ weights + intercept
    candidates = np.quantile(margins, np.linspace(0.3, 0.99, 139))
    threshold = max(candidates, key=lambda limit: _macro(rows.marked, margins - limit))
    return *fit(_with(rows, added)), float(threshold)


def fit(rows: Rows) -> tuple[Floats, float]:
    """Return the weights of a logistic regression on features scaled by their log ratios."""
    present = rows.posts.astype(bool)
    marked, other = (_share(present[mark]) for mark in (rows.marked, ~rows.marked))
    ratio = np.log(marked / other)
    ratio[np.asarray(present.sum(axis=0)).ravel() < LEAST_ROWS] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        model = LogisticRegression(
            C=PENALTY, class_weight="balanced", solver="liblinear", max_iter=1000, random_state=SEED
        ).fit(rows.posts @ sp.diags(ratio), rows.marked)
    return model.coef_[0] * ratio, float(model.intercept_[0])


def _with(rows: Rows, added: Any) -> Rows:
    unmarked = np.zeros(added.shape[0], dtype=np.bool_)
    return Rows(sp.vstack([rows.posts, added]).tocsr(), np.append(rows.marked, unmarked))


def _share(present: Any) -> Floats:
    share: Floats = (np.asarray(present.sum(axis=0)).ravel() + 1) / present.shape[0]
    return share


def _macro(marked: Marks, margins: Floats) -> float:
    return float(f1_score(marked, margins >= 0, average="macro"))


def _sexist(row: dict[str, str]) -> bool:
    return row["label_sexist"] == "sexist"


def _threat(row: dict[str, str]) -> bool:
    return row["label_category"].startswith("1.")


def _spans(row: dict[str, str]) -> bool:
    return row["index_spans"] != "[]"


def _settings() -> dict[str, Any]:
    return {
        "sources": {
            "edos": "EDOS, SemEval-2023 Task 10 (Kirk et al., 2023), CC0 1.0",
            "vihos": "ViHOS (Hoang et al., EACL 2023), MIT; not about gender",
        },
        "seed": SEED,
        "buckets": BUCKETS,
        "penalty": PENALTY,
        "least_rows": LEAST_ROWS,
        "scikit_learn": sklearn.__version__,
        "numpy": np.__version__,
        "learned_on": datetime.now(UTC).date().isoformat(),
    }


if __name__ == "__main__":
    main()
