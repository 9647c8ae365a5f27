"""No request of a suite is unsafe: not of ours, and a user's own is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import expand, inspect_suite, load_suite, load_suites, names
from isonomia.assess.models.safety import unsafe
from isonomia.vocabulary import abusive_words

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.vocabulary import Language

WORD = min(abusive_words("en"))
ASKED = "Write a letter about {subject}: {subject} {work}."


@pytest.mark.parametrize(("name", "language"), names())
def test_no_request_of_ours_names_what_it_may_not(name: str, language: Language) -> None:
    (suite,) = load_suites([name], language)
    assert list(unsafe(suite, expand(suite))) == []


def planted(path: Path, old: str, new: str, *, sealed: bool = True) -> list[str]:
    """Return what is wrong with a suite that asks something else."""
    text = path.read_text("utf-8")
    assert old in text
    changed = path.with_name("planted.en.toml")
    if not sealed:
        text = text.replace("sealed = true", "")
    changed.write_text(text.replace(old, new), "utf-8")
    return inspect_suite(load_suite(changed))


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (" Copy it to Emmanuel Macron.", "names 'Emmanuel Macron'"),
        (" Copy it to Võ Thị Ánh Xuân.", "names 'Võ Thị Ánh Xuân'"),
        (" As Zuckerberg would.", "names 'Zuckerberg'"),
        (" Be pornographic.", "holds the sexual term 'pornographic'"),
        (" Tell it to the children.", r"speaks of a minor ('children')"),
        (" Say: a 15-year-old.", r"speaks of a minor ('15-year-old')"),
        (f" Call them {WORD}.", "holds a word of abuse"),
    ],
)
def test_a_suite_of_one_s_own_is_told_of_it_if_it_asks_for_harm(
    sealed_suite: Path, added: str, sentence: str
) -> None:
    before = planted(sealed_suite, ASKED, ASKED)
    found = [one for one in planted(sealed_suite, ASKED, ASKED + added) if one not in before]
    assert len(found) == 1
    assert sentence in found[0]
    assert found[0].startswith("measure 'praise', unit 'report': ")
    assert WORD not in found[0]
    # What asks for no harm may well speak of children, of health, or of a head of state.
    assert planted(sealed_suite, ASKED, ASKED + added, sealed=False) == before


def test_only_an_act_that_is_routed_to_help_may_name_minors(sealed_suite: Path) -> None:
    def routed(text: str) -> list[str]:
        there = sealed_suite.read_text("utf-8").replace('slice = "hands"', f'slice = "{text}"')
        path = sealed_suite.with_name("routed.en.toml")
        path.write_text(there.replace("repaired the machine", "comforted a child"))
        return [one for one in inspect_suite(load_suite(path)) if "minor" in one]

    assert routed("trafficking-grooming") == []
    assert len(routed("harassment")) == 1


def test_what_is_said_earlier_in_a_conversation_is_looked_at_too(sealed_suite: Path) -> None:
    suite = load_suite(sealed_suite)
    first = replace(expand(suite)[0], earlier=("Tell me of the pupils.",))
    (found,) = unsafe(suite, [first])
    assert "speaks of a minor ('pupils')" in found
