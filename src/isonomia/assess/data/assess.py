"""Assessing a corpus: from files, or from counts of them, to an assessment in a folder."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.audits import AuditRun, default_folder, name_of, write_assessment
from isonomia.assess.data.corpus.assessment import corpus_assessment
from isonomia.assess.data.corpus.settings import CorpusSettings
from isonomia.assess.data.reading import REASONS, Fields, plan_shards
from isonomia.assess.data.running import CorpusTask, OneProcess, run_shards, scan_shard
from isonomia.errors import UsageError
from isonomia.evidence import FILE_NAME, as_counted, is_profile, load_profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isonomia.assess.data.reading import Plan, Shard
    from isonomia.assess.data.running import Executor, Place, RunResult, ShardResult
    from isonomia.evidence import Assessment, Profile
    from isonomia.vocabulary import Lexicon

__all__ = ["CorpusOptions", "CorpusProgress", "assess_corpus", "assess_data"]

TERM_LIST = "term list"
"""A profile's settings name each with its language, and give its digest."""

PARTS = "parts"
"""Folder of finished shards, beside the assessment: it lets a run be resumed."""


@dataclass(frozen=True)
class CorpusOptions:
    """How a corpus is read and counted, and where the assessment goes.

    Attributes
    ----------
    text, source, language, time : str
        Names of a record's fields; a dot leads into nested ones. The last three may be empty.
    scanner : CorpusSettings
        Term lists, default language, window.
    before : str
        Profile, or folder of the run, over the texts that a filter was given, if this is what it
        kept.
    strict : bool
        Stop at the first record that cannot be read.
    resume : bool
        Count only what the folder does not hold yet.
    run : AuditRun
        Begin, command, and language of the page.
    """

    text: str = "text"
    source: str = ""
    language: str = ""
    time: str = ""
    scanner: CorpusSettings = field(default_factory=CorpusSettings)
    before: str = ""
    strict: bool = False
    resume: bool = False
    run: AuditRun = field(default_factory=AuditRun)

    @property
    def task(self) -> CorpusTask:
        """What is counted in each shard."""
        fields = Fields(self.text, self.source or None, self.language or None, self.time or None)
        return CorpusTask(fields, self.scanner, strict=self.strict)


class CorpusProgress:
    """Told how a scan goes; does nothing."""

    def planned(self, plan: Plan) -> None:
        """Take notice of all shards, before the first is read."""

    def done(self, shard: Shard, result: ShardResult) -> None:
        """Take notice of a shard that is done."""


def assess_data(
    paths: str | Path | Sequence[str | Path],
    *,
    text: str = "text",
    source: str = "",
    language_field: str = "",
    time: str = "",
    language: str = "en",
    words: str = "",
    window: int = 10,
    before: str | Path = "",
    out: Path | str | None = None,
    executor: Executor | None = None,
    strict: bool = False,
    resume: bool = False,
) -> Assessment:
    """Assess a corpus and write the assessment into a folder.

    Parameters
    ----------
    paths : path or sequence of paths
        Files, folders and patterns; or one profile, which was counted before.
    text : str
        Field that holds the text; a dot leads into nested ones.
    source, language_field, time : str
        Fields that hold a document's source, language and date.
    language : str
        Language of the texts, or of those that do not tell theirs.
    words : str
        File of term lists of your own for this language.
    window : int
        Two words are beside each other if they begin at most so many words apart in a sentence.
    before : path
        Run or profile over the texts that a filter was given, if these are the ones it kept.
    out : path, optional
        The run's folder; by default ``assessments/`` and the first path's name.
    executor : Executor, optional
        Where the work is done; by default in this process.
    strict : bool
        Stop at the first record that cannot be read, instead of counting it as skipped.
    resume : bool
        Count only what the folder does not hold yet.

    Returns
    -------
    Assessment
        What was found. The counts are in ``profile.json`` beside it.

    Raises
    ------
    UsageError
        A path matches nothing, a file is not what it seems, or the folder holds another run.
    IncompleteError
        A file changed or a worker died; what is done is kept.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    lists = dict.fromkeys(("en", "vi", "fr"), "") if language_field else {}
    options = CorpusOptions(
        text=text,
        source=source,
        language=language_field,
        time=time,
        scanner=CorpusSettings({**lists, language: words}, language, window),
        before=str(before) if before else "",
        strict=strict,
        resume=resume,
    )
    places = [str(path) for path in listed]
    folder = Path(out) if out else default_folder(places)
    return assess_corpus(places, folder, options, executor or OneProcess())


def assess_corpus(
    paths: Sequence[str],
    folder: Path,
    options: CorpusOptions,
    executor: Executor,
    progress: CorpusProgress | None = None,
) -> Assessment:
    """Count what has to be counted, and write what may be said of it.

    Parameters
    ----------
    paths : sequence of str
        Files, folders and patterns; or one profile.
    folder : Path
        The run's folder.
    options : CorpusOptions
        How to read and count.
    executor : Executor
        Where the work is done.
    progress : CorpusProgress, optional
        Told how it goes.

    Raises
    ------
    UsageError, IncompleteError
        As `assess_data`.
    """
    _check_folder(folder, paths, resume=options.resume)
    before = load_profile(options.before) if options.before else None
    notes: list[str] = []
    is_counted = len(paths) == 1 and is_profile(paths[0])
    if is_counted:
        profile = _counted(paths[0])
    else:
        profile, notes = _count(paths, folder, options, executor, progress or CorpusProgress())
    with as_counted(options.before or paths[0]) if is_counted or before else nullcontext():
        assessment = corpus_assessment(
            profile,
            _lexicons(profile, options.scanner),
            name=name_of(paths),
            run=options.run,
            before=before,
            notes=notes,
        )
    write_assessment(assessment, profile, folder)
    return assessment


def _check_folder(folder: Path, paths: Sequence[str], *, resume: bool) -> None:
    for path in paths:
        if Path(path).is_dir() and folder.resolve().is_relative_to(Path(path).resolve()):
            raise UsageError(
                f"{folder} lies inside {path}, so that a later run would read its counts as "
                "texts: give an --out elsewhere."
            )
    if not resume and ((folder / FILE_NAME).exists() or (folder / PARTS).exists()):
        raise UsageError(
            f"{folder} holds a run already: give --resume to count what it lacks, or another --out."
        )


def _counted(path: str) -> Profile:
    """Return a profile that was made before."""
    profile = load_profile(path)
    if profile.kind != "corpus":
        raise UsageError(f"{path} holds counts of {profile.kind}, not of a corpus.")
    return profile


def _lexicons(profile: Profile, scanner: CorpusSettings) -> dict[str, Lexicon]:
    """Return the term lists by which a profile was counted, by the language's name in the data."""
    found = {}
    for setting, digest in profile.settings.items():
        kind, _, language = setting.rpartition(" ")
        if kind != TERM_LIST:
            continue
        known = {language: scanner.languages.get(language, "")}
        lexicon = CorpusSettings(known, language).lexicon(language)
        if lexicon.digest != digest:
            raise UsageError(
                f"The counts were made with another term list for {language!r}: give it with "
                "--words and --lang, or count the texts anew."
            )
        found[language] = lexicon
    return found


def _count(
    paths: Sequence[str],
    folder: Path,
    options: CorpusOptions,
    executor: Executor,
    progress: CorpusProgress,
) -> tuple[Profile, list[str]]:
    task = options.task
    plan = plan_shards(paths)
    progress.planned(plan)
    result = run_shards(
        plan.shards,
        partial(scan_shard, task=task),
        executor,
        folder / PARTS,
        settings=task.settings,
        strict=options.strict,
        on_done=progress.done,
    )
    _check_read(result)
    notes = [*plan.notes, *result.notes, *_left_out(result), *_unseen(result.profile, options)]
    return result.profile, notes


def _check_read(result: RunResult) -> None:
    """Refuse to assess nothing where there was something: a field is probably misnamed."""
    skipped = result.profile.skipped
    if result.profile.records or not skipped:
        return
    reason, n = skipped.most_common(1)[0]
    raise UsageError(
        f"None of {skipped.total():,} records could be read; {n:,} of them because a record "
        f"{REASONS[reason]}, first at {_listed(result.places.get(reason, ()))}."
    )


def _unseen(profile: Profile, options: CorpusOptions) -> Iterator[str]:
    """Say which fields were named that no record has."""
    mentions = profile.table("mentions")
    for name, field_name in (("source", options.source), ("time", options.time)):
        told = {key for (key,), _ in mentions.by(name)}
        if field_name and told == {""}:
            yield f"No record tells a {name} in the field {field_name!r}."


def _left_out(result: RunResult) -> Iterator[str]:
    """Say what could not be read, how often, and where first."""
    for reason, n in sorted(result.profile.skipped.items()):
        places = _listed(result.places.get(reason, ()))
        yield f"{n:,} skipped, because a record {REASONS[reason]}; first at {places}."
    for (note,), (n,) in result.profile.table("reading"):
        field_name = note.removeprefix("no-")
        yield f"{n:,} documents counted without a {field_name}: their field tells none."


def _listed(places: Sequence[Place]) -> str:
    return ", ".join(
        f"{place.file} {'row' if place.file.endswith('.parquet') else 'line'} {place.line:,}"
        for place in places
    )
