"""A guard that asks a judge: any model, endpoint or person that picks one of the acts."""

from __future__ import annotations

import hashlib
import re
from string import ascii_uppercase
from typing import TYPE_CHECKING

from isonomia.errors import AskError, UsageError
from isonomia.protect.guard.concepts import read_guard_data
from isonomia.protect.guard.detect import detect
from isonomia.protect.guard.plain import plain, readable
from isonomia.protect.guard.screening import UNKNOWN, Screening
from isonomia.vocabulary import LANGUAGES, acts

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.vocabulary import Language

__all__ = ["MOST_CHARACTERS", "JudgeGuard"]

MOST_CHARACTERS = 8000
"""A longer text is judged by its beginning and its end, this much together."""

_LETTER = re.compile(r"[\s*\"'(\[]*([A-Z])(?=\s*$|[.):\]*\n]|[\"'](?!\w))")
"""A reply's one capital letter. "A threat" and "I'm sorry" are sentences, not letters."""


class JudgeGuard:
    """A guard whose verdict is a judge's.

    The judge is asked in the text's language, in English where that is not known. The text stands
    between two marks made from its own digest, so that it cannot hold one and end the quotation.

    Parameters
    ----------
    ask : callable
        Takes a prompt and the options, single letters, and returns the judge's reply.
    name : str
        The judge's name, with its version where it has one.
    digest : str
        SHA-256 of the judge's weights, where it is known.
    """

    def __init__(
        self, ask: Callable[[str, tuple[str, ...]], str], name: str, digest: str = ""
    ) -> None:
        self._ask = ask
        self.name = name
        self.digest = digest

    def screen(self, text: str, language: Language | None = None) -> Screening:
        """Ask the judge about one text.

        Returns
        -------
        Screening
            ``score`` is 1 where the judge names an act and 0 where it names none.

        Raises
        ------
        AskError
            The reply names none of the options: nothing is known of the text.
        UsageError
            The language is not one of ours.
        """
        if language is not None and language not in LANGUAGES:
            raise UsageError(f"{language!r} is no language of the guard: give en, vi or fr.")
        known = language or detect(plain(text))
        spoken = known or "en"
        said = _said(spoken)
        choices = _choices()
        reply = self._ask(_prompt(text, spoken), tuple(choices))
        letter = _LETTER.match(reply)
        if letter is None or letter[1] not in choices:
            raise AskError(
                f"The judge {self.name} answered with none of the letters it was given, so this "
                "text has not been screened: ask again, or use another judge."
            )
        act = choices[letter[1]]
        title = acts()[act].title[spoken] if act else ""
        return Screening(
            flagged=act is not None,
            act=act,
            score=1.0 if act else 0.0,
            threshold=0.5,
            reasons=(said["reason"].format(act=title),) if act else (),
            language=known or UNKNOWN,
            guard=self.name,
            digest=self.digest,
        )


def _prompt(text: str, language: Language) -> str:
    said = _said(language)
    seen = _cut(readable(text))
    mark = f"[{hashlib.sha256(seen.encode()).hexdigest()[:16]}]"
    lines = [
        f"{letter}. {_described(act, language) if act else said['none']}"
        for letter, act in _choices().items()
    ]
    filled = {"mark": mark, "choices": "\n".join(lines)}
    before, _, after = said["request"].strip().partition("{text}")  # the text itself fills no slot
    return f"{before.format(**filled)}{seen}{after.format(**filled)}"


def _choices() -> dict[str, str | None]:
    """Return the acts by the letters that stand for them, and none of them first."""
    open_to = [act.id for act in acts().values() if not act.help_only]
    return dict(zip(ascii_uppercase, [None, *open_to], strict=False))


def _described(act: str, language: Language) -> str:
    known = acts()[act]
    return f"{known.title[language]}: {known.meaning[language]}"


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    half = MOST_CHARACTERS // 2
    return f"{text[:half]}\n[…]\n{text[-half:]}"


def _said(language: Language) -> dict[str, str]:
    said = read_guard_data("judging")[language]
    if not isinstance(said, dict):
        raise TypeError(f"judging.toml: {language} must be a table")
    return said
