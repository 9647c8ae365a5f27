"""Tables of an assessment as they are read and drawn."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.evidence import Assessment, Column, Exhibit, Figure
from isonomia.report import render_html
from isonomia.report.axes import difference_axis, number_axis, ratio_axis, share_axis
from isonomia.report.exhibits import exhibit_views, shown
from isonomia.report.figures import Figures, Scale
from isonomia.report.messages import catalogue
from isonomia.vocabulary import Language, Text

ANY = Text(en="x", vi="x", fr="x")
FINITE = st.floats(-1e6, 1e6, allow_nan=False)


def column(scale: str) -> Column:
    return Column.model_validate({"title": ANY, "scale": scale})


@pytest.mark.parametrize(
    ("scale", "entry", "language", "words"),
    [
        ("name", "f***", "en", "f***"),
        ("name", " ", "en", "(empty)"),
        ("name", Text(en="a", vi="b", fr="c"), "fr", "c"),
        ("count", 1234567, "en", "1,234,567"),
        ("count", 0, "en", "0"),
        ("share", 0.3149, "fr", "31,5\u00a0%"),
        ("share", None, "en", "–"),
        ("difference", -0.14, "en", "−14.0"),
        ("difference", 0.14, "en", "+14.0"),
        ("ratio", 0.724, "vi", "0,72"),
        ("number", -2.216, "en", "−2.22"),
        ("number", 12345.6, "en", "12,346"),
        ("p", 0.00001, "en", "< 0.001"),
    ],
)
def test_entries_are_written_by_their_scale(
    scale: str, entry: object, language: Language, words: str
) -> None:
    cell = shown(entry, column(scale), catalogue(language))  # type: ignore[arg-type]
    assert cell.words.replace("\u202f", ",") == words
    assert not cell.interval


def test_figures_have_limits_or_say_that_there_are_none() -> None:
    messages = catalogue("en")
    found = Figure(value=0.62, low=0.6, high=0.645)
    assert shown(found, column("share"), messages) == ("62.0%", "[60.0%, 64.5%]")
    alone = Figure(value=1.0, low=None, high=None)
    assert shown(alone, column("ratio"), messages) == ("1.00", "[no interval]")


def test_the_picture_holds_so_many_rows_and_the_table_all(corpus: Assessment) -> None:
    view, plain = exhibit_views(corpus.exhibits, 0.95, catalogue("en"))
    assert view.svg is not None
    assert view.svg.count('class="rail"') == 40
    assert view.undrawn == "The picture shows 40 of 46 rows; the table has them all."
    assert view.omitted == "1,234 further rows are not shown here; they are in profile.json."
    assert len(view.rows) == 46
    assert view.is_long
    assert view.legend == "Share near women; the dashed line is at 50%"
    assert "95% intervals" in view.caption
    assert plain.svg is None
    assert plain.caption == plain.title
    assert plain.legend == plain.undrawn == plain.omitted == ""


def test_a_row_without_limits_has_a_dot_and_no_bar(corpus: Assessment) -> None:
    one = corpus.exhibits[0].model_copy(update={"rows": (corpus.exhibits[0].rows[6],)})
    (view,) = exhibit_views([one], 0.95, catalogue("en"))
    assert view.svg is not None
    assert 'class="mark"' in view.svg
    assert 'class="interval"' not in view.svg


def test_a_table_without_anything_to_draw_has_no_picture(corpus: Assessment) -> None:
    last = corpus.exhibits[0].model_copy(update={"rows": (corpus.exhibits[0].rows[-1],)})
    (view,) = exhibit_views([last], 0.95, catalogue("en"))
    assert view.svg is None
    assert [cell.words for cell in view.rows[0]] == ["none at all", "0", "–", "–", "–", "–"]


def test_names_with_markup_are_text(decisions: Assessment) -> None:
    page = render_html(decisions)
    assert "<b>bold" not in page
    assert "F &amp; &lt;b&gt;bold&lt;/b&gt;" in page


def test_an_end_beyond_the_axis_has_no_cap(decisions: Assessment) -> None:
    """A bar that leaves the picture must not look as if it ended there."""
    low = Figure(value=0.05, low=0.0, high=0.9)
    rows = (("x", 1, None, low, None),)
    exhibit = decisions.exhibits[0].model_copy(update={"rows": rows})
    (view,) = exhibit_views([exhibit], 0.95, catalogue("en"))
    assert view.svg is not None
    bars = re.findall(r'<line class="interval" x1="([\d.]+%)" y1="\S+" x2="([\d.]+%)"', view.svg)
    assert bars[0][0] == "0%"
    assert ("0%", "0%") not in bars


@given(st.lists(FINITE, min_size=1), FINITE)
def test_scales_hold_what_they_are_made_for(values: list[float], reference: float) -> None:
    messages = catalogue("en")
    axis = number_axis(values, reference, messages)
    assert all(0 <= axis.share(value) <= 100 for value in values)
    assert axis.share(reference) == pytest.approx(50)
    small = [math.tanh(value) for value in values]
    assert all(difference_axis(small, 0.0, messages).holds(value) for value in small)
    parts = [abs(value) for value in small]
    assert all(share_axis(0.0, messages, parts).holds(part) for part in parts)


@given(st.floats(0.01, 100))
def test_half_and_twice_as_much_are_equally_far_from_one(ratio: float) -> None:
    axis = ratio_axis([ratio], 1.0, catalogue("en"))
    assert axis.holds(ratio)
    assert axis.share(ratio) + axis.share(1 / ratio) == pytest.approx(100)
    assert axis.share(1.0) == pytest.approx(50)


def test_rare_shares_get_a_scale_on_which_they_can_be_seen() -> None:
    axis = share_axis(0.0, catalogue("en"), [0.004])
    assert axis.ticks[-1] == (0.01, "1%")
    assert [words for _, words in share_axis(0.5, catalogue("fr")).ticks] == [
        "0\u00a0%", "25\u00a0%", "50\u00a0%", "75\u00a0%", "100\u00a0%",
    ]  # fmt: skip


def test_an_exhibit_of_plain_numbers_is_drawn_around_its_reference() -> None:
    exhibit = Exhibit(
        id="z",
        title=ANY,
        lead=ANY,
        columns=(column("name"), column("number")),
        rows=(("a", Figure(value=3.2, low=2.9, high=3.5)),),
        plot=1,
        reference=0.0,
    )
    (view,) = exhibit_views([exhibit], 0.95, catalogue("en"))
    assert view.svg is not None
    assert ">5</text>" in view.svg
    assert ">−5</text>" in view.svg


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0.0%"),
        (0.00012, "0.01%"),
        (0.000001, "0.0001%"),
        (0.0005, "0.1%"),
        (0.62, "62.0%"),
        (0.9999, "99.99%"),
        (1.0, "100.0%"),
    ],
)
def test_in_data_a_rare_share_does_not_look_like_none(share: float, words: str) -> None:
    assert Figures(catalogue("en").speaking_of("data")).percent(share) == words


def test_of_models_shares_keep_their_decimals() -> None:
    assert Figures(catalogue("en")).percent(0.00012) == "0.0%"
    fine = Figures(catalogue("en").speaking_of("data"))
    assert fine.bare(0.0442, Scale.RATIO) == "0.044"
    assert fine.bare(0.72, Scale.RATIO) == "0.72"
