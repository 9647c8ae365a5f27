"""Training data as a subject: files are read in shards, texts become counts, counts findings."""

from isonomia.assess.data.assess import CorpusOptions, assess_corpus, assess_data
from isonomia.assess.data.corpus.settings import CorpusSettings

__all__ = ["CorpusOptions", "CorpusSettings", "assess_corpus", "assess_data"]
