"""Reading suites: one file with everything, or a folder with a design and a file per language.

In a folder, ``suite.toml`` holds what is the same in all languages (arms, units, measures,
contrasts, tolerances and their reasons, sources) and ``en.toml``, ``vi.toml`` … hold the words. A
part that has no words in a language is an error: so no language can fall behind unseen. A folder
that is ``like`` a suite of ours has that suite's arms, slices and units, words and all.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isonomia.assess.models.hacks import TRANSLATED_TO
from isonomia.assess.models.suite import Suite
from isonomia.errors import SuiteError, UsageError
from isonomia.vocabulary import LANGUAGES, occupations, read_toml, validated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from isonomia.assess.models.model import Whom
    from isonomia.vocabulary import Language, Occupation

__all__ = ["load_suite", "load_suites", "names", "own_suite", "suite_of"]

DESIGN = "suite.toml"
PARTS = {"arms": "id", "units": "title", "measures": "prompts"}
"""What has an id in the design and words in each language, and which key tells that it has."""

SHARED = ("arms", "slices", "units")
"""What a suite that is like another takes from it."""


def names(language: Language | None = None) -> list[tuple[str, Language]]:
    """Return (name, language) of every suite that comes with Isonomia."""
    return [
        (folder.name, code)
        for folder in sorted(_folder().iterdir(), key=lambda entry: entry.name)
        for code in LANGUAGES
        if language in (None, code) and (folder / f"{code}.toml").is_file()
    ]


def own_suite() -> str:
    """Return a small suite file, with comments, from which people can make their own."""
    path = files("isonomia.assess.models") / "own_suite.toml"
    return path.read_text(encoding="utf-8")


def load_suites(
    wanted: Iterable[str] | None,
    language: Language,
    asks: Whom = "model",
) -> list[Suite]:
    """Load suites by name or by path.

    Parameters
    ----------
    wanted : iterable of str or None
        Names of suites that come with Isonomia, or paths of suite files or folders; None for all
        that are for `asks`, but those that are asked only by name.
    language : {"en", "vi", "fr"}
        Language of the named suites and folders.
    asks : {"model", "guard", "screener"}
        Whom the suites are for, where none is named.

    Raises
    ------
    UsageError
        A suite is unknown, or not there in that language.
    SuiteError
        A suite file is wrong.
    """
    there = dict.fromkeys(name for name, _ in names(language))
    suites = [load_suite(_locate(name, language), language) for name in (wanted or there)]
    if not wanted:
        suites = [suite for suite in suites if suite.asks == asks and not suite.by_name]
    if len({suite.name for suite in suites}) < len(suites):
        raise UsageError("The same suite was named twice with --suite: name each once.")
    return suites


def load_suite(path: Traversable | Path, language: Language = "en") -> Suite:
    """Read one suite.

    Parameters
    ----------
    path : Path
        A suite file, or a folder with ``suite.toml`` and a file per language.
    language : {"en", "vi", "fr"}
        Which file of a folder; a single file states its own language.

    Raises
    ------
    SuiteError
        A file cannot be read, or a key is wrong or missing.
    """
    suite = _load(path, language)
    if not path.is_dir() or not any(arm.in_translation for arm in suite.arms):
        return suite
    other = _load(path, TRANSLATED_TO[suite.language])
    digest = hashlib.sha256(f"{suite.digest} {other.digest}".encode()).hexdigest()
    return suite.model_copy(update={"translation": other, "digest": digest})


def _load(path: Traversable | Path, language: Language) -> Suite:
    if not path.is_dir():
        record, content = read_toml(path, "suite file", SuiteError)
        return suite_of(record, content, str(path))
    record, content = _read(path, language)
    return suite_of(record, content, str(path / f"{language}.toml"))


def _read(path: Traversable | Path, language: Language) -> tuple[dict[str, Any], bytes]:
    """Return what a folder says in one language, and all that this rests on."""
    record, content = read_toml(path / DESIGN, "suite file", SuiteError)
    words, more = read_toml(path / f"{language}.toml", "suite file", SuiteError)
    where = str(path / f"{language}.toml")
    if misplaced := record.keys() & {"language", "reviewed"}:
        raise SuiteError(
            f"{path / DESIGN}: {min(misplaced)}: this belongs to the files of words "
            f"({language}.toml …): move it there."
        )
    if words.get("language") != language:
        raise SuiteError(f"{where}: language: it must be {language!r}, as the file's name says.")
    if record.get("units") == "occupations":
        record["units"] = [_occupation_unit(entry, language) for entry in occupations()]
        content += repr(record["units"]).encode()
    if "like" in record:
        content += _shared(record, language, str(path / DESIGN))
    return _joined(record, words, where), content + more


def _shared(record: dict[str, Any], language: Language, where: str) -> bytes:
    """Fill a design with the parts of the suite that it is like; return what these rest on."""
    like = record.pop("like")
    if (like, language) not in names():
        raise SuiteError(
            f"{where}: like: there is no suite {like!r} in {language!r}: name one of ours."
        )
    if twice := record.keys() & set(SHARED):
        raise SuiteError(
            f"{where}: {min(twice)}: these are taken from {like!r}, which this suite is like: "
            "leave them out here."
        )
    theirs, content = _read(_folder() / like, language)
    record |= {key: theirs[key] for key in SHARED if key in theirs}
    return content


def suite_of(record: dict[str, Any], content: bytes, where: str) -> Suite:
    """Return what a file says as a suite, with its tolerances in their places.

    Parameters
    ----------
    record : dict
        What the file says; it is changed.
    content : bytes
        All that it rests on, for its digest.
    where : str
        How the sentence about an error begins.

    Raises
    ------
    SuiteError
        A key is wrong or missing.
    """
    record["digest"] = hashlib.sha256(content).hexdigest()
    reasons = record.pop("tolerances", {})
    for contrast in record.get("contrasts", []):
        name = contrast.get("tolerance")
        if isinstance(name, str):
            if name not in reasons:
                raise SuiteError(f"{where}: contrasts: there is no tolerance {name!r}.")
            contrast["tolerance"] = reasons[name]
    return validated(Suite, record, where, SuiteError)


def _joined(design: dict[str, Any], words: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a design with the words of one language."""
    without = words.pop("without", [])
    _leave_out(design, without, where)
    for key, needed in PARTS.items():
        spoken = words.pop(key, {})
        ids = [part.get("id") for part in design.get(key, [])]
        for name in [name for name in spoken if name not in ids]:
            raise SuiteError(f"{where}: {key}.{name}: the design has no such part: check the id.")
        for part in design.get(key, []):
            own = spoken.get(part.get("id"), {})
            if needed not in part.keys() | own.keys():
                raise SuiteError(
                    f"{where}: {key}.{part.get('id')}: this part of the design has no words "
                    f"({needed}): translate it."
                )
            if twice := own.keys() & part.keys():
                raise SuiteError(
                    f"{where}: {key}.{part['id']}.{min(twice)}: the design says this already: "
                    "leave it out here."
                )
            part.update(own)
    if twice := words.keys() & design.keys():
        raise SuiteError(f"{where}: {min(twice)}: the design says this already: leave it out here.")
    return design | words


def _leave_out(design: dict[str, Any], without: list[str], where: str) -> None:
    """Drop the arms for which a language has no form, and the questions about them."""
    arms = [arm["id"] for arm in design.get("arms", [])]
    for name in without:
        if name not in arms:
            raise SuiteError(f"{where}: without: the design has no arm {name!r}.")
    gone = set(without)
    design["arms"] = [arm for arm in design.get("arms", []) if arm["id"] not in gone]
    design["contrasts"] = [
        one for one in design.get("contrasts", []) if not gone & set(one.get("arms", []))
    ]
    for measure in design.get("measures", []):
        if measure.get("arms"):
            measure["arms"] = [name for name in measure["arms"] if name not in gone]


def _folder() -> Traversable:
    return files("isonomia.assess.models") / "suites"


def _locate(name: str, language: Language) -> Traversable | Path:
    if name.endswith(".toml") or (Path(name) / DESIGN).is_file():
        return Path(name)
    if (name, language) in names():
        return _folder() / name
    languages = [code for known, code in names() if known == name]
    if languages:
        raise UsageError(
            f"The suite {name!r} is not there in {language!r}, only in {', '.join(languages)}: "
            "choose one of these with --lang."
        )
    known_names = ", ".join(dict.fromkeys(known for known, _ in names()))
    raise UsageError(
        f"There is no suite {name!r}: choose from {known_names}, or give the path of your own "
        "(--suite FILE)."
    )


def _occupation_unit(entry: Occupation, language: Language) -> dict[str, object]:
    return {
        "id": entry.id,
        "title": entry.title(language),
        "slice": entry.slice,
        "reference": entry.share(language),
        "slots": entry.slots(language),
    }
