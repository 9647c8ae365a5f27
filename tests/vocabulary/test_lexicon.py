"""Lexicons: what a file must say, what the lists hold, and what tricky words are read as."""

from __future__ import annotations

import pickle
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.errors import UsageError
from isonomia.vocabulary import (
    LANGUAGES,
    Form,
    Lexicon,
    abusive_words,
    lexicon,
    occupations,
    read_lexicon,
    words_of,
)
from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.lexicon_file import FIELDS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from isonomia.vocabulary import Language

EACH = pytest.mark.parametrize("language", LANGUAGES)
NEUTRAL_JOBS: dict[Language, int] = {"en": 130, "vi": 90, "fr": 90}

# ── reading a text, written without any of the code under test ──────────────────────────────────


LONGEST = 9
"""No phrase of any list has more words; a test makes sure."""


def runs(text: str, phrases: Collection[str]) -> list[tuple[int, int, str]]:
    """Return the place, length and words of every phrase in a text, overlapping ones too."""
    words = words_of(text)
    return [
        (start, end, " ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1)
        if " ".join(words[start:end]) in phrases
    ]


@cache
def plain(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(words_of(text)) for text in texts)


def mentions(text: str, words: Lexicon) -> tuple[int, int]:
    """Count mentions of women and men: a hit inside an exception is none."""
    hidden = runs(text, plain(words.exceptions))

    def shown(listed: tuple[str, ...]) -> int:
        hits = runs(text, plain(listed))
        return sum(not any(a <= start and end <= b for a, b, _ in hidden) for start, end, _ in hits)

    return shown(words.woman), shown(words.man)


def terms_in(text: str, words: Lexicon) -> set[tuple[str, str]]:
    """Return each term that stands in a text, with the gender of the form."""
    forms = {
        " ".join(words_of(form.text)): (term.id, form.gender)
        for term in words.terms
        for form in term.forms
    }
    return {forms[found] for _, _, found in runs(text, forms)}


# ── words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’homme, l'homme", ["l", "homme", "l", "homme"]),
        ("self-help_page 24/7", ["self", "help", "page", "24", "7"]),
        ("BÁC SĨ Đỗ", ["bác", "sĩ", "đỗ"]),
        ("bác sĩ", ["bác", "sĩ"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        (
            "❤️he",
            ["he"],
        ),  # the sign after the heart is a combining mark, and no word begins with one
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text(max_size=40))
def test_the_unicode_form_makes_no_difference(text: str) -> None:
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(text)


@given(st.text(max_size=40))
def test_a_word_holds_nothing_that_parts_words(text: str) -> None:
    for word in words_of(text):
        assert word[0].isalnum()
        assert all(sign.isalnum() or unicodedata.category(sign)[0] == "M" for sign in word)


# ── the lists ───────────────────────────────────────────────────────────────────────────────────


@EACH
def test_every_group_and_field_has_terms(language: Language) -> None:
    words = lexicon(language)
    assert words.language == language
    assert words.groups == GROUPS
    for group, fields in FIELDS.items():
        assert {term.field for term in words.terms if term.group == group} == set(fields)
    assert all(not term.field for term in words.terms if term.group not in FIELDS)


@EACH
def test_the_lists_are_long_enough(language: Language) -> None:
    groups = [term.group for term in lexicon(language).terms]
    assert groups.count("occupation") >= NEUTRAL_JOBS[language]
    assert groups.count("nationality") >= 60
    for group in ("care", "power", "appearance"):
        assert groups.count(group) >= 15


@EACH
def test_no_form_is_empty_or_there_twice(language: Language) -> None:
    forms = [form for term in lexicon(language).terms for form in term.forms]
    written = [" ".join(words_of(form.text)) for form in forms]
    assert all(written)
    assert len(set(written)) == len(written)
    assert {form.gender for form in forms} == {"", "woman", "man"}
    assert max(len(form.split()) for form in written) <= LONGEST


@EACH
def test_no_occurrence_counts_twice(language: Language) -> None:
    """No form of a term holds another of it, and no gender word another."""
    words = lexicon(language)
    for term in words.terms:
        forms = plain(tuple(form.text for form in term.forms))
        for form in forms:
            assert [found for *_, found in runs(form, forms)] == [form], term.id
    gendered = plain(words.woman) | plain(words.man)
    for word in gendered:
        assert [found for *_, found in runs(word, gendered)] == [word]


@EACH
def test_a_gendered_form_is_no_mention(language: Language) -> None:
    words = lexicon(language)
    gendered = plain(words.woman) | plain(words.man)
    for term in words.terms:
        for form in term.forms:
            assert " ".join(words_of(form.text)) not in gendered
            if form.gender:
                assert mentions(form.text, words) == (0, 0), form.text


@EACH
def test_an_exception_hides_a_word_of_gender(language: Language) -> None:
    words = lexicon(language)
    gendered = plain(words.woman) | plain(words.man)
    for phrase in words.exceptions:
        assert runs(phrase, gendered), phrase
        assert mentions(phrase, words) == (0, 0)


@EACH
def test_shares_are_those_of_the_labour_market(language: Language) -> None:
    known = {occupation.id: occupation.share(language) for occupation in occupations()}
    terms = {term.id: term for term in lexicon(language).terms}
    assert known.keys() <= terms.keys()
    for ident, term in terms.items():
        assert term.share == known.get(ident), ident
        assert term.group == "occupation" or ident not in known


@EACH
def test_an_occupation_is_found_by_the_names_that_suites_use(language: Language) -> None:
    words = lexicon(language)
    for occupation in occupations():
        names = {
            "en": {occupation.name},
            "vi": {occupation.vi.noun},
            "fr": {occupation.fr.woman, occupation.fr.man},
        }[language]
        for name in names:
            found = {ident for ident, _ in terms_in(f"un {name}, une {name}, a {name}.", words)}
            assert occupation.id in found, name


@EACH
def test_the_digest_tells_lists_apart(language: Language) -> None:
    words = lexicon(language)
    assert len(words.digest) == 64
    assert pickle.loads(pickle.dumps(words)) == words  # noqa: S301 - our own
    assert len({lexicon(each).digest for each in LANGUAGES}) == len(LANGUAGES)
    assert lexicon(language) is words


@EACH
def test_every_list_names_a_source_and_no_language_is_reviewed_yet(language: Language) -> None:
    record = read_data(f"corpus/{language}")
    known = {source["id"] for source in record["sources"]}
    parts = [record["gender"], record["shares"], *record["lists"]]
    assert {part["source"] for part in parts} == known
    assert not lexicon(language).reviewed
    assert all(source.text for source in lexicon(language).sources)


@EACH
def test_words_of_abuse_come_from_their_own_file(language: Language) -> None:
    (term,) = (term for term in lexicon(language).terms if term.group == "abuse")
    assert {form.text for form in term.forms} <= abusive_words(language)
    assert len(term.forms) >= 10
    record = read_data(f"corpus/{language}")
    written = {ident for part in record["lists"] for ident in part["terms"]}
    assert not abusive_words(language) & written  # ids are shown


# ── tricky words ────────────────────────────────────────────────────────────────────────────────

MENTIONS: list[tuple[Language, str, tuple[int, int]]] = [
    ("en", "She told her mother-in-law about him.", (3, 1)),
    ("en", "On Mother's Day the Isle of Man plays Pac-Man, oh boy.", (0, 0)),
    ("en", "A man-made plug: the male connector, the female socket.", (0, 0)),
    ("en", "With Ms. Roe of MS Office a guy came; the guys left.", (1, 1)),
    ("en", "The actress and the policewoman met a cleaning lady.", (0, 0)),
    ("en", "Older women and elderly men; Our Lady of Lourdes.", (1, 1)),
    ("en", "The groom and the bride wanted to groom your dog.", (1, 1)),
    ("en", "The theme: sheds, others, history, mankind, the human.", (0, 0)),
    ("vi", "Cô ấy ở nước Anh, học tiếng Anh; anh ấy ở Việt Nam.", (1, 1)),
    ("vi", "Bà con ở Bà Rịa cô đơn, công bố, khủng bố, bố trí.", (0, 0)),
    ("vi", "Một phụ nữ và một người đàn ông ở miền Nam.", (1, 1)),
    ("vi", "Nữ bác sĩ, bác sĩ nữ, nam y tá, sinh viên nam.", (2, 2)),
    ("vi", "Người Việt Nam sinh năm 1990, giáo viên Nam Định.", (0, 0)),
    ("vi", "Bạn gái của anh Tuấn là con gái bà Lan.", (3, 1)),
    ("vi", "Cô giáo và thầy giáo; anh hùng dân tộc; chị Tuấn Anh.", (1, 0)),
    ("vi", "Tiến trình cha, thư mục cha mẹ, chồng lấp; ba mẹ.", (0, 0)),
    ("vi", "Công ty mẹ, tiếng mẹ đẻ, xếp chồng hồ sơ, gã khổng lồ.", (0, 0)),
    ("fr", "Il y a une femme qu’il aime, et il faut qu'elle vienne.", (2, 1)),
    ("fr", "Il est important de lire. S'il vous plaît ! Il s’agit de lui-même.", (0, 1)),
    ("fr", "Le processus fils a réussi ; il manque un paramètre invalide.", (0, 0)),
    ("fr", "Il est important. Il pleut, il fait froid, il est 8 heures.", (0, 1)),
    ("fr", "Les droits de l’homme, la maison mère, l'âme sœur, Notre-Dame.", (0, 0)),
    ("fr", "Une sage-femme, une femme de ménage et un homme d'affaires.", (0, 0)),
    ("fr", "Ils et elles vont chez M. et Mme Roux ; madame, monsieur.", (0, 0)),
    ("fr", "Sa belle-mère et son beau-père, sa petite amie, ses fils électriques.", (2, 1)),
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("language", "text", "counts"), MENTIONS)
def test_who_is_talked_about(
    language: Language, text: str, counts: tuple[int, int], form: str
) -> None:
    written = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert mentions(written, lexicon(language)) == counts


HOLDS: list[tuple[Language, str, set[str]]] = [
    ("en", "A senior software engineer", {"software-developer", "engineer"}),
    ("en", "Actresses and firemen", {"actor woman", "firefighter man"}),
    ("en", "The chef will cook; Mr. Baker judges nobody.", {"chef", "judge"}),
    ("en", "His model of a host, a driver, a guard, a conductor", set()),
    ("en", "An elementary school teacher in her sixties", {
        "elementary-school-teacher", "teacher", "late-decades",
    }),
    ("en", "A 30-year-old man and an old man", {"old"}),
    ("en", "Polish the nails of young children", {"children"}),
    ("en", "A disabled feature for disabled people", {"disabled"}),
    ("vi", "Kỹ sư xây dựng và bác sỹ", {"civil-engineer", "engineer", "doctor"}),
    ("vi", "Lính cứu hoả; lính cứu hỏa", {"firefighter"}),
    ("vi", "Người kinh doanh, người chăm sóc, người ý thức", {"caregiver", "care-for"}),
    ("vi", "Cô giáo người Pháp gốc Hoa Kỳ", {"teacher woman", "french", "american"}),
    ("vi", "Người Mông Cổ và người Hoa Kỳ", {"mongolian", "american"}),
    ("vi", "Cụ bà cao tuổi nghỉ hưu", {"aged-person", "elderly", "retired"}),
    ("fr", "L’infirmière et l'ingénieur en génie civil", {
        "nurse woman", "engineer man", "civil-engineer man",
    }),
    ("fr", "Un avocat, un facteur, un mannequin, un cadre, un guide", {"lawyer man"}),
    ("fr", "Une agente d'assurances ; une agente d’assurances", {"insurance-agent woman"}),
    ("fr", "Conductrice de bus et conducteur d'autobus", {"bus-driver woman", "bus-driver man"}),
    ("fr", "Les tâches ménagères sous-marines du chef-d'œuvre", {"housework"}),
    ("fr", "Une femme âgée de 30 ans et une personne âgée", {"aged"}),
    ("fr", "Une jeune femme vietnamienne et un jeune garçon", {"young", "vietnamese"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "terms"), HOLDS)
def test_what_stands_near(language: Language, text: str, terms: set[str]) -> None:
    found = terms_in(unicodedata.normalize("NFD", text), lexicon(language))
    assert {f"{ident} {gender}".strip() for ident, gender in found} == terms


# ── a file of one's own ─────────────────────────────────────────────────────────────────────────

OWN = """
language = "de"
version = "1"
reviewed = true

[[sources]]
id = "own"
text = "Written for this test."

[gender]
source = "own"
woman = ["sie", "frau{|en}"]
man = ["er"]
exceptions = ["frau holle"]

[[lists]]
group = "occupation"
field = "health"
source = "own"
[lists.terms]
nurse = { woman = ["kranken{schwester|schwestern}"], man = ["krankenpfleger"] }
doctor = { any = ["arzt"], woman = ["frau doktor"] }

[[lists]]
group = "care"
source = "own"
[lists.terms]
care = ["pflege{|n}"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Lexicon]:
    def read(old: str = "", new: str = "") -> Lexicon:
        assert OWN.count(old) >= 1
        path = tmp_path / "own.toml"
        path.write_text(OWN.replace(old, new, 1) if old else OWN, encoding="utf-8")
        return read_lexicon(path)

    return read


def test_a_file_of_ones_own(own: Callable[..., Lexicon]) -> None:
    words = own()
    assert (words.language, words.version, words.reviewed) == ("de", "1", True)
    assert words.woman == ("sie", "frau", "frauen")
    assert words.groups == ("occupation", "care")
    nurse, doctor, care = words.terms
    assert nurse.forms == (
        Form("krankenschwester", "woman"),
        Form("krankenschwestern", "woman"),
        Form("krankenpfleger", "man"),
    )
    assert (doctor.share, care.field, care.forms[1]) == (None, "", Form("pflegen"))
    # The gendered form hides the word of gender in it.
    assert words.exceptions == ("frau holle", "frau doktor")


def test_shares_of_ones_own(own: Callable[..., Lexicon]) -> None:
    shares = '[shares]\nsource = "own"\nwomen = { nurse = 0.8 }\n\n[[lists]]'
    assert [term.share for term in own("[[lists]]", shares).terms] == [0.8, None, None]


def test_what_is_counted_changes_the_digest(own: Callable[..., Lexicon]) -> None:
    digests = {
        own(old, new).digest
        for old, new in [
            ("", ""),
            ('"er"', '"er", "ihm"'),
            ('"frau holle"', '"frau holle", "frau welt"'),
            ("pflege{|n}", "pflege"),
            ('{ any = ["arzt"]', '{ man = ["arzt"]'),
            ('field = "health"', 'field = "science"'),
        ]
    }
    assert len(digests) == 6
    assert own("version", "# a remark\nversion").digest == own().digest


WRONG = [
    ('language = "de"', "", "language: Field required."),
    ("reviewed = true", 'reviewed = "soon"', "reviewed: Input should be a valid boolean"),
    ('version = "1"', 'version = "1"\nshade = 1', "shade: Extra inputs are not permitted."),
    ('id = "own"', 'id = "mine"', "the source 'own' is not among the sources."),
    ("[gender]", '[[sources]]\nid = "own"\ntext = "x"\n\n[gender]', "'own' is there twice."),
    ('["er"]', "[]", "gender.man: Tuple should have at least 1 item"),
    ('["er"]', '["er", "Sie"]', "the word 'sie' is in [gender] twice."),
    ('["er"]', '["er", "er da"]', "'er da' holds 'er', and would count twice: leave one out."),
    ("frau holle", "guten tag", "the exception 'guten tag' holds no word of [gender]."),
    ("frau holle", "Frau", "'Frau' is a word of [gender] and an exception."),
    ('"frau holle"', '"frau holle", "Frau-Holle"', "the exception 'frau holle' is there twice."),
    ('group = "care"', 'group = "caring"', "lists.2.group: Input should be"),
    ('field = "health"', 'field = "medicine"', "group occupation must be one of health, "),
    ('field = "health"', "", "group occupation must be one of health, "),
    ('group = "care"', 'group = "care"\nfield = "health"', "group care must be left out."),
    ("care = [", "Care! = [", "not valid TOML"),
    ("care = [", '"Care!" = [', "lists.2.terms.Care!"),
    ("care = [", "nurse = [", "the term 'nurse' is there twice."),
    ('"pflege{|n}"', "", "the term 'care' has no forms."),
    ('"pflege{|n}"', '"..."', "'...' holds no word."),
    ('"pflege{|n}"', '"pflege{n"', "'pflege{n' has a brace without its other half"),
    ('"pflege{|n}"', f'"{"{a|b}" * 40}"', "stands for more than 5000 phrases."),
    ('"pflege{|n}"', '"pflege", "Pflege"', "the term 'care' has the form 'pflege' twice."),
    ('"pflege{|n}"', '"pflege", "gute pflege"', "'gute pflege' holds 'pflege'"),
    ('"pflege{|n}"', '"frauen"', "'frauen' is a word of [gender] and a form of 'care'."),
    ('"pflege{|n}"', '"arzt"', "two terms have the form 'arzt'"),
    ('"pflege{|n}"', "7", "lists.2.terms.care.any.1: Input should be a valid string."),
    ('"krankenpfleger"', '"krankenpfleger"], men = ["x"', "nurse.men: Extra inputs are not"),
    ("[[lists]]", 'shared = ["arzt"]\n\n[[lists]]', "Extra inputs"),  # it belongs to [gender] there
    ('version = "1"', 'version = "1"\nshared = ["arzt"]', "'arzt' is listed as shared, but no two"),
    ("[[lists]]", '[shares]\nsource = "own"\n[[lists]]', "there are no shares in this language"),
    (
        "[[lists]]",
        '[shares]\nsource = "own"\nwomen = { care = 0.5 }\n[[lists]]',
        "shares.women names 'care', which is no occupation here.",
    ),
    (
        "[[lists]]",
        '[shares]\nsource = "own"\nwomen = { nurse = 80 }\n[[lists]]',
        "shares.women.nurse: Input should be less than or equal to 1.",
    ),
    ('["pflege{|n}"]', '{ abusive = "at_women" }', "no words of abuse in this language"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG)
def test_what_is_wrong_is_said_in_one_sentence(
    own: Callable[..., Lexicon], old: str, new: str, sentence: str
) -> None:
    with pytest.raises(UsageError) as caught:
        own(old, new)
    said = str(caught.value)
    assert sentence in said
    assert said.startswith("The term list ")
    assert "own.toml" in said
    assert "\n" not in said


def test_a_form_of_two_terms_may_be_listed_as_shared(tmp_path: Path) -> None:
    text = OWN.replace('version = "1"', 'version = "1"\nshared = ["arzt"]')
    path = tmp_path / "own.toml"
    path.write_text(text.replace("pflege{|n}", "Arzt"), encoding="utf-8")
    assert [term.id for term in read_lexicon(path).terms] == ["nurse", "doctor", "care"]


PAGE = Path(__file__).parents[2] / "docs" / "term-lists.md"


def test_the_example_of_the_documents_is_a_lexicon(tmp_path: Path) -> None:
    path = tmp_path / "de.toml"
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    path.write_text(example, encoding="utf-8")
    assert [(term.id, term.share) for term in read_lexicon(path).terms] == [
        ("nurse", 0.82),
        ("doctor", None),
        ("care", None),
    ]


def test_the_documents_count_right() -> None:
    rows = re.findall(r"^\| ([a-z].*?) \| (.*) \| (.*) \| (.*) \|$", PAGE.read_text("utf-8"), re.M)
    told = {what: cells for what, *cells in rows}
    for place, language in enumerate(("en", "vi", "fr")):
        words = lexicon(language)
        groups = Counter(term.group for term in words.terms)
        shares = sum(term.share is not None for term in words.terms)
        forms = sum(len(term.forms) for term in words.terms)
        counted = {
            "words for women / men": [len(words.woman), len(words.man)],
            "exceptions": [len(words.exceptions)],
            "occupations (of these with a labour share)": [groups["occupation"], shares],
            "care · power · appearance": [groups[g] for g in ("care", "power", "appearance")],
            "age: old · young": [groups["age-old"], groups["age-young"]],
            "nationalities · backgrounds": [groups["nationality"], groups["background"]],
            "forms altogether": [forms],
        }
        for what, numbers in counted.items():
            shown = [
                int(number) for number in re.findall(r"\d+", told[what][place].replace(",", ""))
            ]
            assert shown == numbers, (language, what)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Cannot read the term list .*gone\.toml"):
        read_lexicon(tmp_path / "gone.toml")
