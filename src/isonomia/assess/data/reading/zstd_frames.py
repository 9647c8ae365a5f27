"""Whether a Zstandard file is whole.

The library's stream reader takes the end of a file in the middle of a frame for the end of the
data, so the frames are walked here: their headers alone are read. Source: RFC 8878, section 3.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["frames_are_whole"]

MAGIC = 0xFD2FB528
SKIPPABLE = range(0x184D2A50, 0x184D2A60)
DICTIONARY_ID_BYTES = (0, 1, 2, 4)
RLE = 1


def frames_are_whole(file: BinaryIO) -> bool:
    """Return whether a file ends where one of its frames ends."""
    size = file.seek(0, os.SEEK_END)
    at = 0
    while at < size:
        file.seek(at)
        magic = int.from_bytes(file.read(4), "little")
        if magic in SKIPPABLE:
            at += 8 + int.from_bytes(file.read(4), "little")
        elif magic == MAGIC:
            at = _frame_end(file, at + 4, size)
        else:
            return False
    return at == size


def _frame_end(file: BinaryIO, at: int, size: int) -> int:
    """Return where a frame ends, or some place behind the end of the file."""
    file.seek(at)
    descriptor = int.from_bytes(file.read(1), "little")
    single, checksum = descriptor >> 5 & 1, descriptor >> 2 & 1
    content_size = (single, 2, 4, 8)[descriptor >> 6]
    at += 1 + (1 - single) + DICTIONARY_ID_BYTES[descriptor & 3] + content_size
    last = 0
    while not last and at < size:
        file.seek(at)
        header = int.from_bytes(file.read(3), "little")
        last, kind = header & 1, header >> 1 & 3
        at += 3 + (1 if kind == RLE else header >> 3)
    return at + 4 * checksum if last else size + 1
