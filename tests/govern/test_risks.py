"""The risk register: every harm has an entry, every finding a risk, in honest words."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import orjson
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.evidence import Verdict, save
from isonomia.govern import (
    Harms,
    Likelihood,
    Severity,
    harms,
    register_text,
    risk_register,
    risks_schema_text,
)
from isonomia.report import render_risks, render_risks_markdown
from isonomia.report.messages import catalogue
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from isonomia.evidence import Assessment
    from isonomia.govern import Risk

EACH = pytest.mark.parametrize("language", LANGUAGES)
DOCS = Path(__file__).resolve().parents[2] / "docs"
KINDS = ("language model", "guard", "decision system", "dataset")


def named(value: object) -> Iterator[str]:
    """Yield every harm that a file names; a card's harm is a text in three languages."""
    if isinstance(value, dict):
        harm = value.get("harm")
        if isinstance(harm, str) and re.fullmatch(r"[a-z-]+", harm):
            yield harm
        value = list(value.values())
    for part in value if isinstance(value, list) else ():
        yield from named(part)


def harms_used() -> dict[str, str]:
    """Return every harm that a suite, an audit or a benchmark's card names, with its file."""
    root = Path(str(files("isonomia")))
    return {
        harm: str(path.relative_to(root))
        for path in root.rglob("*.toml")
        if "govern" not in path.parts
        for harm in named(tomllib.loads(path.read_text(encoding="utf-8")))
    }


def named_risk(assessment: Assessment, contrast: str) -> Risk:
    name = f"corpus/representation/{contrast}"
    return next(risk for risk in risk_register(assessment).risks if risk.id == name)


def test_every_harm_in_use_has_an_entry_and_a_name() -> None:
    used = harms_used()
    assert {"stereotyping", "hurtful-language", "missing-from-data"} <= used.keys()
    assert not {harm: path for harm, path in used.items() if harm not in harms().harms}
    for language in LANGUAGES:
        names = catalogue(language).entries
        assert {f"name.{harm}" for harm in harms().harms} <= names.keys()


def test_harms_name_known_sources_and_none_is_left_over() -> None:
    known = harms()
    used = {source for harm in known.harms.values() for source in harm.sources}
    assert used == set(known.sources)
    assert all(source.url.startswith("https://") for source in known.sources.values())
    assert not known.reviewed
    for harm in known.harms.values():
        assert 2 <= len(harm.actions) <= 4
        assert len({action.text.en for action in harm.actions}) == len(harm.actions)


@EACH
def test_texts_are_clean(language: Language) -> None:
    for harm in harms().harms.values():
        actions = [action.text for action in harm.actions]
        for text in (harm.harm, harm.who, harm.reason, *actions):
            assert text[language].endswith("."), text[language]
            assert "'" not in text[language]
            assert "  " not in text[language]


def test_an_entry_with_an_unknown_source_is_refused() -> None:
    record = harms().model_dump()
    record["sources"].pop("dodge")
    with pytest.raises(ValueError, match="unequal-filter names the unknown source dodge"):
        Harms.model_validate(record)


def test_each_finding_is_one_risk_in_honest_words(assessment: Assessment) -> None:
    register = risk_register(assessment)
    risks = {risk.id.removeprefix("corpus/representation/"): risk for risk in register.risks}
    assert len(register.risks) == len(assessment.findings)
    assert risks["shown"].likelihood is Likelihood.SHOWN
    assert risks["shown"].direction is not None
    assert risks["shown"].direction.en == "fewer women."
    assert risks["open"].likelihood is Likelihood.NOT_RULED_OUT
    assert risks["blank"].likelihood is Likelihood.UNKNOWN
    assert risks["calm"].likelihood is Likelihood.NOT_FOUND
    assert risks["calm"].reach is None
    assert all(risk.owner == risk.due == "" for risk in register.risks)


def test_reach_is_where_the_interval_ends_beyond_the_tolerance(assessment: Assessment) -> None:
    risk = next(
        one for one in risk_register(assessment).risks if one.id == "corpus/representation/open"
    )
    estimate = risk.evidence.estimate
    assert estimate is not None
    assert risk.reach is not None
    assert (risk.reach.low, risk.reach.high) == (estimate.low, estimate.high)
    assert risk.reach.low is not None
    assert risk.reach.low < 0.4


def test_order_is_severity_times_likelihood(assessment: Assessment) -> None:
    """High and open comes before high and unknown, that before low and shown."""
    order = [
        risk.id.removeprefix("corpus/representation/") for risk in risk_register(assessment).risks
    ]
    assert order == ["open", "blank", "own", "shown", "calm"]


def test_a_harm_that_is_not_known_is_not_rated(assessment: Assessment) -> None:
    risk = next(
        one for one in risk_register(assessment).risks if one.id == "corpus/representation/own"
    )
    assert risk.severity is None
    assert risk.actions == ()
    assert risk.what.en == "What this suite calls a harm."
    page = render_risks(assessment)
    assert "not rated" in page
    assert "does not know this harm" in page


def test_less_data_never_makes_a_risk_look_smaller(make: Callable[..., Assessment]) -> None:
    weights = list(Likelihood)
    whole = make()
    finding = next(one for one in whole.findings if one.verdict is Verdict.WITHIN)
    for verdict in (Verdict.NOT_ENOUGH_EVIDENCE, Verdict.NOT_MEASURED):
        poorer = finding.model_copy(update={"verdict": verdict, "estimate": None})
        (risk,) = risk_register(make(findings=(poorer,))).risks
        assert weights.index(risk.likelihood) < weights.index(Likelihood.NOT_FOUND)


def test_the_file_keeps_to_its_schema(assessment: Assessment) -> None:
    schema = orjson.loads(risks_schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    record = orjson.loads(register_text(risk_register(assessment)))
    jsonschema.validate(record, schema)
    assert record["schema"] == 1
    assert (DOCS / "risks.schema.json").read_text(encoding="utf-8") == risks_schema_text()


@EACH
@pytest.mark.parametrize("kind", KINDS)
def test_every_subject_has_a_page_and_a_text(
    make: Callable[..., Assessment], kind: str, language: Language
) -> None:
    found = make(kind)
    page = render_risks(found, language)
    text = render_risks_markdown(found, language)
    assert page.count("<h1>") == 1
    assert "<script" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)
    for one in found.findings:
        assert one.title[language] in page
        assert one.title[language] in text
    for risk in risk_register(found).risks:
        for action in risk.actions:
            assert action.text[language].split(";")[0][:40] in page.replace("&#39;", "'")
    assert "None" not in page
    assert ("notice" in page.split("<footer>")[1]) == (language != "en")


def test_pages_say_how_far_an_interval_reaches(assessment: Assessment) -> None:
    page = render_risks(assessment)
    assert re.search(r"reaches down to 19\.\d% and up to 68\.\d%, beyond the tolerance", page)
    assert "Shown here: fewer women." in page
    assert "Not found beyond the tolerance of 40% to 60%" in page
    assert "Unknown: nothing could be measured" in page
    assert "5 risks: 1 shown, 2 that cannot be ruled out, 1 unknown, 1 not found" in page


def test_an_assessment_without_findings_names_no_risk(make: Callable[..., Assessment]) -> None:
    empty = make(findings=(), not_tested=())
    assert "That does not mean that there is none." in render_risks(empty)
    assert "That does not mean that there is none." in render_risks_markdown(empty)


def test_markup_in_names_is_text(make: Callable[..., Assessment]) -> None:
    nasty = make().subject.model_copy(update={"name": "<script>alert(1)</script> [x](y)"})
    found = make(subject=nasty)
    assert "<script>" not in render_risks(found)
    assert "<script>" not in render_risks_markdown(found)
    assert "[x](y)" not in render_risks_markdown(found)


def test_severities_are_three() -> None:
    used = {harm.severity for harm in harms().harms.values()}
    assert used == set(Severity)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ([], "risks.html"),
        (["--format", "markdown", "--lang", "fr"], "risks.fr.md"),
        (["--format", "json"], "risks.json"),
    ],
)
def test_command(assessment: Assessment, tmp_path: Path, options: list[str], name: str) -> None:
    save(assessment, tmp_path)
    result = CliRunner().invoke(app, ["risks", str(tmp_path), *options])
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).stat().st_size > 1000
    assert result.output.strip() == str(tmp_path / name)


def test_command_without_an_assessment(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["risks", str(tmp_path)])
    assert result.exit_code == 2
    assert "No assessment at" in result.output
