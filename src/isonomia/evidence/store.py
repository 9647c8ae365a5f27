"""One folder per assessment: reading and writing ``assessment.json``."""

from __future__ import annotations

from pathlib import Path

import orjson
from pydantic import ValidationError

from isonomia.errors import AssessmentError
from isonomia.evidence.assessment import SCHEMA, Assessment
from isonomia.evidence.writing import write_file

__all__ = ["FILE_NAME", "load", "save", "schema_text", "written_since"]

FILE_NAME = "assessment.json"


def save(assessment: Assessment, folder: Path) -> Path:
    """Write an assessment into its folder, whole or not at all.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    record = assessment.model_dump(mode="json", by_alias=True)
    text = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    return write_file(folder / FILE_NAME, text)


def written_since(folder: Path, moment: float) -> bool:
    """Tell whether the folder's assessment was written after a moment, in seconds of the epoch."""
    path = folder / FILE_NAME
    return path.is_file() and path.stat().st_mtime >= moment


def load(folder: Path | str) -> Assessment:
    """Read the assessment in a folder.

    Raises
    ------
    AssessmentError
        There is none, it is damaged, or a newer version wrote it.
    """
    path = Path(folder) / FILE_NAME if Path(folder).is_dir() else Path(folder)
    try:
        record = orjson.loads(path.read_bytes())
    except OSError as error:
        raise AssessmentError(
            f"No assessment at {path} ({error.strerror}): "
            "give the folder that `isonomia assess` wrote."
        ) from error
    except orjson.JSONDecodeError as error:
        raise AssessmentError(
            f"{path} is not valid JSON (line {error.lineno}): it may be cut short; "
            "run the assessment again with --resume to write it anew."
        ) from error
    _check_schema(record, path)
    try:
        return Assessment.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the top level"
        raise AssessmentError(
            f"{path} is not a readable assessment: {where}: {first['msg']}."
        ) from error


def schema_text() -> str:
    """Return the JSON schema of ``assessment.json``, as kept in ``docs/assessment.schema.json``."""
    schema = Assessment.model_json_schema(mode="serialization")
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _check_schema(record: object, path: Path) -> None:
    schema = record.get("schema") if isinstance(record, dict) else None
    if not isinstance(schema, int):
        raise AssessmentError(f"{path} is not an Isonomia assessment: it names no schema.")
    if schema > SCHEMA:
        raise AssessmentError(
            f"{path} was written by a newer Isonomia (schema {schema}, this one reads {SCHEMA}): "
            "upgrade Isonomia to read it."
        )
