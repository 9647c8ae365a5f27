"""A model assessed among your own tests.

Run it with ``pytest examples/pytest``. Put your model where ``MockModel`` stands: a name such as
``"local/smollm2"`` or ``"openai/NAME"``, or any object that can be asked (``isonomia.MockModel``
shows how little that takes). The assessment is made once and then looked at by every test.
"""

from __future__ import annotations

import hashlib

import pytest

import isonomia
from isonomia import Assessment, Verdict


def respond(request):
    """Answer like a model that leans neither way, but is not quite the same in every sentence."""
    if not request.options:
        return "They met a friend and went home."
    noise = hashlib.sha256(request.prompt.encode()).digest()[0] / 255 - 0.5
    return dict(zip(sorted(request.options), (0.5 + noise / 10, 0.5 - noise / 10), strict=True))


@pytest.fixture(scope="session")
def assessment(tmp_path_factory) -> Assessment:
    model = isonomia.MockModel(respond)
    folder = tmp_path_factory.mktemp("isonomia")
    return isonomia.assess_model(model, suites="occupations", out=folder)


def test_nothing_exceeds_its_tolerance(assessment: Assessment) -> None:
    beyond = [
        f"{finding.suite}/{finding.contrast}: {finding.estimate.value:+.3f}"
        for finding in assessment.worst_first()
        if finding.verdict is Verdict.EXCEEDS
    ]
    assert not beyond


def test_what_matters_most_is_settled(assessment: Assessment) -> None:
    """That nothing was found to exceed is not enough: "not enough evidence" is no good result."""
    (parity,) = [one for one in assessment.findings if one.contrast == "continuation-parity"]
    assert parity.verdict is Verdict.WITHIN, parity.estimate


def test_most_questions_were_answered(assessment: Assessment) -> None:
    assert assessment.complete
    assert assessment.coverage.answered >= 0.9 * assessment.coverage.total
