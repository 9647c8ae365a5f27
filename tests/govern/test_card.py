"""The data card: facts as people wrote them, nothing guessed, and valid Croissant."""

from __future__ import annotations

import re
import tomllib
import warnings
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.errors import UsageError
from isonomia.evidence import Source, save
from isonomia.govern import Facts, data_files, known_facts, new_facts, read_facts
from isonomia.report import data_card, render_card, render_card_markdown
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.evidence import Assessment

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
EACH = pytest.mark.parametrize("language", LANGUAGES)
SOME = {"date-published": "2026-11-22", "version": "1.0.0", "license": "https://example.org/l"}
FULL = Facts(
    {
        name: (SOME.get(name, "https://example.org/a" if name == "url" else f"words on {name}"),)
        for name in known_facts()
    }
)


@pytest.fixture(scope="module")
def mlcroissant() -> Any:
    """Import the validator; what its own dependencies warn of is not about us."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return pytest.importorskip("mlcroissant")


@EACH
@pytest.mark.parametrize("facts", [FULL, Facts()], ids=["full", "empty"])
def test_croissant_is_valid(
    mlcroissant: Any, assessment: Assessment, facts: Facts, language: Language
) -> None:
    card = orjson.loads(orjson.dumps(data_card(assessment, facts, language)))
    found = mlcroissant.Dataset(jsonld=card)
    issues = found.metadata.ctx.issues
    assert not issues.errors
    if facts is FULL:
        assert not issues.warnings
    assert found.metadata.conforms_to == [
        "http://mlcommons.org/croissant/1.0",
        "http://mlcommons.org/croissant/RAI/1.0",
    ]
    assert found.metadata.data_biases == card["rai:dataBiases"]
    assert found.metadata.data_limitations == card["rai:dataLimitations"]
    assert found.metadata.data_collection_missing_data == card["rai:dataCollectionMissingData"]


def test_every_fact_reaches_the_validator_by_its_name(
    mlcroissant: Any, assessment: Assessment
) -> None:
    metadata = mlcroissant.Dataset(jsonld=data_card(assessment, FULL)).metadata
    assert metadata.name == "words on name"
    assert metadata.description == "words on description"
    assert metadata.cite_as == "words on citation"
    assert metadata.data_collection == "words on collection"
    assert metadata.data_use_cases == ["words on use-cases"]
    assert metadata.personal_sensitive_information == ["words on sensitive"]
    assert metadata.data_social_impact == "words on social-impact"
    assert metadata.data_release_maintenance_plan == "words on maintenance"
    assert metadata.data_biases[0] == "words on biases"
    assert {type(one).__name__: one.name for one in metadata.creators} == {
        "Person": "words on people",
        "Organization": "words on organisations",
    }


def test_a_wrong_card_would_be_found(mlcroissant: Any, assessment: Assessment) -> None:
    card = data_card(assessment, FULL)
    del card["distribution"][0]["sha256"]
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(jsonld=card)


def test_what_is_not_known_is_left_out_and_listed(assessment: Assessment) -> None:
    facts = Facts({"license": ("https://example.org/l",)})
    card = data_card(assessment, facts)
    assert card["license"] == "https://example.org/l"
    assert not {"description", "url", "creator", "datePublished", "rai:dataUseCases"} & card.keys()
    text = render_card_markdown(assessment, facts)
    missing = text[text.index("## Still to fill in") :]
    assert "(`description`)" in missing
    assert "(`license`)" not in missing
    assert "Still to fill in" not in render_card_markdown(assessment, FULL)
    assert "Still to fill in" not in render_card(assessment, FULL)


def test_digests_stand_only_where_they_are_the_files_own(assessment: Assessment) -> None:
    listed = {one["@id"]: one for one in data_card(assessment, Facts())["distribution"]}
    assert set(listed) == {"news/a.jsonl", "news/b.csv.gz", "news/c.jsonl"}
    assert listed["news/a.jsonl"]["sha256"] == "aa" * 32
    assert listed["news/a.jsonl"]["@type"] == "cr:FileObject"
    ranged = listed["news/c.jsonl"]
    assert ranged["@type"] == "cr:FileSet"
    assert "sha256" not in ranged
    assert "contentUrl" not in ranged
    assert ranged["includes"] == "news/c.jsonl"
    assert listed["news/b.csv.gz"]["encodingFormat"] == "application/gzip"


@pytest.mark.parametrize("reason", ["bomb", "corrupt", "truncated", "window-too-large"])
def test_a_file_that_was_not_read_to_its_end_has_no_digest(reason: str) -> None:
    source = Source(name="a.gz", digest="aa", bytes=9, records=1, skipped={reason: 1})
    (file,) = data_files([source])
    assert not file.digest


def test_a_range_of_row_groups_is_no_whole_file() -> None:
    source = Source(name="x y[1].parquet[row groups 0-3]", digest="aa", bytes=9, records=1)
    (file,) = data_files([source])
    assert file == ("x y[1].parquet", "", 9)


def test_folders_of_this_machine_stay_on_it() -> None:
    names = ["/home/someone/data/a.csv", "/home/someone/data/more/b.csv", "c.csv"]
    files = data_files([Source(name=one, digest="0", bytes=1, records=1) for one in names])
    assert [file.name for file in files] == ["a.csv", "c.csv", "more/b.csv"]


@given(
    st.lists(
        st.from_regex(
            r"[a-z]{1,3}(/[a-z]{1,3})?\.(csv|jsonl|zst)(\[[0-9]-[0-9]\])?", fullmatch=True
        ),
        unique=True,
        max_size=6,
    )
)
def test_each_file_is_listed_once(names: list[str]) -> None:
    sources = [Source(name=one, digest=one, bytes=2, records=1) for one in names]
    files = data_files(sources)
    assert len({file.name for file in files}) == len(files)
    assert sum(file.bytes for file in files) == 2 * len(names)
    assert all(file.digest in {"", file.name} for file in files)


@EACH
def test_page_and_text_say_what_was_found(assessment: Assessment, language: Language) -> None:
    page = render_card(assessment, FULL, language)
    text = render_card_markdown(assessment, FULL, language)
    for shown in (page, text):
        assert "Question shown?" in shown
        assert "Pictures" in shown
        assert "words on collection" in shown.replace("&#39;", "'")
        assert "aa" * 32 in shown
    assert page.count("<h1>") == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)
    assert "<script" not in page


def test_markup_in_facts_is_text(assessment: Assessment) -> None:
    facts = Facts({"name": ("<script>x</script>",), "url": ("javascript:alert(1)",)})
    page = render_card(assessment, facts)
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert "<script>" not in render_card_markdown(assessment, facts)


def test_only_data_have_a_card(make: Callable[..., Assessment]) -> None:
    with pytest.raises(UsageError, match="news is a guard: isonomia report and isonomia risks"):
        data_card(make("guard"), Facts())


def test_an_empty_facts_file_can_be_read_and_knows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(new_facts(), encoding="utf-8")
    assert list(tomllib.loads(new_facts())) == list(known_facts())
    facts = read_facts(path)
    assert facts.given == {}
    assert facts.missing == list(known_facts())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("licence = 'x'", "there is no fact “licence”"),
        ("use-cases = 'x'", "use-cases must be a list of texts"),
        ("use-cases = [1]", "use-cases must be a list of texts"),
        ("name = ['x']", "name must be one text"),
        ("name = 3", "name must be one text"),
        ("date-published = 'May'", "must be a day such as 2026-11-22, not “May”"),
        ("name = ", "is not valid TOML"),
    ],
)
def test_a_wrong_facts_file_is_one_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(sentence)) as caught:
        read_facts(path)
    assert "facts.toml" in str(caught.value)


def test_a_date_may_be_one_of_toml(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text("date-published = 2026-11-22", encoding="utf-8")
    assert read_facts(path).one("date-published") == "2026-11-22"


def test_command(assessment: Assessment, tmp_path: Path) -> None:
    save(assessment, tmp_path)
    facts = tmp_path / "card.toml"
    runner = CliRunner()
    made = runner.invoke(app, ["card", "--new-facts", str(facts)])
    assert made.exit_code == 0, made.output
    again = runner.invoke(app, ["card", "--new-facts", str(facts)])
    assert again.exit_code == 2
    assert "is there already" in again.output
    result = runner.invoke(app, ["card", str(tmp_path), "--facts", str(facts), "--lang", "vi"])
    assert result.exit_code == 0, result.output
    assert result.output.split() == [
        str(tmp_path / name) for name in ("data-card.vi.md", "data-card.vi.html", "croissant.json")
    ]
    assert orjson.loads((tmp_path / "croissant.json").read_bytes())["@context"]["@language"] == "vi"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name the folder of an assessment of data"),
        (["nowhere"], "No assessment at nowhere"),
        (["x", "--facts", "nowhere.toml"], "Cannot read the facts file nowhere.toml"),
    ],
)
def test_command_used_wrongly(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(app, ["card", *arguments])
    assert result.exit_code == 2
    assert sentence in result.output
