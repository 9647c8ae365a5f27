"""JUnit XML, which every CI system can show: one test case for each finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from isonomia.evidence import Verdict
from isonomia.report.figures import Figures
from isonomia.report.gate import answered, answered_share, rulings, shortfalls
from isonomia.report.messages import catalogue_of
from isonomia.report.sentences import Sentences

if TYPE_CHECKING:
    from datetime import date

    from isonomia.evidence import Assessment
    from isonomia.report.gate import Policy, Ruling, Shortfall
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = ["render_junit"]

PACKAGE = "isonomia"

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def render_junit(
    assessment: Assessment, policy: Policy, today: date, language: Language = "en"
) -> bytes:
    """Return an assessment as JUnit XML.

    A finding that fails the gate is a failure; one that is within its tolerance passes; any other
    is skipped, with the reason, because it shows nothing. A last test suite holds one case for the
    run as a whole, which fails where the gate asks for more than the run has. So the file fails if
    and only if the gate does.

    Parameters
    ----------
    assessment : Assessment
        What was found.
    policy : Policy
        Which verdicts fail, and which findings are accepted for now.
    today : date
        The day by which acceptances run out.
    language : {"en", "vi", "fr"}
        Language of the messages; names stay the same in all languages.

    Raises
    ------
    UsageError
        The policy accepts a finding that the assessment does not have.
    """
    writer = _Writer(assessment, catalogue_of(assessment, language))
    root = ET.Element("testsuites", name=f"{PACKAGE} {_clean(assessment.subject.name)}")
    suites: dict[str, list[ET.Element]] = {}
    for ruling in rulings(assessment, policy, today):
        suites.setdefault(ruling.finding.suite, []).append(writer.finding(ruling))
    suites["run"] = [*suites.get("run", []), writer.run(policy)]
    for name, cases in suites.items():
        root.append(_suite(name, cases, assessment))
    _count(root)
    root.set("time", f"{assessment.run.seconds:.3f}")
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


class _Writer:
    """Writes test cases in one language."""

    def __init__(self, assessment: Assessment, messages: Messages) -> None:
        self._assessment = assessment
        self._messages = messages
        self._sentences = Sentences(messages)
        self._asked = sum(finding.estimate is not None for finding in assessment.findings)

    def finding(self, ruling: Ruling) -> ET.Element:
        """Return the case of one finding."""
        finding = ruling.finding
        case = _case(f"{PACKAGE}.{finding.suite}.{finding.measure}", finding.contrast)
        title = finding.title[self._messages.language]
        detail = f"{title}\n{self._sentences.finding(finding, self._asked)}"
        if ruling.fails:
            _say(case, "failure", self._message(ruling), detail).set("type", finding.verdict)
        elif finding.verdict is not Verdict.WITHIN:
            # What shows nothing, or is put up with, must not look like a test that passed.
            _say(case, "skipped", self._message(ruling), detail)
        else:
            out = ET.SubElement(case, "system-out")
            out.text = _clean(detail)
        return case

    def run(self, policy: Policy) -> ET.Element:
        """Return the case of the run as a whole."""
        case = _case(f"{PACKAGE}.run", "run")
        lacks = [self._lack(lack, policy) for lack in shortfalls(self._assessment, policy)]
        if lacks:
            failure = _say(case, "failure", " ".join(lacks), self._messages("junit.run"))
            failure.set("type", "run")
        return case

    def _message(self, ruling: Ruling) -> str:
        """Return the verdict, and what the policy makes of it."""
        verdict, entry = self._messages(f"verdict.{ruling.finding.verdict}"), ruling.acceptance
        if entry is None:
            shown = ruling.fails or ruling.finding.verdict is not Verdict.EXCEEDS
            return verdict if shown else self._messages("junit.tolerated", verdict=verdict)
        key = "junit.expired" if ruling.fails else "junit.accepted"
        until = entry.until.isoformat()
        return self._messages(key, verdict=verdict, until=until, reason=entry.reason)

    def _lack(self, lack: Shortfall, policy: Policy) -> str:
        messages, figures = self._messages, Figures(self._messages)
        if lack == "incomplete":
            reason = self._assessment.run.stopped or messages("incomplete.unknown")
            return f"{messages('incomplete.title')} {messages('incomplete.why', reason=reason)}"
        if lack == "no-finding":
            return messages("bottom.none")
        count, total = answered(self._assessment)
        return messages(
            "junit.few-answered",
            answered=count,
            total=total,
            share=figures.percent(answered_share(self._assessment)),
            least=figures.percent(policy.min_answered),
        )


def _case(classname: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=_clean(classname), name=_clean(name), time="0")


def _say(case: ET.Element, tag: str, message: str, detail: str) -> ET.Element:
    element = ET.SubElement(case, tag, message=_clean(message))
    element.text = _clean(detail)
    return element


def _suite(name: str, cases: list[ET.Element], assessment: Assessment) -> ET.Element:
    suite = ET.Element("testsuite", name=_clean(f"{PACKAGE}.{name}"))
    suite.extend(cases)
    _count(suite)
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("time", "0")
    suite.set("timestamp", _clean(assessment.run.started.partition("+")[0]))
    suite.set("hostname", "localhost")
    return suite


def _count(element: ET.Element) -> None:
    """Write how many cases lie below, and how they ended."""
    element.set("tests", str(len(list(element.iter("testcase")))))
    element.set("failures", str(len(list(element.iter("failure")))))
    element.set("errors", "0")


def _clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)
