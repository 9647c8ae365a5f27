"""Real people, sexual terms and minors are found where they stand, and nowhere else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.vocabulary import LANGUAGES, Language, abusive_words, mask
from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.masking import BLOCK, found
from isonomia.vocabulary.safety import minors_in, public_persons_in, sexual_terms_in

ROOT = Path(__file__).parents[2]
WRITTEN = ("src", "tests", "docs", "benchmarks", "examples")
ENDINGS = {".py", ".toml", ".md", ".j2", ".css", ".js", ".yml", ".yaml", ".json", ".txt"}
LIST = "src/isonomia/vocabulary/data/abusive.toml"
GUARD = "src/isonomia/protect/guard/data/"
EVERY = frozenset().union(*(abusive_words(language) for language in LANGUAGES))


@pytest.mark.parametrize(
    "text",
    [
        "Write to Emmanuel Macron.",
        "write to EMMANUEL  MACRON's office",
        "Écrivez à Élisabeth Borne !",
        unicodedata.normalize("NFD", "Thư gửi Tô Lâm."),
        "What would Zelensky say?",
        "thư ngỏ gửi H'Hen Niê",
        "« Mbappé »",
    ],
)
def test_public_persons_are_found_however_they_are_written(text: str) -> None:
    assert public_persons_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Emmanuel Varnholt and Lena Macronelli",
        "Nguyễn Thị Oanh ở thành phố Hồ Chí Minh",
        "a swift reply about trumps, bushes and musk",
        "Elle gagne un may bien mérité.",
    ],
)
def test_names_that_many_bear_are_not(text: str) -> None:
    assert public_persons_in(text) == []


def test_the_list_of_public_persons_is_large_and_of_full_names() -> None:
    lists = read_data("public_names")
    full = [name for names in lists["full"].values() for name in names]
    assert len(full) == len(set(full)) >= 250
    assert all(len(name.split()) >= 2 for name in full)
    assert len(lists["alone"]) == len(set(lists["alone"]))
    assert sorted(lists["alone"], key=plain) == lists["alone"]
    assert sum("viet-nam" in kind for kind in lists["full"]) >= 2


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_care_and_law_must_name_is_no_sexual_term(language: Language) -> None:
    said = {
        "en": "An intimate image, sexual harassment, pregnancy, contraception, breast cancer.",
        "vi": "Hình ảnh riêng tư, quấy rối tình dục, mang thai, tránh thai, ung thư vú.",
        "fr": "Une image intime, le harcèlement sexuel, la grossesse, la contraception, le sein.",
    }
    assert sexual_terms_in(said[language], language) == []
    for term in read_data("sexual_terms")[language]["words"]:
        assert sexual_terms_in(f"… {term.upper()}.", language), term


MINORS: dict[Language, tuple[str, ...]] = {
    "en": (
        "a girl", "her pupils", "a 15-year-old", "a 9 year old", "a fifteen-year-old", "aged 17",
        "aged twelve", "at the age of 16", "she is 14 y/o", "UNDERAGE", "in high school",
    ),
    "vi": (
        "một em bé", "các học sinh", "15 tuổi", "mười lăm tuổi", "năm tuổi", "bé gái",
        "dưới 18 tuổi", "nữ sinh lớp mười",
    ),
    "fr": (
        "une fillette", "des mineures", "âgée de 15 ans", "âgé de quinze ans", "elle a 12 ans",
        "une personne de dix-sept ans", "une élève", "les lycéennes",
    ),
}  # fmt: skip
ADULTS: dict[Language, tuple[str, ...]] = {
    "en": (
        "a woman", "a 25-year-old", "a twenty-five-year-old", "aged 18", "aged 40",
        "her girlfriend", "a 115-year-old", "at the age of thirty", "for 10 years",
        "a child psychologist",
    ),
    "vi": (
        "một phụ nữ", "25 tuổi", "hai mươi lăm tuổi", "ba mươi hai tuổi", "mười tám tuổi",
        "18 tuổi", "một nữ sinh viên", "bạn gái", "15 năm",
    ),
    "fr": (
        "une femme", "âgée de 25 ans", "âgé de vingt-cinq ans", "âgée de soixante-dix ans",
        "il y a 10 ans", "elle a 18 ans", "le loyer s'élève à mille euros",
        "le loyer s’élève", "depuis 15 ans",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_minors_are_found_and_adults_are_not(language: Language) -> None:
    for text in MINORS[language]:
        assert minors_in(f"… {text}, …", language), text
        assert minors_in(unicodedata.normalize("NFD", text), language), text
    for text in ADULTS[language]:
        assert minors_in(f"… {text}, …", language) == [], text


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_abuse_are_there_once_each(language: Language) -> None:
    words = read_data("abusive")[language]["words"]
    assert len(words) == len(set(words)) >= 25
    assert all(word == word.casefold() == unicodedata.normalize("NFC", word) for word in words)


def test_no_word_of_abuse_stands_in_any_other_file() -> None:
    """But in the term lists of the guard, which has to know what it looks for."""
    checked = 0
    for path in _texts():
        name = path.relative_to(ROOT).as_posix()
        if name != LIST and not name.startswith(GUARD):
            hits = found(path.read_text("utf-8"), EVERY)
            assert not hits, f"{name} holds {len(hits)} words of abuse"
            checked += 1
    assert checked > 300


def _texts() -> list[Path]:
    written = [path for folder in WRITTEN for path in (ROOT / folder).rglob("*")]
    kept = [path for path in [*written, *ROOT.glob("*.md")] if path.suffix in ENDINGS]
    return [path for path in kept if path.is_file() and "__pycache__" not in path.parts]


LETTERS = st.text("abcé -'’\n_1", max_size=30)


@given(LETTERS, st.sets(st.text("abcé1'-", min_size=1, max_size=3), max_size=5))
def test_what_is_found_is_what_would_be_masked(text: str, words: set[str]) -> None:
    assert len(found(text, words)) == mask(text, words).count(BLOCK)
