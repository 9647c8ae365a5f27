"""Texts in three languages into which names from the data are put."""

from __future__ import annotations

from functools import cache

from isonomia.vocabulary import LANGUAGES, Language, Text, abusive_words, mask

__all__ = ["as_it_is", "filled", "shown"]


GROUPING: dict[Language, str] = {"en": ",", "vi": ".", "fr": "\u202f"}
"""What stands between thousands."""


def as_it_is(name: str) -> Text:
    """Return a name from the data, the same in every language, but for words of abuse."""
    return Text(**dict.fromkeys(LANGUAGES, shown(name)))


def shown(name: str) -> str:
    """Return a name from the data as a person may see it.

    Words of abuse are covered, and signs that a terminal would obey are replaced.
    """
    return mask("".join(sign if sign.isprintable() else "\ufffd" for sign in name), _abuse())


@cache
def _abuse() -> frozenset[str]:
    return frozenset().union(*map(abusive_words, LANGUAGES))


def filled(text: Text, **slots: Text | str | int) -> Text:
    """Return a text with its slots filled, in every language.

    Raises
    ------
    KeyError
        The text has a slot for which nothing is given.
    """
    return Text(
        **{
            language: text[language].format_map(
                {slot: _said(value, language) for slot, value in slots.items()}
            )
            for language in LANGUAGES
        }
    )


def _said(value: Text | str | int, language: Language) -> str:
    if isinstance(value, Text):
        return value[language]
    return f"{value:,}".replace(",", GROUPING[language]) if isinstance(value, int) else value
