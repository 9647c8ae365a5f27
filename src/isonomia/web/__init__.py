"""Pages on this computer: today, the one on which a person labels answers."""

from isonomia.web.labelling import serve

__all__ = ["serve"]
