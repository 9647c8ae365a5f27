"""What is said of a corpus: planted leanings are named, fair ones are not, filters are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from isonomia.assess.audits import AuditRun, read_audit
from isonomia.assess.data.corpus.assessment import corpus_assessment
from isonomia.assess.data.corpus.catalogue import mentions_table, near_table
from isonomia.assess.data.corpus.section import label_of
from isonomia.errors import AssessmentError
from isonomia.evidence import Figure, Profile, Source, Verdict
from isonomia.vocabulary import Form, Lexicon, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from isonomia.evidence import Assessment, Finding

SHARES = {"nurse": 0.9, "teacher": 0.75, "plumber": 0.05, "engineer": 0.15, "clerk": 0.5}
LEXICON = Lexicon(
    language="en",
    woman=("she",),
    man=("he",),
    exceptions=(),
    terms=(
        *(Term(name, "occupation", "x", (Form(name),), share) for name, share in SHARES.items()),
        Term("kind", "care", "", (Form("kind"),)),
        Term("wretch", "abuse", "", (Form("wretch"),)),
        Term("elderly", "age-old", "", (Form("elderly"),)),
        Term("foreign", "background", "migration", (Form("foreign"),)),
    ),
)


class Document(NamedTuple):
    """A document: words in it, each met so often by women and by men."""

    met: dict[str, tuple[int, int]]
    language: str = "en"
    source: str = ""


def counted(documents: Iterable[Document]) -> Profile:
    """Count documents the slow way, one sum after the other."""
    mentions, near = mentions_table(), near_table()
    records = 0
    groups = {term.id: term.group for term in LEXICON.terms}
    for number, one in enumerate(documents):
        records = number + 1
        key = (one.source, one.language, "")
        w, m = (sum(pair[side] for pair in one.met.values()) for side in (0, 1))
        flags = (int(w > 0), int(m > 0), int(w > 0 and m > 0))
        mentions.add(key, (1, 50, w, m, *flags, w * w, m * m, w * m))
        items: dict[tuple[str, str], list[int]] = {}
        for word, pair in one.met.items():
            for item in (("term", word), ("group", groups[word]), ("all", "")):
                held = items.setdefault(item, [0, 0])
                held[0] += pair[0]
                held[1] += pair[1]
        for item, (x, y) in items.items():
            row = (1, 1, 0, 0, x, y, int(x > 0), int(y > 0), flags[0], flags[1])
            near.add((*key, *item), (*row, x * x, y * y, x * y, x * w, x * m, y * w, y * m))
    return Profile(
        kind="corpus",
        settings={"window": "10"},
        sources=(Source(name="a.jsonl", digest="01", bytes=1, records=records),),
        counts=(mentions.table, near.table),
    )


def corpus(seed: int, n: int, lean: dict[str, float], base: float = 0.5) -> list[Document]:
    """Documents of one to four words, each met by a woman with the word's probability."""
    rng = np.random.default_rng(seed)
    words = [term.id for term in LEXICON.terms]
    made = []
    for _ in range(n):
        chosen = rng.choice(words, rng.integers(1, 5), replace=False)
        met = {}
        for word in chosen:
            times = int(rng.integers(1, 4))
            share = lean.get(str(word), base)
            women = int(rng.binomial(times, share))
            met[str(word)] = (women, times - women)
        made.append(Document(met))
    return made


def assessed(profile: Profile, before: Profile | None = None) -> Assessment:
    return corpus_assessment(
        profile, {"en": LEXICON}, name="planted", run=AuditRun(), before=before
    )


def named(found: Sequence[Finding], name: str) -> Finding:
    return next(one for one in found if one.contrast == name)


def test_a_fair_corpus_is_within() -> None:
    """Women and men alike, occupations as in the labour market."""
    rest = sum(SHARES.values()) / len(SHARES)
    found = assessed(counted(corpus(1, 6_000, SHARES, rest))).findings
    assert {one.verdict for one in found} <= {Verdict.WITHIN, Verdict.NOT_ENOUGH_EVIDENCE}
    assert named(found, "representation").verdict is Verdict.WITHIN
    assert named(found, "care").verdict is Verdict.WITHIN


def test_a_leaning_corpus_is_named() -> None:
    lean = {**dict.fromkeys(SHARES, 0.25), "kind": 0.9, "wretch": 0.8, "elderly": 0.1}
    found = assessed(counted(corpus(2, 6_000, lean, 0.25))).findings
    beyond = {one.contrast for one in found if one.verdict is Verdict.EXCEEDS}
    # Words of background lean as little as occupations do: by how the others lean, near the limit.
    assert beyond - {"background"} == {"representation", "care", "abuse", "age-old"}


def test_typecasting_has_occupations_as_units() -> None:
    """Every majority 15 points larger than in the labour market."""
    lean = {
        name: min(0.99, share + 0.15 if share > 0.5 else share - 0.15)
        for name, share in SHARES.items()
    }
    lean = {name: max(0.01, share) for name, share in lean.items()}
    found = named(assessed(counted(corpus(3, 8_000, lean))).findings, "amplification")
    assert found.estimate is not None
    assert found.estimate.units == len(SHARES)
    assert found.estimate.value > 0.02
    assert found.verdict is Verdict.NOT_ENOUGH_EVIDENCE  # five occupations settle nothing


def test_no_verdict_is_invented_on_fair_corpora() -> None:
    wrong = 0
    for seed in range(60):
        found = assessed(counted(corpus(seed, 300, {}, 0.5))).findings
        about = [one for one in found if one.contrast not in {"workplace", "amplification"}]
        wrong += any(one.verdict is Verdict.EXCEEDS for one in about)
    assert wrong <= 3


def test_an_empty_corpus_is_not_measured() -> None:
    made = assessed(counted([]))
    assert {one.verdict for one in made.findings} == {Verdict.NOT_MEASURED}
    assert all(one.estimate is None for one in made.findings)


def test_one_document_is_no_evidence() -> None:
    found = assessed(counted([Document({"nurse": (400, 3)})])).findings
    assert named(found, "representation").verdict is Verdict.NOT_ENOUGH_EVIDENCE


def test_tables_hold_the_small_and_mask_abuse() -> None:
    documents = [*corpus(4, 200, {}), Document({"plumber": (1, 0)}, source="blog")]
    made = assessed(counted(documents))
    tables = {one.id: one for one in made.exhibits}
    assert {"overview", "source", "occupations", "groups", "typical", "pairs"} <= tables.keys()
    blog = next(row for row in tables["source"].rows if "blog" in str(row[0]))
    assert isinstance(blog[4], Figure)
    assert blog[4].low is None
    assert "wretch" not in made.model_dump_json()
    assert "w▇▇▇" in made.model_dump_json()
    audit = read_audit("isonomia.assess.data.corpus", "corpus")
    assert len(tables["occupations"].rows) == len(SHARES)
    assert made.plan.suites[0].digest == audit.digest


def test_languages_are_asked_about_apart() -> None:
    french = Lexicon("fr", ("elle",), ("il",), (), LEXICON.terms)
    documents = [*corpus(5, 300, {}), *(one._replace(language="fr") for one in corpus(6, 300, {}))]
    made = corpus_assessment(
        counted(documents), {"en": LEXICON, "fr": french}, name="two", run=AuditRun()
    )
    assert {one.slice for one in made.findings} == {"en", "fr"}
    assert len({one.contrast for one in made.findings}) == len(made.findings)
    assert "French" in named(made.findings, "care-fr").title.en


def test_a_filter_that_takes_the_old_is_seen() -> None:
    documents = corpus(7, 4_000, {})
    rng = np.random.default_rng(8)
    kept = [one for one in documents if rng.random() < (0.4 if "elderly" in one.met else 0.8)]
    found = assessed(counted(kept), counted(documents)).findings
    assert named(found, "kept-age-old").verdict is Verdict.EXCEEDS
    assert named(found, "kept-background").verdict is not Verdict.EXCEEDS
    assert named(found, "kept-gender").verdict is Verdict.WITHIN


def test_what_is_no_part_is_refused() -> None:
    documents = corpus(9, 50, {})
    with pytest.raises(AssessmentError, match="no part of those before"):
        assessed(counted(documents), counted(documents[1:]))
    other = counted(documents).model_copy(update={"settings": {"window": "5"}})
    with pytest.raises(AssessmentError, match="in another way"):
        assessed(counted(documents), other)


@pytest.mark.parametrize(
    ("group", "forms", "label"),
    [
        ("occupation", (Form("nurse"), Form("nurses")), "nurse"),
        (
            "occupation",
            (Form("infirmière", "woman"), Form("infirmier", "man")),
            "infirmière / infirmier",
        ),
        ("occupation", (Form("actress", "woman"), Form("actor"), Form("actors")), "actor"),
        ("abuse", (Form("wretch"),), "w▇▇▇"),
    ],
)
def test_a_term_is_called_by_a_form_that_readers_know(
    group: str, forms: tuple[Form, ...], label: str
) -> None:
    assert label_of(Term("x", group, "", forms)).en == label


def test_a_filter_that_keeps_no_men_is_asked_the_other_way_round() -> None:
    documents = corpus(12, 400, {})
    women = [one for one in documents if not any(man for _, man in one.met.values())]
    found = named(assessed(counted(women), counted(documents)).findings, "kept-gender")
    assert found.arms == ("man", "woman")
    assert found.estimate is not None
    assert found.estimate.value == 0.0
    assert found.verdict is Verdict.EXCEEDS


def test_a_language_that_a_filter_removed_is_asked_about() -> None:
    french = Lexicon("fr", ("elle",), ("il",), (), LEXICON.terms)
    english = corpus(13, 200, {})
    both = [*english, *(one._replace(language="fr") for one in corpus(14, 200, {}))]
    made = corpus_assessment(
        counted(english),
        {"en": LEXICON, "fr": french},
        name="kept",
        run=AuditRun(),
        before=counted(both),
    )
    assert {one.slice for one in made.findings} == {"en", "fr"}


def test_a_part_may_not_hold_more_documents_without_a_word() -> None:
    some, others = [Document({"kind": (1, 0)})] * 90, [Document({"nurse": (1, 0)})] * 10
    kept = [Document({"kind": (1, 0)})] * 5 + [Document({"nurse": (0, 0)})] * 45
    with pytest.raises(AssessmentError, match="no part of those before"):
        assessed(counted(kept), counted([*some, *others]))


def test_what_could_not_be_read_may_hold_anything() -> None:
    """A quarter unread: within is withheld, and exceeds is not."""
    for base, verdict in ((0.5, Verdict.NOT_ENOUGH_EVIDENCE), (0.9, Verdict.EXCEEDS)):
        profile = counted(corpus(15, 3_000, {}, base))
        (source,) = profile.sources
        unread = source.model_copy(update={"skipped": {"broken-json": 1_000, "no-word-list": 9}})
        torn = profile.model_copy(update={"sources": (unread,)})
        found = named(assessed(torn).findings, "representation")
        assert found.verdict is verdict
        assert found.withheld == ("unscored" if base == 0.5 else "")
