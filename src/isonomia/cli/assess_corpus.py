"""The half of ``isonomia assess data`` that reads texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.audits import AuditRun
from isonomia.assess.data import CorpusOptions, CorpusSettings
from isonomia.assess.data import assess_corpus as assess
from isonomia.assess.data.running import Cluster, OneProcess, Pool
from isonomia.cli.audits import tell
from isonomia.cli.corpus_progress import CorpusMonitor
from isonomia.cli.options import Lang, page_of
from isonomia.errors import UsageError
from isonomia.report import write_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.assess.data.running import Executor

__all__ = ["assess_corpus"]


def assess_corpus(
    paths: Sequence[str], given: Mapping[str, object], command: str, *, resume: bool
) -> None:
    """Count texts, showing how it goes, and write the assessment and its page."""
    lang, folder = Lang(str(given["--lang"])), Path(str(given["--out"]))
    workers = given["--workers"]
    options = CorpusOptions(
        # Plain text has no fields.
        text=str(given["--text"]) or "text",
        source=str(given["--source"]),
        language=str(given["--language-field"]),
        time=str(given["--time"]),
        scanner=_settings(given, lang),
        before=str(given["--before"]),
        strict=bool(given["--strict"]),
        resume=resume,
        run=AuditRun(command, lang.value),
    )
    executor = _executor(workers if isinstance(workers, int) else None, str(given["--cluster"]))
    with CorpusMonitor() as monitor:
        assessment = assess(paths, folder, options, executor, monitor)
    page = write_html(assessment, page_of(folder, lang), lang.value)
    tell(assessment, page, assessment.subject.notes)


def _settings(given: Mapping[str, object], lang: Lang) -> CorpusSettings:
    lists = dict.fromkeys((one.value for one in Lang), "") if given["--language-field"] else {}
    lists[lang.value] = str(given["--words"])
    window = given["--window"]
    if isinstance(window, int):
        return CorpusSettings(lists, lang.value, window)
    return CorpusSettings(lists, lang.value)


def _executor(workers: int | None, cluster: str) -> Executor:
    if cluster and workers is not None:
        raise UsageError("--workers are processes of this machine, so give it or --cluster.")
    if cluster:
        return Cluster(cluster)
    return OneProcess() if workers == 1 else Pool(workers)
