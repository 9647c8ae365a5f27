"""The field's words as data: each list is a TOML file with its sources."""

from isonomia.vocabulary.acts import Act, Fit, Taxonomy, act_words, acts, taxonomies
from isonomia.vocabulary.language import LANGUAGES, Language, Text, french_spaces
from isonomia.vocabulary.lexicon import Form, Lexicon, Term, lexicon, read_lexicon, words_of
from isonomia.vocabulary.masking import abusive_words, gendered_words, mask
from isonomia.vocabulary.notices import notices
from isonomia.vocabulary.occupations import Occupation, occupations
from isonomia.vocabulary.refusals import opens_with_refusal, refusal_phrases
from isonomia.vocabulary.rubrics import Choice, Rubric, judge_request, rubrics
from isonomia.vocabulary.terms import TermList, count_apart, term_lists
from isonomia.vocabulary.user_files import read_toml, validated

__all__ = [
    "LANGUAGES",
    "Act",
    "Choice",
    "Fit",
    "Form",
    "Language",
    "Lexicon",
    "Occupation",
    "Rubric",
    "Taxonomy",
    "Term",
    "TermList",
    "Text",
    "abusive_words",
    "act_words",
    "acts",
    "count_apart",
    "french_spaces",
    "gendered_words",
    "judge_request",
    "lexicon",
    "mask",
    "notices",
    "occupations",
    "opens_with_refusal",
    "read_lexicon",
    "read_toml",
    "refusal_phrases",
    "rubrics",
    "taxonomies",
    "term_lists",
    "validated",
    "words_of",
]
