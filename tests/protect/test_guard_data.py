"""What the baseline guard is made of: whole, sourced, small, and the same as was noted."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from isonomia.protect.guard import BaselineGuard
from isonomia.protect.guard.concepts import ABUSE, Concepts, concepts
from isonomia.protect.guard.detect import detect
from isonomia.protect.guard.features import BUCKETS, features
from isonomia.protect.guard.linear import WEIGHTS, heads, packed
from isonomia.protect.guard.plain import plain
from isonomia.protect.guard.rules import NAMED, Pattern, rules
from isonomia.vocabulary import LANGUAGES, Language, acts

if TYPE_CHECKING:
    from pathlib import Path

DATA = files("isonomia.protect.guard") / "data"
NOTE: dict[str, Any] = json.loads((DATA / "weights.json").read_text(encoding="utf-8"))
HALF_WIDTH = 0.03
"""More than half the width of the 95 % intervals of macro F1 on the development rows."""


def test_the_weights_are_those_that_the_note_is_about() -> None:
    content = WEIGHTS.read_bytes()
    assert hashlib.sha256(content).hexdigest() == NOTE["sha256"]
    assert len(content) == NOTE["bytes"] < 500_000
    assert {"edos", "vihos"} == set(NOTE["sources"])
    assert set(heads()) == set(NOTE["heads"])


def test_the_weights_hold_no_text() -> None:
    with np.load(str(WEIGHTS), allow_pickle=False) as stored:
        kinds = {key.partition(".")[2]: stored[key] for key in stored.files}
    assert {name: (array.dtype, array.shape) for name, array in kinds.items()} == {
        "weights": (np.int8, (BUCKETS,)),
        "scale": (np.float64, ()),
        "intercept": (np.float64, ()),
    }


def test_rounded_weights_keep_the_order_of_texts() -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=BUCKETS)
    content = packed({"a": (weights, 0.25)})
    assert content == packed({"a": (weights, 0.25)})
    buckets, values = features(plain("women who code in the morning"))
    with np.load(io.BytesIO(content)) as stored:
        rounded = (stored["a.weights"][buckets] @ values) * stored["a.scale"] + stored[
            "a.intercept"
        ]
    step = np.abs(weights).max() / 127
    assert rounded == pytest.approx(weights[buckets] @ values + 0.25, abs=step * values.sum() / 2)
    with pytest.raises(ValueError, match="weights"):
        packed({"a": (weights[:5], 0.0)})


def test_features_are_hashed_alike_everywhere() -> None:
    buckets, values = features("a b a")
    # crc32 of the words, of their edged runs and of the pairs, cut to the number of buckets
    assert buckets.tolist() == sorted(
        zlib.crc32(term.encode()) % BUCKETS for term in ("a", "b", "<a>", "<b>", "a b", "b a")
    )
    assert np.linalg.norm(values) == pytest.approx(1)
    assert features("")[0].shape == (0,)


def patterns() -> tuple[Pattern, ...]:
    return (*rules().rules, *rules().contexts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_words_in_every_language(language: Language) -> None:
    assert concepts(language).names == concepts("en").names
    used = {need for part in patterns() for need in (*part.needs, *part.unless)}
    named = {name for need in used for name in need.split("|")}
    assert named <= concepts(language).names | {NAMED}
    assert concepts(language).names <= named, "a concept that no rule uses"


def test_rules_point_to_acts_that_tools_may_look_for() -> None:
    known = rules()
    assert {rule.act for rule in known.rules} == {a.id for a in acts().values() if not a.help_only}
    ids = [part.id for part in patterns()]
    assert len(ids) == len(set(ids))
    assert {one for rule in known.rules for one in rule.despite} <= {c.id for c in known.contexts}


def test_words_of_abuse_come_from_the_vocabulary_alone() -> None:
    assert ABUSE in concepts("fr").names
    assert ABUSE in concepts("fr").masked


def test_terms_match_whole_words_stems_and_gaps() -> None:
    found = Concepts({"a": ("make her _ quit",), "b": ("threat*",), "c": ("l'adresse",)}).found
    assert found("make her really want to quit") == {"a": "make her really want to quit"}
    assert found("make her one two three four five quit") == {}
    assert found("make her quit") == {"a": "make her quit"}
    assert found("threatening letters, retreat") == {"b": "threatening"}
    assert found("voici l'adresse") == {"c": "l adresse"}
    for wrong in ("_ her", "th*"):
        with pytest.raises(ValueError, match="begin with a word"):
            Concepts({"a": (wrong,)})


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where do the children play on Sunday?", "en"),
        ("Où sont les enfants de notre école ?", "fr"),
        ("Trẻ em chơi ở đâu vào chủ nhật?", "vi"),
        ("Xyzzy 42", None),
    ],
)
def test_languages_are_told_by_common_words(text: str, language: Language | None) -> None:
    assert detect(plain(text)) == language


def test_the_guard_loads_without_what_it_was_trained_with() -> None:
    code = (
        "import sys; from isonomia.protect.guard import load_guard; load_guard().screen('hello');"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "isonomia.protect.guard" in loaded
    assert not loaded & {"sklearn", "scipy", "aiohttp", "isonomia.assess", "typer"}


@pytest.mark.parametrize(
    ("head", "path", "column", "language"),
    [("sexism", "edos/edos_dev.csv", "text", "en"), ("abuse", "vihos/dev.csv", "content", "vi")],
)
def test_the_noted_scores_are_what_the_guard_reaches(
    shared_data: Path, head: str, path: str, column: str, language: Language
) -> None:
    with (shared_data / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    marks = [
        row.get("label_sexist") == "sexist" or row.get("index_spans", "[]") != "[]" for row in rows
    ]
    noted = NOTE["heads"][head]
    assert (len(rows), noted["dev_rows"]) == (noted["dev_rows"], len(rows))
    alone = [heads()[head].log_odds(plain(row[column])) >= 0 for row in rows]
    assert _macro_f1(marks, alone) == pytest.approx(noted["dev_macro_f1"], abs=0.005)
    guard = BaselineGuard()
    whole = [guard.screen(row[column], language).flagged for row in rows]
    assert _macro_f1(marks, whole) == pytest.approx(noted["dev_macro_f1"], abs=HALF_WIDTH)


def _macro_f1(marks: list[bool], flags: list[bool]) -> float:
    pairs = list(zip(marks, flags, strict=True))
    wrong = sum(mark != flag for mark, flag in pairs)
    both = [sum(pair == (kind, kind) for pair in pairs) for kind in (True, False)]
    return sum(2 * right / (2 * right + wrong) for right in both) / 2
