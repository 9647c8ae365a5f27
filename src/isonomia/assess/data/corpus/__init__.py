"""Texts: gendered mentions, and what stands near them, counted in one pass.

::

    texts ─ Scanner ─ blocks ─ phrases found ─ what is near ─ sums over documents ─> Counts
"""

from isonomia.assess.data.corpus.scanner import Scanner
from isonomia.assess.data.corpus.settings import CorpusSettings

__all__ = ["CorpusSettings", "Scanner"]
