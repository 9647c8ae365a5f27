"""A corpus in which the share of women in every occupation is known, because it was planted.

Documents of some thirty sentences are made from frames and fillers. Most sentences tell of weather,
things and places. Some name a gender and no occupation, some an occupation and no gender. The
planted ones put an occupation beside one word for a woman or a man, drawn with the occupation's own
probability. In documents of the source "crowded", one planted sentence in four also tells of a
bystander, who is a woman or a man by the toss of a coin: nothing in a window of words tells who is
who, so that those pull every share towards one half. Three documents in ten are typeset with curly
quotes, dashes and accents, as texts from the web are.
"""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import orjson

from isonomia.vocabulary.lexicon import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from isonomia.vocabulary.lexicon import Lexicon

SEED = 20_061
CROWDED = "crowded"
SOURCES = ("clean", CROWDED)
BYSTANDER = 0.25
TYPESET = 0.3

FILLERS = {
    "place": (
        "the harbour|the old station|a narrow valley|the market square|the upper floor|"
        "the east bank|a quiet suburb|the reading room|the bridge|a field behind the mill|"
        "the car park|the north gate|a warehouse by the canal|the second platform|"
        "the hilltop|the corner of the street"
    ),
    "thing": (
        "a wooden box|the broken lamp|a stack of maps|the spare key|an unopened letter|"
        "the blue bicycle|a jar of nails|the timetable|a roll of wire|the heavy curtain|"
        "a bag of flour|the engine cover|a set of chairs|the garden hose|a printed notice|"
        "the second drawer"
    ),
    "things": (
        "crates|pipes|apples|tickets|windows|cables|bottles|pages|stones|tools|seedlings|signs"
    ),
    "time": (
        "on Monday|before noon|late in March|after the storm|during the week|at dawn|"
        "by the end of the month|two days later|most evenings|in the third year|"
        "when the rain stopped|around six"
    ),
    "number": "three|seven|eleven|forty|about 200|nearly 1,500|two|sixteen|a dozen|more than 90",
    "quality": (
        "plain|damp|beautiful|narrow|costly|strong|dusty|bright|young|foreign|poor|local|sturdy"
    ),
    "town": (
        "Marlow|Kestrel Bay|Dunmore|Ashford Mills|Port Ellery|Lower Tarn|Wick|Saint-Aubin|Norrby"
    ),
    "weather": (
        "the wind turned|snow lay thick|fog came in|it had rained|the heat held|clouds gathered"
    ),
    "topic": (
        "the price of grain|the new tramline|next year's plan|water from the wells|"
        "the size of the hall|a report on noise|the colour of the doors|repairs to the roof|"
        "the long drought"
    ),
}

NEUTRAL = (
    "{Weather}, and the road to {town} stayed closed until {time}.",
    "{Thing} stood in {place} for years, and nobody knew why.",
    "There were {number} {things} in {place}, most of them {quality}.",
    "The council of {town} wrote at length about {topic}.",
    "{Time}, {thing} was moved from {place} to {place2}.",
    "A {quality} wall ran from {place} as far as the river.",
    "Everything in {place} smelled of paint, oil and {quality} wood.",
    "The bus to {town} leaves {time}; the one back leaves from {place}.",
    "What happened to {thing}? The records say nothing about it.",
    "In {town}, {number} {things} cost less than they did {time}.",
    "The sign said: keep out of {place}, and do not touch {thing}!",
    "Between {town} and {town2} lies {place}, which few maps show.",
    "Some said that {topic} mattered more than {topic2}.",
    "The first floor holds {number} {things}; the second holds {thing}.",
    "Visitors to {place} often ask about {topic}.",
    "{Weather}, so {thing} had to be brought inside {time}.",
    "It took {number} hours to carry the {things} across {place}.",
    "Nothing in the {quality} archive explains {topic}.",
    "By the time the train reached {town}, the {things} were {quality} and cold.",
    "The plan for {place} came with {number} drawings and one {quality} model.",
    "Every summer the {things} are counted, sorted and sent to {town}.",
    "Of all the {things}, only {number} were still {quality} {time}.",
    "A cupboard in {place} held {thing}, {thing2} and {number} spare {things}.",
    "The smell of {things} drifted over from {place} {time}.",
)

GENDERED = (
    "{They} walked to {place} {time} and came back with {thing}.",
    "{Time}, {they} asked about {topic}, and nobody could answer.",
    "{Their} {quality} coat hung in {place} beside {thing}.",
    "The letter reached {them} {time}, together with {thing}.",
    "{They} never liked {town}, but {their} {sibling} lived there.",
    "The {person} in {place} was waiting for {thing}.",
    "{Weather}, and {they} stayed at home with {their} {child}.",
    "Nobody had told {them} that {place} was closed {time}.",
    "{They} kept {number} {things} in {place}, all of them {quality}.",
)

UNGENDERED = (
    "The {job} is expected in {town} {time}.",
    "They are still looking for a {job} to take care of {place}.",
    "A {job} needs {number} {things} and {thing}.",
    "The work of a {job} begins {time}.",
    "In {town} there is room for one more {job}.",
)

PLANTED = (
    "The {job} said that {they} would return {time}.",
    "{They} had worked as a {job} in {town} since the autumn.",
    "{Time}, the {job} took {their} tools to {place}.",
    "A {job} from {town} lost {their} keys in {place}.",
    "{Their} first post as a {job} was in {town}.",
    "The new {job} was a {person} from {town}.",
    "People in {town} trusted the {job} because {they} listened.",
    "As a {job}, {they} wrote about {topic}.",
    "The {job}, a {quality} {person}, asked for {thing}.",
    "The {job} hurt {themself} {time}.",
    "The {person} whom they hired as a {job} lives near {place}.",
    "Nobody asked the {job} what {they} thought about {topic}.",
)

CROWD = (
    "The {job} said that {they} would help the other {person2} {time}.",
    "{Their} work as a {job} began when {they2} left {town}.",
    "The {job} found {their} notes after {they2} had gone home.",
)

GENDERS = (
    {"they": "she", "their": "her", "them": "her", "themself": "herself", "person": "woman",
     "sibling": "sister", "child": "daughter"},
    {"they": "he", "their": "his", "them": "him", "themself": "himself", "person": "man",
     "sibling": "brother", "child": "son"},
)  # fmt: skip

DRAWS = 400
"""How many sentences are made from each frame without an occupation; later ones repeat them."""

FILLS = 3
"""How many sentences are made from each planted frame, job and gender."""


class Job(NamedTuple):
    """An occupation in one of its forms, and the planted probability that it is a woman's."""

    term: str
    form: str
    woman: float


class Corpus:
    """Makes the documents; one seed and one lexicon always give the same.

    Parameters
    ----------
    lexicon : Lexicon
        Its occupations are planted, in every form in the singular that tells no gender.
    seed : int
    """

    def __init__(self, lexicon: Lexicon, seed: int = SEED) -> None:
        self.jobs = jobs(lexicon)
        self._random = random.Random(seed)
        self._neutral = self._made(NEUTRAL, DRAWS)
        gendered = (self._made(GENDERED, DRAWS, **gender) for gender in GENDERS)
        self._gendered = [sentence for made in gendered for sentence in made]
        self._ungendered = [
            sentence for job in self.jobs for sentence in self._made(UNGENDERED, 2, job=job.form)
        ]
        self._planted = {
            (job, gender): self._made(PLANTED, FILLS, job=job.form, **words)
            for job, (gender, words) in product(self.jobs, enumerate(GENDERS))
        }
        self._crowd = {
            (job, gender): [
                sentence
                for other in GENDERS
                for sentence in self._made(CROWD, FILLS, job=job.form, **words, **_second(other))
            ]
            for job, (gender, words) in product(self.jobs, enumerate(GENDERS))
        }

    def documents(self, size: int) -> Iterator[dict[str, str]]:
        """Yield records of text, source and year until their lines hold `size` bytes."""
        written, number = 0, 0
        while written < size:
            record = self._document(SOURCES[number % 2], str(2000 + number % 20))
            written += len(orjson.dumps(record)) + 1
            number += 1
            yield record

    def write(self, path: Path, size: int) -> int:
        """Write about `size` bytes of JSON lines; return the bytes of the texts in them."""
        texts = 0
        with path.open("wb") as file:
            for record in self.documents(size):
                texts += len(record["text"].encode())
                file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
        return texts

    def truth(self) -> dict[str, float]:
        """Return the planted share of women of each occupation.

        Where the words of one form stand in another's ("engineer" in "software engineer"), the
        shorter one's share is that of all sentences that hold it.
        """
        shares: dict[str, list[float]] = {}
        forms = [(words_of(job.form), job) for job in self.jobs]
        for words, job in forms:
            shares.setdefault(job.term, []).extend(
                other.woman for longer, other in forms if _holds(longer, words)
            )
        return {term: sum(held) / len(held) for term, held in shares.items()}

    def _document(self, source: str, year: str) -> dict[str, str]:
        draw = self._random
        sentences = draw.choices(self._neutral, k=draw.randrange(6, 30))
        sentences += draw.choices(self._gendered, k=draw.randrange(0, 8))
        sentences += draw.choices(self._ungendered, k=draw.randrange(0, 4))
        sentences += [self._plant(source) for _ in range(draw.randrange(1, 6))]
        draw.shuffle(sentences)
        text = " ".join(sentences)
        if draw.random() < TYPESET:
            text = _typeset(text)
        return {"text": text, "source": source, "year": year}

    def _plant(self, source: str) -> str:
        draw = self._random
        job = draw.choice(self.jobs)
        gender = int(draw.random() >= job.woman)
        crowded = source == CROWDED and draw.random() < BYSTANDER
        return draw.choice((self._crowd if crowded else self._planted)[job, gender])

    def _made(self, frames: Sequence[str], times: int, **words: str) -> list[str]:
        return [self._fill(frame, words) for frame in frames for _ in range(times)]

    def _fill(self, frame: str, words: dict[str, str]) -> str:
        filled = dict(words)
        for name, choices in FILLERS.items():
            listed = choices.split("|")
            filled[name], filled[f"{name}2"] = self._random.sample(listed, 2)
        filled |= {name.capitalize(): text[:1].upper() + text[1:] for name, text in filled.items()}
        return frame.format_map(filled)


def jobs(lexicon: Lexicon) -> list[Job]:
    """Return every occupation's forms that fit after "a", with probabilities from 0.05 to 0.95."""
    terms = [term for term in lexicon.terms if term.group == "occupation"]
    made = []
    for number, term in enumerate(terms):
        woman = 0.05 + 0.9 * (number * 37 % len(terms)) / max(len(terms) - 1, 1)
        neutral = [form.text for form in term.forms if not form.gender]
        singular = [text for text in neutral if not text.endswith("s")] or neutral
        made += [Job(term.id, text, woman) for text in singular[:2]]
    return made


def _second(words: dict[str, str]) -> dict[str, str]:
    return {f"{name}2": word for name, word in words.items()}


def _holds(words: list[str], part: list[str]) -> bool:
    starts = range(len(words) - len(part) + 1)
    return any(words[start : start + len(part)] == part for start in starts)


def _typeset(text: str) -> str:
    text = text.replace("'", "’").replace(" and ", " – and ").replace(" a quiet", " “a quiet” ")
    return f"« {text} » café"
