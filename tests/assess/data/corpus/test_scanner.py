"""Scanning with settings: languages, defaults, what is refused."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.data.corpus import CorpusSettings, Scanner
from isonomia.errors import UsageError
from isonomia.vocabulary.lexicon import lexicon

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_counted_of_nothing() -> None:
    mentions, near = Scanner(CorpusSettings()).counts()
    assert (len(mentions), len(near)) == (0, 0)
    assert (mentions.name, near.name) == ("mentions", "near")


def test_each_language_has_its_words() -> None:
    made = Scanner(CorpusSettings({"en": "", "fr": "", "vi": ""}, default="fr"))
    texts = ["Elle, she, bà.", "Elle, she, bà.", "Elle, she, bà.", "Elle, elle."]
    made.add(texts, [("", "en", ""), ("", "fr", ""), ("", "vi", ""), ("", "", "")])
    mentions, _ = made.counts()
    women = {key[1]: sums[mentions.columns.index("woman")] for key, sums in mentions}
    assert women == {"en": 1, "fr": 3, "vi": 1}


def test_counts_can_be_asked_for_again() -> None:
    made = Scanner(CorpusSettings())
    for times in (1, 2, 3):
        made.add(["She is a nurse."], [("", "", "")])
        mentions, near = made.counts()
        assert mentions.total["woman"] == times
        assert near.where(kind="term", item="nurse").total["woman"] == times


def test_a_language_without_a_term_list_is_refused() -> None:
    made = Scanner(CorpusSettings({"en": "", "vi": ""}))
    assert made.languages == {"en", "vi"}
    with pytest.raises(UsageError, match="no term list for the language 'de'"):
        made.add(["Sie"], [("", "de", "")])


def test_a_term_list_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "la.toml"
    path.write_text(
        """
language = "la"
version = "1"
reviewed = true
[[sources]]
id = "own"
text = "Ours."
[gender]
source = "own"
woman = ["illa"]
man = ["ille"]
[[lists]]
group = "power"
source = "own"
[lists.terms]
ruler = { any = ["rex", "dux"], woman = ["regina"] }
""",
        encoding="utf-8",
    )
    made = Scanner(CorpusSettings({"latin": str(path)}, default="latin"))
    made.add(["Illa regina, ille dux"], [("", "", "")])
    mentions, near = made.counts()
    assert mentions["", "latin", ""]["woman"] == 1
    ruler = near["", "latin", "", "term", "ruler"]
    assert (ruler["mentions"], ruler["named_woman"], ruler["woman"], ruler["man"]) == (2, 1, 2, 2)


def test_settings_can_be_sent_and_told() -> None:
    made = CorpusSettings({"vi": "", "en": ""}, window=5)
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301
    told = {
        "default language": "en",
        "window": "5",
        "term list en": lexicon("en").digest,
        "term list vi": lexicon("vi").digest,
    }
    assert told.items() <= made.recorded.items()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"window": 0}, "The window is 0 words"),
        ({"window": 1001}, "The window is 1001 words"),
        ({"default": "fr"}, "The default language 'fr' has no term list"),
        ({"languages": {"de": "", "en": ""}}, "no term list for the language 'de'"),
    ],
)
def test_settings_that_cannot_be(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        CorpusSettings(**arguments)  # type: ignore[arg-type]
