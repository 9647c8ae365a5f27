"""Sources, languages and years of documents: read where they are plain, never guessed."""

from __future__ import annotations

import datetime

import pytest

from isonomia.assess.data.reading import Document
from isonomia.assess.data.running.keys import DocumentKeys, year_of
from isonomia.errors import UsageError


@pytest.mark.parametrize(
    ("time", "year"),
    [
        ("2021-03-04T10:00:00Z", "2021"),
        ("2021-03-04 10:00:00+02", "2021"),
        ("2021-03", "2021"),
        ("2021/3/4", "2021"),
        (" 2021 ", "2021"),
        ("2021", "2021"),
        (2021, "2021"),
        ("1850-01-02", "1850"),
        ("1850", ""),
        (1614852000, ""),
        ("1614852000", ""),
        (2021.0, ""),
        (True, ""),
        ("4/3/2021", ""),
        ("2021-", ""),
        ("20210304", ""),
        ("2021-2022", ""),
        ("２０２１", ""),
        ("infinity", ""),
        ("3000-01-01", ""),
        ({"year": 2021}, ""),
        (datetime.date(2021, 3, 4), ""),
    ],
)
def test_a_year_is_read_or_not_guessed(time: object, year: str) -> None:
    assert year_of(time) == year


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("EN", "en"),
        ("en-US", "en"),
        ("en_GB", "en"),
        ("English", "English"),
        ("english", None),
        ("eng", None),
        ("de", None),
        ("-", None),
        (5, None),
    ],
)
def test_a_language_has_a_word_list_or_not(language: object, name: str | None) -> None:
    keys = DocumentKeys({"en", "vi", "English"}, "vi")
    key = keys.of(Document(1, "text", language=language))
    assert (key and key[1]) == name


def test_what_a_field_does_not_tell_is_counted() -> None:
    keys = DocumentKeys({"en"}, "en")
    sources = [None, "", "web", 5, 2.5, ["a"], "x" * 300]
    assert [keys.of(Document(1, "t", one, None, "soon")) for one in sources] == [
        (name, "en", "") for name in ("", "", "web", "5", "2.5", "", "")
    ]
    assert keys.notes == {"no-year": 7, "no-source": 2}


def test_a_field_of_document_names_is_no_source() -> None:
    keys = DocumentKeys({"en"}, "en", "url")
    for n in range(2000):
        keys.of(Document(1, "t", f"https://example.org/{n}"))
    with pytest.raises(UsageError, match=r"The field 'url' holds more than 2,000 sources"):
        keys.of(Document(1, "t", "https://example.org/2000"))
