"""A corpus on disk, end to end: read, counted, judged, written; resumed, merged and filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

import isonomia
from isonomia.assess.data.running import Pool
from isonomia.errors import UsageError
from isonomia.evidence import (
    Assessment,
    Finding,
    Verdict,
    compare,
    load,
    load_profile,
    merge_profiles,
    save_profile,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WOMAN, MAN = "She is a nurse and she is kind.", "He is a plumber, and he is tall."


def write(path: Path, texts: Iterable[str], **fields: str) -> Path:
    path.write_bytes(b"".join(orjson.dumps({"text": text, **fields}) + b"\n" for text in texts))
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Two files in which women are nurses and men plumbers, one text in four about a woman."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder / "blog.jsonl", [WOMAN, MAN, MAN, MAN] * 60, site="blog", day="2020-01-02")
    write(folder / "news.jsonl", [WOMAN, MAN, MAN, f"{MAN} !"] * 60, site="news", day="2021-05-06")
    return folder


def named(assessment: Assessment, name: str) -> Finding:
    return next(one for one in assessment.findings if one.contrast == name)


def test_from_a_folder_to_findings(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    made = isonomia.assess_data(texts, source="site", time="day", out=out)
    assert load(out) == made
    assert named(made, "representation").verdict is Verdict.EXCEEDS
    representation = named(made, "representation").estimate
    assert representation is not None
    assert (representation.value, representation.units) == (0.25, 480)
    assert {"source", "time"} <= {one.id for one in made.exhibits}
    assert sum(source.records for source in made.sources) == 480
    assert load_profile(out).digest == made.hashes.answers


def test_a_pool_counts_the_same(texts: Path, tmp_path: Path) -> None:
    one = isonomia.assess_data(texts, out=tmp_path / "one")
    several = isonomia.assess_data(texts, out=tmp_path / "several", executor=Pool(2))
    assert one.hashes == several.hashes
    assert one.findings == several.findings


def test_a_run_is_not_written_over_and_resume_counts_what_is_new(
    texts: Path, tmp_path: Path
) -> None:
    isonomia.assess_data(texts, out=tmp_path / "run")
    with pytest.raises(UsageError, match="--resume"):
        isonomia.assess_data(texts, out=tmp_path / "run")
    write(texts / "more.jsonl", [WOMAN] * 10)
    grown = isonomia.assess_data(texts, out=tmp_path / "run", resume=True)
    assert sum(source.records for source in grown.sources) == 490
    fresh = isonomia.assess_data(texts, out=tmp_path / "fresh")
    assert fresh.hashes == grown.hashes


def test_profiles_from_two_places_are_assessed_together(texts: Path, tmp_path: Path) -> None:
    for name in ("blog", "news"):
        isonomia.assess_data(texts / f"{name}.jsonl", out=tmp_path / name)
    merged = merge_profiles([load_profile(tmp_path / name) for name in ("blog", "news")])
    path = save_profile(merged, tmp_path / "both" / "profile.json")
    made = isonomia.assess_data(path, out=tmp_path / "run")
    whole = isonomia.assess_data(texts, out=tmp_path / "whole")
    assert made.findings == whole.findings
    own = tmp_path / "own.toml"
    own.write_text(
        'language = "en"\nversion = "1"\nreviewed = true\n'
        '[[sources]]\nid = "own"\ntext = "Ours."\n'
        '[gender]\nsource = "own"\nwoman = ["she"]\nman = ["he"]\nexceptions = []\n'
        '[[lists]]\ngroup = "care"\nsource = "own"\n[lists.terms]\nkind = ["kind"]\n'
    )
    with pytest.raises(UsageError, match="another term list"):
        isonomia.assess_data(path, out=tmp_path / "own", words=str(own))


def test_a_filter_is_judged_against_what_it_was_given(texts: Path, tmp_path: Path) -> None:
    isonomia.assess_data(texts, out=tmp_path / "all")
    kept = tmp_path / "kept"
    kept.mkdir()
    write(kept / "kept.jsonl", [WOMAN] * 40 + [MAN] * 300)
    made = isonomia.assess_data(kept, out=tmp_path / "run", before=tmp_path / "all")
    gender = named(made, "kept-gender")
    assert gender.verdict is Verdict.EXCEEDS
    assert gender.estimate is not None
    assert gender.estimate.value == pytest.approx(40 / 120 / (300 / 360))
    assert "kept" in {one.id for one in made.exhibits}


def test_what_could_not_be_read_is_counted_and_located(texts: Path, tmp_path: Path) -> None:
    with (texts / "blog.jsonl").open("ab") as file:
        file.write(b'{"text": "cut sho\n{"other": 1}\n{"text": 3}\n{"text": "\xff"}\n')
    made = isonomia.assess_data(texts, out=tmp_path / "run")
    skipped = {reason: n for source in made.sources for reason, n in source.skipped.items() if n}
    assert skipped == {
        "broken-json": 1,
        "no-text-field": 1,
        "text-not-a-string": 1,
        "not-utf8": 1,
    }
    assert any("blog.jsonl line 241" in note for note in made.subject.notes)
    with pytest.raises(UsageError, match="Line 241"):
        isonomia.assess_data(texts, out=tmp_path / "strict", strict=True)


def test_an_empty_corpus_is_not_measured(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    made = isonomia.assess_data(tmp_path / "empty.jsonl", out=tmp_path / "run")
    assert {one.verdict for one in made.findings} == {Verdict.NOT_MEASURED}


def test_public_texts_with_known_counts(shared_data: Path, tmp_path: Path) -> None:
    """GAP was made to hold as many feminine as masculine pronouns that are to be resolved."""
    made = isonomia.assess_data(
        shared_data / "gap" / "gap-development.tsv", text="Text", out=tmp_path / "run"
    )
    assert sum(source.records for source in made.sources) == 2_000
    assert named(made, "representation").verdict is Verdict.WITHIN


def test_two_audits_of_data_are_not_compared_answer_by_answer(texts: Path, tmp_path: Path) -> None:
    one = isonomia.assess_data(texts / "blog.jsonl", out=tmp_path / "one")
    other = isonomia.assess_data(texts / "news.jsonl", out=tmp_path / "other")
    with pytest.raises(UsageError, match="an audit of data"):
        compare([one, other])


def test_a_run_does_not_lie_among_its_texts(texts: Path) -> None:
    with pytest.raises(UsageError, match="lies inside"):
        isonomia.assess_data(texts, out=texts / "run")


def test_a_misnamed_field_is_said(texts: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"None of 480 records could be read.*no text field"):
        isonomia.assess_data(texts, text="body", out=tmp_path / "run")
    made = isonomia.assess_data(texts, source="nowhere", out=tmp_path / "other")
    assert "No record tells a source in the field 'nowhere'." in made.subject.notes


def test_a_strict_run_takes_no_part_with_skipped_records(texts: Path, tmp_path: Path) -> None:
    with (texts / "blog.jsonl").open("ab") as file:
        file.write(b"{broken\n")
    isonomia.assess_data(texts, out=tmp_path / "run")
    with pytest.raises(UsageError, match="Line 241"):
        isonomia.assess_data(texts, out=tmp_path / "run", resume=True, strict=True)


def test_a_profile_that_was_changed_by_hand_is_refused(texts: Path, tmp_path: Path) -> None:
    isonomia.assess_data(texts, out=tmp_path / "run")
    path = tmp_path / "run" / "profile.json"
    record = orjson.loads(path.read_bytes())
    for table in record["counts"]:
        if table["name"] == "mentions":
            table["rows"][0][1] = [1, *[10**9] * (len(table["columns"]) - 1)]
    path.write_bytes(orjson.dumps(record))
    with pytest.raises(UsageError, match="does not add up"):
        isonomia.assess_data(path, out=tmp_path / "again")
