"""``isonomia assess data PATH…``: whom training data leave out, and whom they typecast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.audits import again, refuse
from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assess_data"]

FOR_BOTH = {"--lang", "--strict", "--out"}
FOR_TEXTS = FOR_BOTH | {
    "--text",
    "--source",
    "--time",
    "--language-field",
    "--words",
    "--window",
    "--before",
    "--workers",
    "--cluster",
    "--resume",
}
FOR_TABLES = FOR_BOTH | {"--columns", "--reference", "--mapping", "--label", "--explain", "--cells"}


def assess_data(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…",
            help="Files, folders or patterns: JSON Lines or CSV (also .gz, .zst), Parquet, plain "
            "text; or one profile.json.",
        ),
    ],
    *,
    text: Annotated[
        str,
        typer.Option(metavar="FIELD", help="Field that holds the text; a dot leads into another."),
    ] = "",
    source: Annotated[
        str, typer.Option(metavar="FIELD", help="Field that holds a text's source, to compare.")
    ] = "",
    time: Annotated[
        str, typer.Option(metavar="FIELD", help="Field that holds a text's date, to compare years.")
    ] = "",
    language_field: Annotated[
        str, typer.Option(metavar="FIELD", help="Field that holds a text's language.")
    ] = "",
    words: Annotated[
        str, typer.Option(metavar="FILE", help="Term lists of your own for this language (TOML).")
    ] = "",
    window: Annotated[
        int | None,
        typer.Option(
            min=1, help="Words at most from one to another that is beside it [default: 10]."
        ),
    ] = None,
    before: Annotated[
        str,
        typer.Option(metavar="DIR", help="Run over all texts, if these are what a filter kept."),
    ] = "",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at once [default: one for each core].")
    ] = None,
    cluster: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="A Dask cluster: tcp://HOST:PORT, or local."),
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Count only what the folder does not hold yet.")
    ] = False,
    columns: Annotated[
        str,
        typer.Option(
            metavar="NAME=COLUMN,…", help="For a table: who is who, gender=sex,age=age_group."
        ),
    ] = "",
    reference: Annotated[
        str, typer.Option(metavar="FILE", help="For a table: expected shares [default: even].")
    ] = "",
    mapping: Annotated[
        str, typer.Option(metavar="FILE", help="For a table: what the values mean (TOML).")
    ] = "",
    label: Annotated[
        str, typer.Option(metavar="COLUMN[=VALUE]", help="For a table: what a model is to learn.")
    ] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="For a table: print the SQL for a warehouse.")
    ] = False,
    cells: Annotated[
        bool, typer.Option("--cells", help="PATH is what that SQL gave, as CSV.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first record that cannot be read.")
    ] = False,
    lang: Annotated[
        Lang, typer.Option(help="Language of texts that do not tell theirs, and of the report.")
    ] = Lang.en,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/NAME]."),
    ] = None,
) -> None:
    """Count who is in texts or in a table, and say what the counts entitle us to say."""
    with plain_failures():
        from isonomia.assess.audits import default_folder  # noqa: PLC0415

        given = {
            "--text": text,
            "--source": source,
            "--time": time,
            "--language-field": language_field,
            "--words": words,
            "--window": window,
            "--before": before,
            "--workers": workers,
            "--cluster": cluster,
            "--columns": columns,
            "--reference": reference,
            "--mapping": mapping,
            "--label": label,
            "--strict": strict,
            "--explain": explain,
            "--cells": cells,
            "--lang": lang.value,
            "--out": out or default_folder(paths),
        }
        if _is_table(paths, given, resume=resume):
            from isonomia.cli.assess_table import assess_table  # noqa: PLC0415

            assess_table(paths, given, again("data", paths, given))
        else:
            from isonomia.cli.assess_corpus import assess_corpus  # noqa: PLC0415

            assess_corpus(paths, given, again("data", paths, given), resume=resume)


def _is_table(paths: list[str], given: Mapping[str, object], *, resume: bool) -> bool:
    """Tell whether a table is meant rather than texts, and refuse what goes with neither."""
    from isonomia.evidence import is_profile, load_profile  # noqa: PLC0415

    if len(paths) == 1 and is_profile(paths[0]):
        table = load_profile(paths[0]).kind == "table"
    elif given["--text"]:
        table = False
    elif given["--columns"]:
        table = True
    elif all(Path(path).suffix in {".txt", ".md"} for path in paths):
        table = False
    else:
        raise UsageError(
            "Say which field of a record holds the text, for example --text text; or, for a table "
            "of people, name its columns, for example --columns gender=sex,age=age_group."
        )
    kind = "a table" if table else "texts"
    everything = {**given, "--resume": resume}
    why = f"does not go with {kind}: leave it out, or assess texts and tables apart."
    refuse(everything, FOR_TABLES if table else FOR_TEXTS, why)
    return table
