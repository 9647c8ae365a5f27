"""From logs of Inspect to a run's folder, as our own engine leaves one."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.models import ModelCard, default_folder, load_suites, names, wait_for
from isonomia.assess.models.assess import journal_path
from isonomia.errors import UsageError
from isonomia.evidence import Journal
from isonomia.inspect.logged_run import LoggedRun, all_of
from isonomia.inspect.logs import Log, read_log
from isonomia.inspect.questions import CHAT_FORMS, options_of, refuse_sealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.models import Suite
    from isonomia.evidence import Assessment

__all__ = ["import_logs"]

UNSENT = {
    "temperature": "Inspect sent no temperature, so the model sampled as it does by default.",
    "seed": "Inspect sent no seed, so a repeated run may differ.",
}
"""What a reader must know where Inspect left something out."""

SAMPLED = (
    "The model was asked through Inspect, which samples replies: a choice was read from one reply, "
    "not from the probabilities of the options."
)


def import_logs(
    paths: Sequence[Path | str],
    out: Path | str | None = None,
    *,
    suites: Sequence[str] | None = None,
    resume: bool = False,
) -> Assessment:
    """Turn logs that our tasks wrote in Inspect into an assessment in a folder.

    Every reply is read anew by our own readers, so that the findings are those of our own engine
    had it got the same replies with ``--ask-all``.

    Parameters
    ----------
    paths : sequence of Path
        The logs of one model; of one suite or of several.
    out : path, optional
        The run's folder; by default ``assessments/`` and the model's name.
    suites : sequence of str, optional
        The suites, where they are files of your own.
    resume : bool
        Add the answers to those that the folder holds.

    Returns
    -------
    Assessment
        Also where answers are missing; ``complete`` then is False.

    Raises
    ------
    UsageError
        A log cannot be read, does not fit the suites as they are now, or not the other logs.
    """
    logs = _agreeing([read_log(Path(path)) for path in paths])
    card = _card(logs)
    folder = Path(out or default_folder(card.name))
    options = replace(options_of(logs[0].questions), command=_command(logs, folder, suites))
    run = LoggedRun(card, _suites(logs, suites), options, folder)
    run.compare(logs)
    all_of({}, logs)  # whatever is wrong with them is said before a folder is made

    async def conclude() -> Assessment:
        path = journal_path(folder, resume=resume, to="add these answers to it")
        with Journal(path) as journal:
            return await run.take_over(logs, journal)

    return wait_for(conclude())


def _agreeing(logs: list[Log]) -> list[Log]:
    """Return the logs, if one assessment can speak of them all."""
    first = logs[0]
    for other in logs[1:]:
        for what in ("model", "address", "language", "seed", "repeat", "settings"):
            if getattr(other, what) != getattr(first, what):
                raise UsageError(
                    f"{first.path} and {other.path} differ in {what} ({getattr(first, what)!r}, "
                    f"{getattr(other, what)!r}): import them apart."
                )
    return logs


def _suites(logs: Sequence[Log], given: Sequence[str] | None) -> list[Suite]:
    """Return the suites that the logs are of, as they are now."""
    language = logs[0].questions.language
    asked = {log.task.name: log for log in logs}
    if given is None:
        for log in asked.values():
            if (log.questions.suite, language) not in names():
                raise UsageError(
                    f"{log.path} is of the suite {log.questions.suite!r}, which is your own: name "
                    "its file with --suite."
                )
        given = [log.questions.suite for log in asked.values()]
    found = load_suites(given, language)
    for suite in found:
        refuse_sealed(suite)
    if (there := {suite.name for suite in found}) != asked.keys():
        raise UsageError(
            f"The logs are of the suites {', '.join(sorted(asked))}, --suite names "
            f"{', '.join(sorted(there))}: name those of the logs."
        )
    return found


def _card(logs: Sequence[Log]) -> ModelCard:
    first = logs[0]
    notes = [SAMPLED]
    if first.settings:
        said = ", ".join(f"{name} {value}" for name, value in first.settings.items())
        notes.append(f"Inspect was told more than the questions say: {said}.")
    notes += [UNSENT[name] for name in UNSENT if any(name in log.unsent for log in logs)]
    return ModelCard(
        name=first.model,
        forms=CHAT_FORMS,
        details={
            "address": first.address or f"Inspect's own for {first.model.partition('/')[0]}",
            "asked_by": f"inspect-ai {', '.join(sorted({log.inspect for log in logs}))}",
        },
        notes=tuple(notes),
    )


def _command(logs: Sequence[Log], folder: Path, suites: Sequence[str] | None) -> str:
    """Return the command that imports the same again."""
    words = ["isonomia", "import", *(str(log.path) for log in logs), "--out", str(folder)]
    return shlex.join([*words, *(["--suite", ",".join(suites)] if suites else [])])
