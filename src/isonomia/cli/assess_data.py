"""``isonomia assess data PATH…``: whom training data leave out, and whom they typecast."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang, page_of
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.assess.data.running import Executor

__all__ = ["assess_data"]


def assess_data(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Files, folders or patterns: JSON Lines (also .gz, .zst), Parquet, CSV, plain "
            "text; or one profile.json.",
        ),
    ],
    *,
    text: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Field that holds the text; a dot leads into another."),
    ] = None,
    source: Annotated[
        str, typer.Option(metavar="FIELD", help="Field that holds a text's source, to compare.")
    ] = "",
    time: Annotated[
        str, typer.Option(metavar="FIELD", help="Field that holds a text's date, to compare years.")
    ] = "",
    language_field: Annotated[
        str, typer.Option(metavar="FIELD", help="Field that holds a text's language.")
    ] = "",
    lang: Annotated[
        Lang, typer.Option(help="Language of texts that do not tell theirs, and of the report.")
    ] = Lang.en,
    words: Annotated[
        str, typer.Option(metavar="FILE", help="Term lists of your own for this language (TOML).")
    ] = "",
    window: Annotated[
        int, typer.Option(min=1, help="Most words between two that count as beside each other.")
    ] = 10,
    before: Annotated[
        str,
        typer.Option(metavar="DIR", help="Run over all texts, if these are what a filter kept."),
    ] = "",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at once [default: one for each core].")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask cluster: tcp://HOST:PORT, or local."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first record that cannot be read.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/NAME]."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Count only what the folder does not hold yet.")
    ] = False,
) -> None:
    """Count who is in the texts and as what, and say what the counts entitle us to say."""
    with plain_failures():
        from isonomia.assess.audits import AuditRun  # noqa: PLC0415
        from isonomia.assess.data import CorpusOptions, CorpusSettings  # noqa: PLC0415
        from isonomia.assess.data.assess import assess_corpus, default_folder  # noqa: PLC0415
        from isonomia.cli.audit_progress import AuditMonitor  # noqa: PLC0415
        from isonomia.evidence import is_profile  # noqa: PLC0415
        from isonomia.report import write_html  # noqa: PLC0415

        if text is None and not (len(paths) == 1 and is_profile(paths[0])):
            text = _needed(paths)
        folder = out or default_folder(paths)
        given = {
            "--text": text,
            "--source": source,
            "--time": time,
            "--language-field": language_field,
            "--lang": lang.value,
            "--words": words,
            "--window": window if window != 10 else "",
            "--before": before,
            "--workers": workers,
            "--cluster": cluster,
            "--out": folder,
        }
        lists = dict.fromkeys((one.value for one in Lang), "") if language_field else {}
        options = CorpusOptions(
            text=text or "",
            source=source,
            language=language_field,
            time=time,
            scanner=CorpusSettings({**lists, lang.value: words}, lang.value, window),
            before=before,
            strict=strict,
            resume=resume,
            run=AuditRun(_command(paths, given, strict=strict), lang.value),
        )
        with AuditMonitor() as monitor:
            assessment = assess_corpus(paths, folder, options, _executor(workers, cluster), monitor)
        monitor.conclude(assessment, write_html(assessment, page_of(folder, lang), lang.value))


def _needed(paths: list[str]) -> str:
    """Return the name of no field, which is all that plain text needs, or ask for one."""
    if all(Path(path).suffix in {".txt", ".md"} for path in paths):
        return "text"
    raise UsageError(
        "Say which field of a record holds the text, for example --text text; for a table of "
        "people, name its columns, for example --columns gender=sex,age=age_group."
    )


def _executor(workers: int | None, cluster: str | None) -> Executor:
    from isonomia.assess.data.running import Cluster, OneProcess, Pool  # noqa: PLC0415

    if cluster is not None and workers is not None:
        raise UsageError("--workers are processes of this machine, so give it or --cluster.")
    if cluster is not None:
        return Cluster(cluster)
    return OneProcess() if workers == 1 else Pool(workers)


def _command(paths: list[str], given: Mapping[str, object], *, strict: bool) -> str:
    """Return the command that runs this again."""
    words = ["isonomia", "assess", "data", *paths]
    for name, value in given.items():
        if value not in {None, ""}:
            words += [name, str(value)]
    return shlex.join([*words, "--strict"] if strict else words)
