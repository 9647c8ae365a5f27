"""An audit is data: its questions become claims, and claims an assessment in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia.assess.audits import (
    Audit,
    AuditRun,
    as_it_is,
    compose_assessment,
    filled,
    write_assessment,
)
from isonomia.evidence import (
    Counts,
    Exhibit,
    Profile,
    Source,
    Subject,
    Verdict,
    load,
    load_profile,
)
from isonomia.statistics import rate_ratio
from isonomia.vocabulary import Text, abusive_words

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {"en": "a {group}", "vi": "một {group}", "fr": "un {group}"}
PLAIN = {"en": "x", "vi": "x", "fr": "x"}


@pytest.fixture
def audit() -> Audit:
    return Audit.model_validate(
        {
            "name": "decisions",
            "version": "1",
            "title": PLAIN,
            "card": dict.fromkeys(("question", "harm", "units", "method", "limits"), PLAIN),
            "sources": [{"id": "law", "text": "A law."}],
            "questions": {
                "selection": {
                    "harm": "unequal-selection",
                    "kind": "ratio",
                    "reference": 1.0,
                    "tolerance": {"low": 0.8, "high": 1.25, "reason": PLAIN},
                    "title": WORDS,
                    "below": WORDS,
                    "above": WORDS,
                }
            },
            "words": {"lead": WORDS},
            "not_tested": [{"what": PLAIN, "why": PLAIN}],
        }
    )


def test_slots_are_filled_in_every_language(audit: Audit) -> None:
    group = Text(en="woman", vi="phụ nữ", fr="femme")
    assert audit.word("lead", group=group) == Text(en="a woman", vi="một phụ nữ", fr="un femme")
    assert filled(audit.words["lead"], group="42").vi == "một 42"
    assert as_it_is("F").fr == "F"
    with pytest.raises(KeyError):
        audit.word("lead")


def test_an_assessment_is_written_with_its_profile(audit: Audit, tmp_path: Path) -> None:
    counts = Counts("cells", ("gender",), ("n", "selected"), [(("woman",), (100, 30))])
    profile = Profile(
        kind="decisions",
        settings={"outcome": "hired"},
        sources=(Source(name="a.csv", digest="01", bytes=10, records=100),),
        counts=(counts.table,),
    )
    claim = audit.claim(
        "selection", "woman", rate_ratio(30, 100, 60, 100), units=200, trials=200, group="woman"
    )
    assert claim.title.en == "a woman"
    exhibit = Exhibit(id="rates", title=as_it_is("x"), lead=as_it_is("x"), columns=(), rows=())
    made = compose_assessment(
        Subject(kind="decision system", name="hiring"),
        audit,
        profile,
        [claim],
        [exhibit],
        run=AuditRun("isonomia assess decisions a.csv", "vi"),
    )
    write_assessment(made, profile, tmp_path)
    assert load(tmp_path) == made
    assert load_profile(tmp_path) == profile
    assert made.findings[0].verdict is Verdict.EXCEEDS
    assert made.hashes.answers == profile.digest
    assert made.subject.digest
    assert made.plan.suites[0].language == "vi"


def test_names_are_fit_to_be_seen() -> None:
    assert as_it_is("\x1b[31mred\n").en == "\ufffd[31mred\ufffd"
    assert as_it_is("Đà Nẵng, 60+").vi == "Đà Nẵng, 60+"
    word = min(abusive_words("en"))
    assert word not in as_it_is(f"a {word}").fr
