"""Texts in three languages into which names from the data are put."""

from __future__ import annotations

from isonomia.vocabulary import LANGUAGES, Text

__all__ = ["as_it_is", "filled"]


def as_it_is(name: str) -> Text:
    """Return a name from the data, which stays the same in every language."""
    return Text(**dict.fromkeys(LANGUAGES, name))


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
                {
                    slot: value[language] if isinstance(value, Text) else value
                    for slot, value in slots.items()
                }
            )
            for language in LANGUAGES
        }
    )
