"""Tables: who is in them, who is missing, and how their labels fall."""

from isonomia.assess.tables.sheets import Place

__all__ = ["Place"]
