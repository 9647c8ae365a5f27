"""One folder per assessment: read back as written, refused with a sentence otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from isonomia import MockModel, assess_model
from isonomia.errors import AssessmentError, StorageError
from isonomia.evidence import load, save, schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "assessment.schema.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    model = MockModel(lambda r: dict.fromkeys(r.options, 0.5) or "She met her family.")
    assess_model(model, out=out, suites=["occupations", "roles"])
    return out


def test_a_real_assessment_obeys_the_published_schema(folder: Path) -> None:
    schema = orjson.loads(SCHEMA.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(orjson.loads((folder / "assessment.json").read_bytes()), schema)


def test_the_published_schema_is_the_code_s_own() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run `make schema`"


def test_findings_hold_what_the_interface_promises(folder: Path) -> None:
    record = orjson.loads((folder / "assessment.json").read_bytes())
    verdicts = {"within", "exceeds", "not-enough-evidence", "not-measured"}
    for finding in record["findings"]:
        assert {"suite", "measure", "slice", "estimate", "tolerance", "verdict"} <= finding.keys()
        assert finding["verdict"] in verdicts
        assert {"low", "high", "reason"} <= finding["tolerance"].keys()
        promised = {"value", "low", "high", "level", "method", "units", "trials"}
        assert promised | {"smallest_detectable"} <= finding["estimate"].keys()
    assert set(record["coverage"]) == {"answered", "refused", "unscorable", "failed"}
    assert {"cost", "not_tested", "hashes"} <= record.keys()


def test_what_is_saved_is_loaded(folder: Path, tmp_path: Path) -> None:
    assessment = load(folder)
    save(assessment, tmp_path / "copy")
    assert load(tmp_path / "copy") == load(tmp_path / "copy" / "assessment.json") == assessment
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["assessment.json"]


def changed(folder: Path, out: Path, **changes: Any) -> Path:
    record = orjson.loads((folder / "assessment.json").read_bytes())
    out.mkdir(exist_ok=True)
    (out / "assessment.json").write_bytes(orjson.dumps(record | changes))
    return out


def test_a_newer_version_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match=r"newer Isonomia \(schema 9, this one reads 1\)"):
        load(changed(folder, tmp_path, schema=9))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"schema": 1, "findings": [', "may be cut short"),
        (b"[1, 2]", "names no schema"),
        (b'{"schema": "one"}', "names no schema"),
        (b'{"schema": 1}', "subject: Field required"),
        (b"\xff\xfe", "not valid JSON"),
    ],
)
def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "assessment.json").write_bytes(content)
    with pytest.raises(AssessmentError, match=message):
        load(tmp_path)


def test_a_folder_without_assessment_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="give the folder that `isonomia assess` wrote"):
        load(tmp_path)
    with pytest.raises(AssessmentError, match="No assessment at"):
        load(tmp_path / "nowhere")


def test_a_place_that_cannot_be_written_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="Could not write"):
        save(load(folder), tmp_path / "file" / "run")
