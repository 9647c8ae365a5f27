"""The data card as JSON-LD: Croissant 1.0 with the RAI vocabulary 1.0.

References
----------
MLCommons, "Croissant Format Specification" 1.0, and "Croissant RAI Specification" 1.0 (2024).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from isonomia.govern.distribution import distribution
from isonomia.govern.facts import known_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence import Assessment
    from isonomia.govern.facts import Facts
    from isonomia.vocabulary import Language

__all__ = ["croissant", "croissant_text"]

CONFORMS_TO = (
    "http://mlcommons.org/croissant/1.0",
    "http://mlcommons.org/croissant/RAI/1.0",
)

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

FOUND = ("rai:dataBiases", "rai:dataLimitations")
"""Properties that hold what the audit found, after what people wrote."""

CREATORS = {"people": "sc:Person", "organisations": "sc:Organization"}


def croissant(
    assessment: Assessment,
    facts: Facts,
    *,
    biases: Sequence[str],
    limitations: Sequence[str],
    missing: str = "",
    language: Language = "en",
) -> dict[str, Any]:
    """Return the card of a dataset as JSON-LD. What is not known is not in it.

    Parameters
    ----------
    assessment : Assessment
        Of a dataset.
    facts : Facts
        What people filled in.
    biases, limitations : sequence of str
        What the audit found, and what it could not tell, in the card's language.
    missing : str
        Which records could not be read, in words; empty if all could.
    language : {"en", "vi", "fr"}
        Language of the card's texts.
    """
    card: dict[str, Any] = {
        "@context": {"@language": language, **CONTEXT},
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": facts.one("name") or assessment.subject.name,
    }
    for name, texts in facts.given.items():
        fact = known_facts()[name]
        if name not in CREATORS:
            card[fact.property] = list(texts) if fact.many else texts[0]
    creators = [
        {"@type": kind, "name": text}
        for name, kind in CREATORS.items()
        for text in facts.given.get(name, ())
    ]
    if creators:
        card["creator"] = creators
    for key, said in zip(FOUND, (biases, limitations), strict=True):
        written = [*card.get(key, []), *said]
        if written:
            card[key] = written
    if missing:
        card["rai:dataCollectionMissingData"] = missing
    card["distribution"] = distribution(assessment.sources)
    return card


def croissant_text(card: dict[str, Any]) -> bytes:
    """Return a card as ``croissant.json`` holds it."""
    return orjson.dumps(card, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
