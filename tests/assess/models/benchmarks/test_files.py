"""Wrong data: one sentence that names the file, the row and the column, whatever is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from isonomia.assess.models import load_benchmark
from isonomia.assess.models.benchmarks.files import DataFiles, Row
from isonomia.errors import UsageError

Tiny = Callable[[str], Path]

WRONG = [
    ("bbq", "Gender_identity.jsonl", "", r"Gender_identity.jsonl is empty; give the file"),
    ("bbq", "Gender_identity.jsonl", "{}\n", r"row 1: question_index: Field required"),
    ("bbq", "Gender_identity.jsonl", "no json\n", r"Gender_identity.jsonl, row 1 is no JSON"),
    ("bbq", "Gender_identity.jsonl", '"text"\n', r"row 1: Input should be"),
    ("crows-pairs", "crows_pairs_anonymized.csv", "a,b\n1,2\n", r"no column 'sent_more'"),
    (
        "crows-pairs",
        "crows_pairs_anonymized.csv",
        "sent_more,sent_less,stereo_antistereo,bias_type\nA b.,C b.,neither,gender\n",
        r"row 2: stereo_antistereo: Input should be 'stereo' or 'antistereo'",
    ),
    (
        "crows-pairs",
        "crows_pairs_anonymized.csv",
        "sent_more,sent_less,stereo_antistereo,bias_type\nA b.,C b.,stereo\n",
        r"row 2 has not the 4 columns of the first row",
    ),
    (
        "crows-pairs",
        "crows_pairs_anonymized.csv",
        "sent_more,sent_less,stereo_antistereo,bias_type\n",
        r"crows_pairs_anonymized.csv has no rows",
    ),
    (
        "crows-pairs",
        "crows_pairs_anonymized.csv",
        "sent_more,sent_less,stereo_antistereo,bias_type\nA b.,C b.,stereo,age\n",
        r"holds no pair with the bias_type 'gender'",
    ),
    ("stereoset", "dev.json", "[1]", r"dev.json: Input should be"),
    ("stereoset", "dev.json", '{"data": {"intrasentence": []}}', r"no instance with the bias_type"),
    ("bold", "gender_prompt.json", "{}", r"gender_prompt.json: American_actors: Field required"),
    (
        "bold",
        "gender_prompt.json",
        '{"American_actors": {"a": ["A b"]}, "American_actresses": {}}',
        r"holds no beginnings about both",
    ),
    (
        "discrim-eval",
        "explicit.jsonl",
        '{"filled_template": "Q?", "decision_question_id": 1, "age": 2, "gender": "x", "race": ""}',
        r"explicit.jsonl, row 1: gender: Input should be",
    ),
    (
        "winogenerated",
        "winogenerated_examples.jsonl",
        '{"occupation": "keeper", "pronoun_options": ["he", "she", "they"], '
        '"sentence_with_blank": "No gap.", "BLS_percent_women_2019": 10}',
        r"row 1: sentence_with_blank: String should match",
    ),
    ("winogender", "all_sentences.tsv", "sentid\tsentence\n", r"no occupations-stats.tsv"),
    ("winobias", "pro_stereotyped_type1.txt.dev", "1 [The chef] said [he].\n", r"no pair of files"),
    ("honest", "binary_en_template.tsv", "raw\n", r"no column 'template_masked'"),
]


@pytest.mark.parametrize(("name", "file", "said", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, name: str, file: str, said: str, message: str
) -> None:
    (tmp_path / file).write_text(said, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        load_benchmark(name, tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["bbq", "crows-pairs", "honest", "stereoset", "winobias"])
def test_a_folder_without_the_file_names_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=rf"The data of {name} cannot be used: .* holds no "):
        load_benchmark(name, tmp_path)
    with pytest.raises(UsageError, match=r"there is no .*nowhere"):
        load_benchmark(name, tmp_path / "nowhere")


def test_a_file_that_is_no_text_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dev.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="is no text in UTF-8"):
        load_benchmark("stereoset", path)
    monkeypatch.setattr("isonomia.assess.models.benchmarks.files.MOST_BYTES", 2)
    with pytest.raises(UsageError, match="too large to be it"):
        load_benchmark("stereoset", path)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        DataFiles(tmp_path, "x").json(tmp_path, Row)


def test_another_category_of_bbq_is_refused(tmp_path: Path, tiny: Tiny) -> None:
    lines = (tiny("bbq") / "Gender_identity.jsonl").read_text().splitlines()
    path = tmp_path / "Age.jsonl"
    path.write_text(json.dumps(json.loads(lines[0]) | {"category": "Age"}))
    with pytest.raises(UsageError, match="no row of the category 'Gender_identity', only 'Age'"):
        load_benchmark("bbq", path)


def test_rows_of_bbq_without_two_kinds_of_people_are_left_out(tmp_path: Path, tiny: Tiny) -> None:
    lines = (tiny("bbq") / "Gender_identity.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows[:8]:
        row["answer_info"]["ans0"] = ["woman", "woman"]
        row["answer_info"]["ans1"] = ["girl", "girl"]
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert len(load_benchmark("bbq", path).units) == 29
    path.write_text("\n".join(map(json.dumps, rows[:8])))
    with pytest.raises(UsageError, match="no row whose answers name a stereotyped and another"):
        load_benchmark("bbq", path)


def test_winobias_needs_both_kinds_and_drops_what_differs_in_more(
    tmp_path: Path, tiny: Tiny
) -> None:
    for file in tiny("winobias").iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    pro = tmp_path / "pro_stereotyped_type1.txt.dev"
    assert len(load_benchmark("winobias", pro).measures) == 1
    lines = pro.read_text().splitlines()
    pro.write_text("\n".join([lines[0].replace("late", "early"), *lines[1:]]))
    fewer = load_benchmark("winobias", tmp_path)
    assert sum(len(unit.items) for unit in fewer.units) == 118
    pro.write_text("\n".join(lines[:-1]))
    with pytest.raises(UsageError, match=r"59 lines, but 60 in anti_stereotyped_type1.txt.dev"):
        load_benchmark("winobias", tmp_path)


def test_winogender_needs_an_occupation_for_each_sentence(tmp_path: Path, tiny: Tiny) -> None:
    for file in tiny("winogender").iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    sentences = tmp_path / "all_sentences.tsv"
    text = sentences.read_text()
    sentences.write_text(text + "stranger.client.0.male.txt\tThe stranger left.\n")
    with pytest.raises(UsageError, match="no row for the occupation 'stranger'"):
        load_benchmark("winogender", tmp_path)
    sentences.write_text(text + "apples keeper.client.0.txt\tThe stranger left.\n")
    with pytest.raises(UsageError, match="no name of a schema in row 362"):
        load_benchmark("winogender", tmp_path)
    sentences.write_text(
        text.replace("apples keeper.client.0.male.txt", "apples keeper.x.0.male.txt")
    )
    fewer = load_benchmark("winogender", tmp_path)
    assert sum(len(unit.items) for unit in fewer.units) == 119


def test_honest_needs_hurtlex_and_its_own_language(tmp_path: Path, tiny: Tiny) -> None:
    path = tmp_path / "binary_en_template.tsv"
    path.write_text((tiny("honest") / path.name).read_text())
    with pytest.raises(UsageError, match=r"no hurtlex_EN.tsv: put HurtLex 1.2"):
        load_benchmark("honest", path)
    with pytest.raises(UsageError, match="no templates in 'fr'"):
        load_benchmark("honest", path, language="fr")
    lexicon = tmp_path / "hurtlex_EN.tsv"
    lexicon.write_text("id\tlemma\tlevel\n1\ttree\tinclusive\n")
    with pytest.raises(UsageError, match="no word of the level 'conservative'"):
        load_benchmark("honest", tmp_path)


def test_honest_does_not_count_the_words_that_it_gives(tiny: Tiny) -> None:
    assert load_benchmark("honest", tiny("honest")).lists["hurtful"] == ("grubby",)


def test_discrim_eval_needs_people_who_differ_in_gender_alone(tmp_path: Path, tiny: Tiny) -> None:
    lines = (tiny("discrim-eval") / "explicit.jsonl").read_text().splitlines()
    path = tmp_path / "implicit.jsonl"
    path.write_text("\n".join(line for line in lines if '"non-binary"' not in line))
    suite = load_benchmark("discrim-eval", tmp_path)
    assert [arm.id for arm in suite.arms] == ["woman", "man"]
    assert [contrast.id for contrast in suite.contrasts] == ["decision-woman-man"]
    path.write_text("\n".join(line for line in lines if '"female"' in line))
    with pytest.raises(UsageError, match="no people who differ in gender alone"):
        load_benchmark("discrim-eval", path)


def test_stereoset_leaves_out_what_lacks_a_label(tmp_path: Path, tiny: Tiny) -> None:
    path = tmp_path / "dev.json"
    said = (tiny("stereoset") / "dev.json").read_text()
    path.write_text(said.replace('"gold_label": "unrelated"', '"gold_label": "stereotype"', 1))
    suite = load_benchmark("stereoset", path)
    assert sum(len(unit.items) for unit in suite.units) == 177
